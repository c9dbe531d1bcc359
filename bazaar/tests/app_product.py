"""A running Bazaar for tests: the app and the tracker on real servers, a mail sink, and callers for each person."""

import asyncio
import base64
import functools
import hashlib
import hmac
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx2
import uvicorn
from aiosmtpd.smtp import SMTP, Envelope, Session
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from starlette.types import ASGIApp

from bazaar.app import Settings, create_app, create_tracker
from bazaar.app.services import Services
from bazaar.app.settings import Canaries, Mail, Passwords
from bazaar.styles import styled
from bazaar.tests.app_strangers import OTHERS, PUBLIC, changing_names
from launchready_hunt.canary import Mint

PASSWORDS = Passwords("ada's long password", "bo's long password", "sela's long password", "adam's long password")
SIGNING_KEY = "test-signing-key-of-more-than-32-bytes"
PAYMENTS_SECRET = "test-payments-secret"
MINT = Mint(b"the key of these tests", seed="bazaar")
CANARIES = Canaries(MINT.token("system prompt").value, MINT.key("tool credential").value)
PEOPLE = {
    "a": ("a@bazaar.test", PASSWORDS.buyer_a),
    "b": ("b@bazaar.test", PASSWORDS.buyer_b),
    "seller": ("seller@bazaar.test", PASSWORDS.seller),
    "admin": ("admin@bazaar.test", PASSWORDS.admin),
}


@dataclass
class Mailbox:
    """Every message that was sent, with its envelope."""

    came: list[Envelope] = field(default_factory=list)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        with self.arrived:
            self.came.append(envelope)
            self.arrived.notify_all()
        return "250 taken"

    def to(self, address: str, count: int = 1) -> EmailMessage:
        """Waits for the message number `count` to the address."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.all_to(address)) >= count, timeout=10)
        content = self.all_to(address)[count - 1].content
        assert isinstance(content, bytes)
        parsed = message_from_bytes(content, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    def all_to(self, address: str) -> list[Envelope]:
        return [envelope for envelope in self.came if address in envelope.rcpt_tos]


@dataclass
class Product:
    """The running app."""

    settings: Settings
    port: int
    tracker_port: int
    mailbox: Mailbox
    services: Services
    transport: httpx2.HTTPTransport
    tokens: dict[str, str] = field(default_factory=dict)
    carries: dict[str, str] = field(default_factory=dict)
    """Headers that the edge adds to each request."""
    idle: threading.Event = field(default_factory=threading.Event)

    def host(self, name: str, **headers: str) -> httpx2.Client:
        """A caller of one of the product's names."""
        sent = {"Host": name, **self.carries, **headers}
        base = f"http://127.0.0.1:{self.port}"
        return httpx2.Client(base_url=base, headers=sent, timeout=20, transport=self.transport, trust_env=False)

    def by(self, person: str | None, **headers: str) -> httpx2.Client:
        """A caller of the API: somebody signed in, or nobody."""
        if person is None:
            return self.host("api.bazaar.test", **headers)
        if person not in self.tokens:
            email, password = PEOPLE[person]
            answer = self.host("api.bazaar.test").post("/auth/login", json={"email": email, "password": password})
            self.tokens[person] = answer.json()["access_token"]
        return self.host("api.bazaar.test", Authorization=f"Bearer {self.tokens[person]}", **headers)

    def someone(self) -> str:
        """The name of a new buyer, signed in."""
        name = f"someone{len(self.tokens)}"
        given = {"email": f"{name}@example.test", "password": "someone's long password"}
        self.by(None).post("/auth/signup", json={**given, "name": name})
        self.tokens[name] = str(self.by(None).post("/auth/login", json=given).json()["access_token"])
        return name

    def token(self, person: str) -> str:
        """The access token of somebody."""
        self.by(person)
        return self.tokens[person]

    def order(self, person: str) -> str:
        """The id of a new order."""
        wanted = {"listing_id": self.listing(), "note": "soon, please"}
        return str(self.by(person).post("/orders", json=wanted).json()["id"])

    def upload(self, person: str, text: str, name: str = "notes.txt") -> str:
        """The id of a new file."""
        return str(self.by(person).post("/files", files={"file": (name, text, "text/plain")}).json()["id"])

    def pay(self, order: str, event: str = "evt_1", **signature: Any) -> httpx2.Response:
        """Delivers the payment provider's word."""
        body = json.dumps({"id": event, "type": "payment.succeeded", "data": {"order_id": order}})
        headers = signed(body, **signature) if signature.get("secret", "") is not None else {}
        return self.by(None).post("/webhooks/payments", content=body, headers=headers)

    def settle(self) -> None:
        """Waits until all work that goes on beside the answers is done."""
        while self.services.later.busy:
            self.idle.wait(0.002)

    def events(self) -> str:
        """What the error tracker holds."""
        self.settle()
        tracker = f"http://127.0.0.1:{self.tracker_port}"
        with httpx2.Client(base_url=tracker, transport=httpx2.HTTPTransport(verify=False)) as client:
            return client.get("/api/events", headers={"Authorization": "Bearer read-token"}).text

    def listing(self) -> str:
        """The id of a listing."""
        listings = self.by(None).get("/listings").json()
        return str(next(listing["id"] for listing in listings if listing["title"] == "Recipe Companion"))

    def talk(self, person: str, listing: str | None = None, title: str = "A talk") -> str:
        """The id of a new conversation."""
        wanted = {"listing_id": listing or self.listing(), "title": title}
        return str(self.by(person).post("/conversations", json=wanted).json()["id"])

    def say(
        self, person: str, text: str, *, talk: str | None = None, files: list[str] | None = None
    ) -> dict[str, object]:
        """The bot's answer."""
        said = {"content": text, "file_ids": files or []}
        answer = self.by(person).post(f"/conversations/{talk or self.talk(person)}/messages", json=said)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def log(self) -> str:
        return self.settings.log_path.read_text()


