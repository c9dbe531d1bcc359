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
AGENT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
HOPS = 3
MOST_PAGES = 3
FEWEST_WORDS = 3
"""A page with fewer shows nothing."""
MOST_SIGN_IN_WORDS = 150
"""A page with a field for a password and more words than these is a page of its own, with a sign-in on it."""
SIGN_IN = re.compile(r"/(?:log-?in|sign-?in|sso|auth|oauth2?|sessions?)(?=/|$|\.)", re.IGNORECASE)
MITIGATED = ("cf-mitigated", "x-vercel-mitigated", "x-amzn-waf-action")
CHALLENGE = re.compile(r"challenge|captcha", re.IGNORECASE)
CHALLENGE_PAGE = re.compile(r"/cdn-cgi/challenge-platform/h/|_Incapsula_Resource\?|captcha-delivery\.com")
"""What stands in the page of a test for robots."""
SAYS_NO = re.compile(r"(?:^|[\s,:])(?:noindex|none)(?:$|[\s,])", re.IGNORECASE)
STARS = re.compile(r"^(\s*(?:dis)?allow\s*:\s*/[^#\s]*?)\*+(?=\s*(?:#|$))", re.IGNORECASE)
HEADER_FOR = re.compile(r"^\s*([\w-]+)\s*:")
RULES = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})
"""Rules of X-Robots-Tag that carry a value: their colon names no engine."""
OK, REDIRECT, FAILS = range(200, 300), range(300, 400), range(500, 600)
REFUSES, BUSY = frozenset({401, 403, 404, 406, 451}), 429


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
    doubt: str = ""
    """Why the answer does not tell what an engine gets; empty where it does."""

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
    only_for: str = ""
    """Who alone is let in, as the owner says; empty where nothing is said."""


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
    rules = _Rules(world)
    reply = await rules.of(surface.at("/"))
    status = reply.status if isinstance(reply, Answer) else 0
    pages = [await _sought(world, surface.at(page), rules) for page in (surface.pages or ("/",))[:MOST_PAGES]]
    inside = await _is_inside(world, surface)
    return Sighted(
        surface.name,
        surface.environment,
        surface.host or "",
        inside,
        reply.line(),
        status,
        tuple(pages),
        surface.only_for,
    )


class _Rules:
    """The robots.txt of each host that was met."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._known: dict[str, Reply] = {}

    async def of(self, url: str) -> Reply:
        """How a host's was answered."""
        place = urljoin(url, "/robots.txt")
        if place not in self._known:
            self._known[place] = await self._world.get(place)
        return self._known[place]

    async def text(self, url: str) -> str:
        """What it says; empty where it says nothing."""
        reply = await self.of(url)
        is_page = isinstance(reply, Answer) and "html" in (reply.header("content-type") or "").lower()
        return reply.body if isinstance(reply, Answer) and reply.status in OK and not is_page else ""


async def _is_inside(world: "World", surface: Surface) -> bool:
    try:
        found = [ip_address(one) for one in await world.addresses(surface.host or "")]
    except CannotLook:
        return False
    # Not `is_private` alone: the addresses that providers and private overlays share (100.64.0.0/10) are no engine's either.
    return bool(found) and all(not one.is_global and not one.is_loopback for one in found)


async def _sought(world: "World", url: str, rules: _Rules) -> Sought:
    asked = url
    url, reply = await _followed(world, asked, ())
    request = Request(url)
    if isinstance(reply, Answer) and reply.status in REFUSES and not reply.header("www-authenticate"):
        # Some refuse every robot but the engines', by the name that these give themselves.
        there, other = await _followed(world, asked, (("User-Agent", AGENT),))
        if isinstance(other, Answer) and other.status in OK:
            url, reply, request = there, other, Request(there, headers=(("User-Agent", AGENT),))
    curl, doubt = world.curl(request), _doubt(reply)
    if not isinstance(reply, Answer) or "html" not in (reply.header("content-type") or "").lower():
        status = reply.status if isinstance(reply, Answer) else 0
        return Sought(
            url, reply.line(), status, 0, "", asks_in=False, kept_out="", elsewhere="", curl=curl, doubt=doubt
        )
    tree, shown = LexborHTMLParser(reply.body), page_of(reply.body)
    asks_in = tree.css_first("input[type=password]") is not None
    if not asks_in and url != asked:
        # Whoever is brought to a sign-in by a link in a message, or by another's account, is asked for no password here.
        asks_in = SIGN_IN.search(urlsplit(url).path) is not None
    if asks_in and len(shown.words) > MOST_SIGN_IN_WORDS:
        doubt = f"{url} shows {len(shown.words)} words beside a field for a password: what of it is for everybody is not known"
    return Sought(
        url,
        reply.line(),
        reply.status,
        len(shown.words),
        shown.title,
        asks_in,
        _kept_out(reply, tree, await rules.text(url), url),
        _true_one(tree, url),
        curl,
        len(shown.words) < FEWEST_WORDS and tree.css_first("script") is not None,
        doubt,
    )


async def _followed(world: "World", url: str, headers: tuple[tuple[str, str], ...]) -> tuple[str, Reply]:
    """Where an address ends, followed to its `www.` and to declared names that are not production's; any other's end it."""
    own = {host.name for host in world.declaration.hosts() if host.environment != "production"}
    host = urlsplit(url).hostname or ""
    own |= {f"www.{host}", host.removeprefix("www.")}
    first = urlsplit(url).netloc
    reply: Reply = await world.send(Request(url, headers=headers))
    for _ in range(HOPS):
        location = reply.header("location") if isinstance(reply, Answer) and reply.status in REDIRECT else None
        following = urlsplit(urljoin(url, location)) if location else None
        if following is None or (following.netloc != first and following.hostname not in own):
            break
        url = following.geturl()
        reply = await world.send(Request(url, headers=headers))
    return url, reply


def _doubt(reply: Reply) -> str:
    """Why an answer does not tell what an engine gets; empty where it does."""
    if not isinstance(reply, Answer):
        return ""
    if any(CHALLENGE.search(reply.header(name) or "") for name in MITIGATED) or (
        reply.status not in OK and CHALLENGE_PAGE.search(reply.body)
    ):
        return f"{reply.line()}: a test for robots, which engines are often let past"
    if reply.status == BUSY or reply.status in FAILS:
        return f"{reply.line()}: it fails now, and what it shows at other times is not known"
    return ""


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
