"""What the system tests put together: the peers, the daemon, a mailbox, and a callback that does as it is told."""

import email
import email.policy
import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent.parent
PEERS = ROOT / "Tests" / "Peers"

# The user of the mail server, see Tests/Peers/mail-postfix.
MAIL_USER, MAIL_PASSWORD = "owner@peer.test", "correct horse"


def binary():
    """The binary under test: the first argument, or that of the debug build."""
    return os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else str(ROOT / ".build" / "debug" / "answerback")


def prove(sentence, claim, *evidence):
    """Says that it holds, or ends the test with what may explain why not."""
    if claim:
        print(f"ok: {sentence}", flush=True)
        return
    raise AssertionError("\n".join([sentence, *(str(one) for one in evidence)]))


def soon(look, seconds=20):
    """What `look` returns as soon as that is true; the last it returned when the time is over."""
    end = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < end:
        time.sleep(0.05)
    return seen


class Peer:
    """A running peer and what it announced; it ends with this process, however that ends."""

    def __init__(self, script):
        command = ["/usr/bin/python3", PEERS / script] if script.endswith(".py") else [PEERS / script]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, f"{script} ended before it was ready"
        self.announced = json.loads(line)

    def __getitem__(self, name):
        return self.announced[name]

    def end(self):
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(timeout=30)


class Callback:
    """An HTTP server that answers with the status it was last told for a path, 200 where it was told nothing."""

    def __init__(self):
        self.statuses = {}
        statuses = self.statuses

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_HEAD(self):
                self.send_response(statuses.get(self.path, 200))
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path):
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def end(self):
        self.server.shutdown()
        self.server.server_close()


class Mailbox:
    """The Maildir of the mail server, and what its log says."""

    def __init__(self, postfix):
        self.maildir = pathlib.Path(postfix["maildir"])
        self.root = pathlib.Path(postfix["root"])
        self.log = self.root / "postfix.log"

    def mails(self):
        """All mails, in the order in which the server took them."""
        found = [self.read(file) for file in self.maildir.glob("*")]
        order = {queue_id: place for place, (queue_id, _) in enumerate(self.taken())}
        return sorted(found, key=lambda mail: order[queue_id_of(mail)])

    def is_settled(self):
        """Whether the server has put everything that it took into the Maildir."""
        queue = subprocess.run(
            ["postqueue", "-c", self.root / "etc", "-p"], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)
        return "queue is empty" in queue.stdout

    @staticmethod
    def read(file):
        return email.message_from_bytes(file.read_bytes(), policy=email.policy.default)

    def log_since(self, position):
        """What was logged behind this many bytes."""
        with open(self.log, "rb") as log:
            log.seek(position)
            return log.read()

    def taken(self):
        """Queue id and Message-ID of every mail that began to come in, in that order."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return re.findall(r"/cleanup\[\d+\]: ([0-9A-Za-z]+): message-id=<([^>]*)>", text)


def queue_id_of(mail):
    """The server's own number of a mail, out of the line that it wrote when it took it."""
    return re.search(r"\bid ([0-9A-Za-z]+)", mail["Received"])[1]


class Daemon:
    """`answerback serve`, and how to ask it. Ends by SIGKILL at the latest when the test ends."""

    def __init__(self, configuration):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [binary(), "serve", "--config", configuration], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=self.errors)

    def log(self):
        position = self.errors.tell()
        self.errors.seek(0)
        text = self.errors.read().decode(errors="replace")
        self.errors.seek(position)
        return text

    def page(self):
        """The address of the page once it is served."""
        found = soon(lambda: re.search(r" watching page=(\S+)/$", self.log(), re.MULTILINE) or self.process.poll())
        assert isinstance(found, re.Match), f"the daemon is not there: {self.log()}"
        return found[1]

    def get(self, path, **headers):
        request = urllib.request.Request(self.page() + path, headers=headers)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def post(self, path):
        """The status of the answer and its body."""
        request = urllib.request.Request(self.page() + path, data=b"", method="POST")
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def callbacks(self):
        """Application name to what `/api/v1/callbacks` says."""
        return {one["applicationName"]: one for one in json.loads(self.get("/api/v1/callbacks"))["callbacks"]}

    def health(self, name):
        return self.callbacks().get(name, {}).get("health")

    def metric(self, line):
        """The value of one series as it stands in the text format, such as `answerback_hub_up`; None when it is not there."""
        found = re.search(rf"^{re.escape(line)} (\S+)$", self.get("/metrics"), re.MULTILINE)
        return float(found[1]) if found else None

    def hang_up(self):
        self.process.send_signal(signal.SIGHUP)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Asks it to end; returns its exit code and how many seconds that took."""
        start = time.monotonic()
        self.process.terminate()
        code = self.process.wait(timeout=30)
        return code, time.monotonic() - start


def run(*arguments, **environment):
    """Runs a command of the binary to its end."""
    return subprocess.run(
        [binary(), *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60,
        env={**os.environ, **environment}, check=False)
