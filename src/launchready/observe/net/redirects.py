"""Follows redirects as a browser does, cookies and all, and remembers each hop."""

import re
from dataclasses import dataclass
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from launchready.declare.hosts import is_address
from launchready.observe.commands import curl_following
from launchready.observe.http import Answer, Why
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_HOPS = 20
"""Where browsers give up."""
EXCERPT = 200


class End(StrEnum):
    """How a chain of redirects ended."""

    ANSWERED = "answered"
    LOOP = "came back to where it had been"
    TOO_MANY = "no end after 20 redirects"
    NOWHERE = "a redirect without a place to go"
    SILENT = "no answer"
    OUTSIDE = "left what consent covers"


@dataclass(frozen=True, slots=True)
class Hop:
    """One answer on the way."""

    url: str
    status: int
    location: str
    """Where it sends the visitor, absolute; empty where it is the end."""


@dataclass(frozen=True, slots=True)
class Chain:
    """The way from one address to where a visitor ends up."""

    start: str
    hops: tuple[Hop, ...]
    end: End
    why: Why | None = None
    """Why nothing came back, where it ended in silence."""
    words: str = ""
    """The beginning of what was answered, or the words of the silence."""
    curl: str = ""

    @property
    def last(self) -> str:
        """The address at which it ended."""
        if not self.hops:
            return self.start
        return self.hops[-1].location or self.hops[-1].url

    @property
    def status(self) -> int | None:
        """The status of the answer it ended in; None where there was none."""
        return self.hops[-1].status if self.end is End.ANSWERED else None

    def line(self) -> str:
        """`http://a/ 308 -> https://a/ 200`."""
        way = " -> ".join(f"{hop.url} {hop.status}" for hop in self.hops)
        if self.end is End.ANSWERED:
            return way
        return f"{way} -> {self.last}: {self.why or self.end}" if way else f"{self.start}: {self.why or self.end}"


@dataclass(frozen=True, slots=True)
class Follow(Question[Chain]):
    """Where does an address lead a visitor who has no session?"""

    url: str

    async def ask(self, world: "World") -> Chain:
        """Follows to the end, or as far as consent goes."""
        curl = curl_following(world.declaration.network, self.url)
        jar = Jar()
        hops: list[Hop] = []
        been: set[tuple[str, str]] = set()
        url = self.url
        while len(hops) <= MOST_HOPS:
            cookie = jar.header(url)
            if (url, cookie) in been:
                return Chain(self.url, tuple(hops), End.LOOP, curl=curl)
            been.add((url, cookie))
            reply = await world.get(url, headers=(("Cookie", cookie),) if cookie else ())
            if not isinstance(reply, Answer):
                end = End.OUTSIDE if reply.why is Why.NOT_SENT else End.SILENT
                return Chain(self.url, tuple(hops), end, reply.why, reply.detail, curl)
            jar.keep(url, reply.all("Set-Cookie"))
            if reply.status not in REDIRECTS:
                hops.append(Hop(url, reply.status, ""))
                return Chain(self.url, tuple(hops), End.ANSWERED, None, reply.body[:EXCERPT], curl)
            target = (reply.header("Location") or "").strip()
            if not target:
                hops.append(Hop(url, reply.status, ""))
                return Chain(self.url, tuple(hops), End.NOWHERE, curl=curl)
            going = urljoin(url, target).split("#", 1)[0]
            hops.append(Hop(url, reply.status, going))
            url = going
        return Chain(self.url, tuple(hops), End.TOO_MANY, curl=curl)


def leads_to(base: str, location: str, host: str) -> bool:
    """Whether a browser that is sent to `location` from `base` ends at the host, or below it."""
    # Browsers drop tabs and line ends, and read a backslash as a slash; `https:x` is `https://x` to them.
    read = re.sub(r"[\t\r\n]", "", location.strip()).replace("\\", "/")
    read = re.sub(r"^(https?):/*", r"\1://", read, flags=re.IGNORECASE)
    read = re.sub(r"^/{2,}", "//", read)
    try:
        found = urlsplit(urljoin(base, read)).hostname or ""
    except ValueError:
        return False
    return found == host or found.endswith(f".{host}")


TURNS, TURNS_AFTER_A_DEED = 301, frozenset({302, 303})
"""Redirects after which clients ask with GET, and send nothing; 307 and 308 have them send the same request once more."""


def turns(status: int, here: str, there: str) -> bool:
    """Whether a redirect to the same thing elsewhere loses the method and the body of what came.

    302 and 303 are also how a page is shown after a deed was done: at the same site they say nothing of a loss.
    """
    elsewhere = urlsplit(here)[:2] != urlsplit(there)[:2]
    return status == TURNS or (status in TURNS_AFTER_A_DEED and elsewhere)


def moved(url: str, location: str) -> bool:
    """Whether a redirect leads to the same thing at another spelling of its address: scheme, host, slash, case, a folder before it.

    One to the very same address has done its work and shows the page again; one to another thing has chosen its target.
    """
    target = urljoin(url, location)
    here, there = urlsplit(url), urlsplit(target)
    if (here.scheme, here.netloc, here.path) == (there.scheme, there.netloc, there.path):
        return False
    if there.scheme not in {"http", "https"} or _family(here.hostname) != _family(there.hostname):
        return False
    own, new = (re.sub(r"/+", "/", path).strip("/").lower() for path in (here.path, there.path))
    return own == new or bool(own and new and (f"/{new}".endswith(f"/{own}") or f"/{own}".endswith(f"/{new}")))


def _family(host: str | None) -> str:
    """What names of one product have in common."""
    return (host or "") if is_address(host or "") else ".".join((host or "").lower().rstrip(".").split(".")[-2:])


class Jar:
    """The cookies of one visitor on one way."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], str] = {}
        """Values by place and name; a place with a leading dot holds for every host below it as well."""

    def keep(self, url: str, set_cookies: tuple[str, ...]) -> None:
        """Keeps what an answer sets; a cookie with an empty value is forgotten."""
        host = urlsplit(url).hostname or ""
        for text in set_cookies:
            try:
                parsed = SimpleCookie(text)
            except CookieError:
                continue
            for name, morsel in parsed.items():
                domain = str(morsel["domain"]).lstrip(".").lower()
                place = f".{domain}" if domain else host
                if morsel.value:
                    self._held[place, name] = morsel.value
                else:
                    self._held.pop((place, name), None)

    def header(self, url: str) -> str:
        """The Cookie header for an address; empty where there is none."""
        host = urlsplit(url).hostname or ""
        return "; ".join(
            f"{name}={value}"
            for (place, name), value in sorted(self._held.items(), key=lambda held: held[0][1])
            if host == place or (place.startswith(".") and f".{host}".endswith(place))
        )
