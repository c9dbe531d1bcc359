"""What stands around the shop of docs/guard/shop: names, TLS and an edge, mail, a repository, a log and a person on call; on loopback."""

import asyncio
import logging
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

import dkim
import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session

from bazaar.town import caddy, certificates, dns, ports, servers, sink
from bazaar.town.zone import Record, Zone

DOMAIN = "shop.test"
FOLDER = Path(__file__).parents[2] / "docs" / "guard" / "shop"
PASSWORD = "a long password of the shop's"
SIGNED = [b"from", b"to", b"subject"]
KEY = "the shop's key of 32 letters and more"
RESET_SECONDS = 6
SIGN_UP = """sign_up = { post = "/signup", json = { email = "{email}", password = "{password}" } }
sign_in = { post = "/login", json = { email = "{email}", password = "{password}" }, token = "$.access_token" }
"""
START_SECONDS = 60
RECORDS = (
    *(Record(DOMAIN, "NS", f"{server}.{DOMAIN}") for server in ("ns1", "ns2")),
    Record(DOMAIN, "A", "127.0.0.1"),
    *(Record(f"{name}.{DOMAIN}", "A", "127.0.0.1") for name in ("ns1", "mail")),
    Record(f"ns2.{DOMAIN}", "A", "127.0.0.5"),
    Record(DOMAIN, "MX", f"10 mail.{DOMAIN}"),
    Record(DOMAIN, "TXT", "v=spf1 ip4:127.0.0.1 -all"),
    Record(f"_dmarc.{DOMAIN}", "TXT", f"v=DMARC1; p=reject; adkim=s; aspf=s; rua=mailto:dmarc@{DOMAIN}"),
    Record(DOMAIN, "CAA", f'0 issue "{DOMAIN}"'),
)
TEST_ALERT = """#!/usr/bin/env python3
\"\"\"Sends a test alert to whoever is on call.\"\"\"
import smtplib, sys
with smtplib.SMTP("127.0.0.1", {port}) as server:
    server.sendmail("alerts@{domain}", ["oncall@{domain}"], f"Subject: test alert {{sys.argv[1]}}\\r\\n\\r\\n{{sys.argv[1]}}\\r\\n")
"""
ROLLBACK = """#!/bin/sh
# Puts the release before this one back. The drill does it beside production and says what would answer.
echo "before: 1"
echo "after: 0"
"""


@dataclass(frozen=True, slots=True)
class Around:
    """Ports and files of one town."""

    folder: Path
    dns: int
    http: int
    https: int
    app: int
    smtp: int


@contextmanager
def open_shop(folder: Path, module: str) -> Iterator[Path]:
    """The shop of `docs/guard/shop/MODULE.py`, running; gives its launch.toml."""
    ready, done = threading.Event(), threading.Event()
    wrong: list[BaseException] = []

    async def run() -> None:
        async with _town(folder, module):
            ready.set()
            await asyncio.to_thread(done.wait)

    def begin() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:  # noqa: BLE001 - it is told below, in the test's own thread
            wrong.append(error)
        finally:
            ready.set()

    thread = threading.Thread(target=begin, name=f"shop {module}")
    thread.start()
    try:
        assert ready.wait(START_SECONDS)
        if wrong:
            raise wrong[0]
        yield folder / "launch.toml"
    finally:
        done.set()
        thread.join(START_SECONDS)


