#!/usr/bin/python3
"""An HTTP server whose faults are chosen by the path, for the tests of whatever speaks HTTP.

The first part of the path names the fault and what follows is free, so that a test can keep its requests apart from those of
others: `/never/my-test`. Faults of the wire are the same for every method; whole answers leave out the body of a HEAD.
Connections are kept open as HTTP/1.1 allows, so that a client which reuses one is found out.

    /ok  /status/503  /delay?ms=250&status=200  /echo  /guarded?token=secret  /size?bytes=70000
    /reason/forbidden               403 with this word on the status line
    /headers?count=300              200 with so many headers of 100 bytes each, line end and all
    /flaky?period=3                 500 but for every third request to this very path
    /busy?status=429&after=2        with Retry-After in seconds, or &date=1 as a date
    /never  /reset  /close  /halfclose  /slowhead  /slowbody  /infinite  /infinitehead  /bomb  /chunkgarbage  /chunktruncated
    /short  /lengthandchunked  /twolengths  /garbage  /http09  /endless1xx  /early1xx  /flood1xx  /foldedfirst  /longchunk
    /bytes?hex=48545450             these bytes and the end
    /redirect/loop  /redirect/file  /redirect/host  /redirect?to=URL&status=302
    /counts                         {"connections", "open", "peak", "requests": {path: count}}, without the asking connection
    /requests?path=/ok/my-test      what was received there: [{"line", "headers": [[name, value]], "body", "connection"}]

Announces {"http", "ipv6", "reset", "backlog", "closed"}: http listens on 127.0.0.1, 127.0.0.2 and, if ipv6 is 1, on ::1; reset
accepts and resets at once; backlog never completes a handshake; closed refuses.
"""

import asyncio
import email.utils
import functools
import json
import os
import select
import socket
import sys
import time
import urllib.parse
import zlib

sys.dont_write_bytecode = True
import peer  # noqa: E402: not before bytecode is switched off

LARGEST_REQUEST = 1 << 20
FAULTS = {}
STATE = {"connections": 0, "open": 0, "peak": 0}
REQUESTS = []


