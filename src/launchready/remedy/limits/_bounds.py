"""Which routes of a product are bounded, how often, by what they are counted, and why: what every form is written from."""

import math
import re
from dataclasses import dataclass, field

from launchready.declare.model import Call, Declaration

ACCOUNT, USER, ADDRESS = "account", "user", "address"
MINUTE, HOUR = 60, 3600


@dataclass(frozen=True, slots=True)
class Route:
    """One operation that is worth flooding, as the run saw it or the declaration names it."""

    kind: str
    method: str
    path: str
    host: str
    source: str
    """`launch.toml` or the document's address."""
    inside: str = ""
    """The operation in the body, where one address carries every operation of an API (GraphQL); else empty."""

    @property
    def name(self) -> str:
        """As a reader knows it."""
        return f"{self.method} {self.path}{f' ({self.inside})' if self.inside else ''}"


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual for one kind of route."""

    counts: tuple[tuple[str, int, int], ...]
    """By what, how often, within how many seconds."""
    edge: int
    """How often one address may in a minute, at the edge: an office behind one address is no flood."""
    why: str


USUAL = {
    "sign-in": Usual(
        ((ACCOUNT, 5, MINUTE), (ADDRESS, 30, MINUTE)), 60, "lists of leaked passwords are tried within days of a launch"
    ),
    "sign-up": Usual(((ADDRESS, 10, HOUR),), 20, "each account is a mail, a row, and a free trial"),
    "reset": Usual(
        ((ACCOUNT, 3, HOUR), (ADDRESS, 10, HOUR)), 20, "each wish is a mail in somebody's box, and a code to guess"
    ),
    "reset-confirm": Usual(((ADDRESS, 10, HOUR),), 20, "the code in the mail must not be guessed"),
    "chat": Usual(((USER, 20, MINUTE),), 120, "each answer of the model costs money"),
    "upload": Usual(((USER, 10, MINUTE),), 60, "storage and what reads the files cost money by the piece"),
    "webhook": Usual(((ADDRESS, 300, MINUTE),), 600, "its address is no secret; far above what the sender needs"),
    "search": Usual(((USER, 60, MINUTE),), 300, "each search walks the database"),
    "costly": Usual(((USER, 10, MINUTE),), 60, "it sends, renders or calls what costs money"),
}
"""By kind, the most urgent first."""
SHARED = 1200
"""How often one address may in a minute call an address that carries every operation of an API: a page asks it many times."""
DOCUMENT = re.compile(r"\s*(?:mutation|query|subscription)\b\s*(?:\w+\s*)?(?:\([^{]*\)\s*)?\{\s*(?:\w+\s*:\s*)?(\w+)")


@dataclass(frozen=True, slots=True)
class Bound:
    """One count of one route."""

    route: Route
    by: str
    """ACCOUNT, USER or ADDRESS."""
    most: int
    seconds: int
    why: str
    declared: int = 0
    """The line of launch.toml that promises it; 0 where it is what is usual."""


@dataclass(frozen=True, slots=True)
class Plan:
    """All bounds of a product."""

    product: str
    run: str
    """The run whose operations were read; empty where there was none."""
    bounds: tuple[Bound, ...]
    edge: tuple[str, ...] = ()
    """The edge's addresses."""
    cloudflare_plan: str | None = None
    broken: frozenset[str] = field(default_factory=frozenset)
    """Routes (`POST /files`) and kinds at which the run met no limit."""

    def routes(self) -> tuple[Route, ...]:
        """Each route once, the most urgent kinds first."""
        return tuple(dict.fromkeys(one.route for one in self.bounds))

    def of(self, *kinds: str) -> tuple[Route, ...]:
        """The routes of these kinds that have an address of their own."""
        return tuple(one for one in self.routes() if one.kind in kinds and not one.inside)

    def shared(self) -> tuple[Route, ...]:
        """The routes whose address carries every operation of an API."""
        return tuple(one for one in self.routes() if one.inside)

    def at_the_edge(self, routes: tuple[Route, ...]) -> int:
        """How often one address may call these in a minute: what is usual, never less than five times what is promised."""
        promised = [
            math.ceil(5 * one.most * MINUTE / one.seconds)
            for one in self.bounds
            if one.route in routes and one.declared
        ]
        return max([SHARED if one.inside else USUAL[one.kind].edge for one in routes] + promised)

    def told_of_shared(self, mark: str, *, reads_body: bool = False) -> list[str]:
        """What is said beside the rule of an address that carries every operation, and what is left to the app."""
        routes = self.shared()
        addresses = ", ".join(dict.fromkeys(f"{one.method} {one.path}" for one in routes))
        kept = {one.route: one for one in reversed(self.bounds)}
        named = ", ".join(f"{one.inside} ({one.kind}: {often(kept[one])} by {kept[one].by})" for one in routes)
        if reads_body:
            return [
                f"{mark} {addresses} carries every operation of the API: only what names one of these in its body is counted.",
                f"{mark} The app bounds each by itself: {named}.",
            ]
        return [
            f"{mark} {addresses} carries every operation of the API, and the body is not read here: all of them are counted, far above",
            f"{mark} what pages ask for, so that floods alone are stopped. Left to the app, which reads the body: {named}.",
        ]

    def head(self, mark: str = "#") -> list[str]:
        """The first lines of every form."""
        seen = f"the operations that the run {self.run} saw" if self.run else "the declaration alone: no run was stored"
        return [
            f"{mark} Rate limits of {self.product}, written by `launchready export limits` from launch.toml and",
            f"{mark} {seen}. Read every line; write it again after the API has changed.",
        ]

    def note(self, route: Route) -> str:
        """That the last run met no limit there, as the end of a comment."""
        is_open = f"{route.method} {route.path}" in self.broken or route.kind in self.broken
        return "; THE LAST RUN MET NO LIMIT HERE" if is_open else ""


