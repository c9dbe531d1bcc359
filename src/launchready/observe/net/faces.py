"""Sees what answers under each name of the product, and which release it says that it serves: what the map tells of names."""

import asyncio
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.hosts import Site, is_public_name
from launchready.declare.model import ApiSurface, Declaration
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Silence, Why
from launchready.observe.net.discovery import Live, LiveHosts, Name, Names
from launchready.observe.net.dns import Records
from launchready.observe.net.redirects import REDIRECTS
from launchready.observe.ops.releases import named
from launchready.observe.question import Question
from launchready.observe.secrets.reading import loads

if TYPE_CHECKING:
    from launchready.observe.world import World

AT_ONCE = 8
LONGEST = 80
"""Characters of a page's title that are kept."""
HASHED = re.compile(r"[.-](?=[\w-]*\d)[\w-]{8,64}\.m?js$", re.ASCII)
"""The end of a script's name that a build made of what is in it: another build has another."""


@dataclass(frozen=True, slots=True)
class Face:
    """What answers under one name."""

    name: str
    """With its port where that is not the usual one."""
    source: str
    """Where the name was seen."""
    leads_to: tuple[str, ...]
    """The name that it is another word for, else its addresses."""
    answers: str
    """`200`, `301 to https://www.example.com/`, `connection refused`, `it has no address`."""
    declared: bool = False
    """Whether a surface is declared there."""
    title: str = ""
    """Of its first page."""
    release: str = ""
    """As it names it itself, or the script that its build is known by; empty where it tells neither."""
    told: str = ""
    """What told the release: `GET https://api.example.com/health: version`."""


@dataclass(frozen=True, slots=True)
class Faces(Question[tuple[Face, ...]]):
    """What answers under each name, and which release does it serve?"""

    async def ask(self, world: "World") -> tuple[Face, ...]:
        """A page of each declared name, and health where one is declared; of other names, what was learned of them already."""
        turn = asyncio.Semaphore(AT_ONCE)
        declared = world.declaration.sites()
        names: tuple[Name, ...] = ()
        live: dict[str, Live] = {}
        if world.declaration.hosts():
            names = await world.ask(Names())
            live = {one.name: one for one in (await world.ask(LiveHosts())).live if one.answered or one.unclear}
        sources = {one.name: one.source for one in names}
        # A label that begins with a line is a record's, and no host's.
        others = [one for one in names if not any(label.startswith("_") for label in one.name.split("."))]
        others += [Name(one.name, one.source, declared=False) for one in live.values() if one.name not in sources]

        async def site(one: Site) -> Face:
            async with turn:
                return await _declared(world, one, sources.get(one.name, "launch.toml"))

        async def other(one: Name) -> Face:
            async with turn:
                return await _other(world, one, live.get(one.name))

        known = {urlsplit(one.url).hostname for one in declared}
        looks = [*map(site, declared), *(other(one) for one in others if one.name not in known)]
        return tuple(await asyncio.gather(*looks))


async def _declared(world: "World", site: Site, source: str) -> Face:
    """The first page, one redirect at the same name followed; then health, where a surface of the name has it."""
    reply = await world.get(f"{site.url}/")
    asked, page = [reply], reply
    if target := _same_place(reply):
        page = await world.get(target)
        asked.append(page)
    asked += [await world.get(url) for url in _healths(world.declaration, site)]
    release, told = next((found for one in asked if (found := _named(one))), ("", ""))
    if not release:
        release, told = next((found for one in asked if (found := _built(one))), ("", ""))
    leads_to = await _leads_to(world, urlsplit(site.url).hostname or "")
    return Face(
        site.name, source, leads_to, _answers(reply), declared=True, title=_title(page), release=release, told=told
    )


async def _other(world: "World", name: Name, live: Live | None) -> Face:
    """A name at which no surface is declared: what was learned of it, and a page where launch.toml mentions it at all."""
    leads_to = await _leads_to(world, name.name)
    if live is not None:
        answers, release = live.line.partition(" -> ")[2].partition(", ")[0].partition(" (")[0], live.release
        return Face(name.name, name.source, leads_to, answers, release=release, told=f"GET https://{name.name}/")
    if not leads_to:
        return Face(name.name, name.source, leads_to, "it has no address")
    if not name.declared:
        return Face(name.name, name.source, leads_to, "nothing of its own")
    reply = await world.get(f"https://{name.name}/")
    release, told = _named(reply) or ("", "")
    return Face(name.name, name.source, leads_to, _answers(reply), title=_title(reply), release=release, told=told)


def _healths(declaration: Declaration, site: Site) -> tuple[str, ...]:
    apis = (one for one in declaration.surfaces if isinstance(one, ApiSurface) and one.url and one.health)
    urls = (one.at(one.health) for one in apis if one.health)
    return tuple(dict.fromkeys(url for url in urls if urlsplit(url).netloc == site.name))


def _named(reply: Reply) -> tuple[str, str] | None:
    found = named(reply) if isinstance(reply, Answer) else ()
    return (found[0][1], f"{reply.request.method} {reply.request.url}: {found[0][0]}") if found else None


def _built(reply: Reply) -> tuple[str, str] | None:
    """The first script of a page's own that is named by what is in it."""
    if not isinstance(reply, Answer) or "html" not in (reply.header("Content-Type") or ""):
        return None
    for one in loads(reply.body):
        parts = urlsplit(urljoin(reply.request.url, one))
        name = parts.path.rpartition("/")[2]
        if HASHED.search(name) and parts.netloc == urlsplit(reply.request.url).netloc:
            return f"the build of {name}", f"GET {reply.request.url}"
    return None


def _same_place(reply: Reply) -> str:
    """Where a redirect leads at the same name; empty where it leads elsewhere, or nowhere."""
    if not isinstance(reply, Answer) or reply.status not in REDIRECTS:
        return ""
    target = urljoin(reply.request.url, reply.header("Location") or "").partition("#")[0]
    same = urlsplit(target)[:2] == urlsplit(reply.request.url)[:2]
    return target if same and target != reply.request.url else ""


def _answers(reply: Reply) -> str:
    if isinstance(reply, Silence):
        return f"{reply.why}: {reply.detail}" if reply.why is Why.NOT_SENT else str(reply.why)
    location = (reply.header("Location") or "") if reply.status in REDIRECTS else ""
    return f"{reply.status} to {location}" if location else str(reply.status)


def _title(reply: Reply) -> str:
    if not isinstance(reply, Answer) or "html" not in (reply.header("Content-Type") or ""):
        return ""
    node = LexborHTMLParser(reply.body).css_first("title")
    words = " ".join(node.text().split()) if node else ""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


async def _leads_to(world: "World", host: str) -> tuple[str, ...]:
    if not is_public_name(host):
        return ()
    alias = await world.ask(Records(host, "CNAME"))
    if alias.records:
        return alias.records
    try:
        return await world.addresses(host)
    except CannotLook:
        return ()
