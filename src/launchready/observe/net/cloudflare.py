"""Reads from Cloudflare's API what the owner set there: the zone, its settings, records and rules. Never writes."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from launchready.declare.model import CloudflareZone, Json
from launchready.observe.errors import CannotLook
from launchready.observe.http import Request, Silence
from launchready.observe.net.edge_rules import (
    CACHE,
    HEADERS,
    REDIRECTS,
    SetHeader,
    SetRedirect,
    SetUncached,
    headers_of,
    redirects_of,
    uncached_of,
)
from launchready.observe.net.set_rules import FIREWALL, RATES, REWRITES, SetRule, rules_of
from launchready.observe.pick import pick
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

SETTINGS = (
    *("ssl", "always_use_https", "min_tls_version", "tls_1_3", "security_header"),
    "tls_client_auth",
)
"""The settings whose effect can be seen from outside."""
CONFIG = "http_config_settings"
"""The phase of rulesets that changes settings for some requests."""
PHASES = (REDIRECTS, REWRITES, FIREWALL, RATES, CACHE, HEADERS)
"""The phases of rules whose effect is looked for at addresses, in about the order in which they come."""
PAGE, PAGES = 100, 20
"""So many records an answer, and so many answers at most."""
OK = 200
NONE_SUCH = 404
"""The API's answer for a phase in which nobody wrote a rule."""


@dataclass(frozen=True, slots=True)
class SetRecord:
    """A DNS record as it is set."""

    name: str
    type: str
    content: str
    priority: int | None
    proxied: bool


@dataclass(frozen=True, slots=True)
class SetZone:
    """What the owner set."""

    id: str
    name: str
    kind: str
    """`full` where Cloudflare is the zone's name server, `partial` where names are handed over one by one."""
    status: str
    """`active` where the zone is in force."""
    paused: bool
    plan: str
    name_servers: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    """Names and values; a value that is no text is JSON."""
    records: tuple[SetRecord, ...]
    headers: tuple[SetHeader, ...]
    changed: tuple[str, ...] | None
    """The settings that rules change for some requests; None where the rules could not all be read."""
    unread: tuple[str, ...]
    """What could not be read, each with its reason."""
    curl: str
    """Asks for the settings; the token is left to the shell."""
    sent: tuple[SetRedirect, ...] = ()
    """Hosts whose visitors a rule sends on, whatever they ask for."""
    uncached: tuple[SetUncached, ...] = ()
    """Hosts whose answers a rule keeps out of the cache, all of them."""
    rules: tuple[SetRule, ...] = ()
    """Rules of every phase that is read, in the order in which they hold."""
    allowed: str = ""
    """Why a rule that stops visitors might let us by all the same; empty where nothing does."""
    is_developing: bool = False
    """Whether the cache is switched off for a while."""

    def setting(self, name: str) -> str | None:
        """The value of a setting, None where it could not be read."""
        return dict(self.settings).get(name)


@dataclass(frozen=True, slots=True)
class ZoneSet(Question[SetZone]):
    """What did the owner set at Cloudflare?"""

    async def ask(self, world: "World") -> SetZone:
        """Reads, with the declared token."""
        declared = world.declaration.edge.cloudflare
        if declared is None:
            raise CannotLook("launch.toml names no zone at Cloudflare ([edge.cloudflare])")
        api = _Api(world, declared)
        zone = await _zone(api, declared, world.declaration.product.domain)
        number = _text(zone, "$.id")
        settings = [(name, await api.maybe(f"/zones/{number}/settings/{name}")) for name in SETTINGS]
        phases = {phase: await _rules(api, number, phase) for phase in PHASES}
        rules = tuple(one for phase in PHASES for one in rules_of(phase, phases[phase]))
        allowed = await _allowed(api, number) if any(one.stops for one in rules) else ""
        return SetZone(
            number,
            _text(zone, "$.name"),
            _text(zone, "$.type"),
            _text(zone, "$.status"),
            pick(zone, "$.paused") is True,
            _text(zone, "$.plan.legacy_id"),
            (*_texts(pick(zone, "$.name_servers")), *_texts(pick(zone, "$.vanity_name_servers"))),
            tuple((name, _plain(pick(one, "$.value"))) for name, one in settings if one is not None),
            await _records(api, number),
            headers_of(phases[HEADERS]),
            await _changed(api, number),
            tuple(api.unread),
            f'curl -H "Authorization: Bearer $TOKEN" {declared.api.rstrip("/")}/zones/{number}/settings/ssl',
            redirects_of(phases[REDIRECTS]),
            uncached_of(phases[CACHE]),
            rules,
            allowed,
            pick(zone, "$.development_mode") not in {None, 0},
        )


