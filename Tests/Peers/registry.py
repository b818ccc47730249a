#!/usr/bin/python3
"""A registry of client applications and a callback, both behind OAuth 2, made of Flask and Authlib: written by others than whoever wrote our client.

    POST /oauth2/token                                                   client credentials, in the body or as basic auth
    GET  /conversation/conversationmgr/v3/clientapplications             wants a bearer token, as all that follow
    GET  /conversation/conversationmgr/v3/clientapplications/<id>
    POST /conversation/conversationmgr/v3/clientapplications             201 with the announced id; nothing is kept
    PUT, DELETE /conversation/conversationmgr/v3/clientapplications/<id>    204; nothing is changed
    HEAD, GET, POST /callback/<whatever>                                 202, to whoever has a bearer token
    DELETE /tokens   makes every token worthless that was given out
    GET  /control    what was asked: {"token": [request…], "registry": [request…], "callback": [request…]}, a request being
                     {"method", "path", "query", "headers": {name: value}, "form": {name: value}, "body": text}
    PUT  /control    changes the settings below, key by key, and forgets the requests: {"token": {…}, "registry": {…}}

Settings of "registry": listing (what the list answers: JSON, or a text that is sent as it is), status, headers, faults.
Settings of "callback": faults.
Settings of "token": secret (of the one client; the announced one at first), lifetime (seconds a token is really good for), expires_in
(what is said of it: a number, a text, or null to say nothing), token_type, headers, faults.

"faults" is what the next answers are instead, one after the other: a status such as 401, 429 or 500; "html" (502 with a page),
"truncated", "reset", "empty", "slow" (3 s late); or an object {"status", "body", "headers", "seconds"}. Faults of the registry come
before the token is looked at. The same paths exist with authentications in place of clientapplications.

Announces {"http", "https", "ca", "clientID", "clientSecret", "scope", "createdID"}: the same over TLS, for localhost and with a certificate
that only "ca" vouches for. Scopes that are granted: the announced one and
…conversationmgr.read; any other scope gets no token. A token is good for everything with either.
"""

import copy
import json
import logging
import os
import pathlib
import ssl
import subprocess
import sys
import tempfile
import threading
import time

sys.dont_write_bytecode = True
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # Only for loopback, and before Authlib is imported.

import flask  # noqa: E402
from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector  # noqa: E402
from authlib.oauth2.rfc6749 import ClientMixin, grants  # noqa: E402
from authlib.oauth2.rfc6750 import BearerTokenValidator  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

import peer  # noqa: E402

CLIENT_ID, CLIENT_SECRET = "answerback-test", "s3cret/with+odd=characters&more"
DEFAULT_SCOPE = "https://api.egain.cloud/auth/.default"
SCOPES = {DEFAULT_SCOPE, "app.conversation.conversationmgr.read"}
METHODS = ["client_secret_basic", "client_secret_post"]
REGISTRY = "/conversation/conversationmgr/v3"
LISTING = REGISTRY + "/<any(clientapplications, authentications):kind>"
CREATED_ID = "c4ea7ed0-0000-4000-8000-000000000001"

app = flask.Flask(__name__)
settings = {
    "registry": {"listing": {"clientApplication": []}, "status": 200, "headers": {}, "faults": []},
    "token": {"secret": CLIENT_SECRET, "lifetime": 3600, "expires_in": 3600, "token_type": "Bearer", "headers": {}, "faults": []},
    "callback": {"faults": []},
}
seen = {"registry": [], "token": [], "callback": []}
lock = threading.Lock()


# OAuth 2


class Client(ClientMixin):
    """The one client that is known."""

    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return None

    def get_allowed_scope(self, scope):
        return " ".join(one for one in scope.split() if one in SCOPES)

    def check_client_secret(self, secret):
        return secret == settings["token"]["secret"]

    def check_endpoint_auth_method(self, method, endpoint):
        return method in METHODS

    def check_grant_type(self, grant):
        return grant == "client_credentials"

    def check_response_type(self, _):
        return False

    def check_redirect_uri(self, _):
        return False


