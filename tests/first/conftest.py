"""A small product on loopback, with its own DNS and a repository, as `init` and `doctor` meet it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from dnslib import QTYPE, RR, DNSRecord
from dnslib.server import BaseResolver, DNSHandler, DNSServer

from launchready.declare.model import Network

LOGIN = {
    "requestBody": {
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["email", "password"],
                    "properties": {"email": {"type": "string"}, "password": {"type": "string"}},
                }
            }
        }
    },
    "responses": {
        "200": {
            "description": "a session",
            "content": {
                "application/json": {"schema": {"type": "object", "properties": {"access_token": {"type": "string"}}}}
            },
        }
    },
}


def operation(*fields: str, answers: tuple[str, ...] = ()) -> dict[str, object]:
    def schema(names: tuple[str, ...]) -> dict[str, object]:
        return {"type": "object", "required": list(names), "properties": {name: {"type": "string"} for name in names}}

    made: dict[str, object] = {
        "responses": {"200": {"description": "done", "content": {"application/json": {"schema": schema(answers)}}}}
    }
    if fields:
        made["requestBody"] = {"content": {"application/json": {"schema": schema(fields)}}}
    return made


OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Lamps", "version": "1"},
    "paths": {
        "/auth/login": {"post": LOGIN},
        "/auth/reset": {"post": operation("email")},
        "/conversations": {"post": operation("listing_id", "title", answers=("id",))},
        "/conversations/{conversation_id}/messages": {"post": operation("content", answers=("id", "content"))},
        "/orders": {"post": operation("listing_id", answers=("id",))},
        "/health": {"get": operation(answers=("status",))},
        "/webhooks/payments": {"post": operation()},
    },
}
HOME = """<!doctype html><title>Lamps &amp; Co</title>
<a href="/login">Sign in</a> <a href="/account">Your account</a> <a href="https://elsewhere.test/login">Partner</a>"""


@dataclass
class Product:
    """What the small product answers, and what it was asked."""

    answers: dict[tuple[str, str], tuple[int, str, str]]
    """By host and path: status, kind, body."""
    records: dict[str, tuple[str, ...]]
    """Lines of a zone file by name."""
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    """Method, host and path of each request."""
    looked_up: list[str] = field(default_factory=list)
    network: Network = field(default_factory=Network)


def lamps() -> Product:
    return Product(
        answers={
            ("lamps.test", "/"): (200, "text/html", HOME),
            ("api.lamps.test", "/openapi.json"): (200, "application/json", json.dumps(OPENAPI)),
        },
        records={
            "lamps.test": ("A 127.0.0.1", "MX 10 mail.lamps.test.", "NS ns1.lamps.test."),
            "www.lamps.test": ("A 127.0.0.1",),
            "api.lamps.test": ("A 127.0.0.1",),
            "admin.lamps.test": ("A 127.0.0.1",),
            "staging.lamps.test": ("A 127.0.0.1",),
            "s1._domainkey.lamps.test": ('TXT "v=DKIM1; k=rsa; p=MIGf"',),
        },
    )


class Zone(BaseResolver):  # type: ignore[misc]  # dnslib ships no types
    """Answers from the product's records; a name without any does not exist."""

    def __init__(self, product: Product) -> None:
        self._product = product

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        name = str(request.q.qname).rstrip(".").lower()
        self._product.looked_up.append(name)
        reply = request.reply()
        records = self._product.records.get(name) or self._product.records.get("*")
        if records is None:
            reply.header.rcode = 3
            return reply
        for record in records:
            if record.split()[0] == QTYPE[request.q.qtype]:
                reply.add_answer(*RR.fromZone(f"{name}. 60 IN {record}"))
        return reply


@contextmanager
def serving(product: Product) -> Iterator[Product]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            host = self.headers["Host"].split(":")[0]
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            product.asked.append((self.command, host, self.path))
            status, kind, body = product.answers.get((host, self.path), (404, "text/plain", "nothing here"))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", body)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = answer  # noqa: N815 - the names that http.server calls

        def version_string(self) -> str:
            return "lamps"

        def log_message(self, *words: object) -> None:
            """Says nothing."""

    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    names = DNSServer(Zone(product), address="127.0.0.1", port=0, logger=Quiet())
    threads = [threading.Thread(target=one.serve_forever, args=(0.02,)) for one in (web, names.server)]
    for thread in threads:
        thread.start()
    try:
        port = names.server.server_address[1]
        product.network = Network(f"127.0.0.1:{port}", ((80, web.server_address[1]),))
        yield product
    finally:
        for one in (web, names.server):
            one.shutdown()
            one.server_close()
        for thread in threads:
            thread.join()


class Quiet:
    """A DNS log that keeps nothing."""

    def __getattr__(self, name: str) -> object:
        return lambda *_: None


@pytest.fixture
def product() -> Iterator[Product]:
    with serving(lamps()) as running:
        yield running


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    files = {
        ".env.example": "DATABASE_URL=postgres://lamps\nexport PAYMENTS_WEBHOOK_SECRET=hunter2\n# COMMENT=1\nSENTRY_DSN=\n",
        "src/app.py": '@app.post("/auth/login")\nasync def login(): ...\n\n@app.delete("/internal/cache/{key}")\ndef drop(): ...\n',
        "src/shop.py": '@bp.route("/legacy/<int:order>", methods=["GET", "POST"])\ndef legacy(): ...\n',
        "web/server.js": "router.get('/conversations/:id/messages', list)\napp.post('/conversations/:id/messages', say)\n",
        "tests/test_app.py": '@app.get("/only-in-tests")\n',
        "node_modules/x/index.js": "app.get('/only-in-a-dependency', f)\n",
        ".github/workflows/deploy.yml": "on: push\n",
        "Dockerfile": "FROM scratch\n",
        "bin/rollback": "#!/bin/sh\n",
        "bin/deploy": "#!/bin/sh\n",
        "build-logs/build-42.log": "built\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
