"""What every peer of the tests does alike: find free ports, say that it is ready, and end with the test that started it."""

import asyncio
import errno
import json
import socket
import struct
import sys

NO_SUCH_ADDRESS = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def announce(**facts):
    """Tells the test, in one line, that the peer is ready and where."""
    print(json.dumps(facts), flush=True)


async def until_stdin_closes():
    """Returns when the test closes our standard input, or ends."""
    await asyncio.to_thread(sys.stdin.buffer.read)


def bound(address, port=0):
    """A TCP socket bound to the address, on a port of the kernel's choice unless one is given; not yet listening."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound_socket = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound_socket.bind((address, port))
    except OSError:
        bound_socket.close()
        raise
    return bound_socket


def bound_to_one_port(*addresses):
    """One socket an address, all with the same port; an address that this machine does not have is left out."""
    while True:
        sockets = [bound(addresses[0])]
        port = sockets[0].getsockname()[1]
        try:
            for address in addresses[1:]:
                try:
                    sockets.append(bound(address, port))
                except OSError as error:
                    if error.errno not in NO_SUCH_ADDRESS:
                        raise
            return sockets
        except OSError as error:
            for taken in sockets:
                taken.close()
            if error.errno != errno.EADDRINUSE:
                raise


def reset(connection):
    """Makes the coming close of a socket a RST instead of a FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
