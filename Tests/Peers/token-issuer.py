"""A small OAuth token endpoint for the mail tests, and what a mail server asks about a token.

usage: token-issuer.py PORT     port 0 lets the kernel pick one

POST /token          client credentials in the body: "answerback" with the secret "issuer secret"; anything else is refused
POST /revoke         forgets all tokens
GET /tokeninfo/TOKEN what Dovecot asks: whose token it is, and whether it is good
GET /issued          how many tokens there have been

Prints {"issuer": PORT} when it is ready, and ends when its standard input is closed.
"""

import asyncio
import json
import secrets
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import peer

USER = "owner@peer.test"
valid = set()
issued = 0
lock = threading.Lock()


class Issuer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        global issued
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        form = dict(urllib.parse.parse_qsl(body))
        with lock:
            if self.path == "/revoke":
                valid.clear()
                return self.answer(200, {})
            if self.path != "/token":
                return self.answer(404, {})
            if (form.get("grant_type"), form.get("client_id"), form.get("client_secret")) != (
                "client_credentials", "answerback", "issuer secret",
            ):
                return self.answer(401, {"error": "invalid_client", "error_description": "who is that?"})
            token = secrets.token_urlsafe(40)
            valid.add(token)
            issued += 1
        return self.answer(200, {"access_token": token, "token_type": "Bearer", "expires_in": 3600, "scope": form.get("scope", "")})

    def do_GET(self):
        with lock:
            if self.path == "/issued":
                return self.answer(200, {"issued": issued})
            if self.path.removeprefix("/tokeninfo/") in valid:
                return self.answer(200, {"username": USER, "active": "true"})
        return self.answer(401, {"error": "invalid_token"})

    def answer(self, status, facts):
        body = json.dumps(facts).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


async def main():
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Issuer)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    peer.announce(issuer=server.server_address[1])
    await peer.until_stdin_closes()


asyncio.run(main())
