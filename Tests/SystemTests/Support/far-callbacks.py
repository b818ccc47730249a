#!/usr/bin/python3
"""Callbacks on port 80 of every address of this network; each answers 200 until a PUT to its address tells it another status."""

import http.server


class Callback(http.server.BaseHTTPRequestHandler):
    statuses = {}

    @property
    def address(self):
        return self.connection.getsockname()[0]

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self):
        self.answer(self.statuses.get(self.address, 200))

    def do_PUT(self):
        self.statuses[self.address] = int(self.rfile.read(int(self.headers["Content-Length"])))
        self.answer(204)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("0.0.0.0", 80), Callback)
    server.daemon_threads = True
    print("ready", flush=True)
    server.serve_forever()
