"""Follows every way into a web site: its declared pages, its name and its aliases over HTTP and HTTPS."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.net.redirects import Chain, Follow
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

USUAL_PORTS = (80, 443)


@dataclass(frozen=True, slots=True)
class Ways(Question[tuple[Chain, ...]]):
    """Where do all ways into a web surface lead?"""

    surface: str

    async def ask(self, world: "World") -> tuple[Chain, ...]:
        """Follows them one after the other."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.host is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        return tuple([await world.ask(Follow(url)) for url in starts(at)])


def starts(at: WebSurface) -> tuple[str, ...]:
    """The addresses from which people enter a site."""
    pages = (at.at(page) for page in (*at.pages, *at.private_pages))
    port = urlsplit(at.url or "").port
    if port not in {None, *USUAL_PORTS}:
        return tuple(dict.fromkeys(pages))  # at a port of its own there is no other door of that name
    names = (f"{scheme}://{name}/" for name in (at.host, *at.aliases) for scheme in ("https", "http"))
    return tuple(dict.fromkeys((*pages, *names)))
