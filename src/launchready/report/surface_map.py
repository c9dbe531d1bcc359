"""Lays out the map of surfaces: who asks, names, edge, services, and what is kept inside; text is never cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from launchready.events import SurfaceFact
from launchready.report.fit import wrap
from launchready.report.shapes import Badge, Frame, Line, Node, Picture
from launchready.report.view import UNKNOWN, View
from launchready.report.words import count, one_line

PADDING = 12
GAP = 52
BETWEEN = 16
NAME_SIZE = 13.0
NAME_STEP = 17.0
SMALL_SIZE = 11.0
SMALL_STEP = 15.0
TOP = 40.0
"""Room for the headings of the columns."""
WIDTHS = (108.0, 184.0, 132.0, 214.0, 196.0)
HEADINGS = ("Who asks", "Names", "Edge", "Services", "Kept inside")
BADGE_HEIGHT = 18.0
LABEL_ROOM = 10.0
"""Between a boundary's label and its first node, for the node's badges."""
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


@dataclass(frozen=True, slots=True)
class Box:
    """A node that has no place yet."""

    name: str
    small: tuple[str, ...] = ()
    kind: str = "other"
    targets: tuple[str, ...] = ()
    leads_to: str = ""
    """The host that a name or a service is of."""


@dataclass(frozen=True, slots=True)
class Group:
    """Nodes of a column that one boundary surrounds; without a label, nothing is drawn around them."""

    label: str
    boxes: tuple[Box, ...]


def picture(view: View) -> Picture:
    """The map of a run."""
    columns = _columns(view)
    used = [place for place, groups in enumerate(columns) if groups]
    heights = {place: _column_height(columns[place], WIDTHS[place]) for place in used}
    tallest = max(heights.values(), default=0.0)
    frames: dict[int, list[Frame]] = {place: [] for place in used}
    placed: dict[int, list[tuple[Box, Node]]] = {}
    headings: list[Line] = []
    x = PADDING * 2.0
    for place in used:
        headings.append(Line(HEADINGS[place], x, TOP - 18, "heading"))
        y = TOP + (tallest - heights[place]) / 2
        placed[place] = []
        for group in columns[place]:
            frame, boxes, y = _place(group, x, y, WIDTHS[place], view)
            frames[place] += [frame] if group.label else []
            placed[place] += boxes
        x += WIDTHS[place] + GAP
    width = x - GAP + PADDING * 2
    nodes = tuple(node for place in used for _, node in placed[place])
    drawn = tuple(frame for place in used for frame in frames[place])
    says = f"{count(len(view.run.surfaces), 'surface')}, {count(len(drawn), 'trust boundary', 'trust boundaries')}"
    paths = (*_paths(placed), *(_curve(one, other) for one in frames.get(3, ())[:1] for other in frames.get(4, ())))
    return Picture(width, TOP + tallest + PADDING, tuple(headings), drawn, nodes, paths, says)


def _columns(view: View) -> tuple[tuple[Group, ...], ...]:
    surfaces = view.run.surfaces
    services = [one for one in surfaces if one.kind not in KEPT]
    kept = [one for one in surfaces if one.kind in KEPT]
    asking = [Box("Visitors", (), "person")]
    if any(one.kind == "webhook" for one in surfaces):
        asking.append(Box("Other services", (), "person"))
    edge = [Group("Edge", (Box("Edge", view.run.edge, "edge"),))] if view.run.edge else []
    environments = tuple(dict.fromkeys(one.environment for one in services))
    served = [
        Group(_boundary(environment, view), tuple(_box(one) for one in services if one.environment == environment))
        for environment in environments
    ]
    inside = (*(_box(one) for one in kept), *_whole(view))
    return (
        (Group("The internet", tuple(asking)),),
        (Group("", _names(view)),),
        tuple(edge),
        tuple(served),
        (Group("The product's own", inside),) if inside else (),
    )


def _boundary(environment: str, view: View) -> str:
    origin = ", ".join(view.run.origin)
    return f"{environment}, origin {origin}" if origin and environment == "production" else environment


def _box(surface: SurfaceFact) -> Box:
    facts = (KINDS.get(surface.kind, surface.kind), surface.address, f"owner: {surface.owner or 'nobody'}")
    small = tuple(fact for fact in facts if fact and fact.lower() != surface.name.lower())
    return Box(surface.name, small, surface.kind, (f"surface.{surface.name}",), _host(surface))


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
    return tuple(Box(name, (), "host", (f"host.{name}", *sorted(_sites(name, sites))), name) for name in names)


def _sites(name: str, sites: set[str]) -> set[str]:
    """The sites at a name, on whichever port."""
    return {site for site in sites if site.removeprefix("site.").partition(":")[0] == name}


def _whole(view: View) -> tuple[Box, ...]:
    """What concerns no surface: flows, alerts, owners, the handover, the product itself."""
    rest = {one.target for one in view.run.plan if not one.target.startswith(("surface.", "host.", "site."))}
    return (Box("As a whole", ("flows, alerts, owners, handover",), "whole", tuple(sorted(rest))),) if rest else ()


def _text(box: Box, width: float) -> list[tuple[str, str]]:
    room = width - 2 * PADDING
    lines = [("name", line) for line in wrap(box.name, room, NAME_SIZE, mono=False)]
    return lines + [("small", line) for text in box.small for line in wrap(text, room, SMALL_SIZE, mono=True)]


def _box_height(box: Box, width: float) -> float:
    return 2 * PADDING + sum(NAME_STEP if style == "name" else SMALL_STEP for style, _ in _text(box, width)) - 4


def _label(group: Group, width: float) -> list[str]:
    return wrap(group.label, width, SMALL_SIZE, mono=False)


def _group_height(group: Group, width: float) -> float:
    label = len(_label(group, width)) * SMALL_STEP + LABEL_ROOM + 2 * PADDING if group.label else 0.0
    return label + sum(_box_height(box, width) for box in group.boxes) + BETWEEN * max(0, len(group.boxes) - 1)


def _column_height(groups: Sequence[Group], width: float) -> float:
    return sum(_group_height(group, width) for group in groups) + BETWEEN * (len(groups) - 1)


def _place(group: Group, x: float, y: float, width: float, view: View) -> tuple[Frame, list[tuple[Box, Node]], float]:
    height = _group_height(group, width)
    label = tuple(
        Line(text, x, y + PADDING + 4 + number * SMALL_STEP, "label")
        for number, text in enumerate(_label(group, width))
    )
    frame = Frame(x - PADDING, y, width + 2 * PADDING, height, label)
    at = y + (PADDING + len(label) * SMALL_STEP + LABEL_ROOM if group.label else 0.0)
    nodes = []
    for box in group.boxes:
        nodes.append((box, _node(box, x, at, width, view)))
        at += _box_height(box, width) + BETWEEN
    return frame, nodes, y + height + BETWEEN


def _node(box: Box, x: float, y: float, width: float, view: View) -> Node:
    lines, at = [], y + PADDING - 6
    for style, text in _text(box, width):
        at += NAME_STEP if style == "name" else SMALL_STEP
        lines.append(Line(text, x + PADDING, at, style))
    found = [(number, one) for number, one in enumerate(view.findings, 1) if one.target in box.targets]
    unknown = sum(one.state == UNKNOWN and one.target in box.targets for one in view.not_tested)
    parts = [box.name, *box.small, count(len(found), "finding"), f"{unknown} not known"]
    return Node(
        x,
        y,
        width,
        _box_height(box, width),
        box.kind,
        ", ".join(one_line(part) for part in parts),
        tuple(lines),
        len(found),
        found[0][1].impact if found else None,
        unknown,
        _badges(x + width, y, len(found), unknown),
        found[0][0] if found else None,
    )


def _badges(right: float, y: float, findings: int, unknown: int) -> tuple[Badge, ...]:
    texts = [(str(findings), "badge")] if findings else []
    texts += [(f"?{unknown}" if unknown > 1 else "?", "blind")] if unknown else []
    badges = []
    at = right - 4
    for text, style in texts:
        width = 14 + 8.0 * len(text)
        badges.append(Badge(at - width, y - BADGE_HEIGHT + 4, width, BADGE_HEIGHT, text, style))
        at -= width + 5
    return tuple(badges)


def _paths(placed: dict[int, list[tuple[Box, Node]]]) -> list[str]:
    asking, names, edge, services = (placed.get(place, []) for place in range(4))
    paths = []
    webhooks = {box.leads_to for box, _ in services if box.kind == "webhook"}
    for asker, one in asking:
        for name, other in names:
            if asker.name == "Visitors" or name.leads_to in webhooks:
                paths.append(_curve(one, other))
    if edge:
        paths += [_curve(one, edge[0][1]) for _, one in names]
        paths += [_curve(edge[0][1], one) for _, one in services]
    else:
        paths += [_curve(one, other) for name, one in names for box, other in services if box.leads_to == name.leads_to]
    return paths


def _curve(one: Node | Frame, other: Node | Frame) -> str:
    (x1, y1), (x2, y2) = one.right, other.left
    middle = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
