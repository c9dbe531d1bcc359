"""Compares what is set at the edge with what is seen from outside, setting by setting."""

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from launchready.observe.net.cloudflare import SetRecord
from launchready.observe.net.in_force import Front, InForce, Resolved
from launchready.observe.net.offers import Shake
from launchready.observe.net.redirects import End
from launchready.observe.net.zonefile import plain
from launchready.stages.s4_edge._compared import CACHE_STATUS, KEPT, Compared
from launchready.stages.s4_edge._rules import ruled_paths

VERSIONS = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
MAX_AGE = re.compile(r"(?:^|;)\s*max-age\s*=\s*\"?(\d+)", re.IGNORECASE)
PLANS = ("free", "pro", "business", "enterprise")
CLEAR = {"off": "nothing is encrypted", "flexible": "the edge asks the origin without encryption"}
"""Values of `ssl` with which the second half of the way is open."""


def compared(at: InForce, plan: str | None) -> Iterator[Compared]:
    """Everything that could be compared; what could not be seen is left out."""
    yield from _zone(at, plan)
    for front in at.fronts:
        yield from _front(at, front)
        yield from _tls(at, front)
    for said in ruled_paths(at):
        yield said.compared
    for one in at.resolved:
        yield from _records(at, one)
    if at.zone.setting("tls_client_auth") == "on" and at.opened is not None:
        first = at.opened[0] if at.opened else None
        yield Compared(
            "setting tls_client_auth",
            "the origin is asked with the edge's client certificate",
            f"{first.address} serves the product to who shows none" if first else "the origin refuses who shows none",
            first is None,
            first.curl if first else "",
        )


def _zone(at: InForce, plan: str | None) -> Iterator[Compared]:
    zone = at.zone
    state = f"the zone {zone.name} is {zone.status}{' and paused' if zone.paused else ''}"
    proxied = any(one.proxied for one in zone.records)
    if zone.status:
        agrees = zone.status == "active" and not (zone.paused and proxied)
        yield Compared("zone", "names are proxied" if proxied else "the zone is set up", state, agrees, zone.curl)
    served = at.servers.served
    if zone.kind == "full" and zone.name_servers and served.known:
        wanted = {one.lower().rstrip(".") for one in zone.name_servers}
        yield Compared(
            "name servers",
            f"{zone.name} is served by {', '.join(sorted(wanted))}",
            f"NS {', '.join(served.records) or served.state}",
            bool(set(served.records) & wanted),  # others beside them may be a second provider's
            at.servers.dig,
        )
    if plan and zone.plan in PLANS:
        told = f"launch.toml says the plan is {plan}"
        yield Compared("plan", told, f"the zone's plan is {zone.plan}", plan == zone.plan, zone.curl)


def _front(at: InForce, front: Front) -> Iterator[Compared]:
    zone = at.zone
    if zone.setting("always_use_https") == "on" and front.plain.end is not End.SILENT and front.plain.hops:
        first = front.plain.hops[0]
        agrees = first.location.startswith("https://")
        line = front.plain.line()
        yield Compared(
            f"setting always_use_https at {front.host}", "always_use_https is on", line, agrees, front.plain.curl
        )
    if front.headers is None:
        return
    value = zone.setting("ssl") or ""
    if (open_way := CLEAR.get(value)) is not None and zone.changed is not None and "ssl" not in zone.changed:
        told = f"ssl is {value}: {open_way}"
        seen = f"visitors are promised encryption: https://{front.host}/ answers, {front.line}"
        yield Compared(f"setting ssl at {front.host}", told, seen, agrees=False, command=zone.curl)
    yield from _ruled(at, front)
    ruled = {one.name.lower() for one in zone.headers if one.is_of(front.host)}
    if (age := _hsts(zone.setting("security_header"))) is not None and "strict-transport-security" not in ruled:
        seen_value = front.header("strict-transport-security")
        found = MAX_AGE.search(seen_value or "")
        yield Compared(
            f"setting security_header at {front.host}",
            f"Strict-Transport-Security is on, with max-age={age}",
            f"Strict-Transport-Security: {seen_value}" if seen_value else "no Strict-Transport-Security",
            found is not None and int(found[1]) == age,
            front.curl,
        )


