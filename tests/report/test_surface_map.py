"""The map holds every surface and every name, tells it in words, and stays readable with three and with sixty."""

import re
from dataclasses import replace
from itertools import combinations

import pytest

from launchready.events import Event, RunStarted
from launchready.report.fit import measure, wrap
from launchready.report.shapes import Badge, Frame, Node, Picture
from launchready.report.surface_map import PADDING, SMALL_SIZE, picture
from launchready.report.view import View
from launchready.report.words import one_line
from launchready.verdict import Fail, Impact
from tests.report.fixtures import faulty, marketplace

ALL = [
    *(marketplace.GO, faulty.NO_GO, faulty.EMPTY, faulty.many(), faulty.long_words(), faulty.hostile()),
    *(faulty.crowd(3), faulty.crowd(60)),
]


def overlap(one: Node | Frame | Badge, other: Node | Frame | Badge) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


@pytest.mark.parametrize("events", ALL)
def test_no_box_overlaps_another_or_leaves_the_picture(events: tuple[Event, ...]) -> None:
    drawn = picture(View.of(events))

    boxes: tuple[Node | Frame, ...] = (*drawn.nodes, *drawn.frames)

    assert [pair for pair in combinations(drawn.nodes, 2) if overlap(*pair)] == []
    assert [pair for pair in combinations(drawn.frames, 2) if overlap(*pair)] == []
    for one in boxes:
        assert 0 <= one.x < one.x + one.width <= drawn.width
        assert 0 <= one.y < one.y + one.height <= drawn.height


@pytest.mark.parametrize("events", ALL)
def test_every_line_of_text_is_inside_its_box(events: tuple[Event, ...]) -> None:
    for node in picture(View.of(events)).nodes:
        for line in node.lines:
            mono = line.style == "small"
            width = measure(line.text, SMALL_SIZE if mono else 13.0, mono=mono)
            assert node.x + PADDING <= line.x
            assert line.x + width <= node.x + node.width
            assert node.y + 8 < line.y < node.y + node.height


@pytest.mark.parametrize("events", ALL)
def test_no_badge_covers_a_text(events: tuple[Event, ...]) -> None:
    drawn = picture(View.of(events))
    boxes: tuple[Node | Frame, ...] = (*drawn.nodes, *drawn.frames)
    lines = [line for box in boxes for line in box.lines]
    badges = [badge for node in drawn.nodes for badge in node.badges]

    assert [
        (badge.text, line.text)
        for badge in badges
        for line in lines
        if line.y - 11 < badge.y + badge.height
        and badge.y < line.y + 3
        and line.x < badge.x + badge.width
        and badge.x < line.x + measure(line.text, 13.0, mono=True)
    ] == []
    assert not [pair for pair in combinations(badges, 2) if overlap(*pair)]


def test_the_same_run_gives_the_same_picture() -> None:
    assert picture(View.of(faulty.NO_GO)) == picture(View.of(faulty.NO_GO))


def test_badges_count_findings_and_what_is_not_known() -> None:
    nodes = {node.lines[0].text: node for node in picture(View.of(faulty.NO_GO)).nodes}

    assert (nodes["api"].findings, nodes["api"].worst, nodes["api"].first) == (2, Impact.BLOCKS_LAUNCH, 2)
    assert (nodes["chat"].findings, nodes["chat"].worst, nodes["chat"].unknown) == (1, Impact.COSTS_TRUST, 1)
    assert (nodes["bazaar.test"].findings, nodes["bazaar.test"].worst) == (1, Impact.SHOULD_FIX)
    assert (nodes["log"].findings, nodes["log"].worst) == (0, None)


def test_every_name_is_drawn_once_and_every_finding_has_a_place() -> None:
    view = View.of(faulty.many())
    drawn = picture(view)
    names = [name for name in texts(drawn) if name.endswith(".bazaar.test")]

    assert len(set(names)) == len(names)
    assert "www.bazaar.test" in names
    assert len(view.findings) == sum(node.findings for node in drawn.nodes)


