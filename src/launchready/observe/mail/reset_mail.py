"""Asks for a real password-reset message, receives it, and verifies it as a receiver does: signature, key, alignment."""

import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio

from launchready.declare.model import MailSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer
from launchready.observe.mail.dmarc import DmarcOf
from launchready.observe.mail.letters import opener_in
from launchready.observe.mail.message import LARGEST, domain_in, is_for, known_in, messages_in, new_in, parsed, text_of
from launchready.observe.mail.route import Handover, handover_of
from launchready.observe.mail.signatures import Arc, Signature, arc_of, signatures_of
from launchready.observe.question import Question
from launchready.observe.who.people import customers, email_of
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

WAIT_SECONDS = 10.0
STEP_SECONDS = 0.1
ABOUT = re.compile(r"passw|passe|contrase|reset|recover|sign[ -]?in|log[ -]?in", re.IGNORECASE)
"""What a message about a password says, in a few languages."""


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
    handover: Handover | None = None
    arc: Arc | None = None
    link: str = ""
    """Scheme and host of the link in it, as `https://shop.test`; empty where it gives none."""


@dataclass(frozen=True, slots=True)
class ResetMailOf(Question[ResetMail]):
    """What does a real password-reset message of a mail surface look like?"""

    surface: str

    async def ask(self, world: "World") -> ResetMail:
        """Asks for one in the name of the first customer and waits for it; or reads the newest that the owner put there."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, MailSurface) or at.mailbox is None or (at.reset is None and not at.holds_files):
            raise CannotLook(f"surface.{self.surface} needs `reset` and `mailbox` for a real message to be looked at")
        folder = world.declaration.root / at.mailbox
        if at.reset is None:
            there = sorted(messages_in(folder), key=lambda path: path.stat().st_mtime)
            if not there:
                raise CannotLook(f"no message lies at {at.mailbox}")
            asked, curl, seconds = f"the message in {there[-1].name}", f"less {there[-1]}", 0.0
            message: bytes | None = there[-1].read_bytes()[:LARGEST]
        else:
            to = email_of(world, customers(world).a)
            if to is None:
                raise CannotLook("no customer in launch.toml signs in with an e-mail address")
            had = known_in(folder)
            request = request_of(at.reset, world, {"email": to})
            reply = await world.send(request)
            if not isinstance(reply, Answer) or reply.status >= 400:  # noqa: PLR2004 - where errors begin
                raise CannotLook(f"no reset was to be had: {reply.line()}")
            started = time.monotonic()
            message = await _wait(folder, had, to)
            asked, curl, seconds = reply.line(), world.curl(request), round(time.monotonic() - started, 1)
        return await self._judged(world, at, message, (asked, curl, seconds))

    async def _judged(
        self, world: "World", at: MailSurface, message: bytes | None, how: tuple[str, str, float]
    ) -> ResetMail:
        asked, curl, seconds = how
        dmarc = await world.ask(DmarcOf(at.domain))
        inside = world.declaration.product.domain
        if message is None:
            return ResetMail(asked, curl, False, seconds, "", "", (), dmarc.adkim == "s", inside)  # noqa: FBT003 - named by its field
        head = parsed(message)
        author = domain_in(str(head["From"] or ""))
        told = await world.ask(DmarcOf(author)) if author else dmarc
        handover = await handover_of(world, head, author, strict=told.aspf == "s", receiver=at.receiver or "")
        opener = opener_in(text_of(head))
        return ResetMail(
            asked,
            curl,
            arrived=True,
            seconds=seconds,
            from_domain=author,
            envelope=handover.envelope,
            signatures=await signatures_of(world, message, head, author, strict=told.adkim == "s"),
            strict=told.adkim == "s",
            inside=inside,
            handover=handover,
            arc=await arc_of(world, message, head),
            link="://".join(urlsplit(opener.link)[:2]) if opener and opener.link else "",
        )


async def _wait(folder: Path, had: set[str], to: str) -> bytes | None:
    """The first new message to an address that speaks of a password, or gives a link to something."""
    with anyio.move_on_after(WAIT_SECONDS):
        while True:
            for data, _ in new_in(folder, had):
                message = parsed(data)
                text = f"{message['Subject'] or ''}\n{text_of(message)}"
                if is_for(message, to) and (ABOUT.search(text) or opener_in(text)):
                    return data
            await anyio.sleep(STEP_SECONDS)
    return None
