"""Reads what rules at Cloudflare say of whole hosts: headers, visitors that are sent on, answers that are kept out of the cache."""

import re
from dataclasses import dataclass

from launchready.declare.model import Json
from launchready.observe.pick import pick

HEADERS = "http_response_headers_transform"
REDIRECTS = "http_request_dynamic_redirect"
CACHE = "http_request_cache_settings"
"""Phases of rulesets."""
EVERY = "true"
"""The expression of a rule that holds for every request."""
ONE = re.compile(r'\(?\s*http\.host\s+eq\s+"([^"\\]+)"\s*\)?')
SEVERAL = re.compile(r'\(?\s*http\.host\s+in\s+\{((?:\s*"[^"\\]+")+)\s*\}\s*\)?')
NAME = re.compile(r'"([^"]+)"')
TARGET = re.compile(r"https?://((?:[\w-]+\.)*[\w-]+)", re.IGNORECASE)
OTHERS = "*"
"""Every host that no rule names."""


@dataclass(frozen=True, slots=True)
class SetHeader:
    """A header that rules set on every answer of some hosts."""

    name: str
    value: str
    hosts: tuple[str, ...] = ()
    """Empty for every host."""
    but: tuple[str, ...] = ()
    """Hosts of which another rule says otherwise."""

    def is_of(self, host: str) -> bool:
        """Whether a host's answers carry it."""
        return (not self.hosts or host in self.hosts) and host not in self.but


@dataclass(frozen=True, slots=True)
class SetRedirect:
    """A host whose visitors are sent on."""

    host: str
    to: str
    """The host that they are sent to; empty where the rule does not say it plainly."""


@dataclass(frozen=True, slots=True)
class SetUncached:
    """A host none of whose answers may be kept."""

    host: str


def hosts_of(expression: str) -> frozenset[str] | None:
    """The hosts for all of whose requests a rule holds, OTHERS for every one; None where it looks at more than the host."""
    text = expression.strip()
    if text == EVERY:
        return frozenset({OTHERS})
    if one := ONE.fullmatch(text):
        return frozenset({one[1].lower()})
    several = SEVERAL.fullmatch(text)
    return frozenset(name.lower() for name in NAME.findall(several[1])) if several else None


def _enabled(rules: list[Json]) -> list[tuple[Json, frozenset[str] | None]]:
    live = (rule for rule in rules if pick(rule, "$.enabled") is not False)
    return [(rule, hosts_of(_text(rule, "$.expression"))) for rule in live]


def headers_of(rules: list[Json]) -> tuple[SetHeader, ...]:
    """The headers that rules set to a fixed value for whole hosts; of a name set twice the last holds, and what some answers alone
    get is left out.
    """
    held: dict[str, dict[str, str | None]] = {}
    spelled: dict[str, str] = {}
    for rule, hosts in _enabled(rules):
        named = pick(rule, "$.action_parameters.headers")
        for name, one in named.items() if isinstance(named, dict) else ():
            fixed = pick(one, "$.value") if pick(one, "$.operation") == "set" else None
            value = fixed if isinstance(fixed, str) and hosts is not None else None
            at = held.setdefault(name.lower(), {})
            spelled[name.lower()] = name
            if hosts is None or OTHERS in hosts:
                at.update(dict.fromkeys((*at, OTHERS), value))
            else:
                at.update(dict.fromkeys(sorted(hosts), value))
    found: list[SetHeader] = []
    for key, at in held.items():
        if (usual := at.get(OTHERS)) is not None:
            found.append(
                SetHeader(spelled[key], usual, (), tuple(one for one in at if one != OTHERS and at[one] != usual))
            )
        own = [(host, value) for host, value in at.items() if host != OTHERS and value is not None and value != usual]
        found += [SetHeader(spelled[key], value, (host,)) for host, value in own]
    return tuple(found)


def redirects_of(rules: list[Json]) -> tuple[SetRedirect, ...]:
    """The hosts all of whose visitors are sent on; the first rule that holds decides."""
    found: dict[str, SetRedirect] = {}
    for rule, hosts in _enabled(rules):
        target = _text(rule, "$.action_parameters.from_value.target_url.value")
        target = target or _text(rule, "$.action_parameters.from_value.target_url.expression")
        if hosts is None or _text(rule, "$.action") != "redirect":
            continue
        to = TARGET.search(target)
        for host in hosts - {OTHERS}:
            found.setdefault(host, SetRedirect(host, to[1].lower() if to and _is_plain(target, to) else ""))
    return tuple(found.values())


def _is_plain(target: str, to: re.Match[str]) -> bool:
    """Whether the address goes on with a path, or ends: `concat("https://", http.host, …)` names none."""
    return target[to.end() : to.end() + 1] in {"", "/", '"', "?", ":"}


def uncached_of(rules: list[Json]) -> tuple[SetUncached, ...]:
    """The hosts of which no answer may be kept; a later rule that may say otherwise takes it back."""
    found: dict[str, bool] = {}
    for rule, hosts in _enabled(rules):
        says = pick(rule, "$.action_parameters.cache")
        if hosts is None or OTHERS in hosts:
            if says is not False:
                found.clear()
        elif says is not None:
            found.update(dict.fromkeys(sorted(hosts), says is False))
    return tuple(SetUncached(host) for host, out in found.items() if out)


def _text(value: Json, path: str) -> str:
    found = pick(value, path)
    return found if isinstance(found, str) else ""
