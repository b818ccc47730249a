#!/usr/bin/python3
"""A name server for a few names. usage: name-server.py ADDRESS NAME=ANSWER[/ANSWER]...

An ANSWER is what the name has: addresses of either family with commas between, in this order; or `none`, as if there were no such name;
or `silence`, which answers nothing. Of several ANSWERs each question is given the next, and the last for ever; questions for IPv4 and for
IPv6 count apart. A NAME that begins with `*.` stands for all below it. No other names are there.
"""

import ipaddress
import socket
import struct
import sys

NO_SUCH_NAME = 3
VERSIONS = {1: 4, 28: 6}  # The kind of record, A or AAAA (RFC 3596), to the version of IP.


def question(message):
    """The name that is asked for, the kind of record, and the question itself (RFC 1035, section 4.1.2)."""
    labels, place = [], 12
    while length := message[place]:
        labels.append(message[place + 1 : place + 1 + length].decode())
        place += 1 + length
    end = place + 5
    return ".".join(labels).lower(), struct.unpack("!H", message[place + 1 : place + 3])[0], message[12:end]


class Names:
    def __init__(self, answers):
        self.answers = answers
        self.asked = {}

    def answer(self, name, kind):
        """What this question is answered, as it was given on the command line."""
        answers = self.answers.get(name) or self.answers.get("*." + name.partition(".")[2], ["none"])
        number = self.asked.get((name, kind), 0)
        self.asked[name, kind] = number + 1
        return answers[min(number, len(answers) - 1)]


def reply(message, names):
    """The message to be sent back, or None."""
    name, kind, asked = question(message)
    answer = names.answer(name, kind)
    if answer == "silence":
        return None
    is_there = answer != "none"
    addresses = [ipaddress.ip_address(one) for one in answer.split(",")] if is_there else []
    addresses = [one.packed for one in addresses if one.version == VERSIONS.get(kind)]
    head = message[:2] + struct.pack("!HHHHH", 0x8180 | (0 if is_there else NO_SUCH_NAME), 1, len(addresses), 0, 0)
    return head + asked + b"".join(struct.pack("!HHHIH", 0xC00C, kind, 1, 0, len(one)) + one for one in addresses)


def main(address, *names):
    pairs = (pair.split("=") for pair in names)
    names = Names({name: answers.split("/") for name, answers in pairs})
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind((address, 53))
    print("ready", flush=True)
    while True:
        message, peer = server.recvfrom(512)
        if back := reply(message, names):
            server.sendto(back, peer)


if __name__ == "__main__":
    main(*sys.argv[1:])
