"""What all verdicts together amount to."""

from dataclasses import replace
from datetime import date

import pytest

from launchready.declare.model import Waiver
from launchready.events import Judged, Waived
from launchready.judge.bar import BAR
from launchready.judge.decide import decide, left_out
from launchready.judge.rank import ranked
from launchready.judge.waive import lapsed_for, waiver_for
from launchready.verdict import Evidence, Fail, Impact, NotApplicable, Pass, Touch, Unknown

PASS = Pass("nothing came back", "the owner's own read brought it")
FAIL = Fail("it came back", (Evidence("B read", "canary"),), ("curl …",))
WAIVED = Waived("a partner's page needs it", "ada", "2027-01-01")


def judged(row: str, verdict: object = PASS, impact: Impact = Impact.BLOCKS_LAUNCH) -> Judged:
    return Judged(
        check=f"stage.check-{row.lower()}",
        target="surface.api",
        stage=1,
        title="A bad thing",
        risk="It is bad.",
        impact=impact,
        rows=(row,),
        refs=("CWE-200",),
        touch=Touch.READ,
        owner="ada",
        line=3,
        verdict=verdict,
        fingerprint=row,
    )


SOUND = tuple(judged(row) for row in BAR)


def test_every_item_proved_is_go() -> None:
    decision = decide(SOUND)

    assert decision.word == "GO"
    assert {item.state for item in decision.bar} == {"passed"}


def test_a_part_that_was_left_out_is_never_go() -> None:
    decision = decide(SOUND, left_out(("boundaries", "edge"), "the budget of 9 requests was spent"))

    assert decision.word == "INCOMPLETE"
    assert decision.because == (
        "only boundaries, edge was looked at",
        "the run was ended early: the budget of 9 requests was spent",
    )


@pytest.mark.parametrize("row", BAR)
def test_one_item_failed_is_no_go_however_small_its_impact(row: str) -> None:
    results = tuple(judged(one, FAIL if one == row else PASS, Impact.GOOD_TO_KNOW) for one in BAR)

    decision = decide(results)

    assert decision.word == "NO-GO"
    assert any(row in reason for reason in decision.because)


@pytest.mark.parametrize("row", BAR)
@pytest.mark.parametrize("verdict", [Unknown("timed out"), NotApplicable("none is declared")])
def test_one_item_that_nothing_proves_is_incomplete(row: str, verdict: object) -> None:
    results = tuple(judged(one, verdict if one == row else PASS) for one in BAR)

    assert decide(results).word == "INCOMPLETE"


def test_nothing_looked_at_is_incomplete() -> None:
    decision = decide(())

    assert decision.word == "INCOMPLETE"
    assert len(decision.because) == len(BAR)


def test_a_finding_that_blocks_the_launch_is_no_go_beside_a_proved_bar() -> None:
    assert decide((*SOUND, judged("ABU-1", FAIL))).word == "NO-GO"


def test_a_lesser_finding_is_told_and_lets_go() -> None:
    decision = decide((*SOUND, judged("EDG-4", FAIL, Impact.SHOULD_FIX)))

    assert decision.word == "GO"
    assert decision.ranked == ("EDG-4",)


def test_what_could_block_and_is_unknown_is_incomplete() -> None:
    assert decide((*SOUND, judged("ABU-1", Unknown("timed out")))).word == "INCOMPLETE"
    assert decide((*SOUND, judged("EDG-4", Unknown("timed out"), Impact.SHOULD_FIX))).word == "GO"


def test_a_waived_finding_no_longer_fails_its_item() -> None:
    waived = replace(judged("FOOT-3", FAIL), waived=WAIVED)

    decision = decide((*(one for one in SOUND if one.rows != ("FOOT-3",)), waived))

    assert decision.word == "GO"
    assert [item.state for item in decision.bar if item.id == "FOOT-3"] == ["waived"]
    assert decision.ranked == ()


def test_an_unknown_beside_a_waiver_is_not_hidden_by_it() -> None:
    waived = replace(judged("FOOT-3", FAIL), waived=WAIVED)
    unknown = replace(judged("FOOT-3", Unknown("timed out")), check="stage.other")

    decision = decide((*(one for one in SOUND if one.rows != ("FOOT-3",)), waived, unknown))

    assert decision.word == "INCOMPLETE"


def test_findings_are_ranked_by_impact_then_by_the_bar() -> None:
    results = (
        judged("EDG-4", FAIL, Impact.GOOD_TO_KNOW),
        judged("FOOT-1", FAIL),
        judged("ABU-1", FAIL),
        judged("MIN-4", FAIL),
        judged("ABU-3", FAIL, Impact.COSTS_MONEY),
    )

    assert [one.rows[0] for one in ranked(results)] == ["MIN-4", "FOOT-1", "ABU-1", "ABU-3", "EDG-4"]


@pytest.mark.parametrize(
    ("target", "today", "covered"),
    [
        ("surface.api", date(2026, 12, 31), True),
        ("surface.api", date(2027, 1, 1), False),
        ("surface.web", date(2026, 12, 31), False),
    ],
)
def test_a_waiver_covers_its_target_until_its_date(target: str, today: date, *, covered: bool) -> None:
    waiver = Waiver("stage.x", "surface.api", "a partner's page needs it", "ada", date(2027, 1, 1), 9)

    assert (waiver_for("stage.x", target, (waiver,), today) is not None) == covered
    assert waiver_for("stage.y", target, (waiver,), today) is None


@pytest.mark.parametrize(
    ("waivers", "lapsed"),
    [
        ((date(2026, 12, 1),), "2026-12-01"),
        ((date(2026, 11, 1), date(2026, 12, 1)), "2026-12-01"),
        ((date(2026, 11, 1), date(2026, 12, 2)), None),
        ((), None),
    ],
)
def test_a_finding_whose_waiver_ended_says_so(waivers: tuple[date, ...], lapsed: str | None) -> None:
    given = tuple(Waiver("stage.check", "surface.api", "a reason", "ada", until, 3) for until in waivers)

    found = lapsed_for("stage.check", "surface.api", given, date(2026, 12, 1))

    assert (found.until if found else None) == lapsed
    assert lapsed_for("stage.check", "surface.web", given, date(2026, 12, 1)) is None
