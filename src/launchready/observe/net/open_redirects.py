"""Finds the parameters that name where to go next, asks for a host of this run's, and reads where the answer sends people."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import WebSurface
from launchready.observe.api.quarantine import VERBS, WORD
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.onward import SignedOnward, SignInsOnward
from launchready.observe.net.redirects import REDIRECTS, leads_to
from launchready.observe.question import Question
from launchready.observe.who.people import customers

if TYPE_CHECKING:
    from launchready.observe.world import World

NAMES = re.compile(
    r"^(next|nexturl|return|returnto|returnurl|returnuri|returnpath|redirect|redirectto|redirecturl|redirecturi|continue|"
    r"continueurl|url|uri|goto|go|to|target|targeturl|dest|destination|back|backto|backurl|forward|callback|callbackurl|"
    r"rurl|ru|from|ref|referer|checkouturl|successurl|cancelurl|service|relaystate|out|exit|link)$"
)
"""Of parameters, without case, hyphens and underscores."""
OUT = re.compile(r"(?:log|sign)[-_]?(?:out|off)", re.IGNORECASE)
SIGN_IN = re.compile(r"log[-_]?in|sign[-_]?in|session|auth", re.IGNORECASE)
MOST_PLACES = 8
MOST_PAGES = 12
OK = 200


@dataclass(frozen=True, slots=True)
class Place:
    """A parameter of one address that names where to go next."""

    url: str
    """As a page of the product has it."""
    parameter: str
    where: str
    """Where it was found."""

    def with_value(self, value: str) -> str:
        """The address with another value."""
        parts = urlsplit(self.url)
        query = [
            (key, value if key == self.parameter else old)
            for key, old in parse_qsl(parts.query, keep_blank_values=True)
        ]
        return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))

    @property
    def name(self) -> str:
        """`/login?next`."""
        return f"{urlsplit(self.url).path}?{self.parameter}"


@dataclass(frozen=True, slots=True)
class Tried:
    """One parameter, tried with a place on the site and with places on a host of ours."""

    place: Place
    by: str
    """A principal, or `nobody`."""
    follows: bool
    """Whether the answer sends people to the harmless place on the site: the control."""
    spelling: str = ""
    """The spelling of our host that was taken; empty where none was."""
    location: str = ""
    """Where the answer then sent people."""
    line: str = ""
    curl: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """All parameters of a site that name where to go next."""

    read: int
    """So many pages were read for them."""
    host: str
    """Ours, at which nothing answers."""
    tried: tuple[Tried, ...]
    signed: SignedOnward = field(default_factory=lambda: SignedOnward(""))
    """What came of signing in by a link that names where to go next."""


@dataclass(frozen=True, slots=True)
class OpenRedirects(Question[Places]):
    """Do parameters of a site send people to any host?"""

    surface: str

    async def ask(self, world: "World") -> Places:
        """Reads the pages, tries each parameter as nobody and as a customer, and signs in by a link that has one."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.url is None or at.host is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        read, places = await _places(at, world)
        host = f"{world.made_up('an open redirect')[:12]}.launchready.example"
        askers: tuple[str | None, ...] = (None, *_customer(world))
        tried = [await _try(place, by, host, at.host, world) for place in places[:MOST_PLACES] for by in askers]
        known = tuple(dict.fromkeys(place.parameter for place in places if SIGN_IN.search(urlsplit(place.url).path)))
        return Places(read, host, tuple(tried), await world.ask(SignInsOnward(at.name, host, known)))


def spellings(host: str, own: str) -> tuple[str, ...]:
    """A strange host as browsers understand it and as lists of good beginnings do not."""
    return (
        f"https://{host}/",
        f"//{host}/",
        f"/\\{host}/",
        f"https://{own}.{host}/",
        f"https://{own}@{host}/",
        f"https:{host}/",
        f"/\t/{host}/",
    )


