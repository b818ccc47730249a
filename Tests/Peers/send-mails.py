"""Sends mails to a server with Python's own client, or says raw bytes to it, and prints what came back.

usage: send-mails.py PORT < STEPS

STEPS is JSON: a list of connections, each of them an object with "raw": the bytes to say as base64, then an end; or with what
smtplib shall do: "login": [name, password, mechanism], "mails": [{"sender", "recipients", "content" as base64, "options"}]. With
"cut" a raw connection is reset instead of ended. Prints a list of the same length: {"said": text} for raw ones, otherwise
{"refused": {recipient: reply}, "error": reply or null} with replies such as "550 5.1.1 No such mailbox".
"""

import base64
import json
import smtplib
import socket
import sys

import peer

PATIENCE = 30


def reply(code, text):
    return f"{code} {text.decode('utf-8', 'replace') if isinstance(text, bytes) else text}"


def raw(port, step):
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        said = b""
        try:
            connection.sendall(base64.b64decode(step["raw"]))
            if step.get("cut"):
                peer.reset(connection)
                return {"said": ""}
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                said += piece
        except (BrokenPipeError, ConnectionResetError):
            pass  # The server has had enough of us; what it said before counts.
        return {"said": said.decode("latin-1")}


def smtp(port, step):
    refused, error = {}, None
    with smtplib.SMTP("127.0.0.1", port, local_hostname="client.test", timeout=PATIENCE) as client:
        try:
            client.ehlo()
            if "login" in step:
                client.user, client.password, mechanism = step["login"]
                client.auth(mechanism, getattr(client, "auth_" + mechanism.lower()), initial_response_ok=mechanism == "PLAIN")
            for mail in step["mails"]:
                content = base64.b64decode(mail["content"])
                refusals = client.sendmail(mail["sender"], mail["recipients"], content, mail.get("options", []))
                refused.update({recipient: reply(*answer) for recipient, answer in refusals.items()})
        except smtplib.SMTPRecipientsRefused as refusals:
            refused.update({recipient: reply(*answer) for recipient, answer in refusals.recipients.items()})
        except smtplib.SMTPResponseException as refusal:
            error = reply(refusal.smtp_code, refusal.smtp_error)
    return {"refused": refused, "error": error}


port = int(sys.argv[1])
print(json.dumps([raw(port, step) if "raw" in step else smtp(port, step) for step in json.load(sys.stdin)]))
