"""Reads what a site ships to every browser: pages, what they load, and what that loads, each once and bounded."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import IntEnum
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.redirects import REDIRECTS
from launchready.observe.question import Question
from launchready.observe.secrets.chunks import NAMED, names_of, resolved
from launchready.observe.secrets.gatsby import data_of
from launchready.observe.secrets.leading import links_in, state_in
from launchready.observe.secrets.qwik import GRAPH, at_click, base_of, listed

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_FILES = 400
MOST_GUESSES, MOST_MISSES = 60, 150
"""Names that led nowhere, of one file and of all; a script that holds more of them holds no list of scripts."""
MOST_LINKED = 8
LARGEST = 16 * 1024 * 1024
"""Bytes of one file; of a larger one, the beginning is looked through, and it is said that there is more."""
BUSY, FAILS = 429, 500
WANTED = frozenset({"script", "style", "fetch", "worker"})
"""What is loaded ahead (`as`) and is text."""
PARTS = ("component-url", "renderer-url", "before-hydration-url")
IMPORTED = re.compile(r"""@import\s+(?:url\()?["']?([^"')\s;]+\.css)""")


@dataclass(frozen=True, slots=True)
class File:
    """One file that every visitor gets."""

    url: str
    line: str
    """How it was answered."""
    read: bool
    curl: str


@dataclass(frozen=True, slots=True)
class Read(Question["Reading"]):
    """The texts of what a web surface ships; too long to be stored."""

    kept: ClassVar[bool] = False

    surface: str

    async def ask(self, world: "World") -> "Reading":
        """Reads the public pages, what they load, and what that loads."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.host is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        reading = Reading(world)
        for page in at.pages:
            await reading.read(at.at(page))
        if not any(file.read for file in reading.files):
            raise CannotLook("; ".join(file.line for file in reading.files) or "no page is declared")
        return reading


class Rank(IntEnum):
    """How sure it is that a file is there; the surest are read first."""

    LOADED = 0
    """A page loads it: where it cannot be read, not everything was."""
    SAID = 1
    """A script says that it loads it, now or later."""
    NAMED = 2
    """It stands in quotes, and may be no file at all."""
    LINKED = 3
    """A page that a declared page leads to, and whatever that loads: read as far as there is room."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A file that may be read."""

    url: str
    rank: Rank
    source: str
    """What names it."""
    beside: bool = False
    """Whether it was reached by a link to another page alone."""


class Reading:
    """Follows pages to scripts to more scripts, each once."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._seen: set[str] = set()
        self._missed: Counter[str] = Counter()
        self.files: list[File] = []
        self.outside: list[str] = []
        self.texts: dict[str, str] = {}
        self.linked: dict[str, str] = {}
        """The code in each page that no owner named and that a page leads to; its text is what all scripts get, not what readers see."""
        self.headers: dict[str, tuple[tuple[str, str], ...]] = {}
        """The headers of each answer, a redirect's too."""
        self.scripts: dict[str, tuple[str, str]] = {}
        """The text of each script, and its SourceMap header."""
        self._base = ""
        """Where the scripts of a page that Qwik made are."""
        self.more = 0
        """How many files were named and not read any more, because there are so many."""

    async def read(self, url: str) -> None:
        """Reads one file and all that it leads to, the surest first; pages that links lead to come last."""
        order = count()
        waiting = [(False, Rank.LOADED, next(order), Lead(url, Rank.LOADED, url))]
        while waiting:
            *_, lead = heappop(waiting)
            lead = replace(lead, url=lead.url.split("#", 1)[0])
            if lead.url in self._seen or self._is_idle(lead):
                continue
            self._seen.add(lead.url)
            if len(self.files) >= MOST_FILES:
                self.more += lead.rank <= Rank.SAID and not lead.beside
                continue
            for one in await self._one(lead):
                if one.url not in self._seen:
                    heappush(waiting, (one.beside, one.rank, next(order), one))

    def _is_idle(self, lead: Lead) -> bool:
        """Whether its kind led nowhere so often that it is not followed any more."""
        if lead.rank is Rank.LOADED:
            return False
        if lead.rank is Rank.NAMED and self._missed[lead.source] >= MOST_GUESSES:
            return True
        return self._missed[lead.rank.name] >= MOST_MISSES

    async def _one(self, lead: Lead) -> list[Lead]:
        """What a file leads to."""
        url, certain = lead.url, lead.rank is Rank.LOADED and not lead.beside
        if not self._world.declaration.consent.covers(urlsplit(url).hostname or ""):
            self.outside += [url] if certain else []
            return []
        request = Request(url, most=LARGEST)
        reply = await self._world.send(request)
        if isinstance(reply, Answer):
            self.headers[url] = reply.headers
        if isinstance(reply, Answer) and reply.status in REDIRECTS and (target := reply.header("Location")):
            return [replace(lead, url=urljoin(url, target))] if self._may_go_on(lead, urljoin(url, target)) else []
        kind = (reply.header("Content-Type") or "").lower() if isinstance(reply, Answer) else ""
        read = isinstance(reply, Answer) and reply.status == 200  # noqa: PLR2004 - HTTP's OK
        # A site that answers every name with its page has no such file.
        read = read and (certain or ("html" in kind) == (lead.rank is Rank.LINKED))
        unheard = lead.rank is Rank.SAID and not lead.beside and _says_nothing(reply)
        if read or certain or unheard:
            cut = isinstance(reply, Answer) and reply.cut
            line = f"{reply.line()}, and goes on" if cut else reply.line()
            self.files.append(File(url, line, read and not cut, self._world.curl(request)))
        if not isinstance(reply, Answer) or not read:
            self._missed[lead.source] += not certain
            self._missed[lead.rank.name] += not certain
            return []
        return self._leads(lead, reply, kind)

    def _leads(self, lead: Lead, reply: Answer, kind: str) -> list[Lead]:
        url = lead.url
        self.texts[url] = reply.body
        if "html" in kind:
            return self._page(lead, reply.body)
        found: dict[str, bool] = {}
        if "javascript" in kind or "ecmascript" in kind:
            self.scripts[url] = (reply.body, reply.header("SourceMap") or reply.header("X-SourceMap") or "")
            found = names_of(reply.body, url)
        elif "css" in kind:
            return [Lead(urljoin(url, link), Rank.LOADED, url, lead.beside) for link in IMPORTED.findall(reply.body)]
        elif "json" in kind and lead.beside and url.endswith(PAGE_DATA):
            self.linked[url] = ""
        elif "json" in kind and self._base and GRAPH in url.rpartition("/")[2]:
            found = listed(reply.body, self._base)
        elif "json" in kind and url.rpartition("/")[2] in LISTS:
            found = {link: False for match in NAMED.finditer(reply.body) for link in resolved(match[1], url)}
        return [Lead(link, Rank.SAID if said else Rank.NAMED, url, lead.beside) for link, said in found.items()]

    def _page(self, lead: Lead, text: str) -> list[Lead]:
        url, tree = lead.url, LexborHTMLParser(text)
        found = [Lead(urljoin(url, link), Rank.LOADED, url, lead.beside) for link in loads(text)]
        # The page's own scripts, lists of imports and state name what is loaded later.
        inline = "\n".join(node.text() for node in tree.css("script:not([src])"))
        found += [Lead(urljoin(url, link), Rank.NAMED, url, lead.beside) for link in also(text)]
        self._base = base_of(text, url) or self._base
        later = at_click(text, self._base) if base_of(text, url) else names_of(inline, url)
        later |= data_of(text, url)
        found += [Lead(link, Rank.SAID if said else Rank.NAMED, url, lead.beside) for link, said in later.items()]
        if lead.rank is Rank.LINKED:
            self.linked[url] = "\n".join(node.text() for node in tree.css('script[type="module"]:not([src])'))
            self.texts[url] = "\n".join((inline, *state_in(tree)))
            return found
        if lead.beside:
            return found
        links = [link for link in links_in(tree, url) if self._may_go_on(lead, link)]
        return found + [Lead(link, Rank.LINKED, url, beside=True) for link in links[:MOST_LINKED]]

    def _may_go_on(self, lead: Lead, target: str) -> bool:
        """Whether a redirect is followed: from what is beside the declared pages, to the same site alone."""
        return not lead.beside or urlsplit(target).netloc == urlsplit(lead.source).netloc


def _says_nothing(reply: Reply) -> bool:
    """Whether an answer leaves open if a file is there."""
    return not isinstance(reply, Answer) or reply.status == BUSY or reply.status >= FAILS


PAGE_DATA = "/page-data.json"
"""What a page that is only led to carries: texts for readers, perhaps, and no code."""
LISTS = frozenset({"manifest.json", "asset-manifest.json", "ngsw.json", "version.json", "routes-manifest.json"})


def loads(page: str) -> list[str]:
    """The scripts and styles that a page loads."""
    tree = LexborHTMLParser(page)
    scripts = [node.attributes.get("src") for node in tree.css("script[src]")]
    links = [
        node.attributes.get("href")
        for node in tree.css("link[href]")
        if _rel(node.attributes) & {"modulepreload", "stylesheet"}
        or (_rel(node.attributes) & {"preload"} and (node.attributes.get("as") or "script") in {"script", "style"})
    ]
    # Astro names the script of each part of a page, and of what draws it, at the part itself.
    parts = [node.attributes.get(name) for node in tree.css("astro-island") for name in PARTS]
    return [link for link in (*scripts, *links, *parts) if link]


def also(page: str) -> list[str]:
    """What a page names for later: what it fetches ahead, and the manifest of the app."""
    tree = LexborHTMLParser(page)
    links = [
        node.attributes.get("href")
        for node in tree.css("link[href]")
        if _rel(node.attributes) & {"manifest"}
        or (_rel(node.attributes) & {"prefetch", "preload"} and node.attributes.get("as") in WANTED)
    ]
    return [link for link in links if link]


def _rel(attributes: dict[str, str | None]) -> set[str]:
    return set((attributes.get("rel") or "").lower().split())