@pytest.mark.parametrize("events", ALL)
def test_every_surface_is_drawn_and_told_in_words(events: tuple[Event, ...]) -> None:
    view = View.of(events)
    drawn = picture(view)
    whole = "".join(texts(drawn))

    for surface in view.run.surfaces:
        name = one_line(surface.name)
        assert re.sub(r"\s", "", name) in re.sub(r"\s", "", whole)
        assert re.sub(r"\s", "", name) in re.sub(r"\s", "", drawn.describes)


@pytest.mark.parametrize(("number", "most"), [(3, 1300), (60, 1600)])
def test_a_crowd_shares_a_box_and_the_worst_keep_their_own(number: int, most: int) -> None:
    drawn = picture(View.of(faulty.crowd(number)))
    nodes = {node.lines[0].text: node for node in drawn.nodes}

    assert drawn.height < most
    assert nodes["api"].findings == 2
    assert nodes["bazaar.test"].findings == 1
    assert any(node.kind == "list" for node in drawn.nodes) == (number > 12)


def test_a_name_that_only_findings_tell_of_is_drawn_apart() -> None:
    dangling = replace(
        faulty.HEADER_FAIL,
        target="product",
        verdict=Fail(
            "help.bazaar.test leads nowhere", (), (), ("help.bazaar.test", "GET /help.bazaar.test", "x.host.test")
        ),
    )
    view = View.of(marketplace.events((*faulty.SOUND, dangling), left_out=faulty.LEFT_OUT))

    found = [node for node in picture(view).nodes if node.kind == "found"]

    assert [line.text for line in found[0].lines] == ["help.bazaar.test", "finding 1"]


def test_each_name_tells_what_answers_which_release_it_serves_and_whose_it_is() -> None:
    lines = {
        node.lines[0].text: " ".join(line.text for line in node.lines[1:])
        for node in picture(View.of(faulty.NO_GO)).nodes
    }

    assert lines["bazaar.test"] == "answers 200 the build of app. 137d762e.js owner: frontend"
    assert lines["api.bazaar.test"] == "answers 404 release 2026-11-23.42 owner: ai"
    assert lines["admin.bazaar.test"] == "timed out (10 s) owner: backend"
    assert lines["staging.bazaar.test"] == "answers 200 release 43 owner: nobody"
    assert lines["www.bazaar.test"] == ""


def test_what_answers_and_is_declared_nowhere_is_drawn_apart_and_what_has_no_address_is_not_drawn() -> None:
    found = [node for node in picture(View.of(marketplace.GO)).nodes if node.kind == "found"]

    assert [[line.text for line in node.lines] for node in found] == [
        ["old.bazaar.test", "answers 200", "release 2025-11-02.7", "owner: nobody"]
    ]


def texts(drawn: Picture) -> list[str]:
    """What the nodes say, broken lines put together again, without the counts."""
    found: list[str] = []
    for node in drawn.nodes:
        name = "".join(line.text for line in node.lines if line.style == "name")
        small = [line.text for line in node.lines if line.style == "small"]
        found += [re.sub(r" \(\d+\??\)", "", text) for text in ([name, *small] if node.kind == "list" else [name])]
    return found


def test_without_an_edge_names_lead_to_the_services_of_their_host() -> None:
    started, *rest = marketplace.GO
    assert isinstance(started, RunStarted)

    drawn = picture(View.of((replace(started, edge=(), origin=()), *rest)))

    assert "Edge" not in [line.text for line in drawn.headings]
    assert "production" in [line.text for frame in drawn.frames for line in frame.lines]
    assert len(drawn.paths) == 8 + 7 + 1


def test_a_word_without_breaks_is_broken_anywhere_and_lost_nowhere() -> None:
    lines = wrap(faulty.LONG, 120, 13, mono=False)

    assert "".join(lines) == faulty.LONG
    assert all(measure(line, 13, mono=False) <= 120 for line in lines)
