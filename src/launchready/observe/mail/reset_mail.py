"""Asks for a real password-reset message, receives it, and verifies it as a receiver does: signature, key, alignment."""

import email
import email.policy
import time
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread

from launchready.declare.model import MailSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer
from launchready.observe.mail.records import DmarcOf, tags
from launchready.observe.net.dns import Records, RecordSet, State
from launchready.observe.question import Question
from launchready.observe.who.people import customers, email_of
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

WAIT_SECONDS = 10.0
STEP_SECONDS = 0.1
LARGEST = 2 * 1024 * 1024
FOLDERS = ("new", "cur")


@dataclass(frozen=True, slots=True)
class Signature:
    """One DKIM signature of a message."""

    domain: str
    selector: str
    key: State
    """What DNS says of its key."""
    valid: bool
    words: str
    """Why it is not valid."""


@dataclass(frozen=True, slots=True)
class ResetMail:
    """The message that a customer got who asked for a new password."""

    asked: str
    """The request's line."""
    curl: str
    arrived: bool
    seconds: float
    from_domain: str
    envelope: str
    """The domain of the envelope's sender; empty where the mailbox does not tell."""
    signatures: tuple[Signature, ...]
    strict: bool
    """Whether DMARC demands that the signature names exactly the domain of From."""
    inside: str
    """The product's domain: below it, names are one organisation's."""


@dataclass(frozen=True, slots=True)
class ResetMailOf(Question[ResetMail]):
    """What does a real password-reset message of a mail surface look like?"""

    surface: str

    async def ask(self, world: "World") -> ResetMail:
        """Asks for one in the name of the first customer, and waits for it."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, MailSurface) or at.reset is None or at.mailbox is None:
            raise CannotLook(f"surface.{self.surface} needs `reset` and `mailbox` for a real message to be looked at")
        to = email_of(world, customers(world).a)
        if to is None:
            raise CannotLook("no customer in launch.toml signs in with an e-mail address")
        folder = world.declaration.root / at.mailbox
        had = set(_paths(folder))
        request = request_of(at.reset, world, {"email": to})
        reply = await world.send(request)
        if not isinstance(reply, Answer) or reply.status >= 400:  # noqa: PLR2004 - where errors begin
            raise CannotLook(f"no reset was to be had: {reply.line()}")
        started = time.monotonic()
        message = await _wait(folder, had, to)
        seconds = round(time.monotonic() - started, 1)
        dmarc = await world.ask(DmarcOf(at.domain))
        inside = world.declaration.product.domain
        if message is None:
            return ResetMail(reply.line(), world.curl(request), False, seconds, "", "", (), dmarc.adkim == "s", inside)  # noqa: FBT003 - named by its field
        head = parsed(message)
        signatures = await _signatures(world, message, head)
        return ResetMail(
            reply.line(),
            world.curl(request),
            arrived=True,
            seconds=seconds,
            from_domain=domain_in(str(head["From"] or "")),
            envelope=domain_in(str(head["Return-Path"] or head["X-MailFrom"] or "")),
            signatures=signatures,
            strict=dmarc.adkim == "s",
            inside=inside,
        )


async def _wait(folder: Path, had: set[Path], to: str) -> bytes | None:
    """The first new message to an address that speaks of a password."""
    with anyio.move_on_after(WAIT_SECONDS):
        while True:
            for path in [one for one in _paths(folder) if one not in had]:
                had.add(path)
                data = path.read_bytes()[:LARGEST]
                if is_for(parsed(data), to) and b"password" in data.lower():
                    return data
            await anyio.sleep(STEP_SECONDS)
    return None


def _paths(folder: Path) -> list[Path]:
    if not any((folder / one).is_dir() for one in FOLDERS):
        raise CannotLook(f"{folder} is no Maildir: it has neither a folder `new` nor `cur`")
    return [path for one in FOLDERS for path in sorted((folder / one).glob("*"))]


async def _signatures(world: "World", message: bytes, head: EmailMessage) -> tuple[Signature, ...]:
    """Every signature, verified with the keys that the run's own DNS gives."""
    found: list[Signature] = []
    for at, value in enumerate(str(value) for value in head.get_all("DKIM-Signature") or []):
        named = tags(value)
        domain, selector = named.get("d", "").lower(), named.get("s", "")
        answer = await world.ask(Records(f"{selector}._domainkey.{domain}", "TXT"))
        valid, words = await anyio.to_thread.run_sync(verify, message, at, answer)
        found.append(Signature(domain, selector, answer.state, valid, words))
    return tuple(found)


def verify(message: bytes, at: int, answer: RecordSet) -> tuple[bool, str]:
    """Whether the signature at a place is valid with the key that DNS gave, and why it is not."""
    import dkim  # noqa: PLC0415 - takes a second to import

    key = next((text.encode() for text in answer.records if "p" in tags(text)), None)
    if key is None:
        return False, f"its key: {answer.state} {answer.detail}".strip()

    def keys(name: bytes, timeout: float = 0) -> bytes | None:
        del name, timeout
        return key

    try:
        valid = dkim.DKIM(message).verify(at, dnsfunc=keys)
    except dkim.DKIMException as error:
        return False, str(error)
    return bool(valid), "" if valid else "the signature does not fit the message"


def parsed(data: bytes) -> EmailMessage:
    """A message's headers and parts."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def is_for(message: EmailMessage, to: str) -> bool:
    """Whether a message was sent to an address."""
    return any(to.lower() in str(message[name] or "").lower() for name in ("To", "X-Original-To", "Delivered-To"))


def domain_in(text: str) -> str:
    """The domain of the address in a header; empty where there is none."""
    return parseaddr(text)[1].rpartition("@")[2].lower()


def is_aligned(signer: str, sender: str, *, strict: bool, inside: str) -> bool:
    """Whether a signing domain speaks for the domain of From (RFC 9989, 4.8)."""
    if signer == sender:
        return bool(signer)
    if strict or not signer or not sender:
        return False

    def below(name: str, parent: str) -> bool:
        return name == parent or name.endswith(f".{parent}")

    return (below(signer, inside) and below(sender, inside)) or below(signer, sender) or below(sender, signer)
