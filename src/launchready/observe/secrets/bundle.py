"""Reads what a site ships to every browser: its pages, scripts and styles; what is in them that should not be."""

import json
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urljoin, urlsplit

import anyio.to_thread
from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.redirects import REDIRECTS
from launchready.observe.question import Question
from launchready.observe.secrets.declared import declared_secrets
from launchready.observe.secrets.found import Engine, Found
from launchready.observe.secrets.inside import Inside, internal_urls

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_FILES = 40
CHUNK = re.compile(r"""["'`]((?:https?:/)?\.{0,2}/?[\w@./-]+\.m?js)["'`]""")
"""A script that a script loads later."""
MAP_COMMENT = re.compile(r"//[#@]\s*sourceMappingURL=(\S+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class File:
    """One file that every visitor gets."""

    url: str
    line: str
    """How it was answered."""
    read: bool
    curl: str


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The answer to a request for a script's source map."""

    script: str
    url: str
    line: str
    told: bool
    """Whether anything came back."""
    sources: tuple[str, ...]
    """Names of the files whose text is in it; empty where it is no such map."""
    curl: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """All that a site ships to browsers."""

    files: tuple[File, ...]
    outside: tuple[str, ...]
    """Scripts from hosts that consent does not cover: not read."""
    secrets: tuple[Found, ...]
    hints: int
    inside: tuple[Inside, ...]
    maps: tuple[SourceMap, ...]
    control: bool
    """Whether the engine found a secret that was planted in memory."""
    inside_control: bool
    """The same for an address of the inside."""


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


@dataclass(frozen=True, slots=True)
class ShippedBy(Question[Shipped]):
    """What does a web surface ship to every visitor?"""

    surface: str

    async def ask(self, world: "World") -> Shipped:
        """Reads the public pages, what they load, and what that loads."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.host is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        reading = await world.ask(Read(self.surface))
        engine = Engine(world.declaration.product.domain, declared_secrets(world))
        foreign = foreign_hosts(world, at)
        found, hints = await anyio.to_thread.run_sync(_secrets, engine, reading.texts)
        inside = tuple(one for url, text in reading.texts.items() for one in internal_urls(text, url, foreign))
        maps = [await _map(world, url, text, headers) for url, (text, headers) in reading.scripts.items()]
        return Shipped(
            tuple(reading.files),
            tuple(reading.outside),
            found,
            hints,
            inside,
            tuple(one for one in maps if one),
            engine.control(),
            _inside_control(),
        )


def foreign_hosts(world: "World", at: WebSurface) -> frozenset[str]:
    """Declared names of another environment, which this one's bundle must not know."""
    return frozenset(host.name for host in world.declaration.hosts() if host.environment != at.environment)


class Reading:
    """Follows pages to scripts to more scripts, each once."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._seen: set[str] = set()
        self.files: list[File] = []
        self.outside: list[str] = []
        self.texts: dict[str, str] = {}
        self.scripts: dict[str, tuple[str, str]] = {}
        """The text of each script, and its SourceMap header."""

    async def read(self, url: str) -> None:
        """Reads one file and all that it leads to."""
        waiting = [(url, True)]
        while waiting and len(self._seen) < MOST_FILES:
            next_url, certain = waiting.pop(0)
            next_url = next_url.split("#", 1)[0]
            if next_url not in self._seen:
                self._seen.add(next_url)
                waiting += await self._one(next_url, certain=certain)

    async def _one(self, url: str, *, certain: bool) -> list[tuple[str, bool]]:
        """What a file leads to. A name that is not `certain` merely looks like one, and may lead nowhere."""
        if not self._world.declaration.consent.covers(urlsplit(url).hostname or ""):
            self.outside += [url] if certain else []
            return []
        request = Request(url)
        reply = await self._world.send(request)
        if isinstance(reply, Answer) and reply.status in REDIRECTS and (target := reply.header("Location")):
            return [(urljoin(url, target), certain)]
        read = isinstance(reply, Answer) and reply.status == 200  # noqa: PLR2004 - HTTP's OK
        if read or certain:
            self.files.append(File(url, reply.line(), read, self._world.curl(request)))
        if not isinstance(reply, Answer) or not read:
            return []
        self.texts[url] = reply.body
        kind = (reply.header("Content-Type") or "").lower()
        if "html" in kind:
            return [(urljoin(url, link), True) for link in loads(reply.body)]
        if "javascript" in kind or "ecmascript" in kind:
            self.scripts[url] = (reply.body, reply.header("SourceMap") or reply.header("X-SourceMap") or "")
            return [(urljoin(url, link), False) for link in CHUNK.findall(reply.body)]
        return []


def loads(html: str) -> list[str]:
    """The scripts and styles that a page loads."""
    tree = LexborHTMLParser(html)
    scripts = [node.attributes.get("src") for node in tree.css("script[src]")]
    wanted = ("modulepreload", "stylesheet", "preload")
    links = [node.attributes.get("href") for node in tree.css("link[href]") if node.attributes.get("rel") in wanted]
    return [link for link in (*scripts, *links) if link]


def _secrets(engine: Engine, texts: dict[str, str]) -> tuple[tuple[Found, ...], int]:
    found: dict[str, Found] = {}
    hints = 0
    for url, text in texts.items():
        sight = engine.look(text, url)
        hints += sight.hints
        for one in sight.sure:
            found.setdefault(one.fingerprint, one)
    return tuple(found.values()), hints


def _inside_control() -> bool:
    address = f"http://10.{secrets.randbelow(250)}.{secrets.randbelow(250)}.{1 + secrets.randbelow(250)}:8080/"
    return [one.url for one in internal_urls(f'fetch("{address}")', "control", frozenset())] == [address]


async def _map(world: "World", script: str, text: str, header: str) -> SourceMap | None:
    named = MAP_COMMENT.findall(text)
    target = header or (named[-1] if named else "")
    if target.startswith("data:"):
        return None
    request = Request(urljoin(script, target) if target else f"{script.split('?', 1)[0]}.map")
    reply = await world.send(request)
    sources = sources_in(reply.body) if isinstance(reply, Answer) else ()
    return SourceMap(script, request.url, reply.line(), isinstance(reply, Answer), sources, world.curl(request))


def sources_in(text: str) -> tuple[str, ...]:
    """The names of the files whose text a source map holds; empty where it is no source map with text."""
    try:
        value = json.loads(text.removeprefix(")]}'").lstrip())
    except ValueError:
        return ()
    if not isinstance(value, dict) or "version" not in value:
        return ()
    parts = [part.get("map") for part in value.get("sections", []) if isinstance(part, dict)] or [value]
    found: list[str] = []
    for part in parts:
        contents = part.get("sourcesContent") if isinstance(part, dict) else None
        if isinstance(part, dict) and isinstance(contents, list):
            names = part.get("sources") or []
            found += [str(name) for name, content in zip(names, contents, strict=False) if content]
    return tuple(found)
