"""Asks the other environments as a search engine would: which pages are open to it, and what tells it to stay out."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

from selectolax.lexbor import LexborHTMLParser, LexborNode

from launchready.declare.model import Surface, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.likeness import page_of
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

ENGINE = "Googlebot"
HOPS = 3
MOST_PAGES = 3
FEWEST_WORDS = 3
"""A page with fewer shows nothing."""
SAYS_NO = re.compile(r"(?:^|[\s,:])(?:noindex|none)(?:$|[\s,])", re.IGNORECASE)
STARS = re.compile(r"^(\s*(?:dis)?allow\s*:\s*/[^#\s]*?)\*+(?=\s*(?:#|$))", re.IGNORECASE)
HEADER_FOR = re.compile(r"^\s*([\w-]+)\s*:")
RULES = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Rules of X-Robots-Tag that carry a value: their colon names no engine."""
OK, REDIRECT, FAILS = range(200, 300), range(300, 400), range(500, 600)


@dataclass(frozen=True, slots=True)
class Sought:
    """One page of another environment, as a search engine gets it."""

    url: str
    line: str
    status: int
    """0 where nothing came back."""
    words: int
    """How many words its reader sees; 0 where it is no page."""
    title: str
    asks_in: bool
    """Whether it asks for a password."""
    kept_out: str
    """What tells search engines to leave it out; empty where nothing does."""
    elsewhere: str
    """The page that it calls the true one, on another host; empty where it calls none so."""
    curl: str
    scripted: bool = False
    """Whether scripts make what its reader sees."""

    @property
    def is_open(self) -> bool:
        """Whether anybody is shown something."""
        return self.status in OK and self.words >= FEWEST_WORDS and not self.asks_in


@dataclass(frozen=True, slots=True)
class Sighted:
    """One environment, as a search engine meets it."""

    surface: str
    environment: str
    host: str
    inside: bool
    """Whether its addresses are a private network's, which no search engine reaches."""
    robots: str
    """How /robots.txt was answered."""
    robots_status: int
    """0 where nothing came back."""
    pages: tuple[Sought, ...]


@dataclass(frozen=True, slots=True)
class SoughtOut(Question[tuple[Sighted, ...]]):
    """What may search engines take up of environments that are not production?"""

    async def ask(self, world: "World") -> tuple[Sighted, ...]:
        """robots.txt and a few pages of each, as nobody."""
        apart = [
            one
            for one in world.declaration.surfaces
            if isinstance(one, WebSurface) and one.url and one.environment != "production"
        ]
        return tuple([await _sighted(world, one) for one in apart])


async def _sighted(world: "World", surface: WebSurface) -> Sighted:
    reply = await world.get(surface.at("/robots.txt"))
    status = reply.status if isinstance(reply, Answer) else 0
    is_page = isinstance(reply, Answer) and "html" in (reply.header("content-type") or "").lower()
    text = reply.body if isinstance(reply, Answer) and status in OK and not is_page else ""
    pages = [await _sought(world, surface, page, text) for page in (surface.pages or ("/",))[:MOST_PAGES]]
    inside = await _is_inside(world, surface)
    return Sighted(surface.name, surface.environment, surface.host or "", inside, reply.line(), status, tuple(pages))


async def _is_inside(world: "World", surface: Surface) -> bool:
    try:
        found = [ip_address(one) for one in await world.addresses(surface.host or "")]
    except CannotLook:
        return False
    # Not `is_private` alone: the addresses that providers and private overlays share (100.64.0.0/10) are no engine's either.
    return bool(found) and all(not one.is_global and not one.is_loopback for one in found)


async def _sought(world: "World", surface: WebSurface, page: str, robots: str) -> Sought:
    url = surface.at(page)
    reply: Reply = await world.get(url)
    for _ in range(HOPS):
        location = reply.header("location") if isinstance(reply, Answer) and reply.status in REDIRECT else None
        following = urljoin(url, location) if location else ""
        if not following or urlsplit(following).netloc != urlsplit(url).netloc:
            break
        url = following
        reply = await world.get(url)
    curl = world.curl(Request(url))
    if not isinstance(reply, Answer) or "html" not in (reply.header("content-type") or "").lower():
        status = reply.status if isinstance(reply, Answer) else 0
        return Sought(url, reply.line(), status, 0, "", asks_in=False, kept_out="", elsewhere="", curl=curl)
    tree, shown = LexborHTMLParser(reply.body), page_of(reply.body)
    return Sought(
        url,
        reply.line(),
        reply.status,
        len(shown.words),
        shown.title,
        tree.css_first("input[type=password]") is not None,
        _kept_out(reply, tree, robots, url),
        _true_one(tree, url),
        curl,
        len(shown.words) < FEWEST_WORDS and tree.css_first("script") is not None,
    )


def _kept_out(reply: Answer, tree: LexborHTMLParser, robots: str, url: str) -> str:
    """What tells Google's engine to leave a page out: it reads robots.txt, the header and the page's own word."""
    for value in reply.all("x-robots-tag"):
        named = HEADER_FOR.match(value)
        whom = named[1].lower() if named else ""
        if whom in {"", ENGINE.lower(), *RULES} and SAYS_NO.search(value):
            return f"X-Robots-Tag: {value}"
    for node in tree.css("meta[name][content]"):
        name = (node.attributes.get("name") or "").lower()
        content = node.attributes.get("content") or ""
        if name in {"robots", ENGINE.lower()} and SAYS_NO.search(content):
            return f'<meta name="{name}" content="{content}">'
    if robots:
        rules = RobotFileParser()
        # A star at a rule's end says nothing more; the parser would look for one in the path. Engines pass over a mark of order.
        rules.parse([STARS.sub(r"\1", line) for line in robots.removeprefix("\ufeff").splitlines()])
        if not rules.can_fetch(ENGINE, url):
            return "robots.txt forbids it"
    return ""


def _true_one(tree: LexborHTMLParser, url: str) -> str:
    node: LexborNode | None = tree.css_first("link[rel=canonical][href]")
    target = urljoin(url, (node.attributes.get("href") or "") if node else "")
    return target if node and urlsplit(target).netloc != urlsplit(url).netloc else ""