def plan(declaration: Declaration, routes: tuple[Route, ...], run: str, broken: frozenset[str]) -> Plan:
    """The bounds of routes: what launch.toml promises, and else what is usual for their kind."""
    known = {(one.method, one.path) for one in routes}
    extra = tuple(
        Route("costly", one.method, one.path, "", f"launch.toml line {one.line}")
        for one in declaration.limits
        if not any(one.is_of(*pair) for pair in known)
    )
    order = list(USUAL)
    bounds: list[Bound] = []
    for route in sorted((*routes, *extra), key=lambda one: order.index(one.kind)):
        usual, promised = USUAL[route.kind], declaration.limit(route.method, route.path)
        if route.inside and route.kind != "chat":
            promised = None  # what is promised of an address that all share is the chat's, which is declared by it
        for number, (by, most, seconds) in enumerate(usual.counts):
            if promised is not None and number == 0:
                bounds.append(Bound(route, by, promised.most, promised.seconds, usual.why, promised.line))
            elif promised is None or by != usual.counts[0][0]:
                bounds.append(Bound(route, by, most, seconds, usual.why))
    product = declaration.product
    return Plan(product.name, run, tuple(bounds), declaration.edge.addresses, product.cloudflare_plan, broken)


def inside(call: Call) -> str:
    """The operation that a declared call names in its body, where its address carries every one (GraphQL); else empty."""
    document = call.json.get("query") if isinstance(call.json, dict) else None
    found = DOCUMENT.match(document) if isinstance(document, str) else None
    return found[1] if found else ""


def often(bound: Bound) -> str:
    """A bound in words: `5 a minute`, `3 an hour`."""
    spoken = {1: "a second", MINUTE: "a minute", HOUR: "an hour", 86_400: "a day"}
    return f"{bound.most} {spoken.get(bound.seconds, f'in {bound.seconds} seconds')}"
