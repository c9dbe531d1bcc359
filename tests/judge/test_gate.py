"""What a gate's run amounts to: what is new, and whether enough was seen to say so."""

from dataclasses import replace

import pytest

from launchready.events import Judged, Waived
from launchready.judge import baseline as known
from launchready.judge.gate import gate
from launchready.verdict import Fail, Impact, NotApplicable, Pass, Touch, Unknown, Verdict

PASS = Pass("nothing came back", "the owner's own read brought it")


def fail(*places: str) -> Fail:
    return Fail("it came back", (), ("curl …",), places)


def judged(check: str, verdict: Verdict, target: str = "surface.api", impact: Impact = Impact.BLOCKS_LAUNCH) -> Judged:
    return Judged(
        check=check,
        target=target,
        stage=2,
        title=f"Bad: {check}",
        risk="It is bad.",
        impact=impact,
        rows=(),
        refs=(),
        touch=Touch.READ,
        owner="ada",
        line=3,
        verdict=verdict,
        fingerprint=f"{check}@{target}",
    )


READS = "boundaries.stranger-reads-object"
LISTS = "boundaries.stranger-lists-objects"
KEY = "deploy.bundle-holds-key"
SOUND = (judged(READS, PASS), judged(LISTS, PASS), judged(KEY, PASS, "surface.web"))


def told(results: tuple[Judged, ...], base: tuple[Judged, ...] | None = SOUND, **more: object) -> str:
    given = None if base is None else known.of(base)
    return gate(results, given, first="boundaries", **more).word  # type: ignore[arg-type]  # by keyword


def with_(*changed: Judged) -> tuple[Judged, ...]:
    marks = {one.fingerprint for one in changed}
    return (*(one for one in SOUND if one.fingerprint not in marks), *changed)


def test_nothing_new_is_go() -> None:
    assert told(SOUND) == "GO"
    assert told(SOUND, None) == "GO"


def test_a_new_finding_stops_and_a_known_one_does_not() -> None:
    bad = with_(judged(READS, fail("GET /orders/{id}")))

    assert told(bad) == "NO-GO"
    assert told(bad, None) == "NO-GO"
    assert told(bad, bad) == "GO"


def test_a_known_finding_at_a_new_place_stops() -> None:
    before = with_(judged(READS, fail("GET /orders/{id}", "GET /chats/{id}")))
    now = with_(judged(READS, fail("GET /files/{id}", "GET /orders/{id}")))

    found = gate(now, known.of(before), first="boundaries")

    assert found.word == "NO-GO"
    assert [one.why for one in found.new] == ["now also at GET /files/{id}"]
    assert told(with_(judged(READS, fail("GET /orders/{id}"))), before) == "GO"


def test_a_waived_finding_lets_go_and_one_whose_waiver_ended_stops_although_the_baseline_knows_it() -> None:
    waived = replace(judged(READS, fail()), waived=Waived("a reason", "ada", "2027-01-01"))
    ended = replace(judged(READS, fail()), lapsed=Waived("a reason", "ada", "2026-01-01"))
    base = with_(judged(READS, fail()))

    assert told(with_(waived)) == "GO"
    assert told(with_(ended), base) == "NO-GO"
    assert [one.why for one in gate(with_(ended), known.of(base), first=None).new] == ["its waiver ended on 2026-01-01"]


def test_a_baseline_takes_in_neither_what_is_waived_nor_what_is_owed() -> None:
    waived = replace(judged(READS, fail()), waived=Waived("a reason", "ada", "2027-01-01"))
    ended = replace(judged(LISTS, fail()), lapsed=Waived("a reason", "ada", "2026-01-01"))

    assert known.of((waived, ended, judged(KEY, fail()))).findings.keys() == {f"{KEY}@surface.api"}


def test_what_is_less_than_what_stops_is_told_and_lets_go() -> None:
    now = with_(judged(KEY, fail(), "surface.web", Impact.SHOULD_FIX))

    found = gate(now, known.of(SOUND), first="boundaries", stops=Impact.COSTS_TRUST)

    assert (found.word, len(found.new), len(found.lesser)) == ("GO", 0, 1)
    assert told(now) == "NO-GO"


