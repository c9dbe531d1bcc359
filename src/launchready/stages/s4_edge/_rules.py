"""Compares rules of paths, and rules that stop visitors, with what is met at the addresses they speak of."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from launchready.observe.net.cloudflare import SetZone
from launchready.observe.net.edge_rules import CACHE, HEADERS, OTHERS, REDIRECTS, hosts_of
from launchready.observe.net.in_force import InForce
from launchready.observe.net.set_rules import CHALLENGES, FIREWALL, RATES, REWRITES, SKIP, SetRule, Spot
from launchready.stages.s4_edge._compared import CACHE_STATUS, KEPT, Compared

OK, MOVED, NOT_THERE = range(200, 300), range(300, 400), 404
NEVER = "DYNAMIC"
"""What Cloudflare says of an answer that nothing makes fit to be kept."""


@dataclass(frozen=True, slots=True)
class Said:
    """One rule, and what was seen of it."""

    rule: SetRule
    compared: Compared


def ruled_paths(at: InForce) -> Iterator[Said]:
    """Every rule that could be compared at an address; of two that say otherwise the one that holds in the end counts."""
    for spot in at.spots:
        if spot.status:
            yield from _at(at.zone, spot)


def uncompared(at: InForce) -> tuple[str, ...]:
    """Rules that are compared with nothing, and why, each line with its number."""
    compared = {one.rule for one in ruled_paths(at)}
    hosts = {one.host for one in at.fronts if one.headers is not None}
    left = [one for one in at.zone.rules if one.phase in {FIREWALL, HEADERS, REDIRECTS, CACHE}]
    left = [one for one in left if one not in compared and not _is_of_a_front(one, hosts) and one.action != SKIP]
    rates = [one for one in at.zone.rules if one.phase == RATES]
    lines = []
    if left:
        why = "they hang on what we do not read, or another rule or the answer leaves it open"
        lines.append(f"{len(left)} rules ({', '.join(one.name for one in left)}): {why}")
    if any(one.stops for one in at.zone.rules) and at.zone.allowed:
        lines.append(f"rules that stop visitors: {at.zone.allowed}")
    if rates:
        lines.append(
            f"{len(rates)} rules of rates: what a flood met of them is told by edge.flood-meets-no-rule, which needs touch = load"
        )
    return (*lines, *at.unasked)


def _is_of_a_front(rule: SetRule, hosts: set[str]) -> bool:
    """Whether it is about a whole host that is looked at, and so compared there."""
    named = hosts_of(rule.expression)
    return rule.phase != FIREWALL and named is not None and (OTHERS in named or bool(named & hosts))


def _at(zone: SetZone, spot: Spot) -> Iterator[Said]:
    sent = _redirect(zone, spot)
    if sent is not None:
        if sent.rule.is_of_paths:
            yield sent
        return
    if any(one.holds(spot.asked) is not False for one in zone.rules if one.phase in {REDIRECTS, REWRITES}):
        return  # it may be sent on, or be another path for all rules that follow
    stopped = _stopped(zone, spot)
    if stopped is not None:
        yield stopped
    if any(one.stops and one.holds(spot.asked) for one in zone.rules):
        return
    if spot.status in OK:
        yield from _headers(zone, spot)
        yield from _cache(zone, spot)


def _redirect(zone: SetZone, spot: Spot) -> Said | None:
    """The first rule that holds decides; none is told where one before it may."""
    for rule in zone.rules:
        if rule.phase != REDIRECTS or (held := rule.holds(spot.asked)) is False:
            continue
        if held is None or rule.to is None or spot.status not in {*OK, *MOVED, NOT_THERE}:
            return None
        location = spot.header("location") or ""
        there = urljoin(f"https://{spot.asked.host}{spot.asked.path}", location)
        agrees = spot.status in MOVED and bool(location) and (not rule.to or _same(there, rule.to))
        told = f"{rule.name} sends visitors of {spot.asked.path} on{f' to {rule.to}' if rule.to else ''}"
        return _said(rule, spot, told, f"{spot.line}{f', to {location}' if location else ''}", agrees=agrees)
    return None


def _same(one: str, other: str) -> bool:
    a, b = urlsplit(one), urlsplit(other)
    return (a.scheme, a.netloc.lower(), a.path or "/") == (b.scheme, b.netloc.lower(), b.path or "/")


def _stopped(zone: SetZone, spot: Spot) -> Said | None:
    """A rule that stops visitors, where nothing before it may let them by."""
    if zone.allowed:
        return None
    for rule in zone.rules:
        if rule.phase != FIREWALL or (held := rule.holds(spot.asked)) is False:
            continue
        if rule.action == SKIP:
            return None
        if rule.stops and held:
            challenged = spot.header("cf-mitigated") is not None
            agrees = challenged or (rule.action not in CHALLENGES and spot.status == rule.status)
            if not agrees and spot.status not in OK:
                return None  # the product may refuse as well, or another rule
            told = f"{rule.name} stops whoever asks for {spot.asked.path} ({rule.action})"
            return _said(rule, spot, told, spot.line, agrees=agrees)
    return None


def _headers(zone: SetZone, spot: Spot) -> Iterator[Said]:
    """The last rule that sets a header counts; what one may change that we do not read is left open."""
    last: dict[str, tuple[SetRule, str, str | None]] = {}
    for rule in zone.rules:
        held = rule.holds(spot.asked) if rule.phase == HEADERS else False
        if held is not False:
            for name, value in rule.headers:
                last[name.lower()] = (rule, name, value if held else None)
    for key, (rule, name, value) in last.items():
        if value is not None and rule.is_of_paths:
            found = spot.header(key)
            told = f"{rule.name} sets {name}: {value} at {spot.asked.path}"
            seen = f"{name}: {found}" if found is not None else f"no {name}"
            yield _said(
                rule,
                spot,
                told,
                f"{spot.line}, {seen}",
                agrees=found is not None and found.strip() == value.strip(),
                what=f" {name}",
            )


def _cache(zone: SetZone, spot: Spot) -> Iterator[Said]:
    """The last rule that says whether answers may be kept."""
    last: tuple[SetRule, bool] | None = None
    for rule in zone.rules:
        if rule.phase == CACHE and rule.kept is not None and (held := rule.holds(spot.asked)) is not False:
            last = (rule, rule.kept) if held else None
    status = (spot.header(CACHE_STATUS) or "").strip().upper()
    if last is None or not status or not last[0].is_of_paths or (last[1] and zone.is_developing):
        return
    rule, kept = last
    told = f"{rule.name} {'lets the cache keep' if kept else 'keeps out of the cache'} what is at {spot.asked.path}"
    yield _said(
        rule,
        spot,
        told,
        f"{spot.line}, {CACHE_STATUS}: {status}",
        agrees=(status != NEVER) if kept else status not in KEPT,
    )


def _said(rule: SetRule, spot: Spot, told: str, seen: str, *, agrees: bool, what: str = "") -> Said:
    place = f"{rule.phase}{what} at {spot.asked.host}{spot.asked.path}"
    return Said(rule, Compared(place, told, seen, agrees, spot.curl))
