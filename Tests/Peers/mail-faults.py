"""A mail server that misbehaves as it is told to, for the mail tests.

Every listener is one kind of server, every recipient's local part one kind of fault. Prints one JSON object when it is ready: the
listeners' ports by name, "ca" (the authority that signed the good certificates) and "log": a file with one JSON object a line for
everything that was received. Ends when its standard input is closed. Needs Debian's openssl; no other module than Python's own.

The user is "owner" with the password "correct horse" or the token "new-token"; the user "broken" is answered as by a server that cannot reach its passwords.
"""

import asyncio
import base64
import json
import pathlib
import shutil
import ssl
import subprocess
import tempfile

import peer

LOGIN = "AUTH PLAIN LOGIN"

# What each listener is: certificate for STARTTLS or from the first byte, capabilities before and after, greeting.
LISTENERS = {
    "clear": {"before": [LOGIN]},
    "starttls": {"certificate": "good", "after": [LOGIN]},
    "smtps": {"certificate": "good", "implicit": True, "after": [LOGIN]},
    "login_only": {"certificate": "good", "after": ["AUTH LOGIN"]},
    "xoauth2": {"certificate": "good", "after": ["AUTH LOGIN PLAIN XOAUTH2"]},
    "oauthbearer": {"certificate": "good", "after": ["AUTH XOAUTH2 OAUTHBEARER"]},
    # Offers a login, but does not insist on it before it hears the recipient.
    "open": {"certificate": "good", "after": [LOGIN], "wants_login": True},
    # Somebody in between has taken STARTTLS out and would like the password.
    "stripped": {"before": [LOGIN]},
    # Offers STARTTLS, then does not do it.
    "starttls_refused": {"before": ["STARTTLS", LOGIN]},
    "no_auth": {"certificate": "good"},
    "other_auth": {"certificate": "good", "after": ["AUTH GSSAPI NTLM CRAM-MD5"]},
    # Claims in the clear that we are logged in, then offers no way to log in.
    "false_login": {"certificate": "good", "last": "235 2.7.0 Logged in already"},
    "wronghost": {"certificate": "wronghost", "after": [LOGIN]},
    "expired": {"certificate": "expired", "after": [LOGIN]},
    "untrusted": {"certificate": "untrusted", "implicit": True, "after": [LOGIN]},
    "refusing": {"greeting": "554 5.3.2 No service for you"},
    "busy": {"greeting": "421 4.3.2 Too busy"},
    "mute": {"greeting": None},
    "babbling": {"greeting": "HTTP/1.1 400 Bad Request"},
    # Takes no addresses beyond ASCII.
    "ascii_only": {"certificate": "good", "after": [LOGIN], "smtputf8": False},
    "endless": {"greeting": "220-more" + "\r\n220-more" * 5000},
}

folder = pathlib.Path(tempfile.mkdtemp(prefix="answerback-faults."))
certificates = folder / "tls"
seen = {}


def note(**what):
    with open(folder / "log", "a") as log:
        log.write(json.dumps(what) + "\n")


class Gone(Exception):
    """The conversation is over."""


