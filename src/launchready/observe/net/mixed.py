"""Reads what pages that came over HTTPS load, or send, over plain HTTP: those for everybody, and those behind the sign-in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import WebSurface
from launchready.observe.consent import is_loopback
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.granted import asks_again
from launchready.observe.who.identity import marks_of

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_PAGES = 12
MOST_STYLES = 12
OK = 200
ACTIVE = {
    "script[src]": "src",
    "iframe[src]": "src",
    "frame[src]": "src",
    "embed[src]": "src",
    "object[data]": "data",
}
"""What takes the page over when it is altered on its way; browsers refuse to load it."""
PASSIVE = {
    "img[src]": "src",
    "audio[src]": "src",
    "video[src]": "src",
    "video[poster]": "poster",
    "source[src]": "src",
    "track[src]": "src",
    "input[type=image][src]": "src",
}
LINKS = {"stylesheet": True, "modulepreload": True, "manifest": True, "icon": False, "apple-touch-icon": False}
"""Kinds of `link`, and whether they are active."""
IMPORT = re.compile(r"""@import\s+(?:url\(\s*)?["']?([^"')\s;]+)""", re.IGNORECASE)
URL = re.compile(r"""url\(\s*["']?([^"')\s]+)""", re.IGNORECASE)
COMMENT = re.compile(r"/\*.*?\*/|@namespace\b[^;]*;", re.DOTALL | re.IGNORECASE)
"""What loads nothing: a remark, and the name of a language, which is written as an address."""
UPGRADES = re.compile(r"(^|;)\s*upgrade-insecure-requests\s*(;|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Load:
    """One thing that a page loads, or one place that its form is sent to."""

    url: str
    what: str
    """`script`, `img`, `a style's url()`, `form`."""
    active: bool
    where: str
    """The page or the style that names it."""


@dataclass(frozen=True, slots=True)
class InTheClear:
    """What the pages of a site load."""

    read: tuple[str, ...]
    """Pages and styles that were read."""
    unread: tuple[str, ...]
    """How the others were answered."""
    loads: int
    """So many things are loaded or sent to in all."""
    clear: tuple[Load, ...]
    """Those that go over plain HTTP."""
    upgraded: tuple[str, ...]
    """Pages that tell browsers to make HTTPS of it all."""
    curl: tuple[tuple[str, str], ...]
    signed: tuple[str, ...] = ()
    """How it is known of pages behind the sign-in that they were read as somebody who is signed in."""


@dataclass(frozen=True, slots=True)
class ClearLoads(Question[InTheClear]):
    """What do the pages of a site load over plain HTTP?"""

    surface: str

    async def ask(self, world: "World") -> InTheClear:
        """Reads the declared pages, and the styles that they load from hosts that consent covers."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        pages = _Pages(world)
        for page in at.pages[:MOST_PAGES]:
            url = at.at(page)
            reply = await world.get(url)
            if isinstance(reply, Answer) and reply.status == OK:
                pages.take(reply, url)
            else:
                pages.unread.append(reply.line())
        return await pages.whole()


@dataclass(frozen=True, slots=True)
class ClearLoadsBehindSignIn(Question[InTheClear]):
    """What do the private pages of a site load over plain HTTP, for somebody who is signed in?"""

    surface: str

    async def ask(self, world: "World") -> InTheClear:
        """Opens each private page as nobody, then as one of each role until one gets what nobody gets."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        pages = _Pages(world)
        people = _one_of_each_role(world)
        for page in at.private_pages[:MOST_PAGES]:
            url = at.at(page)
            nobody = await world.get(url)
            told = [f"nobody: {nobody.line()}"]
            for who in people:
                try:
                    reply = await world.get(url, by=who)
                except CannotLook as refusal:
                    told.append(f"{who}: {refusal}")
                    continue
                if isinstance(reply, Answer) and _is_own(reply, nobody, who, world):
                    pages.take(reply, url, who)
                    pages.signed.append(f"{reply.line()}; {nobody.line()}")
                    break
                told.append(reply.line())
            else:
                pages.unread.append("; ".join(told))
        return await pages.whole()


class _Pages:
    """What the pages that were read load, and whose."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._by: dict[str, str | None] = {}
        self._found: list[Load] = []
        self._styles: dict[str, None] = {}
        self._upgraded: list[str] = []
        self.unread: list[str] = []
        self.signed: list[str] = []

    def take(self, page: Answer, url: str, by: str | None = None) -> None:
        """Takes a page that was read."""
        self._by[url] = by
        loads = tuple(in_page(page.body, url))
        if _upgrades(page):
            # It holds for what the page's styles load as well.
            self._upgraded.append(url)
            return
        self._styles |= dict.fromkeys(one.url for one in loads if one.what == "link stylesheet")
        self._found += loads

    async def whole(self) -> InTheClear:
        """The same with the styles that the pages load from hosts that consent covers."""
        for style in _ours(self._styles, self._world):
            reply = await self._world.get(style)
            if isinstance(reply, Answer) and reply.status == OK:
                self._by[style] = None
                self._found += in_style(reply.body, style, style)
        clear = tuple(dict.fromkeys(one for one in self._found if is_clear(one.url)))
        places = dict.fromkeys(one.where for one in clear)
        curl = tuple((place, self._world.curl(Request(place, by=self._by.get(place)))) for place in places)
        counts = (tuple(self._by), tuple(self.unread), len(self._found))
        return InTheClear(*counts, clear, tuple(self._upgraded), curl, tuple(self.signed))


def _one_of_each_role(world: "World") -> tuple[str, ...]:
    """The first principal of each role, the staff's last."""
    people = sorted(world.declaration.principals, key=lambda one: one.is_staff)
    return tuple(
        {one.role: one.name for one in reversed(people)}[role] for role in dict.fromkeys(p.role for p in people)
    )


def _is_own(reply: Answer, nobody: Reply, who: str, world: "World") -> bool:
    """Whether a page is shown because somebody is signed in: nobody gets none, or it names who asks."""
    if reply.status != OK or asks_again(reply):
        return False
    shut = isinstance(nobody, Answer) and (nobody.status != OK or asks_again(nobody))
    mark = marks_of(world, who).found_in(reply.body)
    return shut or (mark is not None and isinstance(nobody, Answer) and mark not in nobody.body)


def is_clear(url: str) -> bool:
    """Whether an address is reached over plain HTTP by a line that others can read: this machine is none."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "ws"} and bool(parts.hostname) and not is_loopback(parts.hostname or "")


def in_page(html: str, url: str) -> Iterator[Load]:
    """What a page loads and where its forms are sent."""
    tree = LexborHTMLParser(html)
    head = tree.css_first("base[href]")
    base = urljoin(url, (head.attributes.get("href") or "") if head else "")
    for what, target, active in (*_files(tree), *_sets(tree), *_forms(tree)):
        yield Load(urljoin(base, target.strip()), what, active, url)
    for node in tree.css("link[href]"):
        kinds_of = (node.attributes.get("rel") or "").lower().split()
        if kind := next((one for one in kinds_of if one in LINKS), ""):
            yield Load(urljoin(base, node.attributes.get("href") or ""), f"link {kind}", LINKS[kind], url)
    for node in tree.css("style"):
        yield from in_style(node.text(), base, url)
    for node in tree.css("[style]"):
        yield from in_style(node.attributes.get("style") or "", base, url)


def _files(tree: LexborHTMLParser) -> Iterator[tuple[str, str, bool]]:
    for kinds, active in ((ACTIVE, True), (PASSIVE, False)):
        for selector, name in kinds.items():
            for node in tree.css(selector):
                yield node.tag or "", node.attributes.get(name) or "", active


def _sets(tree: LexborHTMLParser) -> Iterator[tuple[str, str, bool]]:
    for node in tree.css("img[srcset], source[srcset]"):
        for part in (node.attributes.get("srcset") or "").split(","):
            yield f"{node.tag} srcset", next(iter(part.split()), ""), False


def _forms(tree: LexborHTMLParser) -> Iterator[tuple[str, str, bool]]:
    for node in tree.css("form[action], button[formaction], input[formaction]"):
        yield "form", node.attributes.get("action") or node.attributes.get("formaction") or "", True


def in_style(css: str, base: str, where: str) -> Iterator[Load]:
    """What a style loads: other styles, which are active, and images and fonts."""
    text = COMMENT.sub("", css)
    imported = set(IMPORT.findall(text))
    for target in imported:
        yield Load(urljoin(base, target), "a style's @import", active=True, where=where)
    for target in URL.findall(text):
        if target not in imported:
            yield Load(urljoin(base, target), "a style's url()", active=False, where=where)


def _upgrades(reply: Answer) -> bool:
    in_page_itself = (
        node.attributes.get("content") or ""
        for node in LexborHTMLParser(reply.body).css("meta[http-equiv]")
        if (node.attributes.get("http-equiv") or "").lower() == "content-security-policy"
    )
    return any(UPGRADES.search(policy) for policy in (*reply.all("Content-Security-Policy"), *in_page_itself))


def _ours(styles: dict[str, None], world: "World") -> list[str]:
    consent = world.declaration.consent
    ours = [one for one in styles if one.startswith("https://") and consent.covers(urlsplit(one).hostname or "")]
    return ours[:MOST_STYLES]
