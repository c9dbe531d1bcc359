"""Collects the places where a product names hosts of its own domain: what it ships, how it answers, its zone, its code."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import anyio.to_thread

from launchready.declare.model import ApiSurface, MailSurface, RepositorySurface, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.dns import Records
from launchready.observe.net.redirects import Follow
from launchready.observe.net.tls import Certificates
from launchready.observe.secrets.escapes import plain
from launchready.observe.secrets.git import Repository
from launchready.observe.secrets.reading import Read

if TYPE_CHECKING:
    from launchready.observe.world import World

Mention = tuple[str, str]
"""A name, and where it stands."""

LARGEST_FILE = 1024 * 1024
MOST_BYTES = 256 * 1024 * 1024
MOST_SPF = 10
TERM = re.compile(r"(?:^|\s)[+?~-]?(?:include:|redirect=|a:|mx:|exists:|ptr:)([^\s%/]+)(?=[\s/]|$)", re.IGNORECASE)
SERVICES = ("_autodiscover._tcp", "_imaps._tcp", "_submission._tcp", "_caldavs._tcp", "_sip._tls", "_xmpp-server._tcp")
SLASH = re.compile(r"%2f", re.IGNORECASE)
WHITE = re.compile(r"\\[nrt]")
HEADERS = {"content-security-policy": "CSP", "content-security-policy-report-only": "CSP", "link": "Link"} | {
    "access-control-allow-origin": "CORS",
    "location": "Location",
}


def in_text(text: str, domain: str) -> list[str]:
    """The names of the domain in a text, in their order; what an address of a person ends in is none."""
    if domain not in text.lower():
        return []
    clear = WHITE.sub(" ", SLASH.sub("/", plain(text)))
    found = re.findall(
        rf"(?<![\w.@-])(?:\*\.)?((?:[a-z0-9_-]+\.)+{re.escape(domain)})(?![\w-]|\.\w)", clear, re.IGNORECASE
    )
    return list(dict.fromkeys(one.lower() for one in found))


async def certified(world: "World") -> list[Mention]:
    """The names in the certificates that declared hosts show."""
    found: list[Mention] = []
    for host in world.declaration.hosts():
        try:
            shown = await world.ask(Certificates(host.name))
        except CannotLook:
            continue
        found += [(name, f"the certificate of {host.name}") for one in shown if one.leaf for name in one.leaf.names]
    return found


async def served(world: "World") -> list[Mention]:
    """The names in zone records that say who serves it or its mail, and whom other services lead to."""
    domain = world.declaration.product.domain
    found: list[Mention] = []
    for kind in ("MX", "NS"):
        answer = await world.ask(Records(domain, kind))
        found += [(record.split(" ")[-1], f"the {kind} record") for record in answer.records]
    start = await world.ask(Records(domain, "SOA"))
    found += [(record.split(" ")[0], "the SOA record") for record in start.records]
    for host in world.declaration.hosts():
        answer = await world.ask(Records(host.name, "CNAME"))
        found += [(target, f"the alias {host.name}") for target in answer.records]
    for service in SERVICES:
        answer = await world.ask(Records(f"{service}.{domain}", "SRV"))
        found += [(record.split(" ")[-1], f"the SRV record of {service}") for record in answer.records]
    return found


async def mailing(world: "World") -> list[Mention]:
    """The names by which SPF and DMARC say who sends and who is told."""
    domain = world.declaration.product.domain
    mail = [one.domain for one in world.declaration.surfaces if isinstance(one, MailSurface)]
    waiting, seen = list(dict.fromkeys((domain, *mail))), set[str]()
    found: list[Mention] = []
    while waiting and len(seen) < MOST_SPF:
        name = waiting.pop(0)
        seen.add(name)
        for text in (await world.ask(Records(name, "TXT"))).records:
            if text.lower().startswith("v=spf1"):
                targets = [one.lower().rstrip(".") for one in TERM.findall(text)]
                found += [(one, f"SPF of {name}") for one in targets]
                waiting += [one for one in targets if one.endswith(f".{domain}") and one not in seen]
    for name in dict.fromkeys((domain, *mail)):
        for text in (await world.ask(Records(f"_dmarc.{name}", "TXT"))).records:
            addressed = re.findall(r"mailto:[^@,;\s]+@([\w.-]+)", text)
            found += [(one, f"DMARC of {name}") for one in addressed]
    return found


async def shipped(world: "World") -> list[Mention]:
    """The names in pages, scripts and styles, and in the headers they come with."""
    domain = world.declaration.product.domain
    found: list[Mention] = []
    for surface in world.declaration.surfaces:
        if not isinstance(surface, WebSurface) or not surface.url:
            continue
        try:
            reading = await world.ask(Read(surface.name))
        except CannotLook:
            continue
        scripts = reading.scripts
        for url, headers in reading.headers.items():
            found += list(_in_headers(headers, url, domain))
        for url, text in reading.texts.items():
            what = "the script" if url in scripts else "the page"
            found += [(name, f"{what} {url}") for name in in_text(text, domain)]
    return found


async def answered(world: "World") -> list[Mention]:
    """The names to which plain HTTP leads, and those in the headers with which APIs answer a page of the site's."""
    domain = world.declaration.product.domain
    found: list[Mention] = []
    for host in world.declaration.hosts():
        if world.declaration.consent.covers(host.name):
            chain = await world.ask(Follow(f"http://{host.name}/"))
            found += [(urlsplit(hop.location).hostname or "", f"a redirect of {hop.url}") for hop in chain.hops]
    site = next((one for one in world.declaration.surfaces if isinstance(one, WebSurface) and one.url), None)
    origin = (("Origin", f"https://{site.host}"),) if site else ()
    for api in world.declaration.surfaces:
        if isinstance(api, ApiSurface) and api.url:
            reply = await world.send(Request(api.at(api.health or api.openapi or "/"), headers=origin))
            if isinstance(reply, Answer):
                found += list(_in_headers(reply.headers, reply.request.url, domain))
    return found


