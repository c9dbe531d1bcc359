"""What the map of surfaces shows: names, edge, services, and what is kept inside; a crowd shares a box, and nothing is left out."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.events import NameFact, SurfaceFact
from launchready.report.view import UNKNOWN, View
from launchready.report.words import one_line
from launchready.verdict import Fail

CROWD = 12
"""Boxes of one group that are drawn one by one; of more, those without a finding share one box."""
ALONE = 6
"""Of a crowd, the worst that still have a box of their own."""
LIST = "list"
HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?\.)+[a-z0-9-]+")
KEPT = ("mail", "repository", "log")
KINDS = {
    "web": "web app",
    "api": "API",
    "admin": "admin pages",
    "webhook": "webhook",
    "chat": "chat with the model",
    "errors": "error tracker",
    "mail": "mail",
    "repository": "repository",
    "log": "log",
}
HEADINGS = ("Who asks", "Names", "Edge", "Services", "Kept inside")


@dataclass(frozen=True, slots=True)
class Box:
    """A node that has no place yet."""

    name: str
    small: tuple[str, ...] = ()
    kind: str = "other"
    targets: tuple[str, ...] = ()
    leads_to: tuple[str, ...] = ()
    """The hosts that a name or a service is of."""
    called: tuple[str, ...] = ()
    """Those at which other services call."""


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes of a column that one boundary surrounds; without a label, nothing is drawn around them."""

    label: str
    boxes: tuple[Box, ...]


def columns(view: View) -> tuple[tuple[Group, ...], ...]:
    """The columns of the map, from left to right."""
    surfaces = view.run.surfaces
    services = [one for one in surfaces if one.kind not in KEPT]
    kept = [one for one in surfaces if one.kind in KEPT]
    asking = [Box("Visitors", (), "person")]
    if any(one.kind == "webhook" for one in surfaces):
        asking.append(Box("Other services", (), "person"))
    edge = [Group("Edge", (Box("Edge", view.run.edge, "edge"),))] if view.run.edge else []
    environments = tuple(dict.fromkeys(one.environment for one in services))
    served = [
        Group(
            _boundary(environment, view),
            _without_crowd(tuple(_box(one) for one in services if one.environment == environment), "services", view),
        )
        for environment in environments
    ]
    inside = (*_without_crowd(tuple(_box(one) for one in kept), "more", view), *_whole(view))
    names = _names(view)
    found = _without_crowd(_found(view, {one.name for one in names}), "names", view)
    return (
        (Group("The internet", tuple(asking)),),
        (
            Group("", _without_crowd(names, "names", view)),
            *((Group("Declared as no host", found),) if found else ()),
        ),
        tuple(edge),
        tuple(served),
        (Group("The product's own", inside),) if inside else (),
    )


def described(columns: tuple[tuple[Group, ...], ...]) -> str:
    """The map in a sentence, for whoever does not see it."""
    parts = []
    for heading, groups in zip(HEADINGS, columns, strict=True):
        told = [f"{one.label or 'declared'}: {', '.join(_spoken(box) for box in one.boxes)}" for one in groups]
        parts += [f"{heading}: {'; '.join(told)}."] if told else []
    return f"From left to right. {' '.join(parts)} The table below the map says the same of each surface."


def _spoken(box: Box) -> str:
    return one_line(" ".join((box.name, *(box.small if box.kind == LIST else ()))))


def _without_crowd(boxes: tuple[Box, ...], what: str, view: View) -> tuple[Box, ...]:
    """The same boxes where they are few; of many, the worst, and one box that lists the others line by line."""
    if len(boxes) <= CROWD:
        return boxes
    told = {box: counts(box, view) for box in boxes}
    worst = [number for number, box in enumerate(boxes) if told[box][0]]
    worst += [number for number, box in enumerate(boxes) if told[box][1] and number not in worst]
    alone = {boxes[number] for number in worst[:ALONE]}
    rest = [box for box in boxes if box not in alone]
    lines = tuple(f"{box.name}{_short(box)}{_told(*told[box])}" for box in rest)
    listed = Box(
        f"{len(rest)} {what}" if not alone else f"{len(rest)} other {what}".replace("other more", "more"),
        lines,
        LIST,
        tuple(target for box in rest for target in box.targets),
        tuple(dict.fromkeys(host for box in rest for host in box.leads_to)),
        tuple(dict.fromkeys(host for box in rest for host in box.called)),
    )
    return (*(box for box in boxes if box in alone), listed)