class Conversation:
    """One connection. What the client says is noted line by line, with whether it was encrypted."""

    count = 0

    def __init__(self, name, kind, reader, writer):
        Conversation.count += 1
        self.number = Conversation.count
        self.name, self.kind, self.reader, self.writer = name, kind, reader, writer
        self.encrypted = bool(kind.get("implicit"))
        self.user = None
        self.sender = self.recipient = None
        self.hang_at_quit = False
        # What happens after the mail, when the connection would be used again.
        self.later = None

    async def run(self):
        note(connection=self.number, listener=self.name, opened=True)
        try:
            await self.greet()
            while True:
                await self.obey(await self.line())
        except (Gone, ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            self.writer.close()

    async def greet(self):
        greeting = self.kind.get("greeting", "220 fault.peer.test ESMTP")
        if greeting is None:
            await self.hang()
        self.say(greeting)
        if greeting[0] in "45":
            raise Gone

    def say(self, *lines):
        self.writer.write("".join(line + "\r\n" for line in lines).encode())

    async def line(self):
        await self.writer.drain()
        text = (await self.reader.readuntil(b"\n")).decode("utf-8", "replace").rstrip("\r\n")
        note(connection=self.number, listener=self.name, encrypted=self.encrypted, line=text)
        return text

    async def hang(self):
        await self.writer.drain()
        await self.reader.read()  # Until the client goes.
        raise Gone

    def reset(self):
        peer.reset(self.writer.get_extra_info("socket"))
        self.writer.transport.abort()
        raise Gone

    async def obey(self, line):
        if self.later == "silent":
            await self.hang()
        if self.later == "resetatmail" and line.startswith("MAIL"):
            self.reset()
        if self.later == "busyatmail" and line.startswith("MAIL"):
            self.say("421 4.7.0 Too many messages in this session")
            raise Gone
        verb = line.split(" ")[0].split(":")[0].upper()
        action = getattr(self, "do_" + verb.lower(), None)
        if action is None:
            self.say("502 5.5.1 Unknown command")
        else:
            await action(line)

    async def do_ehlo(self, line):
        if self.encrypted:
            capabilities = self.kind.get("after", [])
        else:
            capabilities = self.kind.get("before", []) + (["STARTTLS"] if "certificate" in self.kind else [])
        if self.kind.get("smtputf8", True):
            capabilities = ["SMTPUTF8", *capabilities]
        lines = ["fault.peer.test", "8BITMIME", "SIZE 1000000", *capabilities]
        last = None if self.encrypted else self.kind.get("last")
        self.say(*(f"250-{text}" for text in lines), last or "250 ENHANCEDSTATUSCODES")

    async def do_helo(self, line):
        self.say("250 fault.peer.test")

    async def do_noop(self, line):
        self.say("250 2.0.0 Ok")

    async def do_starttls(self, line):
        if "certificate" not in self.kind:
            self.say("454 4.7.0 TLS not available")
            return
        self.say("220 2.0.0 Go ahead")
        await self.writer.drain()
        await self.writer.start_tls(context(self.kind["certificate"]))
        self.encrypted = True

    async def do_auth(self, line):
        words = line.split(" ")
        mechanism = words[1].upper()
        if "OAUTH" in mechanism:
            answer = words[2] if len(words) > 2 else await self.ask("")
            return await self.take_token(base64.b64decode(answer).decode())
        if mechanism == "PLAIN":
            answer = words[2] if len(words) > 2 else await self.ask("")
            _, user, password = base64.b64decode(answer).decode().split("\0")
        else:
            user = base64.b64decode(await self.ask("Username:")).decode()
            password = base64.b64decode(await self.ask("Password:")).decode()
        note(connection=self.number, listener=self.name, encrypted=self.encrypted, user=user, password=password)
        if user == "broken":
            self.say("454 4.7.0 Temporary authentication failure")
        elif (user, password) == ("owner", "correct horse"):
            self.user = user
            self.say("235 2.7.0 Welcome")
        else:
            # An ill-mannered server that quotes what it was given.
            self.say(f"535 5.7.8 The password {password} of {user} is wrong")

    async def take_token(self, answer):
        token = answer.split("auth=Bearer ")[1].split("\1")[0]
        note(connection=self.number, listener=self.name, encrypted=self.encrypted, user="owner", token=token)
        if "owner" in answer and token == "new-token":
            self.user = "owner"
            self.say("235 2.7.0 Welcome")
        else:
            await self.ask('{"status": "401"}')
            encoded = base64.b64encode(answer.encode()).decode()
            self.say(f"535 5.7.8 The token {token} is no good, nor is {encoded}")

    async def ask(self, question):
        self.say("334 " + base64.b64encode(question.encode()).decode())
        return await self.line()

    async def do_mail(self, line):
        self.sender = line
        if "<stranger@" in line:
            self.say("550 5.7.1 You may not send as that")
        elif "<deferred@" in line:
            self.say("451 4.3.0 Not now, whoever it is for")
        else:
            self.say("250 2.1.0 Ok")

    async def do_rcpt(self, line):
        self.recipient = line.split("<")[1].split(">")[0]
        fault = self.recipient.split("@")[0].split("+")[0]
        seen[self.recipient] = seen.get(self.recipient, 0) + 1
        if self.kind.get("wants_login") and not self.user:
            self.say("554 5.7.1 Relay access denied")
        elif fault == "greylisted" or (fault == "patience" and seen[self.recipient] <= 2):
            self.say("451 4.7.1 Greylisted, try again later")
        elif fault == "unknown":
            self.say("550-5.1.1 The address is unknown", "550 5.1.1 See https://peer.test/help")
        elif fault == "forbidden":
            self.say("550 5.7.1 Takes nothing from strangers")
        elif fault == "closing":
            self.say("421 4.3.2 Shutting down")
            raise Gone
        elif fault == "login":
            self.say("530 5.7.0 Authentication required")
        elif fault == "hang":
            await self.hang()
        elif fault == "reset":
            self.reset()
        elif fault == "garbage":
            self.say("what do you mean?")
            await self.hang()
        else:
            self.say("250 2.1.5 Ok")

    async def do_data(self, line):
        fault = self.recipient.split("@")[0].split("+")[0]
        if fault == "nodata":
            self.say("451 4.3.0 Not now")
            return
        self.say("354 Go ahead")
        if fault == "datareset":
            await self.writer.drain()
            await self.reader.read(1)
            self.reset()
        if fault == "datahang":
            await self.writer.drain()
            await asyncio.sleep(3600)  # Reads nothing: the client's buffers fill up.
        await self.writer.drain()
        content = await self.content()
        if fault == "full":
            self.say("452 4.3.1 Insufficient system storage")
            return
        if fault == "spam":
            self.say("554 5.7.1 Content rejected")
            return
        note(
            connection=self.number, listener=self.name, encrypted=self.encrypted, mail=True, user=self.user,
            sender=self.sender, recipient=self.recipient, content=content)
        if fault == "enddrop":
            self.reset()
        if fault == "endhang":
            await self.hang()
        if fault == "endslow":
            await self.writer.drain()
            await asyncio.sleep(1.5)
        if fault == "endgarbage":
            self.say("thanks a lot")
            await self.hang()
        self.hang_at_quit = fault == "quithang"
        self.later = fault
        self.say(f"250 2.0.0 Ok: queued as {self.number:04X}")
        if fault == "gone":
            raise Gone
        if fault == "bye":
            self.say("421 4.4.2 Idle for too long")
            raise Gone

    async def content(self):
        lines = []
        while True:
            line = (await self.reader.readuntil(b"\r\n"))[:-2].decode("latin-1")
            if line == ".":
                return "".join(line + "\r\n" for line in lines)
            lines.append(line[1:] if line.startswith(".") else line)

    async def do_quit(self, line):
        if self.hang_at_quit:
            await self.hang()
        self.say("221 2.0.0 Bye")
        raise Gone


def context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates / f"{certificate}.pem", certificates / f"{certificate}.key")
    return context


async def main():
    certificates.mkdir()
    subprocess.run([pathlib.Path(__file__).parent / "make-certificates", certificates], check=True)
    (folder / "log").touch()
    ready = {"ca": str(certificates / "ca.pem"), "log": str(folder / "log")}
    for name, kind in LISTENERS.items():
        async def serve(reader, writer, name=name, kind=kind):
            await Conversation(name, kind, reader, writer).run()
        tls = context(kind["certificate"]) if kind.get("implicit") else None
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls, limit=2**20)
        ready[name] = server.sockets[0].getsockname()[1]
    peer.announce(**ready)
    await peer.until_stdin_closes()


try:
    asyncio.run(main())
finally:
    shutil.rmtree(folder, ignore_errors=True)
