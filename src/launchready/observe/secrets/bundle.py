"""Looks through what a site ships to every browser for what should not be in it: keys, addresses, sources, the build's own."""

import base64
import json
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

import anyio.to_thread

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.secrets.build_leftovers import Leftover, leftovers
from launchready.observe.secrets.declared import declared_secrets
from launchready.observe.secrets.escapes import plain
from launchready.observe.secrets.found import Engine, Found
from launchready.observe.secrets.inside import Inside, internal_urls
from launchready.observe.secrets.key import key_of
from launchready.observe.secrets.reading import LARGEST, File, Read

if TYPE_CHECKING:
    from launchready.observe.world import World

IS_MAP = re.compile(r'^\s*(?:\)\]\}\x27[^\n]*\n)?\s*\{(?=[\s\S]*"sourcesContent"\s*:\s*\[\s*(?:null|"))')
SOURCES = re.compile(r'"sources"\s*:\s*\[([^\]]*)')
MAP_COMMENT = re.compile(r"//[#@]\s*sourceMappingURL=(\S+)\s*$", re.MULTILINE)


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
    leftovers: tuple[Leftover, ...] = ()
    """What is in it of the machine that built it."""
    leftovers_control: bool = False
    """Whether an environment that was made up in memory was found."""
    more: int = 0
    """How many files were named and not read any more, because there are so many."""


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
        engine = Engine(key_of(world.declaration.root, make=True), declared_secrets(world))
        foreign = foreign_hosts(world, at)
        maps: list[SourceMap] = []
        texts = {url: plain(text) for url, text in reading.texts.items()}
        for url, (text, header) in reading.scripts.items():
            told, sources = await _map(world, url, text, header)
            maps.append(told)
            if sources:
                texts[told.url] = "\n".join(sources.values())
        found, hints = await anyio.to_thread.run_sync(_secrets, engine, texts)
        # State of pages that nobody declared may be somebody's prose, where an address is an example: their code counts alone.
        own = {url: plain(reading.linked[url]) if url in reading.linked else text for url, text in texts.items()}
        inside = tuple(one for url, text in own.items() for one in internal_urls(text, url, foreign))
        left = await anyio.to_thread.run_sync(_leftovers, {url: own[url] for url in reading.texts})
        return Shipped(
            tuple(reading.files),
            tuple(reading.outside),
            found,
            hints,
            inside,
            tuple(maps),
            engine.control(),
            _inside_control(),
            left,
            _leftovers_control(),
            reading.more,
        )


def foreign_hosts(world: "World", at: WebSurface) -> frozenset[str]:
    """Declared names of another environment, which this one's bundle must not know."""
    return frozenset(host.name for host in world.declaration.hosts() if host.environment != at.environment)


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


def _leftovers_control() -> bool:
    home = f"/home/{secrets.token_hex(4)}"
    text = f'x={{"PATH":"{home}/bin:/usr/bin","HOME":"{home}","INIT_CWD":"{home}/shop"}}'
    return [one.names for one in leftovers(text, "control")] == [("PATH", "HOME", "INIT_CWD")]


async def _map(world: "World", script: str, text: str, header: str) -> tuple[SourceMap, dict[str, str]]:
    """The answer to a request for a script's map, and the sources in it by their names."""
    named = MAP_COMMENT.findall(text)
    target = header or (named[-1] if named else "")
    if target.startswith("data:"):
        sources = sources_in(_data(target))
        line = f"{script} carries its source map in itself"
        shown = world.curl(Request(script))
        return SourceMap(script, f"{script}#map", line, told=True, sources=tuple(sources), curl=shown), sources
    request = Request(urljoin(script, target) if target else f"{script.split('?', 1)[0]}.map", most=LARGEST)
    reply = await world.send(request)
    sources = _sources(reply) if isinstance(reply, Answer) else {}
    told = isinstance(reply, Answer)
    return SourceMap(script, request.url, reply.line(), told, tuple(sources), world.curl(request)), sources


def _data(target: str) -> str:
    head, _, body = target.partition(",")
    if not head.endswith("base64"):
        return unquote(body)
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4)).decode("utf-8", "replace")
    except ValueError:
        return ""


def _sources(reply: Answer) -> dict[str, str]:
    """The same of an answer; of one that is too long to be read whole, all that was read stands under the first name."""
    if not reply.cut:
        return sources_in(reply.body)
    names = SOURCES.search(reply.body)
    named = names and IS_MAP.search(reply.body) and re.findall(r'"((?:[^"\\]|\\.)+)"', names[1])
    return {named[0]: reply.body} | dict.fromkeys(named[1:], "") if named else {}


def sources_in(text: str) -> dict[str, str]:
    """The files whose text a source map holds, by their names; empty where it is no source map with text."""
    try:
        value = json.loads(text.removeprefix(")]}'").lstrip())
    except ValueError:
        return {}
    if not isinstance(value, dict) or "version" not in value:
        return {}
    parts = [part.get("map") for part in value.get("sections", []) if isinstance(part, dict)] or [value]
    found: dict[str, str] = {}
    for part in parts:
        contents = part.get("sourcesContent") if isinstance(part, dict) else None
        if isinstance(part, dict) and isinstance(contents, list):
            names = part.get("sources") or []
            found |= {str(name): str(content) for name, content in zip(names, contents, strict=False) if content}
    return found


def _leftovers(texts: dict[str, str]) -> tuple[Leftover, ...]:
    return tuple(one for url, text in texts.items() for one in leftovers(text, url))
