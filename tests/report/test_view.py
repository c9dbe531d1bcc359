from dataclasses import replace

import pytest

from launchready.events import RunFinished, RunResumed
from launchready.report.view import NoRunError, View
from launchready.verdict import Impact, Pass
from tests.report.fixtures import faulty, marketplace


def test_events_without_a_beginning_are_no_run() -> None:
    with pytest.raises(NoRunError, match=r"events\.jsonl"):
        View.of(())


def test_findings_come_worst_first_and_waived_ones_apart() -> None:
    view = View.of(faulty.NO_GO)

    assert view.decision.word == "NO-GO"
    assert [one.check for one in view.findings] == [
        "exposure.secret-in-history",
        "boundaries.stranger-reads-object",
        "boundaries.cors-reflects-origin",
        "abuse.system-prompt-leaks",
        "edge.pages-can-be-framed",
    ]
    assert [one.check for one in view.waived] == ["exposure.admin-operation-is-open"]
    assert view.headline == "3 findings block the launch and 3 of the 11 items of the minimum bar failed."


def test_each_reason_is_told_once() -> None:
    view = View.of(faulty.NO_GO)

    assert view.reasons == (
        "A live key lies in the repository's history (surface.repo): fails MIN-3",
        "A customer can read another customer's things by changing an id (surface.api): fails MIN-4",
        "The API lets any website read its answers (surface.api): fails FOOT-3",
    )


def test_what_is_not_known_is_told_once() -> None:
    view = View.of(faulty.INCOMPLETE)

    assert view.reasons == (
        (
            "MIN-6 is unknown: observability.alert-does-not-arrive at alert.down: "
            "the mailbox of the on-call owner cannot be read: no such folder"
        ),
    )
    assert "but 1 thing that must be known could not be seen" in view.headline


def test_a_sound_product_still_says_what_was_not_tested() -> None:
    view = View.of(marketplace.GO)

    assert view.decision.word == "GO"
    assert [(one.state, one.check) for one in view.not_tested] == [
        ("left out", "edge.spike-slows-product"),
        ("not applicable", "deploy.source-map-is-public"),
    ]
    assert (view.proved, view.planned) == (15, 17)
    assert view.headline == "Every item of the minimum bar is proved, and nothing that blocks the launch is open."


def test_a_waived_item_of_the_bar_is_told_in_the_headline() -> None:
    view = View.of(marketplace.events(faulty.with_these(faulty.WAIVED_FAIL)))

    assert view.decision.word == "GO"
    assert "proved or waived by name and date" in view.headline


def test_the_top_three_of_an_incomplete_run_begin_with_what_must_be_found_out() -> None:
    view = View.of(faulty.INCOMPLETE)

    assert view.decision.word == "INCOMPLETE"
    assert [todo.what for todo in view.top] == [
        "Not known: An alert does not arrive",
        "The pages can be framed by any site",
    ]
    assert [todo.known for todo in view.top] == [False, True]
    assert "no such folder" in view.top[0].mend


def test_one_check_at_many_targets_is_one_thing_to_do() -> None:
    twice = replace(faulty.READS_FAIL, target="surface.admin", fingerprint="other")

    view = View.of(marketplace.events((faulty.READS_FAIL, twice, faulty.CORS_FAIL)))

    assert [tuple(sorted(todo.at)) for todo in view.top] == [("surface.admin", "surface.api"), ("surface.api",)]


def test_a_run_that_was_cut_off_is_never_go() -> None:
    view = View.of(faulty.cut_off())

    assert view.decision.word == "INCOMPLETE"
    assert view.decision.because[0] == "the run was cut off before it was done"
    assert sum(one.state == "not reached" for one in view.not_tested) == 11
    assert view.finished is None


def test_a_cut_off_run_with_a_blocking_finding_is_no_go() -> None:
    events = [one for one in faulty.NO_GO if not isinstance(one, RunFinished)]

    assert View.of(events).decision.word == "NO-GO"


def test_a_verdict_that_comes_twice_counts_as_it_came_last() -> None:
    mended = replace(faulty.READS_FAIL, verdict=Pass("no canary came back", "the owner reads it"))
    started, *rest = faulty.NO_GO
    finished = rest.pop()

    view = View.of((started, *rest, RunResumed("2026-11-24T10:00:00+00:00", 6), mended, finished))

    assert faulty.READS_FAIL.fingerprint not in {one.fingerprint for one in view.findings}
    assert len(view.results) == 19
    assert len(view.resumed) == 1


def test_an_empty_run_is_incomplete_and_proves_nothing() -> None:
    view = View.of(faulty.EMPTY)

    assert view.decision.word == "INCOMPLETE"
    assert (view.proved, view.planned, view.top) == (0, 0, ())
    assert {"unknown"} == {item.state for item in view.bar}
    assert {"nothing was tested"} == {stage.glance for stage in view.stages}


def test_a_stage_says_what_is_not_known() -> None:
    stages = {stage.name: stage.glance for stage in View.of(faulty.NO_GO).stages}

    assert stages["abuse"] == "1 finding, 1 not known"
    assert stages["handover"] == "no open finding"


def test_findings_of_every_impact_stay_in_order() -> None:
    impacts = [one.impact for one in View.of(faulty.many()).findings]

    assert sorted(impacts) == impacts
    assert set(Impact) == set(impacts)
    assert len(impacts) == 60
