"""Sees whether hosts at which no surface is declared work on the live data: an object made in production is read there."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.api.objects import Objects, Planted
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.auth.fetch import may_read, may_send
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.discovery import LiveHosts, Names
from launchready.observe.net.dns import Records
from launchready.observe.net.likeness import alike
from launchready.observe.question import Question
from launchready.observe.secrets.environments import PREFIXES
from launchready.observe.secrets.reading import loads
from launchready.observe.who.own_sign_in import own_sign_in
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_HOSTS = 16
MOST_FILES = 6
KIN = 0.5
"""From here on two pages are the same product's, if not of the same build."""
OK = range(200, 300)
TELLS = re.compile(r"release|version|build|revision|commit|generator", re.IGNORECASE)
"""Names of headers and meta tags that say which release a host serves."""


@dataclass(frozen=True, slots=True)
class Other:
    """A host at which no surface is declared, beside production."""

    host: str
    release: str
    """What it says and loads, in a line; empty where it tells nothing of its release."""
    tried: str
    """The operation by which the object was read; empty where none was tried."""
    shows: bool
    """Whether a canary of the object that was made in production came back from it."""
    line: str
    """How it answered, or why it was not asked."""
    curl: str


@dataclass(frozen=True, slots=True)
class Forgotten:
    """All that was learned of hosts at which no surface is declared."""

    names: int
    answered: int
    """How many declared hosts answered: the control of silence."""
    release: str
    """What production serves."""
    object: str
    """What was made in production and read there; empty where nothing was."""
    why: str
    """Why nothing was."""
    others: tuple[Other, ...]
    passed_over: tuple[str, ...] = ()
    """Hosts that were not asked, because there are so many."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made in production, and how it is read."""

    api: ApiSurface
    planted: Planted
    operation: Operation
    release: str
    """What production's website serves."""
    page: str
    """Its first page."""


@dataclass(frozen=True, slots=True)
class ForgottenHosts(Question[Forgotten]):
    """Does a host at which no surface is declared show what was made in production?"""

    async def ask(self, world: "World") -> Forgotten:
        """A page and a few reads a host; nothing is written there, and no credentials go to a host of somebody else's."""
        lived = await world.ask(LiveHosts())
        live = [one.name for one in lived.live if one.answered and world.declaration.consent.covers(one.name)]
        noted = await _noted(world)
        if not live and not noted:
            return Forgotten(lived.names, lived.declared, "", "", "", ())
        web = next((one for one in world.declaration.surfaces if _is_site(one)), None)
        home = web.host if web and web.host else world.declaration.product.domain
        release = await release_of(world, home)
        try:
            api, planted, operation = await _made(world)
        except CannotLook as unknown:
            told = [
                Other(one, await release_of(world, one), "", shows=False, line=str(unknown), curl="") for one in live
            ]
            return Forgotten(lived.names, lived.declared, release, "", str(unknown) if live else "", tuple(told))
        page = await world.get(f"https://{home}/")
        made = Made(api, planted, operation, release, page.body if isinstance(page, Answer) else "")
        hosts = list(dict.fromkeys((*live, *noted)))
        others = [await _read(world, one, made, is_noted=one in noted) for one in hosts[:MOST_HOSTS]]
        name = f"{planted.name} of {planted.owner}'s"
        return Forgotten(lived.names, lived.declared, release, name, "", tuple(others), tuple(hosts[MOST_HOSTS:]))


async def _noted(world: "World") -> list[str]:
    """Names that launch.toml mentions as a record or in the hand-over, and that answer though no surface is declared there."""
    hosts = {one.name for one in world.declaration.hosts()}
    found: list[str] = []
    for one in await world.ask(Names()):
        is_host = one.declared and one.name not in hosts and "_" not in one.name
        if not is_host or not world.declaration.consent.covers(one.name):
            continue
        has_address = [(await world.ask(Records(one.name, kind))).records for kind in ("A", "AAAA")]
        if any(has_address) and isinstance(await world.get(f"https://{one.name}/"), Answer):
            found.append(one.name)
    return found


async def release_of(world: "World", host: str) -> str:
    """What a host's first page says of its release: headers, meta tags, and the names of the files that it loads."""
    reply = await world.get(f"https://{host}/")
    if not isinstance(reply, Answer):
        return ""
    said = [f"{name.lower()}: {value}" for name, value in reply.headers if TELLS.search(name)]
    tree = LexborHTMLParser(reply.body)
    for node in tree.css("meta[name][content]"):
        name = node.attributes.get("name") or ""
        said += [f"{name.lower()}: {node.attributes.get('content')}"] if TELLS.search(name) else []
    files = sorted({urlsplit(one).path.rpartition("/")[2] for one in loads(reply.body)})
    return ", ".join((*said, *files))


