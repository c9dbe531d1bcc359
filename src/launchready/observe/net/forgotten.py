"""Sees whether hosts that nobody declared work on the live data: an object made in production is read there."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.api.objects import Objects, Planted
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.discovery import LiveHosts
from launchready.observe.net.dns import Records
from launchready.observe.question import Question
from launchready.observe.secrets.reading import loads
from launchready.observe.who.own_sign_in import own_sign_in
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_HOSTS = 6
OK = range(200, 300)
TELLS = re.compile(r"release|version|build|revision|commit|generator", re.IGNORECASE)
"""Names of headers and meta tags that say which release a host serves."""


@dataclass(frozen=True, slots=True)
class Other:
    """A host that nobody declared, beside production."""

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
    """All that was learned of hosts that nobody declared."""

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


@dataclass(frozen=True, slots=True)
class ForgottenHosts(Question[Forgotten]):
    """Does a host that nobody declared show what was made in production?"""

    async def ask(self, world: "World") -> Forgotten:
        """A page and two reads a host; nothing is written there, and no credentials go to a host of somebody else's."""
        lived = await world.ask(LiveHosts())
        live = [one for one in lived.live if one.answered and world.declaration.consent.covers(one.name)]
        if not live:
            return Forgotten(lived.names, lived.declared, "", "", "", ())
        web = next((one for one in world.declaration.surfaces if _is_site(one)), None)
        release = await release_of(world, web.host if web and web.host else world.declaration.product.domain)
        try:
            api, planted, operation = await _made(world)
        except CannotLook as unknown:
            told = [
                Other(one.name, await release_of(world, one.name), "", shows=False, line=str(unknown), curl="")
                for one in live
            ]
            return Forgotten(lived.names, lived.declared, release, "", str(unknown), tuple(told))
        others = [await _read(world, one.name, api, planted, operation) for one in live[:MOST_HOSTS]]
        name = f"{planted.name} of {planted.owner}'s"
        return Forgotten(lived.names, lived.declared, release, name, "", tuple(others))


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
                at = Request(one.url(world, api.name, reads[one.shown]))
                mine = one.in_(await world.send(replace(at, by=one.owner)))
                # What production shows to everybody may be shown elsewhere as well.
                if mine and not one.in_(await world.send(at)):
                    return api, one, reads[one.shown]
    raise CannotLook(why)


async def _read(world: "World", host: str, api: ApiSurface, planted: Planted, operation: Operation) -> Other:
    """First as nobody, and as the owner only where it refuses as production does: others get no credentials."""
    release = await release_of(world, host)
    real = planted.url(world, api.name, operation)
    parts = urlsplit(real)
    here = Request(urlunsplit((parts.scheme, host, parts.path, parts.query, "")))
    there, found = await world.send(Request(real)), await world.send(here)
    told = Other(host, release, operation.name, planted.in_(found), found.line(), world.curl(here))
    if told.shows or not isinstance(found, Answer) or not isinstance(there, Answer):
        return told
    if (found.status, _type(found)) != (there.status, _type(there)) or found.status in OK:
        return replace(told, line=f"{found.line()}; production answers nobody {there.status}: it is not the same API")
    if away := await _away(world, host):
        return replace(told, tried="", line=f"it stands at {away}, outside the domain: it is sent no credentials")
    own = replace(here, by=planted.owner)
    session = await world.sign_in(planted.owner, surface=own_sign_in(world.declaration, Request(real)))
    reply = await world.send(own, session=session)
    return replace(told, shows=planted.in_(reply), line=reply.line(), curl=world.curl(own))


async def _away(world: "World", host: str) -> str:
    """The name outside the domain that a host points to; empty where there is none."""
    domain = world.declaration.product.domain
    answer = await world.ask(Records(host, "CNAME"))
    return next((one for one in answer.records if one != domain and not one.endswith(f".{domain}")), "")


def _type(answer: Answer) -> str:
    return (answer.header("content-type") or "").partition(";")[0].strip().lower()


def _is_site(surface: object) -> bool:
    return isinstance(surface, WebSurface) and surface.environment == "production" and bool(surface.url)
