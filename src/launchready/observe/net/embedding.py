"""Asks for private pages as a browser does for a picture or a script of another website, and sees whether they come."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.auth.leaving import SessionCookies
from launchready.observe.auth.samesite import ELSEWHERE
from launchready.observe.http import Answer, Request
from launchready.observe.net.cache import private_pages
from launchready.observe.net.views import Looker
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

AS_PICTURE = (
    ("Referer", f"{ELSEWHERE}/"),
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Mode", "no-cors"),
    ("Sec-Fetch-Dest", "image"),
)
"""What a browser says where another website loads an address as a picture."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """One private page, loaded as a picture of another website's."""

    page: str
    control: bool
    """Whether the customer's own look shows a mark of theirs."""
    comes: bool
    """Whether it does so as well where another website asks."""
    policy: str
    """Cross-Origin-Resource-Policy of that answer; empty where there is none."""
    line: str
    curl: str


@dataclass(frozen=True, slots=True)
class Embeddings:
    """What another website gets a customer's browser to load."""

    sign_ins: tuple[str, ...]
    answered: bool
    goes_along: tuple[str, ...]
    """The session's cookies that say SameSite=None, so that browsers send them whoever asks."""
    loaded: tuple[Loaded, ...]


@dataclass(frozen=True, slots=True)
class LoadedElsewhere(Question[Embeddings]):
    """Does another website get a customer's private pages loaded?"""

    surface: str

    async def ask(self, world: "World") -> Embeddings:
        """Reads the session's cookies; where they go along, each private page twice."""
        cookies = await world.ask(SessionCookies())
        names = tuple(dict.fromkeys(one.name for one in cookies.cookies if one.same_site == "none" and one.secure))
        loaded: list[Loaded] = []
        if names:
            looker = Looker.of(world)
            a = looker.a.principal
            for page, url in private_pages(world, self.surface):
                control = await looker.view(url, a)
                request = Request(url, headers=AS_PICTURE, by=a)
                reply = await world.send(request)
                comes = isinstance(reply, Answer) and looker.a.found_in(reply.body) is not None
                policy = (reply.header("Cross-Origin-Resource-Policy") or "") if isinstance(reply, Answer) else ""
                loaded.append(Loaded(page, control.own, comes, policy, reply.line(), world.curl(request)))
        return Embeddings(cookies.sign_ins, cookies.answered, names, tuple(loaded))
