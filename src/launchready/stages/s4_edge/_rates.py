"""Compares the rules of rates that are set at Cloudflare with what a flood met."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.observe.limits.surge import Surge
from launchready.observe.net.rule_words import Asked
from launchready.observe.net.set_rules import FIREWALL, RATES, SKIP, STOPS, SetRule

COUNTED_BY = frozenset({"ip.src", "cf.colo.id"})
"""Rules that count by these count what comes from one place."""


@dataclass(frozen=True, slots=True)
class Rated:
    """What is set for the requests of one flood."""

    held: tuple[str, ...]
    """Rules that more requests than they let through came past, or would have."""
    unread: tuple[str, ...]
    """Rules of which it cannot be told whether they are about these requests, or how they count."""


def rated(rules: tuple[SetRule, ...], surge: Surge) -> Rated:
    """The rules that a flood should have met."""
    parts = urlsplit(surge.url)
    asked = Asked(parts.hostname or "", parts.path or "/", surge.operation.partition(" ")[0])
    skipped = any(one.phase == FIREWALL and one.action == SKIP and one.holds(asked) is not False for one in rules)
    held: list[str] = []
    unread: list[str] = []
    for rule in rules:
        if rule.phase != RATES or (about := rule.holds(asked)) is False:
            continue
        plain = rule.most > 0 and rule.period > 0 and not rule.counts_else and set(rule.by) <= COUNTED_BY
        if about is None or not plain or skipped or rule.action not in STOPS:
            unread.append(rule.name)
        elif _within(surge, rule.period) > rule.most:
            held.append(f"{rule.name}: {rule.most} within {rule.period} s from one address")
    return Rated(tuple(held), tuple(unread))


def _within(surge: Surge, period: int) -> float:
    """Requests of a flood within a rule's period, were they sent evenly."""
    return surge.sent * min(1.0, period / max(surge.seconds, 1.0))