def _ruled(at: InForce, front: Front) -> Iterator[Compared]:
    """What rules say of a whole host, beside the answer that a visitor gets there."""
    for rule in at.zone.headers:
        if rule.is_of(front.host):
            held = front.header(rule.name.lower())
            seen = f"{rule.name}: {held}" if held is not None else f"no {rule.name}"
            told = f"a rule sets {rule.name}: {rule.value} on every answer"
            yield Compared(f"header {rule.name} at {front.host}", told, seen, held == rule.value, front.curl)
    for sent in at.zone.sent:
        if sent.host == front.host:
            location = front.header("location") or ""
            to = (urlsplit(location).hostname or "") if location else ""
            told = f"a rule sends whoever comes to {sent.host} on{f' to {sent.to}' if sent.to else ''}"
            agrees = bool(location) and (not sent.to or to == sent.to)
            yield Compared(
                f"redirect of {front.host}",
                told,
                f"{front.line}{f', to {location}' if location else ''}",
                agrees,
                front.curl,
            )
    for out in at.zone.uncached:
        status = front.header(CACHE_STATUS)
        if out.host == front.host and status is not None:
            told = f"a rule keeps every answer of {out.host} out of the cache"
            agrees = status.strip().upper() not in KEPT
            yield Compared(f"cache of {front.host}", told, f"{CACHE_STATUS}: {status}", agrees, front.curl)


def _hsts(setting: str | None) -> int | None:
    """Seconds for which the edge is told to insist on HTTPS; None where it is not told to."""
    try:
        value = json.loads(setting or "null")
        held = value["strict_transport_security"]
        return int(held["max_age"]) if held["enabled"] else None
    except (ValueError, KeyError, TypeError):
        return None


def _tls(at: InForce, front: Front) -> Iterator[Compared]:
    taken = {one.version for one in front.offers if one.shake is Shake.DONE}
    refused = {one.version for one in front.offers if one.shake is Shake.REJECTED}
    if not taken:
        return  # nothing at all was spoken: the probe, not the server, may be at fault
    least = f"TLSv{number}" if (number := at.zone.setting("min_tls_version")) not in {None, "1.0"} else ""
    if least in VERSIONS:
        older = [one for one in VERSIONS[: VERSIONS.index(least)] if one in taken]
        seen = f"{' and '.join(older) or 'nothing older'} is taken"
        place = f"setting min_tls_version at {front.host}"
        yield Compared(place, f"min_tls_version is {number}", seen, not older, _hello(front, older))
    newest = at.zone.setting("tls_1_3")
    if newest in {"on", "zrt", "off"} and "TLSv1.3" in taken | refused:
        place = f"setting tls_1_3 at {front.host}"
        spoken = "TLSv1.3" in taken
        seen = f"TLS 1.3 is {'taken' if spoken else 'refused'}"
        yield Compared(place, f"tls_1_3 is {newest}", seen, spoken == (newest != "off"), _hello(front, ["TLSv1.3"]))


def _hello(front: Front, versions: list[str]) -> str:
    return dict(front.openssl).get(versions[0] if versions else "TLSv1.2", "")


def _records(at: InForce, one: Resolved) -> Iterator[Compared]:
    """A proxied record must not be seen as it is; one that is not proxied must."""
    name, kind = one.served.name, one.served.type
    held = [record for record in at.zone.records if (record.name, record.type) == (name, kind)]
    if not one.served.known or (kind == "CNAME" and (name == at.zone.name or any(record.proxied for record in held))):
        return  # a CNAME that is proxied, or at the zone's top, is answered with addresses
    served = {plain(data, kind) for data in one.served.records}
    told = "; ".join(_said(record) for record in held)
    seen = f"{name} {kind} {'; '.join(one.served.records) or one.served.state}"
    if any(record.proxied for record in held):
        shown = [record for record in held if plain(record.content, kind) in served]
        yield Compared(f"record {name} {kind}", f"{told}, proxied", seen, not shown, one.dig)
    else:
        missing = [record for record in held if plain(_data(record), kind) not in served]
        yield Compared(f"record {name} {kind}", f"{told}, not proxied", seen, not missing, one.dig)


def _data(record: SetRecord) -> str:
    return f"{record.priority} {record.content}" if record.type == "MX" else record.content


def _said(record: SetRecord) -> str:
    return f"{record.name} {record.type} {_data(record)}"
