"""Reads what a site ships to every browser: pages, what they load, and what that loads, each once and bounded."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.redirects import REDIRECTS
from launchready.observe.question import Question
from launchready.observe.secrets.chunks import NAMED, names_in, resolved

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_FILES = 200
MOST_GUESSES = 60
"""Names that led nowhere; a script that holds more of them holds no list of scripts."""
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


class Reading:
    """Follows pages to scripts to more scripts, each once."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._seen: set[str] = set()
        self._missed = 0
        self.files: list[File] = []
        self.outside: list[str] = []
        self.texts: dict[str, str] = {}
        self.headers: dict[str, tuple[tuple[str, str], ...]] = {}
        """The headers of each answer, a redirect's too."""
        self.scripts: dict[str, tuple[str, str]] = {}
        """The text of each script, and its SourceMap header."""
        self.more = 0
        """How many files were named and not read any more, because there are so many."""

    async def read(self, url: str) -> None:
        """Reads one file and all that it leads to: what a page loads first, what a script merely names after it."""
        waiting: list[tuple[str, bool]] = [(url, True)]
        while waiting:
            certain_at = next((place for place, (_, certain) in enumerate(waiting) if certain), 0)
            next_url, certain = waiting.pop(certain_at)
            next_url = next_url.split("#", 1)[0]
            if next_url in self._seen or (not certain and self._missed >= MOST_GUESSES):
                continue
            if len(self.files) >= MOST_FILES:
                self.more += certain
                continue
            self._seen.add(next_url)
            waiting += await self._one(next_url, certain=certain)

    async def _one(self, url: str, *, certain: bool) -> list[tuple[str, bool]]:
        """What a file leads to. A name that is not `certain` merely looks like one, and may lead nowhere."""
        if not self._world.declaration.consent.covers(urlsplit(url).hostname or ""):
            self.outside += [url] if certain else []
            return []
        request = Request(url)
        reply = await self._world.send(request)
        if isinstance(reply, Answer):
            self.headers[url] = reply.headers
        if isinstance(reply, Answer) and reply.status in REDIRECTS and (target := reply.header("Location")):
            return [(urljoin(url, target), certain)]
        kind = (reply.header("Content-Type") or "").lower() if isinstance(reply, Answer) else ""
        read = isinstance(reply, Answer) and reply.status == 200  # noqa: PLR2004 - HTTP's OK
        # A site that answers every name with its page has no such file.
        read = read and (certain or "html" not in kind)
        if read or certain:
            self.files.append(File(url, reply.line(), read, self._world.curl(request)))
        if not isinstance(reply, Answer) or not read:
            self._missed += not certain
            return []
        self.texts[url] = reply.body
        if "html" in kind:
            return self._page(url, reply.body)
        if "javascript" in kind or "ecmascript" in kind:
            self.scripts[url] = (reply.body, reply.header("SourceMap") or reply.header("X-SourceMap") or "")
            return [(link, False) for link in names_in(reply.body, url)]
        if "css" in kind:
            return [(urljoin(url, link), True) for link in IMPORTED.findall(reply.body)]
        if "json" in kind and url.rpartition("/")[2] in LISTS:
            return [(link, False) for match in NAMED.finditer(reply.body) for link in resolved(match[1], url)]
        return []

    def _page(self, url: str, text: str) -> list[tuple[str, bool]]:
        sure = [(urljoin(url, link), True) for link in loads(text)]
        # The page's own scripts, lists of imports and state name what is loaded later.
        inline = "\n".join(node.text() for node in LexborHTMLParser(text).css("script:not([src])"))
        return sure + [(urljoin(url, link), False) for link in (*also(text), *names_in(inline, url))]


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