def _in_headers(headers: Iterable[tuple[str, str]], url: str, domain: str) -> Iterator[Mention]:
    for name, value in headers:
        for one in in_text(value, domain):
            yield one, f"{HEADERS.get(name.lower(), name)} of {url}"


async def written(world: "World") -> tuple[list[Mention], tuple[str, ...]]:
    """The names in the files of declared repositories, and what could not be read."""
    domain = world.declaration.product.domain
    found: list[Mention] = []
    unread: list[str] = []
    for surface in world.declaration.surfaces:
        if isinstance(surface, RepositorySurface):
            folder = world.declaration.root / surface.path
            try:
                found += await anyio.to_thread.run_sync(in_files, folder, domain, surface.name)
            except (CannotLook, OSError) as wrong:
                unread.append(f"surface.{surface.name}: {wrong}")
    return found, tuple(unread)


def in_files(folder: Path, domain: str, surface: str) -> list[Mention]:
    """The names of the domain in the files that git tracks or would add, each at its first place."""
    found: dict[str, str] = {}
    left = MOST_BYTES
    wanted = f".{domain}".encode()
    for name in Repository(folder).files():
        path = folder / name
        try:
            size = path.stat().st_size
            if path.is_symlink() or not path.is_file() or not 0 < size <= min(LARGEST_FILE, left):
                continue
            data = path.read_bytes()
        except OSError:
            continue
        left -= size
        if wanted not in data.lower() or b"\0" in data[:1024]:
            continue
        text = data.decode("utf-8", "replace")
        for one in in_text(text, domain):
            if one not in found:
                at = text.lower().find(one)
                found[one] = f"{surface}: {name}" + (f", line {text.count(chr(10), 0, at) + 1}" if at >= 0 else "")
    return list(found.items())