@asynccontextmanager
async def _town(folder: Path, module: str) -> AsyncIterator[None]:
    async with AsyncExitStack() as parts:
        root = certificates.authority(folder / "tls", "Shop Root")
        (folder / "root.crt").write_bytes(root.files.certificate.read_bytes())
        leaf = root.leaf(folder / "tls", [DOMAIN])
        http, https = parts.enter_context(ports.reserved(2))
        first, second = parts.enter_context(ports.for_names())
        sockets = {name: parts.enter_context(ports.bound()) for name in ("app", "smtp")}
        at = Around(folder, _port(first.datagrams), http, https, _port(sockets["app"]), _port(sockets["smtp"]))
        signing = certificates.dkim_key()
        key = Record(f"s1._domainkey.{DOMAIN}", "TXT", f"v=DKIM1; k=rsa; p={certificates.public(signing)}")
        soa = Record(DOMAIN, "SOA", f"ns1.{DOMAIN} hostmaster.{DOMAIN} 2026112601 3600 600 604800 60")
        for server in (first, second):
            zone = Zone(DOMAIN, (soa, key, *RECORDS))
            await parts.enter_async_context(dns.serving([zone], server.datagrams, server.streams))
        mail = SigningKeeper(folder / "mail", certificates.pem(signing))
        await parts.enter_async_context(sink.serving_with(mail, sockets["smtp"]))
        app = parts.enter_context(_imported(module, at))
        await parts.enter_async_context(_served(app, sockets["app"]))
        site = caddy.serving(folder / "caddy", _caddyfile(at, leaf), [("127.0.0.1", DOMAIN, https)], root.trusting())
        await parts.enter_async_context(site)
        _repository(folder / "repo", at)
        (folder / "launch.toml").write_text(_declaration(at), encoding="utf-8")
        yield


def _port(bound: socket.socket) -> int:
    return int(bound.getsockname()[1])


@contextmanager
def _imported(module: str, at: Around) -> Iterator[Any]:
    """The app, with a log of its own; nothing of it is left for the next."""
    given = {"ROOT_PASSWORD": PASSWORD, "SHOP_KEY": KEY, "RESET_SECONDS": str(RESET_SECONDS)}
    given |= {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(at.smtp)}
    logger, handler = logging.getLogger(), logging.FileHandler(at.folder / "app.log")
    level, formats = logger.level, [(one, one.formatter) for one in logger.handlers]
    sys.path.insert(0, str(FOLDER))
    try:
        with patch.dict(os.environ, given):
            logger.setLevel(logging.INFO)
            logger.addHandler(handler)
            found = import_module(module)
            yield found.app if hasattr(found, "app") else found.api
    finally:
        for one, before in formats:
            one.setFormatter(before)
        logger.setLevel(level)
        logger.removeHandler(handler)
        handler.close()
        sys.path.remove(str(FOLDER))
        for name in ("bare", "guarded"):
            sys.modules.pop(name, None)


@asynccontextmanager
async def _served(app: Any, listener: socket.socket) -> AsyncIterator[None]:
    """As `uvicorn` serves it, with its lines about requests in the same log."""
    config = uvicorn.Config(app, log_config=None, server_header=False, proxy_headers=False, lifespan="off", ws="none")
    server = servers.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        while not server.started:
            if running.done():
                await running
            await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        await running
        listener.close()


class SigningKeeper(sink.Keeper):
    """The mail service: it signs what the shop sends, and keeps it where it arrives."""

    def __init__(self, folder: Path, key: bytes) -> None:
        super().__init__(folder)
        self._key = key

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        assert isinstance(envelope.content, bytes)
        content = envelope.content
        envelope.content = dkim.sign(content, b"s1", DOMAIN.encode(), self._key, include_headers=SIGNED) + content
        return await super().handle_DATA(server, session, envelope)


def _caddyfile(at: Around, leaf: certificates.Pair) -> str:
    return f"""{{
	admin off
	persist_config off
	http_port {at.http}
	https_port {at.https}
	skip_install_trust
	auto_https off
	storage file_system {at.folder}/caddy
	grace_period 1s
}}
https://{DOMAIN} {{
	bind 127.0.0.1
	tls {leaf.certificate} {leaf.key}
	header {{
		defer
		-Server
		-Via
	}}
	reverse_proxy 127.0.0.1:{at.app} {{
		header_up X-Forwarded-For {{remote_host}}
	}}
}}
https://{DOMAIN} {{
	bind 127.0.0.2
	tls {leaf.certificate} {leaf.key}
	header -Server
	respond 403
}}
http://{DOMAIN} {{
	bind 127.0.0.1
	header -Server
	redir https://{{host}}{{uri}} 308
}}
http:// {{
	bind 127.0.0.1
	header -Server
	respond 404
}}
https:// {{
	bind 127.0.0.1
	tls {leaf.certificate} {leaf.key}
	header -Server
	respond 404
}}
"""


