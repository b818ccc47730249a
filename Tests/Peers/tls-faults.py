#!/usr/bin/python3
"""HTTPS servers, one port for each thing that can be wrong with a certificate or a handshake.

Announces a port for each name, and the paths "ca" (trust this one), "clientCertificate" and "clientKey" (what mtls wants):

    good fullchain tls12            nothing wrong
    soon                            good, but expires in three days
    expired notyet wronghost selfsigned untrusted nochain clientonly weak       wrong certificates
    mtls                            wants a client certificate
    tls10                           speaks nothing newer than TLS 1.0
    plain                           speaks HTTP where TLS is expected
    silent reset alert              no answer, a reset, a handshake_failure alert to the client's hello
    truncated                       10 of 100 promised bytes, then a reset
    dropped                         a reset when the request has come, without an answer

Answers say `Resumed: yes` when the handshake was cut short because the client kept the session of an earlier one. The certificates live in a temporary directory that goes when the peer ends.
"""

import asyncio
import functools
import pathlib
import ssl
import subprocess
import sys
import tempfile
import warnings

sys.dont_write_bytecode = True
import peer  # noqa: E402: not before bytecode is switched off

BY_CERTIFICATE = "good fullchain soon expired notyet wronghost selfsigned untrusted nochain clientonly weak".split()
HANDSHAKE_FAILURE = b"\x15\x03\x03\x00\x02\x02\x28"


def conversation(handler):
    """A handler of a connection that survives a client which goes away, and closes."""

    @functools.wraps(handler)
    async def handle(reader, writer):
        try:
            await handler(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    return handle


@conversation
async def answer(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    resumed = b"yes" if writer.get_extra_info("ssl_object").session_reused else b"no"
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\nResumed: %s\r\n\r\nok\n" % resumed)
    await writer.drain()


async def demand_certificate(tls, reader, writer):
    """Shakes hands by hand: asyncio itself would close without the alert that tells a client what is missing."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    session = tls.wrap_bio(incoming, outgoing, server_side=True)
    request = b""
    while not request.endswith(b"\r\n\r\n"):
        try:
            request += session.read()
        except ssl.SSLWantReadError:
            writer.write(outgoing.read())
            if data := await reader.read(4096):
                incoming.write(data)
            else:
                incoming.write_eof()
        except ssl.SSLError:
            break
    else:
        session.write(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n")
    writer.write(outgoing.read())
    writer.write_eof()
    await reader.read()  # A close with something unread would be a reset, which takes the alert back.


@conversation
async def truncate(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n0123456789")
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.transport.abort()


@conversation
async def drop(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    peer.reset(writer.get_extra_info("socket"))
    writer.transport.abort()


@conversation
async def speak_plainly(reader, writer):
    await reader.read(10)
    writer.write(b"HTTP/1.0 400 Bad Request\r\n\r\nThis is not TLS.\n")
    await writer.drain()


@conversation
async def stay_silent(reader, writer):
    while await reader.read(4096):
        pass


@conversation
async def reset(reader, writer):
    await reader.read(10)
    peer.reset(writer.get_extra_info("socket"))


@conversation
async def alert(reader, writer):
    await reader.read(4096)
    writer.write(HANDSHAKE_FAILURE)
    await writer.drain()


def context(folder, certificate, version=None, authority=None):
    """The server side of TLS with a certificate of the folder; a version is the only one that is spoken."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if certificate == "weak" or version == ssl.TLSVersion.TLSv1:
        made.set_ciphers("ALL:@SECLEVEL=0")
    made.load_cert_chain(folder / f"{certificate}.pem", folder / f"{certificate}.key")
    if version:
        warnings.simplefilter("ignore", DeprecationWarning)  # TLS 1.0 is deprecated, which is why we need it.
        made.minimum_version = made.maximum_version = version
    if authority:
        made.verify_mode = ssl.CERT_REQUIRED
        made.load_verify_locations(folder / f"{authority}.pem")
    return made


def servers(folder):
    """Name, handler and TLS of every server; without TLS the handler meets the client's hello itself."""
    for name in BY_CERTIFICATE:
        yield name, answer, context(folder, name)
    yield "mtls", conversation(functools.partial(demand_certificate, context(folder, "good", authority="ca"))), None
    yield "tls10", answer, context(folder, "good", version=ssl.TLSVersion.TLSv1)
    yield "tls12", answer, context(folder, "good", version=ssl.TLSVersion.TLSv1_2)
    yield "truncated", truncate, context(folder, "good")
    yield "dropped", drop, context(folder, "good")
    yield "plain", speak_plainly, None
    yield "silent", stay_silent, None
    yield "reset", reset, None
    yield "alert", alert, None


async def main(folder):
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # Failed handshakes are what we are here for.
    ports = {}
    for name, handler, tls in servers(folder):
        server = await asyncio.start_server(handler, sock=peer.bound("127.0.0.1"), ssl=tls)
        ports[name] = server.sockets[0].getsockname()[1]
    peer.announce(
        ca=str(folder / "ca.pem"),
        clientCertificate=str(folder / "client.pem"),
        clientKey=str(folder / "client.key"),
        **ports,
    )
    await peer.until_stdin_closes()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="answerback-tls-") as directory:
        subprocess.run([pathlib.Path(__file__).with_name("make-certificates"), directory], check=True)
        asyncio.run(main(pathlib.Path(directory)))
