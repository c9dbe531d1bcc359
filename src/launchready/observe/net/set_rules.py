"""Rules at Cloudflare as they are set, phase by phase, and the addresses at which it can be seen whether they are in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.http import Answer, Request
from launchready.observe.net.allowance import left_out
from launchready.observe.net.edge_rules import CACHE, HEADERS, REDIRECTS, hosts_of
from launchready.observe.net.rule_words import Asked, holds, paths_in
from launchready.observe.pick import pick

if TYPE_CHECKING:
    from launchready.observe.world import World

FIREWALL = "http_request_firewall_custom"
RATES = "http_ratelimit"
REWRITES = "http_request_transform"
"""Further phases of rulesets; the last changes the path that those after it look at."""
CHALLENGES = frozenset({"managed_challenge", "js_challenge", "challenge"})
STOPS = frozenset({"block", *CHALLENGES})
"""Actions with which a visitor does not get to the product."""
SKIP = "skip"
MOST_SPOTS = 40
LONGEST = 60
"""Characters of an expression that name a rule."""


@dataclass(frozen=True, slots=True)
class SetRule:
    """One rule that is switched on."""

    phase: str
    place: int
    """Its place among the rules of the phase, from 1."""
    expression: str
    action: str
    description: str = ""
    headers: tuple[tuple[str, str | None], ...] = ()
    """The headers that it changes, None where it is to no fixed value."""
    to: str | None = None
    """The fixed address that it sends visitors on to; empty for one that is made up for each, None where it sends nobody."""
    kept: bool | None = None
    """Whether answers may be kept; None where it says nothing of that."""
    status: int = 403
    """What a block is answered with."""
    most: int = 0
    """Requests that pass within the period; 0 where it counts none."""
    period: int = 0
    by: tuple[str, ...] = ()
    """What it counts by."""
    counts_else: bool = False
    """Whether it counts other requests than those it stops."""

    @property
    def name(self) -> str:
        """For people; two of one phase do not share it."""
        words = self.description or " ".join(self.expression.split())
        short = words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
        return f"rule {self.place} of {self.phase} ({short})"

    @property
    def is_of_paths(self) -> bool:
        """Whether it looks at more than the host."""
        return hosts_of(self.expression) is None

    @property
    def stops(self) -> bool:
        """Whether it keeps visitors from the product."""
        return self.phase == FIREWALL and self.action in STOPS

    def holds(self, asked: Asked) -> bool | None:
        """Whether it is about a request."""
        return holds(self.expression, asked)


@dataclass(frozen=True, slots=True)
class Spot:
    """What a visitor who does not sign in meets at one address that a rule speaks of."""

    asked: Asked
    line: str
    status: int
    """0 where nothing came back."""
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    curl: str

    def header(self, name: str) -> str | None:
        """The first header of that name, None where it is not there."""
        return next((value for key, value in self.headers if key == name), None)


def rules_of(phase: str, rules: list[Json]) -> tuple[SetRule, ...]:
    """Those that are switched on, in the order in which they hold."""
    return tuple(_rule(phase, place, one) for place, one in enumerate(rules, 1) if pick(one, "$.enabled") is not False)


def _rule(phase: str, place: int, rule: Json) -> SetRule:
    named = pick(rule, "$.action_parameters.headers")
    sent = _text(rule, "$.action") == "redirect"
    kept = pick(rule, "$.action_parameters.cache")
    counting = _text(rule, "$.ratelimit.counting_expression")
    by = pick(rule, "$.ratelimit.characteristics")
    return SetRule(
        phase,
        place,
        _text(rule, "$.expression"),
        _text(rule, "$.action"),
        _text(rule, "$.description"),
        tuple((name, _fixed(one)) for name, one in named.items()) if isinstance(named, dict) else (),
        _text(rule, "$.action_parameters.from_value.target_url.value") if sent else None,
        kept if isinstance(kept, bool) else None,
        _number(rule, "$.action_parameters.response.status_code") or 403,
        _number(rule, "$.ratelimit.requests_per_period"),
        _number(rule, "$.ratelimit.period"),
        tuple(one for one in by if isinstance(one, str)) if isinstance(by, list) else (),
        counts_else=bool(counting and counting != _text(rule, "$.expression"))
        or pick(rule, "$.ratelimit.requests_to_origin") is True,
    )


def _fixed(header: Json) -> str | None:
    return (_text(header, "$.value") or None) if _text(header, "$.operation") == "set" else None


def _text(value: Json, path: str) -> str:
    found = pick(value, path)
    return found if isinstance(found, str) else ""


def _number(value: Json, path: str) -> int:
    found = pick(value, path)
    return int(found) if isinstance(found, int | float) and not isinstance(found, bool) else 0


def addresses_of(rules: Iterable[SetRule], hosts: tuple[str, ...]) -> tuple[Asked, ...]:
    """The addresses at which rules that we read hold, by their own words: paths, or for a rule that stops visitors a whole host."""
    found: list[Asked] = []
    for one in rules:
        if not one.stops and not (one.phase in {HEADERS, REDIRECTS, CACHE} and one.is_of_paths):
            continue
        paths = paths_in(one.expression) or (("/",) if one.stops else ())
        asked = [Asked(host, path) for host in hosts for path in paths]
        found += [spot for spot in asked if one.holds(spot)]
    return tuple(dict.fromkeys(found))


async def seen_at(world: "World", asked: tuple[Asked, ...]) -> tuple[tuple[Spot, ...], tuple[str, ...]]:
    """What comes at each, and a line on those beyond the number that is asked for."""
    spots: list[Spot] = []
    for one in asked[:MOST_SPOTS]:
        request = Request(f"https://{one.host}{one.path}")
        reply = await world.send(request)
        headers = tuple((key.lower(), value) for key, value in reply.headers) if isinstance(reply, Answer) else ()
        status = reply.status if isinstance(reply, Answer) else 0
        spots.append(Spot(one, reply.line(), status, headers, world.curl(request)))
    names = (f"{one.host}{one.path}" for one in asked[MOST_SPOTS:])
    return tuple(spots), left_out(names, "addresses of rules", f"{MOST_SPOTS} were asked for")
