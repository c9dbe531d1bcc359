"""Lays out the map of surfaces: who asks, names, edge, services, and what is kept inside; text is never cut."""

from collections.abc import Sequence

from launchready.report.fit import wrap
from launchready.report.shapes import Badge, Frame, Line, Node, Picture
from launchready.report.surface_boxes import HEADINGS, Box, Group, columns, counts, described
from launchready.report.view import View
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
BADGE_HEIGHT = 18.0
DEEPEST = 96.0
"""How far below the headings a short column may begin beside a long one."""
LABEL_ROOM = 10.0
"""Between a boundary's label and its first node, for the node's badges."""


def picture(view: View) -> Picture:
    """The map of a run."""
    shown = columns(view)
    used = [place for place, groups in enumerate(shown) if groups]
    heights = {place: _column_height(shown[place], WIDTHS[place]) for place in used}
    tallest = max(heights.values(), default=0.0)
    frames: dict[int, list[Frame]] = {place: [] for place in used}
    placed: dict[int, list[tuple[Box, Node]]] = {}
    headings: list[Line] = []
    x = PADDING * 2.0
    for place in used:
        headings.append(Line(HEADINGS[place], x, TOP - 18, "heading"))
        y = TOP + min((tallest - heights[place]) / 2, DEEPEST)
        placed[place] = []
        for group in shown[place]:
            frame, boxes, y = _place(group, x, y, WIDTHS[place], view)
            frames[place] += [frame] if group.label else []
            placed[place] += boxes
        x += WIDTHS[place] + GAP
    width = x - GAP + PADDING * 2
    nodes = tuple(node for place in used for _, node in placed[place])
    drawn = tuple(frame for place in used for frame in frames[place])
    says = f"{count(len(view.run.surfaces), 'surface')}, {count(len(drawn), 'trust boundary', 'trust boundaries')}"
    describes = described(shown)
    paths = (*_paths(placed), *(_curve(one, other) for one in frames.get(3, ())[:1] for other in frames.get(4, ())))
    return Picture(width, TOP + tallest + PADDING, tuple(headings), drawn, nodes, paths, says, describes)


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
    unknown = counts(box, view)[1]
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
    webhooks = {host for box, _ in services for host in box.called}
    for asker, one in asking:
        for name, other in names:
            if asker.name == "Visitors" or webhooks & set(name.leads_to):
                paths.append(_curve(one, other))
    if edge:
        paths += [_curve(one, edge[0][1]) for box, one in names if box.kind != "found"]
        paths += [_curve(edge[0][1], one) for _, one in services]
    else:
        paths += [
            _curve(one, other)
            for name, one in names
            for box, other in services
            if set(box.leads_to) & set(name.leads_to)
        ]
    return paths


def _curve(one: Node | Frame, other: Node | Frame) -> str:
    (x1, y1), (x2, y2) = one.right, other.left
    middle = (x1 + x2) / 2
    return f"M{x1:.1f} {y1:.1f}C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
