"""Writes the list of routes that caches keep or must not keep, for people to read: each with its reason and what was seen."""

from collections import Counter
from collections.abc import Callable

from launchready.remedy.cache._plan import Plan, spoken
from launchready.remedy.cache._routes import Judged, Route, Rule

SAYS = ("Cache-Control", "CDN-Cache-Control", "Surrogate-Control", "Vary", "Set-Cookie")
CACHES = ("CF-Cache-Status", "X-Cache", "Cache-Status", "X-Cache-Status", "X-Vercel-Cache", "X-Proxy-Cache")
MOST = 3
Told = tuple[tuple[Route, Judged], ...]
Row = Callable[[Route, Judged], tuple[str, ...]]


def render(plan: Plan) -> str:
    """The page: what is kept out, what may be kept and for how long, and what was not seen."""
    out, may, unseen = (plan.of(rule) for rule in (Rule.OUT, Rule.MAY, Rule.UNSEEN))
    lines = [
        f"# What caches may keep of {plan.product}",
        "",
        (
            f"Written by `launchready export cache` from what the run {plan.run} saw, and from nothing else. Who was given what "
            "is told by what stood in the answers; headers are what they say, and no proof."
        ),
        "",
        (
            f"{len(out)} routes are kept out, {len(may)} may be kept, {len(unseen)} were not seen well enough to tell. "
            f"{plan.changes} operations are asked for by other methods than GET; no cache keeps them."
        ),
        "",
        f"## Kept out ({len(out)})",
        "",
        *_table(out, ("route", "why", "asked by", "its headers", "the cache"), _row),
        f"## May be kept ({len(may)})",
        "",
        *_table(may, ("route", "for how long", "why", "its headers", "the cache"), _timed),
        f"## Not seen ({len(unseen)})",
        "",
        *[f"- `{route.name}`: {judged.because}" for route, judged in unseen],
        *([""] if unseen else []),
        "## Rules",
        "",
        "`launchready export cache --for caddy|nginx|cloudflare` writes them for the edge. What is not seen stays out there too.",
    ]
    return "\n".join(lines) + "\n"


def _table(told: Told, names: tuple[str, ...], row: Row) -> list[str]:
    if not told:
        return ["None.", ""]
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    return [*lines, *(f"| {' | '.join(map(_cell, row(route, judged)))} |" for route, judged in told), ""]


def _row(route: Route, judged: Judged) -> tuple[str, ...]:
    return f"`{route.name}`", judged.because, _askers(route), _headers(route), _cache(route)


def _timed(route: Route, judged: Judged) -> tuple[str, ...]:
    time = spoken(judged.seconds) if judged.seconds else "as long as you can bear it to be old"
    return f"`{route.name}`", time, judged.because, _headers(route), _cache(route)


def _askers(route: Route) -> str:
    """Who asked, and how each was answered."""
    by: dict[str, Counter[int]] = {}
    for one in route.fetches:
        by.setdefault(one.by, Counter())[one.status] += 1
    told = [f"{who} ({', '.join(str(status or 'no answer') for status in sorted(found))})" for who, found in by.items()]
    return ", ".join(sorted(told)) or "nobody asked"


def _headers(route: Route) -> str:
    told = route.says(*SAYS)
    return "; ".join(told[:MOST]) + (f"; {len(told) - MOST} more" if len(told) > MOST else "") or "says nothing"


def _cache(route: Route) -> str:
    """What caches said that they did, and how old the oldest answer was."""
    told = Counter(f"{name}: {value}" for one in route.fetches for name, value in one.terms if name in CACHES)
    ages = [int(value) for one in route.fetches for name, value in one.terms if name == "Age" and value.isdigit()]
    words = [f"{what} ({many} times)" if many > 1 else what for what, many in told.most_common(MOST)]
    return "; ".join([*words, *([f"Age up to {max(ages)}"] if ages else [])]) or "says nothing"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