class _Api:
    """Cloudflare's API, read with one token."""

    def __init__(self, world: "World", zone: CloudflareZone) -> None:
        self._world = world
        self._base = zone.api.rstrip("/")
        self._token = world.secrets.resolve(zone.token)
        self.unread: list[str] = []

    async def read(self, path: str, *, none_such: bool = False) -> Json:
        """The answer's `result`; None with `none_such` where there is nothing of the kind.

        Raises:
            CannotLook: the API did not answer, refused the token, or answered with what is not its form.
        """
        reply = await self._world.send(
            Request(f"{self._base}{path}", headers=(("Authorization", f"Bearer {self._token}"),))
        )
        if isinstance(reply, Silence):
            raise CannotLook(reply.line())
        if none_such and reply.status == NONE_SUCH:
            return None
        try:
            body: Json = json.loads(reply.body)
        except ValueError:
            raise CannotLook(f"{reply.line()}: this is not an answer of Cloudflare's API") from None
        if reply.status != OK or not isinstance(body, dict) or body.get("success") is not True:
            raise CannotLook(f"{reply.line()}: {_text(body, '$.errors[0].message') or 'no reason is given'}")
        return body.get("result")

    async def maybe(self, path: str, *, none_such: bool = False) -> Json:
        """The same; None, and remembered, where it cannot be read."""
        try:
            return await self.read(path, none_such=none_such)
        except CannotLook as refused:
            self.unread.append(str(refused))
            return None


async def _zone(api: _Api, declared: CloudflareZone, domain: str) -> Json:
    """The declared zone, or the one that the domain lies in: `shop.example.com` lies in `example.com`."""
    if declared.zone is not None:
        return await api.read(f"/zones/{declared.zone}")
    labels = domain.split(".")
    for first in range(len(labels) - 1):
        found = await api.read(f"/zones?{urlencode({'name': '.'.join(labels[first:])})}")
        if isinstance(found, list) and found:
            return found[0]
    raise CannotLook(
        f"the token sees no zone of {domain} at Cloudflare: give [edge.cloudflare].zone, or a token that may"
    )


async def _records(api: _Api, zone: str) -> tuple[SetRecord, ...]:
    found: list[SetRecord] = []
    for page in range(1, PAGES + 1):
        part = await api.maybe(f"/zones/{zone}/dns_records?{urlencode({'page': page, 'per_page': PAGE})}")
        several = part if isinstance(part, list) else []
        found += [
            SetRecord(
                _text(one, "$.name").lower(),
                _text(one, "$.type"),
                _text(one, "$.content"),
                int(priority) if isinstance(priority := pick(one, "$.priority"), int | float) else None,
                pick(one, "$.proxied") is True,
            )
            for one in several
        ]
        if len(several) < PAGE:
            return tuple(found)
    api.unread.append(f"more than {PAGE * PAGES} records: the rest was not read")
    return tuple(found)


async def _rules(api: _Api, zone: str, phase: str) -> list[Json]:
    """The rules of a phase, in the order in which they hold."""
    rules = pick(await api.maybe(f"/zones/{zone}/rulesets/phases/{phase}/entrypoint", none_such=True), "$.rules")
    return rules if isinstance(rules, list) else []


async def _allowed(api: _Api, zone: str) -> str:
    """Addresses that pass every rule may be ours."""
    found = await api.maybe(f"/zones/{zone}/firewall/access_rules/rules?{urlencode({'mode': 'whitelist'})}")
    if found is None:
        return "whether IP access rules let our address by could not be read"
    several = found if isinstance(found, list) else []
    names = ", ".join(_text(one, "$.configuration.value") for one in several)
    return f"IP access rules let some by ({names}), and we may be among them" if several else ""


async def _changed(api: _Api, zone: str) -> tuple[str, ...] | None:
    before = len(api.unread)
    rules = await _rules(api, zone, CONFIG)
    pages = await api.maybe(f"/zones/{zone}/pagerules?{urlencode({'status': 'active'})}")
    if len(api.unread) > before:
        return None
    changed: list[str] = []
    for rule in rules:
        told = pick(rule, "$.action_parameters")
        changed += told if isinstance(told, dict) and pick(rule, "$.enabled") is not False else ()
    for page in pages if isinstance(pages, list) else []:
        actions = pick(page, "$.actions")
        changed += [_text(one, "$.id") for one in actions] if isinstance(actions, list) else ()
    return tuple(sorted(set(changed)))


def _text(value: Json, path: str) -> str:
    found = pick(value, path)
    return found if isinstance(found, str) else ""


def _texts(value: Json) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _plain(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)
