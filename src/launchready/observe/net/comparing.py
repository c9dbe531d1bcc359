"""Fetches the pages that everybody may see as nobody and as a customer, and sees whether they are the same for both."""

import zlib
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.allowance import Allowance
from launchready.observe.net.keeping import terms_of
from launchready.observe.net.views import Looker, with_query
from launchready.observe.question import Question
from launchready.observe.record import NOBODY

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_PAGES = 20
SECONDS = 15.0
"""So long it begins with another page: what asks has a deadline, and more to do."""


@dataclass(frozen=True, slots=True)
class Fetch:
    """One fetch of a page, at an address that nobody asked for before."""

    by: str
    status: int
    """0 where nothing came back."""
    own: bool
    """Whether what the asker signs in with stands in it."""
    content: str
    """A checksum of it, without the mark that made the address fresh."""
    terms: tuple[tuple[str, str], ...]
    """What it says of being kept."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One page: as nobody, as nobody once more, as a customer, and as the customer once more."""

    page: str
    url: str
    fetches: tuple[Fetch, ...]

    @property
    def is_personal(self) -> bool:
        """Whether the customer finds themselves in it, and nobody does."""
        return any(one.own for one in self.fetches if one.by != NOBODY)


@dataclass(frozen=True, slots=True)
class PagesCompared(Question[tuple[Compared, ...]]):
    """Do the pages that launch.toml calls everybody's show a customer something of their own?"""

    surface: str

    async def ask(self, world: "World") -> tuple[Compared, ...]:
        """Four fetches a page, each past whatever is kept; two where nobody signs in. Pages for which there is no room are left out."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        try:
            looker = Looker.of(world)
            askers: tuple[str | None, ...] = (None, None, looker.a.principal, looker.a.principal)
        except CannotLook:
            looker, askers = None, (None, None)
        found: list[Compared] = []
        allowance = Allowance(MOST_PAGES * 4, SECONDS)
        for page in [one for one in at.pages if one not in at.private_pages]:
            if not allowance.has_room(4):
                break
            allowance.took(4)
            url = at.at(page)
            fetches: list[Fetch] = []
            with suppress(CannotLook):  # who cannot sign in is not compared
                for by in askers:
                    fetches.append(await _fetch(world, url, by, looker))  # noqa: PERF401 - those before a refusal count
            found.append(Compared(page, url, tuple(fetches)))
        return tuple(found)


async def _fetch(world: "World", url: str, by: str | None, looker: Looker | None) -> Fetch:
    mark = uuid4().hex[:12]
    reply = await world.send(Request(with_query(url, f"launch={mark}"), by=by))
    if not isinstance(reply, Answer):
        return Fetch(by or NOBODY, 0, own=False, content="", terms=())
    own = by is not None and looker is not None and bool(looker.a.found_in(reply.body))
    content = reply.body.replace(mark, "").encode("utf-8", "surrogatepass")
    return Fetch(by or NOBODY, reply.status, own, f"{zlib.crc32(content):08x}", terms_of(reply))
