"""Asks a host for what must not be there, and for names that cannot be there, and tells what was served by its content."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.left_open import BACKUP, PROOFS, known, paths_of
from launchready.observe.net.redirects import REDIRECTS
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

NAMES = 12
BUSY = frozenset({429, 502, 503, 504})
"""Answers that say nothing about what is there."""
NOTHING = "nothing known"
ENOUGH = 3
"""Requests in a row that are not answered at all: then no more are sent."""


@dataclass(frozen=True, slots=True)
class Served:
    """What was served at a path where nothing should be."""

    path: str
    what: str
    """`an environment file`."""
    names: tuple[str, ...]
    """Names of what is in it (variables, fields), never values."""
    line: str
    curl: str


@dataclass(frozen=True, slots=True)
class Search:
    """A search of one site."""

    host: str
    """With its port, where it has one of its own."""
    served: tuple[Served, ...]
    answered: int
    asked: int
    silent: str
    """The words of the first silence."""
    control: str
    """What the host answers to a name that cannot exist; empty where it did not answer."""
    away: bool
    """Whether the host answers everything with a redirect."""


@dataclass(frozen=True, slots=True)
class Impossible(Question[tuple[str, ...]]):
    """What does a host answer to two names that cannot exist? Gives the kinds of what came, or the silence."""

    site: str
    """`https://api.example.com`"""

    async def ask(self, world: "World") -> tuple[str, ...]:
        """`404: nothing known`."""
        lines: list[str] = []
        for name in (secrets.token_hex(8), f".{secrets.token_hex(8)}"):
            reply = await world.get(f"{self.site}/{name}")
            if not isinstance(reply, Answer):
                return ()
            lines.append(_kind(reply))
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class Front(Question[str]):
    """What does the front page of a host say? Files that it names are meant to be had."""

    kept = False

    site: str

    async def ask(self, world: "World") -> str:
        """The text of the page; nothing where there is none."""
        reply = await world.get(f"{self.site}/")
        return reply.body if isinstance(reply, Answer) else ""


@dataclass(frozen=True, slots=True)
class LeftOpen(Question[Search]):
    """Which things of a family that must not be served does a host serve to nobody in particular?"""

    site: str
    """`https://api.example.com`"""
    family: str
    """One of `left_open`'s: SETTINGS, REPOSITORY, BACKUP, CONSOLE, STATE."""

    async def ask(self, world: "World") -> Search:
        """One request a path, and one name that cannot exist again in the end, where the last path was not one itself."""
        impossible = await world.ask(Impossible(self.site))
        away = bool(impossible) and all("a redirect" in line for line in impossible)
        paths = paths_of(self.family, world.declaration.product.domain)
        asked = paths[:1] if away else paths
        served: list[Served] = []
        answered = 0
        silent = last = ""
        unheard = 0
        for path in asked:
            request = Request(f"{self.site}{path}")
            reply = await world.send(request)
            last = _kind(reply) if isinstance(reply, Answer) else ""
            unheard = 0 if isinstance(reply, Answer) else unheard + 1
            if unheard == ENOUGH:
                # Nobody is there, or nobody answers us any more: the rest would only be waited for.
                return Search(
                    urlsplit(self.site).netloc,
                    tuple(served),
                    answered,
                    len(asked),
                    f"no answer {ENOUGH} times in a row, after {answered}: {reply.line()}",
                    "; ".join(impossible),
                    away,
                )
            if not isinstance(reply, Answer) or reply.status in BUSY:
                silent = silent or reply.line()
                continue
            answered += 1
            what, names = known(reply.body, self.family)
            # A host that gives the same to every name gives nothing away.
            if what and not any(line.endswith(what) for line in impossible) and not await self._is_meant(world, path):
                served.append(Served(path, what, names[:NAMES], reply.line(), world.curl(request)))
        silent = silent or await self._shut_out(world, impossible, last)
        return Search(
            urlsplit(self.site).netloc, tuple(served), answered, len(asked), silent, "; ".join(impossible), away
        )

    async def _is_meant(self, world: "World", path: str) -> bool:
        """Whether the front page leads to the file, so that it is no backup but a download."""
        return self.family == BACKUP and path.rpartition("/")[2] in await world.ask(Front(self.site))

    async def _shut_out(self, world: "World", impossible: tuple[str, ...], last: str) -> str:
        """Words where the host has come to answer otherwise, because it shuts out who asks for such things."""
        if impossible and last == impossible[0]:
            # The last name was one that is not there, and it was answered as ever.
            return ""
        reply: Reply = await world.get(f"{self.site}/{secrets.token_hex(8)}")
        if not impossible or (isinstance(reply, Answer) and reply.status not in BUSY and _kind(reply) == impossible[0]):
            return ""
        return f"it came to answer names that cannot exist otherwise: {reply.line()}, before {impossible[0]}"


def _kind(reply: Answer) -> str:
    found = next((what for family in PROOFS if (what := known(reply.body, family)[0])), NOTHING)
    away = ", a redirect" if reply.status in REDIRECTS else ""
    return f"{reply.status}{away}: {found}"
