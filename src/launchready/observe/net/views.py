"""Fetches one address as somebody and says whose it is, by the marks in what comes back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.keeping import readiness, terms_of, told_by
from launchready.observe.who.identity import Marks, marks_of
from launchready.observe.who.people import customers

if TYPE_CHECKING:
    from launchready.observe.world import World

SILENCE = 4
"""Where nothing came back, no cache is likely to keep it."""


@dataclass(frozen=True, slots=True)
class View:
    """One fetch of a page."""

    by: str
    """A principal, or `nobody`."""
    url: str
    status: int
    """0 where nothing came back."""
    shows: str
    """The principal whose own page it is: it names them and not the asker; empty where it names neither or both."""
    own: bool
    """Whether the asker's own mark is in it."""
    cache: str
    """What the cache says of itself."""
    line: str
    excerpt: str
    curl: str

    def leaks(self, owner: str) -> bool:
        """Whether somebody else got the owner's page."""
        return self.by != owner and self.shows == owner


@dataclass(frozen=True, slots=True)
class Looker:
    """Fetches pages and says whose they are."""

    world: "World"
    a: Marks
    b: Marks

    @classmethod
    def of(cls, world: "World") -> "Looker":
        """One that knows the two customers by what they sign in with.

        Raises:
            CannotLook: there are no two, or one signs in with nothing that a page could show.
        """
        who = customers(world)
        looker = cls(world, marks_of(world, who.a), marks_of(world, who.b))
        for marks in (looker.a, looker.b):
            if not marks.values:
                raise CannotLook(f"{marks.principal} signs in with nothing that a page could show, such as an address")
        return looker

    async def view(self, url: str, by: str | None) -> View:
        """One fetch."""
        return (await self.ranked(url, by))[0]

    async def ranked(self, url: str, by: str | None) -> tuple[View, int]:
        """One fetch, and how likely a cache keeps what came, 0 the likeliest."""
        request = Request(url, by=by)
        reply = await self.world.send(request)
        return self.read(reply, request, by), readiness(terms_of(reply)) if isinstance(reply, Answer) else SILENCE

    def read(self, reply: Reply, request: Request, by: str | None) -> View:
        """What came back for a request of somebody's, as a view."""
        curl, url = self.world.curl(request), request.url
        if not isinstance(reply, Answer):
            return View(by or "nobody", url, 0, "", own=False, cache="", line=reply.line(), excerpt="", curl=curl)
        found = {marks.principal: mark for marks in (self.a, self.b) if (mark := marks.found_in(reply.body))}
        shows = next(iter(found)) if len(found) == 1 else ""
        at = reply.body.find(found[shows]) if shows else 0
        excerpt = " ".join(reply.body[max(0, at - 80) : at + 80].split()) if shows else ""
        told = told_by(reply)
        return View(by or "nobody", url, reply.status, shows, by in found, told, reply.line(), excerpt, curl)


def with_query(url: str, query: str) -> str:
    """An address with more behind its question mark."""
    return f"{url}{'&' if '?' in url else '?'}{query}"
