"""Reads mails with Python's email package, which is somebody else's understanding of the standards, and prints what it found.

Standard input is a JSON list of mails as base64. Prints a list of the same length: {"defects": [text], "headers": [[name, value]] with
encoded words decoded and lines unfolded, "from", "to": [[display name, address]], "date": seconds since 1970,
"parts": [{"type", "charset", "encoding", "text"}], "type"} for each.
"""

import base64
import email
import email.policy
import json
import sys


def defects(message):
    found = [repr(defect) for part in message.walk() for defect in part.defects]
    return found + [f"{name}: {defect!r}" for name, value in message.items() for defect in value.defects]


def part(message):
    return {
        "type": message.get_content_type(), "charset": message.get_content_charset(),
        "encoding": message["Content-Transfer-Encoding"], "text": message.get_content()}


def addresses(header):
    return [[address.display_name, address.addr_spec] for address in header.addresses] if header else []


def parsed(content):
    message = email.message_from_bytes(content, policy=email.policy.default)
    date = message["Date"].datetime if message["Date"] else None
    return {
        "defects": defects(message), "headers": [[name, str(value)] for name, value in message.items()],
        "from": addresses(message["From"]), "to": addresses(message["To"]), "date": date.timestamp() if date else None,
        "type": message.get_content_type(), "parts": [part(inner) for inner in message.iter_parts()]}


print(json.dumps([parsed(base64.b64decode(mail)) for mail in json.load(sys.stdin)]))
