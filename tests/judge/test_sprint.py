"""What is open, laid over a sprint."""

from dataclasses import replace

from launchready.events import Judged, Waived
from launchready.judge.sprint import sprint
from launchready.verdict import Effort, Impact, NotApplicable, Pass, Remedy, Unknown
from tests.report.fixtures import faulty

READS, CORS, SECRET, LEAKS, HEADER = (
    faulty.READS_FAIL,
    faulty.CORS_FAIL,
    faulty.SECRET_FAIL,
    faulty.LEAKS_FAIL,
    faulty.HEADER_FAIL,
)


def checks(results: tuple[Judged, ...], hours: float = 100.0) -> list[tuple[float, str]]:
    return [(one.begins, one.task.check) for one in sprint(results, hours).planned]


def test_what_the_launch_waits_for_comes_first_and_then_stage_by_stage() -> None:
    assert checks((LEAKS, HEADER, READS, SECRET, CORS)) == [
        (0.0, SECRET.check),
        (4.0, READS.check),
        (8.0, CORS.check),
        (8.5, HEADER.check),
        (9.0, LEAKS.check),
    ]


def test_what_does_not_fit_is_left_and_what_is_smaller_still_fits() -> None:
    made = sprint((READS, SECRET, LEAKS, HEADER), 9.0)

    assert [one.task.check for one in made.planned] == [SECRET.check, READS.check, HEADER.check]
    assert [one.check for one in made.left] == [LEAKS.check]
    assert (made.used, made.blocked) == (8.5, ())


def test_a_sprint_that_is_too_short_says_for_what() -> None:
    made = sprint((READS, SECRET), 4.0)

    assert [one.check for one in made.blocked] == [READS.check]


def test_one_check_at_several_targets_is_one_thing_to_do() -> None:
    more = tuple(replace(HEADER, target=f"host.{number}", fingerprint=str(number)) for number in range(4))

    (one,) = sprint(more, 20).planned

    assert one.task.at == ("host.0", "host.1", "host.2", "host.3")
    assert one.task.hours == 0.5 + 3 * 0.5


def test_the_greatest_effort_of_a_check_counts() -> None:
    slow = replace(HEADER, target="host.slow", remedy=Remedy("Rewrite it.", Effort.DAYS))

    (one,) = sprint((HEADER, slow), 20).planned

    assert (one.task.effort, one.task.hours) == ("days", 12.5)


def test_what_must_be_known_is_something_to_do_and_what_need_not_is_none() -> None:
    blind = replace(CORS, verdict=Unknown("the API did not answer"), remedy=None)
    lesser = replace(HEADER, verdict=Unknown("timed out"), remedy=None)

    (one,) = sprint((blind, lesser), 20).planned

    assert one.task.what == f"Not known: {CORS.title}"
    assert one.task.do == "Make it visible: the API did not answer"
    assert (one.task.known, one.task.needed) == (False, True)


def test_what_is_sound_waived_or_not_there_is_none() -> None:
    waived = replace(READS, waived=Waived("a reason", "ada", "2027-01-01"))
    sound = replace(CORS, verdict=Pass("no", "a control"))
    none = replace(SECRET, verdict=NotApplicable("no repository"))

    made = sprint((waived, sound, none), 20)

    assert (made.planned, made.left) == ((), ())


def test_a_finding_of_the_bar_is_waited_for_whatever_its_impact() -> None:
    small = replace(HEADER, rows=("FOOT-5",), impact=Impact.GOOD_TO_KNOW)

    assert [one.task.needed for one in sprint((small,), 20).planned] == [True]
