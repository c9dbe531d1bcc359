"""Looks at a product from outside, as a visitor: which names answer, what its pages link to, what its API says."""

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.observe.api.naming import VERSION
from launchready.observe.api.openapi import ApiFacts, read
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.dns import RecordSet

if TYPE_CHECKING:
    from launchready.observe.world import World

SUBDOMAINS = ("www", "app", "api", "admin", "staging")
OPENAPI_PLACES = ("/openapi.json", "/api/openapi.json", "/swagger.json", "/v3/api-docs", "/docs/openapi.json")
HEALTH_PLACES = ("/health", "/healthz")
HEALTH_WORDS = ("health", "healthz", "healthcheck", "ping", "status")
SURE = 3
"""So many of them say it wherever they stand."""
DKIM_SELECTORS = ("s1", "s2", "default", "google", "selector1", "selector2", "k1", "mail", "resend", "pm")
LINK = re.compile(r"(/[\w.~%-]+)+/?|/")
NULL_MX = re.compile(r"\d+ \.?")
MOST_LINKS = 200
OK = 200
REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Name:
    """A host name that has an address."""

    host: str
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outside:
    """What a visitor sees of a product."""

    scheme: str
    port: str
    """`:8443`, or nothing where the scheme's own is used."""
    domain: str
    names: tuple[Name, ...]
    wildcard: bool
    """Whether any name below the domain has an address, so that having one says nothing."""
    canonical: str
    """The name at which the web app ends up: the domain, or its www."""
    front: str
    """What the front page answered, in a line."""
    title: str
    server: str
    links: tuple[str, ...]
    """Paths on the same host that the front page links to."""
    nameservers: tuple[str, ...]
    mail_hosts: tuple[str, ...]
    dkim_selectors: tuple[str, ...]
    api_host: str | None
    api: ApiFacts | None
    health: str | None
    tried: tuple[str, ...]
    """Where an OpenAPI document was looked for in vain, each with what was answered."""

    def has(self, label: str) -> str | None:
        """The host of a usual subdomain, or None where it has no address or could be anybody's."""
        host = f"{label}.{self.domain}"
        return host if any(name.host == host for name in self.names) else None

    def url(self, host: str) -> str:
        """The address of a host."""
        return f"{self.scheme}://{_bracketed(host)}{self.port}"


def _is_address(host: str) -> bool:
    return ":" in host or host.replace(".", "").isdigit()


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


async def look_around(world: "World", url: str, domain: str) -> Outside:
    """Asks DNS and reads pages below one domain, as anybody may.

    Raises:
        CannotLook: the domain has no address.
    """
    parts = urlsplit(url.strip())
    scheme, port = parts.scheme, f":{parts.port}" if parts.port else ""
    names, wildcard = await _names(world, domain)
    hosts = [name.host for name in names]
    canonical = domain
    home = await world.send(Request(f"{scheme}://{_bracketed(domain)}{port}/"))
    if moved := _moved(home, hosts):
        scheme, canonical, port = moved
        home = await world.send(Request(f"{scheme}://{_bracketed(canonical)}{port}/"))
    at = f"{scheme}://{{}}{port}"
    title, links = _page(home)
    candidates = [host for host in (f"api.{domain}", canonical, f"app.{domain}") if host in hosts]
    api_host, api, tried = await _api(world, [at.format(_bracketed(host)) for host in candidates])
    if api_host is None and f"api.{domain}" in hosts:
        api_host = f"api.{domain}"
    is_name = not _is_address(domain)
    return Outside(
        scheme=scheme,
        port=port,
        domain=domain,
        names=names,
        wildcard=wildcard,
        canonical=canonical,
        front=home.line(),
        title=title,
        server=(home.header("Server") or "") if isinstance(home, Answer) else "",
        links=links,
        nameservers=(await world.dns.query(domain, "NS")).records if is_name else (),
        mail_hosts=await _mail_hosts(world, domain) if is_name else (),
        dkim_selectors=await _selectors(world, domain) if is_name else (),
        api_host=api_host,
        api=api,
        health=await _health(world, at.format(_bracketed(api_host)), api) if api_host else None,
        tried=tried,
    )