def counts(box: Box, view: View) -> tuple[int, int]:
    """How many findings and how many things not known are told of a box."""
    found = sum(one.target in box.targets for one in view.findings)
    return found, sum(one.state == UNKNOWN and one.target in box.targets for one in view.not_tested)


def _short(box: Box) -> str:
    return f", {box.small[0]}" if box.small and box.kind in KINDS else ""


def _told(findings: int, unknown: int) -> str:
    """As the badges of a box of its own would say it."""
    return (f" ({findings})" if findings else "") + (f" ({unknown}?)" if unknown else "")


def _found(view: View, declared: set[str]) -> tuple[Box, ...]:
    """Names in the domain that are no declared host: those of which findings tell, and those that answer all the same."""
    domain = view.run.domain
    first: dict[str, int] = {}
    seen = {one.name: one for one in view.names if not one.declared and one.name not in declared}
    for number, one in enumerate(view.findings, 1):
        for place in one.verdict.places if isinstance(one.verdict, Fail) else ():
            name = place.partition(" ")[0].lower()
            if domain and name.endswith(f".{domain}") and name not in declared and HOST.fullmatch(name):
                first.setdefault(name, number)
    found = [
        Box(name, (f"finding {number}", *(_told_of((seen[name],)) if name in seen else ())), "found", (), (name,))
        for name, number in first.items()
    ]
    # What has no address is in the table alone.
    others = [one for one in seen.values() if one.leads_to and one.name not in first]
    return (*found, *(Box(one.name, _told_of((one,)), "found", (), (one.name,)) for one in others))


def _boundary(environment: str, view: View) -> str:
    origin = ", ".join(view.run.origin)
    return f"{environment}, origin {origin}" if origin and environment == "production" else environment


def _box(surface: SurfaceFact) -> Box:
    facts = (KINDS.get(surface.kind, surface.kind), surface.address, f"owner: {surface.owner or 'nobody'}")
    small = tuple(fact for fact in facts if fact and fact.lower() != surface.name.lower())
    host = _host(surface)
    hosts = (host,) if host else ()
    called = hosts if surface.kind == "webhook" else ()
    return Box(surface.name, small, surface.kind, (f"surface.{surface.name}",), hosts, called)


def _host(surface: SurfaceFact) -> str:
    try:
        return urlsplit(surface.address).hostname or ""
    except ValueError:
        return ""


def _names(view: View) -> tuple[Box, ...]:
    """Every name once: the domain, the services' hosts, and what was looked at as a host."""
    looked = [one.target.removeprefix("host.") for one in view.run.plan if one.target.startswith("host.")]
    hosts = [_host(one) for one in view.run.surfaces if one.kind not in KEPT]
    names = dict.fromkeys(name for name in (view.run.domain, *hosts, *looked) if name)
    sites = {one.target for one in view.run.plan if one.target.startswith("site.")}
    seen: dict[str, list[NameFact]] = {}
    for one in view.names:
        seen.setdefault(one.name.partition(":")[0], []).append(one)
    return tuple(
        Box(
            name,
            _told_of(tuple(seen.get(name, ()))),
            "host",
            (f"host.{name}", *sorted(_sites(name, sites))),
            (name,),
        )
        for name in names
    )


def _told_of(there: tuple[NameFact, ...]) -> tuple[str, ...]:
    """What answers at a name, which release it serves, and whose it is; port by port where there are several."""
    lines: list[str] = []
    for one in there:
        port = f"{one.name.partition(':')[2]}: " if len(there) > 1 else ""
        release = one.release if one.release.startswith("the build of ") else f"release {one.release}"
        lines += [f"{port}answers {one.answers}" if one.answers[:1].isdigit() else f"{port}{one.answers}"]
        lines += [f"{port}{release}"] if one.release else []
        lines += [f"{port}owner: {one.owner or 'nobody'}"]
    return tuple(lines)


def _sites(name: str, sites: set[str]) -> set[str]:
    """The sites at a name, on whichever port."""
    return {site for site in sites if site.removeprefix("site.").partition(":")[0] == name}


def _whole(view: View) -> tuple[Box, ...]:
    """What concerns no surface: flows, alerts, owners, the handover, the product itself."""
    rest = {one.target for one in view.run.plan if not one.target.startswith(("surface.", "host.", "site."))}
    return (Box("As a whole", ("flows, alerts, owners, handover",), "whole", tuple(sorted(rest))),) if rest else ()
