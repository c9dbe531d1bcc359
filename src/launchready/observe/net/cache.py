"""Fetches private pages as one customer, then as another and as nobody, and sees whose page comes back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.who.identity import Marks, marks_of
from launchready.observe.who.people import customers

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_PAGES = 3
VARIANTS = (
    "/{mark}.css",
    "/%2e%2e/{mark}.js",
    ";{mark}.css",
    "%0a{mark}.css",
    "/..%2fassets%2f{mark}.js",
    "%3f{mark}.css",
    "%23{mark}.png",
)
"""Ends of a path behind which a cache sees a file and a product may see the page."""
CACHE_HEADERS = ("CF-Cache-Status", "X-Cache", "Cache-Status", "X-Cache-Status", "Age")


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
class Aside:
    """The fetches of one address, in the order in which they were made."""

    page: str
    """The declared page."""
    url: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class PrivatePages:
    """What became of a site's private pages."""

    a: str
    b: str
    controls: tuple[View, ...]
    """A's and B's own look at each page, at an address of their own."""
    asides: tuple[Aside, ...]


@dataclass(frozen=True, slots=True)
class PagesThroughCache(Question[PrivatePages]):
    """Does the cache give one customer's private pages to others, at their own address?"""

    surface: str

    async def ask(self, world: "World") -> PrivatePages:
        """Each page: B and A at fresh addresses, then A twice, B and nobody at its own, and nobody at A's fresh one."""
        looker = _Looker.of(world)
        controls: list[View] = []
        asides: list[Aside] = []
        for page, url in private_pages(world, self.surface):
            fresh = {who: _with(url, f"launch={uuid4().hex[:12]}") for who in (looker.b.principal, looker.a.principal)}
            controls += [await looker.view(at, who) for who, at in fresh.items()]
            askers = (looker.a.principal, looker.a.principal, looker.b.principal, None)
            asides.append(Aside(page, url, tuple([await looker.view(url, who) for who in askers])))
            mine = fresh[looker.a.principal]
            asides.append(
                Aside(page, mine, tuple([await looker.view(mine, who) for who in (looker.b.principal, None)]))
            )
        return PrivatePages(looker.a.principal, looker.b.principal, tuple(controls), tuple(asides))


@dataclass(frozen=True, slots=True)
class PagesInDisguise(Question[PrivatePages]):
    """Does the cache keep a private page whose address looks like a file's?"""

    surface: str

    async def ask(self, world: "World") -> PrivatePages:
        """Each page behind each variant with an ending of this run's: A, and where A sees the page, nobody and B."""
        looker = _Looker.of(world)
        controls: list[View] = []
        asides: list[Aside] = []
        for page, url in private_pages(world, self.surface):
            controls.append(await looker.view(_with(url, f"launch={uuid4().hex[:12]}"), looker.a.principal))
            for variant in VARIANTS:
                at = url.rstrip("/") + variant.format(mark=uuid4().hex[:12])
                views = [await looker.view(at, looker.a.principal)]
                if views[0].own:
                    views += [await looker.view(at, None), await looker.view(at, looker.b.principal)]
                asides.append(Aside(f"{page}{variant.format(mark='x')}", at, tuple(views)))
        return PrivatePages(looker.a.principal, looker.b.principal, tuple(controls), tuple(asides))


def private_pages(world: "World", surface: str) -> tuple[tuple[str, str], ...]:
    """The private pages of a site: paths and addresses.

    Raises:
        CannotLook: the surface is no web site.
    """
    at = world.declaration.surface(surface)
    if not isinstance(at, WebSurface) or at.url is None:
        raise CannotLook(f"surface {surface} is no web site with a url")
    return tuple((page, at.at(page)) for page in at.private_pages[:MOST_PAGES])


@dataclass(frozen=True, slots=True)
class _Looker:
    """Fetches pages and says whose they are."""

    world: "World"
    a: Marks
    b: Marks

    @classmethod
    def of(cls, world: "World") -> "_Looker":
        who = customers(world)
        looker = cls(world, marks_of(world, who.a), marks_of(world, who.b))
        for marks in (looker.a, looker.b):
            if not marks.values:
                raise CannotLook(f"{marks.principal} signs in with nothing that a page could show, such as an address")
        return looker

    async def view(self, url: str, by: str | None) -> View:
        request = Request(url, by=by)
        reply = await self.world.send(request)
        curl = self.world.curl(request)
        if not isinstance(reply, Answer):
            return View(by or "nobody", url, 0, "", own=False, cache="", line=reply.line(), excerpt="", curl=curl)
        found = {marks.principal: mark for marks in (self.a, self.b) if (mark := marks.found_in(reply.body))}
        shows = next(iter(found)) if len(found) == 1 else ""
        at = reply.body.find(found[shows]) if shows else 0
        told = "; ".join(f"{name}: {value}" for name in CACHE_HEADERS if (value := reply.header(name)))
        excerpt = " ".join(reply.body[max(0, at - 80) : at + 80].split()) if shows else ""
        return View(
            by or "nobody", url, reply.status, shows, by in found, told or "(says nothing)", reply.line(), excerpt, curl
        )


def _with(url: str, query: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}{query}"