async def _names(world: "World", domain: str) -> tuple[tuple[Name, ...], bool]:
    own = await world.addresses(domain)
    if not own:
        raise CannotLook(f"{domain} has no address")
    found = [Name(domain, own)]
    if _is_address(domain) or "." not in domain:
        return tuple(found), False
    _, anybody = await world.dns.addresses(f"launchready-{secrets.token_hex(6)}.{domain}")
    for label in SUBDOMAINS:
        _, addresses = await world.dns.addresses(f"{label}.{domain}")
        if addresses and set(addresses) != set(anybody):
            found.append(Name(f"{label}.{domain}", addresses))
    return tuple(found), bool(anybody)


def _moved(front: Reply, hosts: list[str]) -> tuple[str, str, str] | None:
    """Scheme, host and port to which the front page sends its visitors, where that is one of the known names."""
    if not isinstance(front, Answer) or front.status not in REDIRECTS:
        return None
    target = urlsplit(front.header("Location") or "")
    if target.scheme not in {"http", "https"} or target.hostname not in hosts:
        return None
    return target.scheme, target.hostname, f":{target.port}" if target.port else ""


def _page(reply: Reply) -> tuple[str, tuple[str, ...]]:
    """The title of a page and the paths on its own host that it links to."""
    if not isinstance(reply, Answer) or "html" not in (reply.header("Content-Type") or "html"):
        return "", ()
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415 - imported by `init` alone

    page = LexborHTMLParser(reply.body)
    heading = page.css_first("title")
    links: dict[str, None] = {}
    for anchor in page.css("a[href]")[:MOST_LINKS]:
        target = urlsplit(anchor.attributes.get("href") or "")
        if target.hostname in {None, reply.request.host} and LINK.fullmatch(target.path):
            links.setdefault(target.path)
    return heading.text(strip=True) if heading else "", tuple(links)


async def _api(world: "World", bases: list[str]) -> tuple[str | None, ApiFacts | None, tuple[str, ...]]:
    tried: list[str] = []
    for base in bases:
        for place in OPENAPI_PLACES:
            reply = await world.send(Request(base + place))
            if not isinstance(reply, Answer) or reply.status != OK:
                tried.append(reply.line())
                continue
            try:
                return urlsplit(base).hostname, await read("api", reply), tuple(tried)
            except CannotLook as unread:
                tried.append(str(unread))
    return None, None, tuple(tried)


async def _health(world: "World", base: str, api: ApiFacts | None) -> str | None:
    if api is not None:
        paths = [one.path for one in api.operations if one.method == "GET" and not one.places]
        named = [path for path in paths if _says_health(path)]
        if named:
            return min(named, key=lambda path: (HEALTH_WORDS.index(path.rsplit("/", 1)[-1]), len(path)))
    for place in HEALTH_PLACES:
        reply = await world.send(Request(base + place))
        if isinstance(reply, Answer) and reply.status == OK and "html" not in (reply.header("Content-Type") or ""):
            return place
    return None


def _says_health(path: str) -> bool:
    """Whether a path is of the whole product's health; `/auths/mfa/status` tells how one thing of many stands."""
    *before, last = [part for part in path.split("/") if part and part != "api" and not VERSION.fullmatch(part)] or [""]
    return last in HEALTH_WORDS[:SURE] or (last in HEALTH_WORDS and not before)


async def _mail_hosts(world: "World", domain: str) -> tuple[str, ...]:
    records = (await world.dns.query(domain, "MX")).records
    return tuple(one for one in records if not NULL_MX.fullmatch(one))


async def _selectors(world: "World", domain: str) -> tuple[str, ...]:
    def is_key(records: RecordSet) -> bool:
        return any("p=" in record for record in records.records)

    names = [(one, await world.dns.query(f"{one}._domainkey.{domain}", "TXT")) for one in DKIM_SELECTORS]
    return tuple(one for one, records in names if is_key(records))
