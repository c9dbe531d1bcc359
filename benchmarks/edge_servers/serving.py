"""A small shop over HTTP and HTTPS on loopback, whose every header is known: what the bench of headers asks."""

import json
import secrets
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Protocol

from bazaar.town.certificates import Pair

EMAIL, WORD = "ada@shop.test", "a word that only Ada has"
SESSION = "session"
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "Shop", "version": "1"},
    "components": {"securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": SESSION}}},
    "paths": {
        "/auth/login": {
            "post": {
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
                "responses": {"200": {"description": "signed in"}},
            }
        },
        "/api/me": {"get": {"security": [{"session": []}], "responses": {"200": {"description": "who asks"}}}},
    },
}
PAGE, LOST, FILE, API, AWAY = "page", "page that is not there", "file", "API", "redirect"
KINDS = (PAGE, LOST, FILE, API, AWAY)

Headers = tuple[tuple[str, str], ...]
HTML: Headers = (("Content-Type", "text/html; charset=utf-8"),)


class Shop(Protocol):
    """How a shop answers."""

    def headers(self, kind: str, nonce: str, origin: str) -> Headers:
        """The headers of an answer of a kind."""

    def cookie(self, path: str) -> str:
        """Set-Cookie at a path; empty for none."""

    @property
    def page(self) -> str:
        """The page, with {nonce} in it."""

    @property
    def lost(self) -> str:
        """The page that is not there."""

    @property
    def nonce(self) -> str:
        """Every answer's nonce; empty where each has its own."""

    @property
    def is_redirected(self) -> bool:
        """Whether plain HTTP leads to HTTPS."""


@dataclass(slots=True)
class Serving:
    """The ports of a shop that is open."""

    http: int = 0
    https: int = 0
    sessions: set[str] = field(default_factory=set)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, shop: Shop, ports: Serving, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.shop, self.ports, self.context = shop, ports, context

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever hangs up may."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        """Shakes hands here, in the visitor's own thread."""
        self.request.settimeout(10)
        if self.server.context is not None:
            self.request = self.server.context.wrap_socket(self.request, server_side=True)
        super().setup()

    def log_message(self, *_: object) -> None:
        """Nothing is written."""

    def do_GET(self) -> None:
        """Pages, files and the API."""
        shop, path = self.server.shop, self.path.partition("?")[0]
        name, _, port = self.headers.get("Host", "").partition(":")
        if self.server.context is None and shop.is_redirected:
            at = f"{name}:{self.server.ports.https}" if port else name
            self._answer(301, AWAY, "", (("Location", f"https://{at}{path}"),))
        else:
            self._answer(*self._shown(path))

    def _shown(self, path: str) -> tuple[int, str, str, Headers]:
        shop, is_known = self.server.shop, self._is_signed_in()
        mine = f"<!doctype html><p>{WORD} {EMAIL}</p>"
        there = {
            "/": (200, PAGE, shop.page, HTML),
            "/login": (200, PAGE, shop.page, HTML),
            "/account": (200, PAGE, mine, HTML) if is_known else (302, AWAY, "", (("Location", "/login"),)),
            "/assets/app.js": (200, FILE, "document.title", (("Content-Type", "text/javascript"),)),
            "/robots.txt": (200, FILE, "User-agent: *\n", (("Content-Type", "text/plain"),)),
            "/openapi.json": _json(200, OPENAPI),
            "/health": _json(200, {"status": "ok"}),
            "/api/me": _json(200, {"email": EMAIL, "word": WORD}) if is_known else _json(401, {"detail": "who?"}),
        }
        lost = _json(404, {"detail": "not there"}) if path.startswith("/api/") else (404, LOST, shop.lost, HTML)
        return there.get(path, lost)

    def do_POST(self) -> None:
        """The sign-in."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        is_sign_in = self.path == "/auth/login"
        self._answer(*(_json(200, {"ok": True}) if is_sign_in else _json(404, {"detail": "not there"})))

    def do_OPTIONS(self) -> None:
        """What a browser asks first."""
        self._answer(204, API, "", ())

    def _is_signed_in(self) -> bool:
        carried = self.headers.get("Cookie", "")
        return any(one in carried for one in self.server.ports.sessions)

    def _answer(self, status: int, kind: str, body: str, more: Headers) -> None:
        shop = self.server.shop
        nonce = shop.nonce or secrets.token_urlsafe(16)
        content = body.replace("{nonce}", nonce).encode()
        self.send_response_only(status)
        for name, value in (*shop.headers(kind, nonce, self.headers.get("Origin", "")), *more):
            self.send_header(name, value)
        if cookie := shop.cookie(self.path):
            key = secrets.token_urlsafe(24)
            self.server.ports.sessions |= {key} if self.command == "POST" else set()
            self.send_header("Set-Cookie", cookie.format(key=key))
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _json(status: int, value: object) -> tuple[int, str, str, Headers]:
    return status, API, json.dumps(value), (("Content-Type", "application/json"),)


@contextmanager
def opened(shop: Shop, pair: Pair) -> Iterator[Serving]:
    """The shop, until it is left."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair.certificate, pair.key)
    ports = Serving()
    servers = [_Server(shop, ports, one) for one in (None, context)]
    ports.http, ports.https = (one.server_address[1] for one in servers)
    threads = [threading.Thread(target=one.serve_forever, args=(0.05,)) for one in servers]
    for thread in threads:
        thread.start()
    try:
        yield ports
    finally:
        for one, thread in zip(servers, threads, strict=True):
            one.shutdown()
            thread.join()
            one.server_close()