def signed(body: str, *, at: int | None = None, secret: str = PAYMENTS_SECRET) -> dict[str, str]:
    """The header of a payment event."""
    moment = str(at or int(time.time()))
    value = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256).hexdigest()
    return {"Bazaar-Signature": f"t={moment},v1={value}"}


@functools.cache
def dkim_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def dkim_record() -> bytes:
    """The TXT record of the key."""
    public = load_pem_private_key(dkim_key(), None).public_key()
    der = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


@contextmanager
def sink(mailbox: Mailbox) -> Iterator[int]:
    """A mail server; gives its port."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: SMTP(mailbox, loop=loop), "127.0.0.1", 0))
    running = threading.Thread(target=loop.run_forever)
    running.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        loop.call_soon_threadsafe(loop.stop)
        running.join(10)
        loop.close()


@contextmanager
def served(app: ASGIApp) -> Iterator[int]:
    """The app on a real server; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", access_log=False, proxy_headers=False))
    running = threading.Thread(target=server.run, args=([listener],))
    running.start()
    try:
        port = listener.getsockname()[1]
        # The first request waits in the listener's queue until the app is up.
        with httpx2.Client(transport=httpx2.HTTPTransport(verify=False)) as client:
            client.get(f"http://127.0.0.1:{port}/", timeout=20)
        yield port
    finally:
        server.should_exit = True
        running.join(10)


RESET_LIFE = 4
"""Seconds for which a link for a new password works here."""


@contextmanager
def open_product(folder: Path, *faults: str, **changes: Any) -> Iterator[Product]:
    """Bazaar with the faults."""
    mailbox = Mailbox()
    (folder / "release").write_text("r1\n")
    with ExitStack() as stack:
        mail_port = stack.enter_context(sink(mailbox))
        settings = Settings(
            data_dir=folder / "data",
            signing_key=SIGNING_KEY,
            payments_secret=PAYMENTS_SECRET,
            passwords=PASSWORDS,
            mail=Mail("127.0.0.1", mail_port, dkim_key()),
            canaries=CANARIES,
            static_dir=folder / "static",
            log_path=folder / "app.log",
            release_path=folder / "release",
            errors_url="http://errors.bazaar.test/api/1/envelope",
            errors_key="0123456789abcdef",
            errors_read_token="read-token",
            faults=frozenset(faults),
            resolvers={OTHERS: ("127.0.0.1", stack.enter_context(changing_names()))},
            stands_for={PUBLIC: "127.0.0.2"},
            reset_life=RESET_LIFE,
        )
        settings = replace(settings, **changes)
        tracker = stack.enter_context(served(create_tracker(replace(settings, edge_key=None))))
        known = {"errors.bazaar.test:80": ("127.0.0.1", tracker), **settings.connect}
        settings = replace(settings, connect=known)
        app = create_app(settings)
        port = stack.enter_context(served(styled(app, settings)))
        transport = stack.enter_context(httpx2.HTTPTransport(verify=False))
        yield Product(settings, port, tracker, mailbox, app.state.services, transport)