def _repository(folder: Path, at: Around) -> None:
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "README.md").write_text("# Shop\n\nAn API for orders.\n", encoding="utf-8")
    (folder / "bin").mkdir()
    for name, text in (("test-alert", TEST_ALERT.format(port=at.smtp, domain=DOMAIN)), ("rollback", ROLLBACK)):
        script = folder / "bin" / name
        script.write_text(text, encoding="utf-8")
        script.chmod(0o755)
    apart = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    author = ("-c", "user.name=Ann", "-c", f"user.email=ann@{DOMAIN}")
    for words in (["init", "--quiet"], ["add", "."], [*author, "commit", "--quiet", "-m", "The shop"]):
        subprocess.run(["git", *words], cwd=folder, env=clean | apart, check=True, capture_output=True, timeout=30)


def _declaration(at: Around) -> str:
    listed = "".join(f"  '{record}',\n" for record in RECORDS)
    return f"""version = 1

[product]
name = "Shop"
domain = "{DOMAIN}"

[consent]
scope = ["{DOMAIN}", "*.{DOMAIN}"]
touch = "write"
requests_per_second = 400
commands = true

[network]
resolver = "127.0.0.1:{at.dns}"
ports = {{ 53 = {at.dns}, 80 = {at.http}, 443 = {at.https} }}
trust = "root.crt"

[dns]
provider = "ns1.{DOMAIN}"
records = [
{listed}]
issuer = "{DOMAIN}"

[edge]
addresses = ["127.0.0.1"]
origin = ["127.0.0.2"]

[surface.api]
kind = "api"
url = "https://{DOMAIN}"
openapi = "/openapi.json"
health = "/health"
owner = "team"

[surface.mail]
kind = "mail"
domain = "{DOMAIN}"
dkim_selectors = ["s1"]
mailbox = "mail"
reset = {{ post = "/reset", json = {{ email = "{{email}}" }} }}
reset_life = "{RESET_SECONDS} seconds"
owner = "team"

[surface.repo]
kind = "repository"
path = "repo"
owner = "team"

[surface.log]
kind = "log"
path = "app.log"
owner = "team"

[principal.ann]
role = "buyer"
{SIGN_UP}
[principal.ben]
role = "buyer"
{SIGN_UP}
[principal.root]
role = "admin"
sign_in = {{ post = "/login", json = {{ email = "root@{DOMAIN}", password = "env:ROOT_PASSWORD" }}, token = "$.access_token" }}

[flow.order]
steps = ["POST /login as ann -> 200", "POST /orders as ann -> 201"]
p95_ms = 800

[limits]
"POST /signup" = "60/minute"

[alert.down]
test = "repo/bin/test-alert {{mark}}"
arrives = "mail"
owner = "team"

[owner.team]
reach = ["mailto:oncall@{DOMAIN}"]

[handover.production_access]
says = "Ann reaches production"
people = ["team"]
owner = "team"

[handover.dns]
says = "DNS is served by ns1.{DOMAIN}"
provider = "ns1.{DOMAIN}"
owner = "team"

[handover.subdomains]
says = "These are all the names that customers or staff open"
names = {{ "{DOMAIN}" = "API" }}
owner = "team"

[handover.rollback]
says = "bin/rollback puts the previous release back"
run = "repo/bin/rollback --drill"
owner = "team"

[handover.alerts]
says = "Ann gets the uptime alerts by mail"
owner = "team"

[handover.mail]
says = "Ann reads the DMARC reports"
owner = "team"

[handover.incidents]
says = "Ann answers within a quarter of an hour"
owner = "team"
"""