@pytest.mark.parametrize("base", [SOUND, None])
@pytest.mark.parametrize(
    "results",
    [
        (),
        tuple(replace(one, verdict=Unknown("connection refused")) for one in SOUND),
        tuple(replace(one, verdict=NotApplicable("none is declared")) for one in SOUND),
    ],
)
def test_where_nothing_was_seen_it_is_incomplete(results: tuple[Judged, ...], base: tuple[Judged, ...] | None) -> None:
    assert told(results, base) == "INCOMPLETE"


def test_no_baseline_excuses_a_run_that_saw_nothing_or_no_boundary() -> None:
    blind = tuple(replace(one, verdict=Unknown("connection refused")) for one in SOUND)
    unbound = with_(judged(READS, Unknown("consent.touch is read")), judged(LISTS, Unknown("consent.touch is read")))

    assert told(blind, blind) == "INCOMPLETE"
    assert told(unbound, unbound) == "INCOMPLETE"
    assert gate(unbound, known.of(unbound), first=None).word == "GO"
    assert gate(unbound, known.of(unbound), first="boundaries").missing == (
        "nothing of the boundaries could be told: consent.touch is read",
    )


def test_a_gap_that_could_block_waits_unless_it_was_known() -> None:
    gap = with_(judged(LISTS, Unknown("timed out")))

    assert told(gap) == "INCOMPLETE"
    assert told(gap, None) == "INCOMPLETE"
    assert told(gap, gap) == "GO"
    assert told(with_(judged(LISTS, Unknown("timed out"), impact=Impact.SHOULD_FIX))) == "GO"


def test_something_new_stops_also_where_something_else_is_not_known() -> None:
    assert told(with_(judged(READS, fail()), judged(LISTS, Unknown("timed out")))) == "NO-GO"


def test_what_launch_toml_declares_no_more_is_missed() -> None:
    gone = (judged(READS, PASS), judged(LISTS, PASS), judged(KEY, NotApplicable("no web surface"), "product"))

    found = gate(gone, known.of(SOUND), first="boundaries")

    assert found.word == "INCOMPLETE"
    assert found.missing == ("surface.web was looked at for the baseline (1 looks), and launch.toml has it no more",)


def test_what_was_told_and_does_not_apply_now_is_missed_where_it_could_block() -> None:
    assert told(with_(judged(LISTS, NotApplicable("no list is documented")))) == "INCOMPLETE"
    lesser = judged(LISTS, NotApplicable("no list is documented"), impact=Impact.SHOULD_FIX)
    assert told(with_(lesser)) == "GO"


def test_a_run_of_some_checks_is_held_to_those() -> None:
    assert gate((judged(KEY, PASS, "surface.web"),), known.of(SOUND), first=None).word == "GO"


def test_a_run_that_its_budget_ended_is_incomplete() -> None:
    assert told(SOUND, cut="the budget of 3 requests was spent") == "INCOMPLETE"


def test_what_was_mended_is_told() -> None:
    base = with_(judged(READS, fail()), judged(LISTS, fail()))

    found = gate(with_(judged(LISTS, Unknown("timed out"))), known.of(base), first="boundaries")

    assert found.mended == (f"Bad: {READS} (surface.api)",)
    assert found.untold == (f"Bad: {LISTS} (surface.api)",)
    assert (found.word, found.known) == ("GO", ())


def test_the_file_says_what_it_was_given() -> None:
    base = known.of(with_(judged(READS, fail("GET /b", "GET /a")), judged(LISTS, Unknown("späť"))))

    text = known.render(base, "Shop", "2026-11-26")

    assert known.parse(text) == base
    assert text.isascii()
    assert known.render(known.parse(text), "Shop", "2026-11-26") == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "not JSON",
        '{"format": "launchready-gate-baseline-v1"}',
        '{"format": "launchready-gate-baseline-v1", "findings": [], "unknown": {}, "looked": {}}',
    ],
)
def test_what_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(known.NotABaselineError, match="--write-baseline"):
        known.parse(text)
