"""A small site on loopback, with a declaration of it: what commands that look at a product are tried on."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

FRAME = "Content-Security-Policy"
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'"
TEXT = """\
version = 1

[product]
name = "Shop"
domain = "127.0.0.1"

[consent]
scope = ["127.0.0.1"]
touch = "probe"
requests_per_second = 1000

[surface.web]
kind = "web"
url = "http://127.0.0.1:{port}"

[owner.frontend]
"""


@dataclass
class Site:
    """What it answers."""

    declaration: Path
    headers: dict[str, str] = field(default_factory=lambda: {FRAME: POLICY})
    status: int = 200
    body: str = "<!doctype html><title>Shop</title><h1>Lamps</h1><script>1</script>"


@contextmanager
def shop(folder: Path) -> Iterator[Site]:
    """The site while it answers; its declaration is in the folder."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.path == "/"
            self.send_response(site.status if known else 404)
            for name, value in site.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write((site.body if known else "no such page").encode())

        def log_message(self, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    declaration = folder / "launch.toml"
    declaration.write_text(TEXT.format(port=server.server_port), encoding="utf-8")
    site = Site(declaration)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