class Request:
    """One request as it came in, with the way back."""

    def __init__(self, head, reader, writer, connection):
        self.line, *lines = head.decode("latin1").rstrip("\r\n").split("\r\n")
        self.method, self.target, _ = self.line.split(" ", 2)
        self.headers = [[name.strip(), value.strip()] for name, _, value in (line.partition(":") for line in lines)]
        url = urllib.parse.urlsplit(self.target)
        self.path = url.path
        self.parts = url.path.strip("/").split("/")
        self.query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        self.reader, self.writer, self.connection = reader, writer, connection
        self.body = b""

    def header(self, name):
        """The first header of that name; nil is the empty text."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def number(self, name, otherwise):
        """A number given as `?name=5` or as the second part of the path."""
        second = self.parts[1] if len(self.parts) > 1 and self.parts[1].isdigit() else otherwise
        return int(self.query.get(name, second))

    def written_down(self):
        return {
            "line": self.line,
            "headers": self.headers,
            "body": self.body.decode("latin1"),
            "connection": self.connection,
        }

    async def read_body(self):
        """Takes the body off the wire, by length or in chunks."""
        if self.header("expect").lower() == "100-continue":
            await self.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if self.header("transfer-encoding").lower() == "chunked":
            while size := int((await self.reader.readline()).split(b";")[0], 16):
                self.body += (await self.reader.readexactly(size + 2))[:-2]
            await self.reader.readline()
        else:
            self.body = await self.reader.readexactly(min(int(self.header("content-length") or 0), LARGEST_REQUEST))

    async def send(self, data):
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self, status, body=b"", reason="Answer", **headers):
        """A whole and correct answer."""
        lines = [f"HTTP/1.1 {status} {reason}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        if status not in (204, 304):
            lines.append(f"Content-Length: {len(body)}")
        head = "\r\n".join(lines).encode("latin1") + b"\r\n\r\n"
        await self.send(head if self.method == "HEAD" else head + body)

    async def answer_json(self, value):
        await self.answer(200, json.dumps(value).encode(), Content_Type="application/json")


def fault(handler):
    """Makes a function the handler of the path of its name; it returns whether the connection ends, by default not."""
    FAULTS[handler.__name__.strip("_")] = handler
    return handler


def ending(handler):
    """The same for a handler after which the connection is of no use."""

    @functools.wraps(handler)
    async def handle(request):
        await handler(request)
        return True

    return fault(handle)


# Whole answers


@fault
async def ok(request):
    await request.answer(200, b"ok\n")


@fault
async def status(request):
    await request.answer(request.number("code", 200), b"as asked\n")


@fault
async def reason(request):
    await request.answer(403, reason=request.parts[1])


@fault
async def delay(request):
    await asyncio.sleep(request.number("ms", 100) / 1000)
    await request.answer(int(request.query.get("status", 200)), b"late\n")


@fault
async def size(request):
    await request.answer(200, b"x" * request.number("bytes", 1000))


@fault
async def headers(request):
    many = {f"X-{number:05}": "x" * 89 for number in range(request.number("count", 300))}
    await request.answer(200, b"", **many)


@fault
async def echo(request):
    await request.answer_json(request.written_down())


@fault
async def guarded(request):
    if request.header("authorization") == f"Bearer {request.query.get('token', 'secret')}":
        await request.answer(202)
    else:
        await request.answer(401, b"", WWW_Authenticate='Bearer error="invalid_token"')


@fault
async def flaky(request):
    seen = sum(1 for other in REQUESTS if other.path == request.path)
    await request.answer(500 if seen % request.number("period", 3) else 200, b"attempt %d\n" % seen)


@fault
async def busy(request):
    after = request.number("after", 2)
    when = email.utils.formatdate(time.time() + after, usegmt=True) if "date" in request.query else after
    await request.answer(int(request.query.get("status", 429)), b"later\n", Retry_After=when)


@fault
async def redirect(request):
    port = request.writer.get_extra_info("sockname")[1]
    places = {"loop": request.target, "file": "file:///etc/passwd", "host": f"http://127.0.0.2:{port}/ok/redirected"}
    place = request.query.get("to") or places.get(request.parts[-1], "/ok/redirected")
    await request.answer(int(request.query.get("status", 302)), b"elsewhere\n", Location=place)


# What was seen


@fault
async def counts(request):
    by_path = {}
    for other in REQUESTS:
        by_path[other.path] = by_path.get(other.path, 0) + 1
    others = {name: count - 1 for name, count in STATE.items()}
    await request.answer_json({**others, "requests": by_path})


@fault
async def requests(request):
    wanted = request.query.get("path")
    await request.answer_json([other.written_down() for other in REQUESTS if wanted in (None, other.path)])


# Silence and broken connections


@ending
async def never(request):
    await request.reader.read()


@ending
async def _reset(request):
    peer.reset(request.writer.get_extra_info("socket"))


@ending
async def close(request):
    pass


@ending
async def halfclose(request):
    request.writer.write_eof()
    await request.reader.read()


@ending
async def slowhead(request):
    for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 600:
        await request.send(bytes([byte]))
        await asyncio.sleep(0.5)


@ending
async def slowbody(request):
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(1000):
        await request.send(b"x")
        await asyncio.sleep(0.5)


# Too much


@ending
async def infinite(request):
    await request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await request.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")


@ending
async def infinitehead(request):
    await request.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await request.send(b"X-More: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 100)


@fault
async def bomb(request):
    await request.answer(200, await asyncio.to_thread(half_a_gibibyte_of_zeros), Content_Encoding="gzip")


@functools.lru_cache
def half_a_gibibyte_of_zeros():
    """512 MiB as gzip: one block that stands for itself, 512 times."""
    mebibyte, count = bytes(1 << 20), 512
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = deflate.compress(mebibyte) + deflate.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(count):
        checksum = zlib.crc32(mebibyte, checksum)
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\x03"
    tail = checksum.to_bytes(4, "little") + (count << 20).to_bytes(4, "little")
    return head + block * count + deflate.flush() + tail


# What is not HTTP, or not quite


@ending
async def chunkgarbage(request):
    await request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nZZZ\r\nboom\r\n")


@ending
async def chunktruncated(request):
    await request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")


@ending
async def short(request):
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")


@ending
async def lengthandchunked(request):
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n")


@ending
async def twolengths(request):
    await request.send(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 5\r\n\r\nhi")


@ending
async def garbage(request):
    await request.send(b"\x16\x00\xff" + os.urandom(61))


@ending
async def http09(request):
    await request.send(b"hello\n")


@ending
async def endless1xx(request):
    while True:
        await request.send(b"HTTP/1.1 102 Processing\r\n\r\n")
        await asyncio.sleep(0.1)


@fault
async def early1xx(request):
    await request.send(b"HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n")
    await request.answer(200, b"after a hint\n")


@ending
async def flood1xx(request):
    """As many hints as the wire takes."""
    while True:
        await request.send(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" * 100)


@ending
async def foldedfirst(request):
    """A first header that continues the one before it, of which there is none."""
    await request.send(b"HTTP/1.1 200 OK\r\n " + b"folded" * 50 + b"\r\nContent-Length: 0\r\n\r\n")


@ending
async def longchunk(request):
    """A chunk whose extension never ends."""
    await request.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=")
    while True:
        await request.send(b"x" * 65536)


@ending
async def _bytes(request):
    await request.send(bytes.fromhex(request.query["hex"]))


# The server


async def converse(reader, writer):
    """All requests of one connection."""
    STATE["connections"] += 1
    STATE["open"] += 1
    STATE["peak"] = max(STATE["peak"], STATE["open"])
    connection = STATE["connections"]
    try:
        while True:
            request = Request(await reader.readuntil(b"\r\n\r\n"), reader, writer, connection)
            await request.read_body()
            if request.parts[0] not in ("counts", "requests"):
                REQUESTS.append(request)
            handler = FAULTS.get(request.parts[0])
            if handler is None:
                await request.answer(404)
            elif await handler(request):
                break
            if request.header("connection").lower() == "close":
                break
    except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass  # The client went away, which is its right.
    finally:
        STATE["open"] -= 1
        writer.close()


async def refuse(_, writer):
    peer.reset(writer.get_extra_info("socket"))
    writer.close()


def with_full_backlog():
    """A listening socket that completes no handshake any more, with what fills it."""
    listening = peer.bound("127.0.0.1")
    listening.listen(0)
    filling = []
    while True:
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(listening.getsockname())
        filling.append(client)
        if not select.select([], [client], [], 0.2)[1]:
            return listening, filling


async def main():
    sockets = peer.bound_to_one_port("127.0.0.1", "127.0.0.2", "::1")
    for listening in sockets:
        await asyncio.start_server(converse, sock=listening, backlog=4096)
    resetting = await asyncio.start_server(refuse, sock=peer.bound("127.0.0.1"))
    backlog, filling = with_full_backlog()
    closed = peer.bound("127.0.0.1")
    peer.announce(
        http=sockets[0].getsockname()[1],
        ipv6=int(any(listening.family == socket.AF_INET6 for listening in sockets)),
        reset=resetting.sockets[0].getsockname()[1],
        backlog=backlog.getsockname()[1],
        closed=closed.getsockname()[1],
    )
    await peer.until_stdin_closes()
    del filling


if __name__ == "__main__":
    asyncio.run(main())
