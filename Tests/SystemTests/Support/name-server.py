#!/usr/bin/python3
"""A name server for a few names. usage: name-server.py ADDRESS NAME=ADDRESS...

Answers questions for their IPv4 addresses; they have no other records, and no other names are there.
"""

import socket
import struct
import sys

A, NO_SUCH_NAME = 1, 3


def question(message):
    """The name that is asked for, the kind of record, and the question itself (RFC 1035, section 4.1.2)."""
    labels, place = [], 12
    while length := message[place]:
        labels.append(message[place + 1 : place + 1 + length].decode())
        place += 1 + length
    end = place + 5
    return ".".join(labels).lower(), struct.unpack("!H", message[place + 1 : place + 3])[0], message[12:end]


def answer(message, names):
    name, kind, asked = question(message)
    address = names.get(name) if kind == A else None
    flags = 0x8180 | (0 if name in names else NO_SUCH_NAME)
    head = message[:2] + struct.pack("!HHHHH", flags, 1, 1 if address else 0, 0, 0)
    record = struct.pack("!HHHIH", 0xC00C, A, 1, 0, 4) + socket.inet_aton(address) if address else b""
    return head + asked + record


def main(address, *names):
    names = dict(pair.split("=") for pair in names)
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((address, 53))
    print("ready", flush=True)
    while True:
        message, peer = server.recvfrom(512)
        server.sendto(answer(message, names), peer)


if __name__ == "__main__":
    main(*sys.argv[1:])