async def _made(world: "World") -> tuple[ApiSurface, Planted, Operation]:
    apis = [
        one for one in world.declaration.surfaces if isinstance(one, ApiSurface) and one.environment == "production"
    ]
    if not apis:
        raise CannotLook("launch.toml declares no API of production's by which something could be made")
    why = "no object of a customer's could be made in production and read there by a GET"
    for api in apis:
        reads = {one.name: one for one in (await world.ask(Api(api.name))).operations if one.method == "GET"}
        planting = await world.lend("forgotten hosts", Touch.WRITE).ask(Objects(api.name))
        for one in planting.planted:
            if one.owner == planting.a and one.shown in reads and one.ids:
                at = Request(await one.url(world, api.name, reads[one.shown]))
                mine = one.in_(await world.send(replace(at, by=one.owner)))
                # What production shows to everybody may be shown elsewhere as well.
                if mine and not one.in_(await world.send(at)):
                    return api, one, reads[one.shown]
    raise CannotLook(why)


async def _read(world: "World", host: str, made: Made, *, is_noted: bool) -> Other:
    """The object itself, wherever the host may serve the API; else by a page of the host's that works on production's API."""
    release = await release_of(world, host)
    told: Other | None = None
    for prefix in PREFIXES:
        seen, is_same = await _asked(world, host, release, prefix, made)
        if is_same:
            return seen
        told = told or seen
    assert told is not None
    return told if is_noted else await _worked(world, host, made, told)


async def _asked(world: "World", host: str, release: str, prefix: str, made: Made) -> tuple[Other, bool]:
    """First as nobody, and as the owner only where it refuses as production does: others get no credentials.

    The second is whether it is the same API: nothing else need be tried then.
    """
    api, planted, operation = made.api, made.planted, made.operation
    real = await planted.url(world, api.name, operation)
    parts = urlsplit(real)
    here = Request(urlunsplit((parts.scheme, host, f"{prefix}{parts.path}", parts.query, "")))
    there, found = await world.send(Request(real)), await world.send(here)
    told = Other(host, release, operation.name, planted.in_(found), found.line(), world.curl(here))
    if told.shows or not isinstance(found, Answer) or not isinstance(there, Answer):
        return told, told.shows
    if (found.status, _type(found)) != (there.status, _type(there)) or found.status in OK:
        line = f"{found.line()}; production answers nobody {there.status}: it is not the same API"
        return replace(told, line=line), False
    if away := await _away(world, host):
        return replace(told, tried="", line=f"it stands at {away}, outside the domain: it is sent no credentials"), True
    own = replace(here, by=planted.owner)
    session = await world.sign_in(planted.owner, surface=own_sign_in(world.declaration, Request(real)))
    reply = await world.send(own, session=session)
    return replace(told, shows=planted.in_(reply), line=reply.line(), curl=world.curl(own)), True


async def _worked(world: "World", host: str, made: Made, told: Other) -> Other:
    """Another build of the same pages, whose scripts call production's API, and whose origin that lets read the object."""
    api, origin = made.api.host or "", f"https://{host}"
    page = await world.get(f"{origin}/")
    if not told.release or told.release == made.release or not isinstance(page, Answer):
        return told
    if alike(page.body, made.page) < KIN or not await _calls(world, f"{origin}/", page.body, api):
        return told
    session = await world.sign_in(made.planted.owner)
    by_cookie = session.token is None and any(name.lower() == "cookie" for name, _ in session.headers)
    url = await made.planted.url(world, made.api.name, made.operation)
    asked = Request(url, by=made.planted.owner).with_headers(("Origin", origin))
    reply = await world.send(asked)
    reads = made.planted.in_(reply) and isinstance(reply, Answer) and may_read(reply, origin, credentials=by_cookie)
    if reads and not by_cookie:
        ask = (
            ("Origin", origin),
            ("Access-Control-Request-Method", "GET"),
            ("Access-Control-Request-Headers", "authorization"),
        )
        before = await world.send(Request(url, "OPTIONS", ask))
        reads = isinstance(before, Answer) and may_send(before, origin, "GET", ("authorization",), credentials=False)
    if not reads:
        return told
    line = f"{reply.line()}, called by the scripts of {host}, whose pages a browser lets read it"
    return replace(told, tried=f"its scripts, which call {api}", shows=True, line=line, curl=world.curl(asked))


async def _calls(world: "World", base: str, page: str, api: str) -> bool:
    """Whether a page or a script that it loads from its own host names the API's host."""
    texts = [page]
    for file in loads(page)[:MOST_FILES]:
        url = urljoin(base, file)
        if urlsplit(url).netloc == urlsplit(base).netloc:
            reply = await world.get(url)
            texts += [reply.body] if isinstance(reply, Answer) else []
    return bool(api) and any(f"//{api}" in text for text in texts)


async def _away(world: "World", host: str) -> str:
    """The name outside the domain that a host points to; empty where there is none."""
    domain = world.declaration.product.domain
    answer = await world.ask(Records(host, "CNAME"))
    return next((one for one in answer.records if one != domain and not one.endswith(f".{domain}")), "")


def _type(answer: Answer) -> str:
    return (answer.header("content-type") or "").partition(";")[0].strip().lower()


def _is_site(surface: object) -> bool:
    return isinstance(surface, WebSurface) and surface.environment == "production" and bool(surface.url)
