"""A running Bazaar for tests: the app and the tracker on real servers, a mail sink, and callers for each person."""

import asyncio
import functools
import threading
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
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from launchready_hunt.canary import Mint
from starlette.types import ASGIApp

from bazaar.app import Settings, create_app, create_tracker
from bazaar.app.settings import Canaries, Mail, Passwords

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
        parsed = message_from_bytes(self.all_to(address)[count - 1].content, policy=policy.default)
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
    stack: ExitStack
    tokens: dict[str, str] = field(default_factory=dict)

    def host(self, name: str, **headers: str) -> httpx2.Client:
        """A caller of one of the product's names."""
        client = httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", headers={"Host": name, **headers}, timeout=20)
        return self.stack.enter_context(client)

    def by(self, person: str | None, **headers: str) -> httpx2.Client:
        """A caller of the API: somebody signed in, or nobody."""
        if person is None:
            return self.host("api.bazaar.test", **headers)
        if person not in self.tokens:
            email, password = PEOPLE[person]
            answer = self.host("api.bazaar.test").post("/auth/login", json={"email": email, "password": password})
            self.tokens[person] = answer.json()["access_token"]
        return self.host("api.bazaar.test", Authorization=f"Bearer {self.tokens[person]}", **headers)

    def listing(self) -> str:
        """The id of a listing."""
        return str(self.by(None).get("/listings").json()[0]["id"])

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


@functools.cache
def dkim_key() -> bytes:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


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
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", access_log=False))
    ready = threading.Event()
    running = threading.Thread(target=lambda: _run(server, ready))
    running.start()
    try:
        assert ready.wait(10)
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        running.join(10)


def _run(server: uvicorn.Server, ready: threading.Event) -> None:
    started = server.startup

    async def startup(sockets: list[object] | None = None) -> None:
        await started(sockets)  # type: ignore[arg-type] # uvicorn's own list of sockets
        ready.set()

    server.startup = startup  # type: ignore[method-assign] # uvicorn offers no other word that it is up
    server.run()


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
        )
        settings = replace(settings, **changes)
        tracker = stack.enter_context(served(create_tracker(settings)))
        known = {"errors.bazaar.test:80": ("127.0.0.1", tracker), **settings.connect}
        port = stack.enter_context(served(create_app(replace(settings, connect=known))))
        yield Product(settings, port, tracker, mailbox, stack)
