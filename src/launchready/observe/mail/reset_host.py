"""Asks for a password reset with forged hosts, on an account of the run's own, and sees where the link in the message leads."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.declare.model import MailSurface
from launchready.observe.auth.reset import api_of
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.mail.letters import Mailbox, Opener
from launchready.observe.question import Question
from launchready.observe.who.people import Disposable
from launchready.observe.who.session import request_of

if TYPE_CHECKING:
    from launchready.observe.world import World

WAIT_SECONDS = 5.0
LAST_SECONDS = 10.0
FORGERIES = (
    ("X-Forwarded-Host", "Forwarded", "X-Host", "X-Forwarded-Server", "X-Original-Host", "X-HTTP-Host-Override"),
    ("Host",),
    ("Origin", "Referer"),
)
"""What is forged together: each header names a host of its own, so that the link tells which one it followed."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A forged header whose host stands in the link."""

    header: str
    host: str
    asked: str
    curl: str


@dataclass(frozen=True, slots=True)
class ResetHost:
    """Where the links led."""

    asked: str
    """The line of the wish that forged nothing."""
    host: str
    """Where the link of that one leads; empty where no message with a link came."""
    arrived: bool
    """Whether that one was answered with a message: the control that wishes are heard to the end."""
    followed: tuple[Followed, ...]
    refused: tuple[str, ...]
    """The forged wishes that were refused, with what they were answered."""
    silent: tuple[str, ...]
    """The forged headers whose wish was taken, and no message came."""
    codes: bool
    """Whether the messages carry a code and no link."""


@dataclass(frozen=True, slots=True)
class ResetHostTrial(Question[ResetHost]):
    """Does the link of a reset follow a host that the asker names?"""

    surface: str

    async def ask(self, world: "World") -> ResetHost:
        """Forged wishes first, and a plain one last: what it gets, the others could have got."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, MailSurface) or at.reset is None or at.mailbox is None:
            raise CannotLook(f"surface.{self.surface} needs `reset` and `mailbox` for a real message to be looked at")
        account = await world.ask(Disposable(api_of(world, at.reset.on), "reset-host"))
        box = Mailbox.opened(world.declaration.root / at.mailbox)
        wish = request_of(at.reset, world, {"email": account.email})
        followed: list[Followed] = []
        refused: list[str] = []
        silent: list[str] = []
        codes = False
        for headers in FORGERIES:
            hosts = {name: _host(world, name) for name in headers}
            forged = wish.with_headers(*((name, _value(name, host)) for name, host in hosts.items()))
            reply = await world.send(forged)
            if not isinstance(reply, Answer) or reply.status >= 400:  # noqa: PLR2004 - HTTP's refusals start here
                refused.append(f"{', '.join(headers)}: {reply.line()}")
                continue
            opener = await box.opener(account.email, WAIT_SECONDS)
            if opener is None:
                silent.append(", ".join(headers))
                continue
            codes |= not opener.link
            followed += [
                Followed(name, host, reply.line(), world.curl(_shown(wish, name, host)))
                for name, host in hosts.items()
                if _leads_to(opener, host)
            ]
        reply = await world.send(wish)
        last = await box.opener(account.email, LAST_SECONDS) if isinstance(reply, Answer) else None
        host = urlsplit(last.link).hostname or "" if last else ""
        return ResetHost(
            reply.line(),
            host,
            last is not None,
            tuple(followed),
            tuple(refused),
            tuple(silent),
            codes or (last is not None and not last.link),
        )


def _host(world: "World", name: str) -> str:
    return f"{world.made_up(f'a forged {name}')[:12].lower()}.example.com"


def _value(name: str, host: str) -> str:
    match name:
        case "Forwarded":
            return f"for=192.0.2.60;host={host};proto=https"
        case "Origin":
            return f"https://{host}"
        case "Referer":
            return f"https://{host}/reset"
        case _:
            return host


def _shown(wish: Request, name: str, host: str) -> Request:
    return wish.with_headers((name, _value(name, host)))


def _leads_to(opener: Opener, host: str) -> bool:
    return (urlsplit(opener.link).hostname or "") == host
