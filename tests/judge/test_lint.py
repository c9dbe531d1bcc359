"""What is to be said of waivers themselves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from launchready.declare.model import Waiver
from launchready.judge.lint import lint, says_nothing
from launchready.verdict import Pass, Unknown
from tests.report.fixtures import faulty

TODAY = date(2026, 12, 1)
CHECKS = ("boundaries.cors-reflects-origin", "edge.csp-missing")
GOOD = Waiver(CHECKS[0], "surface.api", "The widget is embedded on partners' pages", "backend", date(2027, 1, 31), 7)
FOUND = (faulty.CORS_FAIL,)


def said(*waivers: Waiver, results: tuple[object, ...] = FOUND) -> list[tuple[int, bool, str]]:
    return [(one.line, one.must, one.says) for one in lint(waivers, CHECKS, results, TODAY)]  # type: ignore[arg-type]


def test_a_waiver_in_order_is_not_spoken_of() -> None:
    assert said(GOOD) == []


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        (replace(GOOD, until=TODAY), (7, True, "it ended on 2026-12-01: the finding is back")),
        (replace(GOOD, until=TODAY + timedelta(1)), (7, False, "it ends in 1 day, on 2026-12-02")),
        (replace(GOOD, until=TODAY + timedelta(14)), (7, False, "it ends in 14 days, on 2026-12-15")),
        (replace(GOOD, target=None), (7, False, "it covers every target, also those that come later")),
        (replace(GOOD, reason="TODO"), (7, True, "its reason says nothing: TODO")),
        (
            replace(GOOD, check="boundaries.cors-reflect-origin"),
            (7, True, "there is no check boundaries.cors-reflect-origin: it covers nothing"),
        ),
    ],
)
def test_what_is_wrong_with_a_waiver_is_said_with_its_line(waiver: Waiver, expected: tuple[int, bool, str]) -> None:
    assert said(waiver) == [expected]


def test_a_misspelt_check_is_told_the_right_one() -> None:
    (remark,) = lint((replace(GOOD, check="boundaries.cors-reflect-origin"),), CHECKS, FOUND, TODAY)

    assert remark.do == "Write boundaries.cors-reflects-origin"


def test_two_waivers_for_one_thing_are_told() -> None:
    everywhere = replace(GOOD, target=None, line=20)

    assert (20, True, "it covers what the waiver in line 7 covers") in said(GOOD, everywhere)
    assert said(GOOD, replace(GOOD, target="surface.web", line=20)) == []


def test_what_covers_nothing_any_more_is_told_only_where_it_was_proved_sound() -> None:
    sound = replace(faulty.CORS_FAIL, verdict=Pass("no", "a control"))
    blind = replace(faulty.CORS_FAIL, verdict=Unknown("timed out"))

    assert said(GOOD, results=(sound,)) == [(7, False, "the last run looked, and there is nothing to waive any more")]
    assert said(GOOD, results=(blind,)) == []
    assert said(GOOD, results=()) == []


@pytest.mark.parametrize("reason", ["", "x", "tbd", " TODO ", "n/a", "later", "false positive", "........", "won't"])
def test_a_word_in_a_reasons_place_is_none(reason: str) -> None:
    assert says_nothing(reason)


@pytest.mark.parametrize(
    "reason", ["Payment provider forbids it", "Nur intern erreichbar", "社内ネットワークのみで公開"]
)
def test_a_reason_is_one_in_any_language(reason: str) -> None:
    assert not says_nothing(reason)