def parameters(url: str, where: str) -> list[Place]:
    """The parameters of an address that name where to go next, by their name or by their value."""
    found: list[Place] = []
    for key, value in parse_qsl(urlsplit(url).query, keep_blank_values=True):
        name = re.sub(r"[-_]", "", key.lower())
        if value.startswith(("/", "http://", "https://")) or (NAMES.match(name) and not value.isdigit()):
            found.append(Place(url, key, where))
    return found


def does_something(url: str) -> bool:
    """Whether an address is named like a deed (`/logout`, `/cancel-order`): it is never asked."""
    path = urlsplit(url).path
    return OUT.search(path) is not None or any(word.lower() in VERBS for word in WORD.findall(path))


async def _places(at: WebSurface, world: "World") -> tuple[int, list[Place]]:
    """What the pages, and the redirects of the private ones, name."""
    assert at.host is not None
    read, found = 0, list[Place]()
    for page in (*at.pages, *at.private_pages)[:MOST_PAGES]:
        url = at.at(page)
        reply = await world.get(url)
        if not isinstance(reply, Answer):
            continue
        read += reply.status == OK or reply.status in REDIRECTS
        if reply.status in REDIRECTS:
            found += parameters(urljoin(url, reply.header("Location") or ""), f"the redirect of {page}")
        elif reply.status == OK:
            found += [place for link in _links(reply.body, url) for place in parameters(link, f"a link on {page}")]
        found += parameters(url, "launch.toml")
    ours = {
        place.name: place
        for place in reversed(found)
        if urlsplit(place.url).hostname == at.host and not does_something(place.url)
    }
    return read, list(reversed(ours.values()))


def _links(html: str, base: str) -> list[str]:
    """The links of a page, and its GET forms with what stands in their fields."""
    tree = LexborHTMLParser(html)
    found = [urljoin(base, target) for node in tree.css("a[href]") if (target := node.attributes.get("href"))]
    for form in tree.css("form"):
        if (form.attributes.get("method") or "get").lower() == "get":
            fields = [(node.attributes.get("name"), node.attributes.get("value")) for node in form.css("input[name]")]
            action = urljoin(base, form.attributes.get("action") or "")
            found.append(
                f"{action.partition('?')[0]}?{urlencode([(name, value or '') for name, value in fields if name])}"
            )
    return found


async def _try(place: Place, by: str | None, host: str, own: str, world: "World") -> Tried:
    """A place on the site first, then ours in each spelling until one is taken."""
    harmless = f"/{host.partition('.')[0]}"
    sent, control = await _sent(place, harmless, by, world)
    follows = harmless in sent
    # Who is sent nowhere at all is asked for one strange host only.
    for spelling in spellings(host, own)[: None if sent else 1]:
        location, request = await _sent(place, spelling, by, world)
        if location and leads_to(request.url, location, host):
            line = f"GET {request.url} sends to {location}"
            return Tried(place, by or "nobody", follows, spelling, location, line, world.curl(request))
    line = f"GET {control.url} sends to {sent or 'nowhere'}"
    return Tried(place, by or "nobody", follows, line=line, curl=world.curl(control))


async def _sent(place: Place, value: str, by: str | None, world: "World") -> tuple[str, Request]:
    """Where an answer sends people: its Location or Refresh; empty where nowhere."""
    request = Request(place.with_value(value), by=by)
    try:
        reply = await world.send(request)
    except CannotLook:
        return "", request
    if not isinstance(reply, Answer):
        return "", request
    if reply.status in REDIRECTS:
        return (reply.header("Location") or "").strip(), request
    refresh = re.search(r"url\s*=\s*['\"]?([^'\"]+)", reply.header("Refresh") or "", re.IGNORECASE)
    return (refresh[1].strip() if refresh else ""), request


def _customer(world: "World") -> tuple[str, ...]:
    """A customer, where there is one: many such parameters work for those who are signed in alone."""
    try:
        return (customers(world).a,)
    except CannotLook:
        return tuple(one.name for one in world.declaration.principals if not one.is_staff)[:1]
