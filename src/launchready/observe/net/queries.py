"""Follows the ways into a site with a mark in the query, and sees whether it arrives."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.net.redirects import Chain, End, Follow, Hop
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World


@dataclass(frozen=True, slots=True)
class Carried:
    """The ways into one page, each with the mark in its query."""

    mark: str
    page: str
    control: Chain
    """The page at the site's own address."""
    chains: tuple[Chain, ...]
    """The same page by plain HTTP, and at each alias."""

    def lost(self, chain: Chain) -> Hop | None:
        """The redirect that keeps the page and drops the mark; None where there is none.

        A redirect to another page (a sign-in, the front page for an old campaign) has chosen its target: it is not meant.
        """
        for hop in chain.hops:
            if hop.location and self.mark in hop.url and self.mark not in hop.location:
                return hop if _page(hop.url) == _page(hop.location) or self._to_front(hop) else None
        return None

    def _to_front(self, hop: Hop) -> bool:
        """Whether a link to a page that is there ends at the front page of the same name, as every link then does."""
        here, there = urlsplit(hop.url), urlsplit(urljoin(hop.url, hop.location))
        is_there = self.control.end is End.ANSWERED and _page(self.control.last) == _page(hop.url)
        same_name = _bare(here.hostname) == _bare(there.hostname)
        return bool(_page(hop.url)) and is_there and same_name and there.path in {"", "/"} and not there.query

    def arrived(self, chain: Chain) -> bool:
        """Whether the mark went through at least one redirect to the end."""
        return self.mark in chain.last and any(hop.location for hop in chain.hops)


@dataclass(frozen=True, slots=True)
class CarriedQueries(Question[Carried]):
    """Does a query arrive that comes in by another name of the site, or by plain HTTP?"""

    surface: str

    async def ask(self, world: "World") -> Carried:
        """Follows each way to one page that is not the front page, where there is one."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.host is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        page = next((one for one in at.pages if one.startswith("/") and one != "/" and "?" not in one), "/")
        mark = f"lr{world.made_up('a query')[:12]}"
        # A name that no product knows: codes that one does know may be taken out of the address on purpose.
        query = f"{page}?launchready={mark}"
        names = [f"{scheme}://{name}" for name in (at.host, *at.aliases) for scheme in ("http", "https")]
        starts = [f"{name}{query}" for name in names if name != f"https://{at.host}"]
        control = await world.ask(Follow(at.at(query)))
        return Carried(mark, page, control, tuple([await world.ask(Follow(start)) for start in starts]))


def _bare(host: str | None) -> str:
    return (host or "").removeprefix("www.")


def _page(url: str) -> str:
    return urlsplit(url).path.rstrip("/")