class ClientCredentials(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class Token:
    """A token that was given out, as Authlib's validator wants to ask it."""

    def __init__(self, scope):
        self.scope = scope
        self.ends = time.time() + settings["token"]["lifetime"]

    def get_scope(self):
        return self.scope

    def is_expired(self):
        return self.ends <= time.time()

    def is_revoked(self):
        return False


class Validator(BearerTokenValidator):
    def authenticate_token(self, token_string):
        return tokens.get(token_string)


tokens = {}
server = AuthorizationServer(
    app,
    query_client=lambda client_id: Client() if client_id == CLIENT_ID else None,
    save_token=lambda token, request: tokens.update({token["access_token"]: Token(token.get("scope", ""))}),
)
server.scopes_supported = SCOPES
server.register_grant(ClientCredentials)
protector = ResourceProtector()
protector.register_token_validator(Validator())


# Faults


def next_fault(of):
    """The answer to give instead of the right one, or None."""
    with lock:
        faults = settings[of]["faults"]
        fault = faults.pop(0) if faults else None
    if fault is None:
        return None
    if isinstance(fault, str):
        return BROKEN[fault]()
    if isinstance(fault, int):
        fault = {"status": fault}
    time.sleep(fault.get("seconds", 0))
    if "status" not in fault:
        return None
    body = fault.get("body", {"code": f"{fault['status']}-100", "developerMessage": "As the test wanted."})
    return as_sent(body, fault["status"], fault.get("headers", {}))


def html():
    return as_sent("<html><body><h1>502 Bad Gateway</h1></body></html>", 502, {"Content-Type": "text/html"})


def truncated():
    return flask.Response(iter([b'{"clientApplication": [{"id": "']), 200, {"Content-Length": "5000"})


def empty():
    return flask.Response(b"", 200)


def reset():
    connection = flask.request.environ["werkzeug.socket"]
    peer.reset(connection)
    os.close(connection.detach())

    def say_nothing():
        raise ConnectionResetError
        yield b""

    return flask.Response(say_nothing())


def slow():
    time.sleep(3)


BROKEN = {"html": html, "truncated": truncated, "empty": empty, "reset": reset, "slow": slow}


def as_sent(body, status, headers):
    """A text as it is, anything else as JSON."""
    text = body if isinstance(body, str) else json.dumps(body)
    return flask.Response(text, status, {"Content-Type": "application/json", **headers})


def note(of):
    request = flask.request
    noted = {
        "method": request.method,
        "path": request.path,
        "query": request.query_string.decode("latin1"),
        "headers": dict(request.headers.items()),
        "form": request.form.to_dict(),
        "body": "" if request.form else request.get_data(as_text=True),
    }
    with lock:
        seen[of].append(noted)


# What is served


@app.post("/oauth2/token")
def token():
    note("token")
    if (fault := next_fault("token")) is not None:
        return fault
    response = server.create_token_response()
    if response.status_code == 200:
        said = {**response.get_json(), "token_type": settings["token"]["token_type"]}
        said["expires_in"] = settings["token"]["expires_in"]
        response.set_data(json.dumps({key: value for key, value in said.items() if value is not None}))
    response.headers.update(settings["token"]["headers"])
    return response


@app.before_request
def spoil():
    """Notes what is asked of the registry, and answers wrongly when a test wants that."""
    if flask.request.path.startswith(REGISTRY):
        note("registry")
        return next_fault("registry")
    return None


@app.get(LISTING)
@protector()
def listing(kind):
    wanted = settings["registry"]
    return as_sent(wanted["listing"], wanted["status"], wanted["headers"])


@app.get(LISTING + "/<identifier>")
@protector()
def record(kind, identifier):
    records = settings["registry"]["listing"].get("clientApplication" if kind == "clientapplications" else "authentication", [])
    found = next((one for one in records if one.get("id") == identifier), None)
    if found is None:
        return as_sent({"code": "404-101", "developerMessage": "There is no such id."}, 404, {})
    return as_sent(found, 200, {})


@app.post(LISTING)
@protector()
def create(kind):
    return as_sent({"id": CREATED_ID}, 201, {})


@app.route(LISTING + "/<identifier>", methods=["PUT", "DELETE"])
@protector()
def change_record(kind, identifier):
    return flask.Response(b"", 204)


@app.route("/callback/<path:whatever>", methods=["GET", "POST"])
def callback(whatever):
    note("callback")
    return next_fault("callback") or take_message()


@protector()
def take_message():
    return flask.Response(b"", 202)


@app.delete("/tokens")
def expire():
    tokens.clear()
    return flask.Response(b"", 204)


@app.get("/control")
def tell():
    with lock:
        return flask.jsonify(copy.deepcopy(seen))


@app.put("/control")
def change():
    wanted = flask.request.get_json(force=True)
    with lock:
        for part, changes in wanted.items():
            unknown = changes.keys() - settings[part].keys()
            if unknown:
                return flask.jsonify(error=f"no settings {sorted(unknown)} of {part}"), 400
            settings[part].update(changes)
        for requests in seen.values():
            requests.clear()
    return flask.jsonify(settings)


def certificate(folder):
    """A certificate that vouches for itself, in a file with its key's."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj",
         "/CN=registry of the tests", "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out",
         folder / "ca.pem"], check=True, stderr=subprocess.DEVNULL)  # fmt: skip
    return folder / "ca.pem", folder / "key.pem"


def serve(tls=None):
    """Serves until the process ends. Returns the port."""
    serving = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=tls)
    serving.handle_error = lambda *_: None  # A connection that we have reset ourselves fails where Werkzeug reads on.
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    return serving.server_port


def main():
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="answerback-registry.") as folder:
        ca, key = certificate(pathlib.Path(folder))
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(ca, key)
        peer.announce(
            http=serve(), https=serve(tls), ca=str(ca), clientID=CLIENT_ID, clientSecret=CLIENT_SECRET, scope=DEFAULT_SCOPE,
            createdID=CREATED_ID)  # fmt: skip
        sys.stdin.buffer.read()


if __name__ == "__main__":
    main()
