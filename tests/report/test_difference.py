import io
from dataclasses import replace

from inline_snapshot import external_file
from rich.console import Console

from launchready.report.difference import difference, render
from launchready.report.view import View
from launchready.verdict import Fail, NotApplicable, Unknown
from tests.report.fixtures import faulty, marketplace


def places(*where: str) -> Fail:
    assert isinstance(faulty.READS_FAIL.verdict, Fail)
    return replace(faulty.READS_FAIL.verdict, places=where)


OLD = View.of(faulty.NO_GO)
NEW = View.of(
    marketplace.events(
        faulty.with_these(
            replace(faulty.READS_FAIL, verdict=places("GET /orders/{id}", "PATCH /orders/{id}")),
            replace(faulty.LEAKS_FAIL, verdict=Unknown("the model did not answer")),
            replace(faulty.CORS_FAIL, waived=faulty.WAIVED_FAIL.waived),
            replace(faulty.WAIVED_FAIL, waived=None),
            replace(faulty.BLIND, verdict=Unknown("the mailbox cannot be read")),
        ),
        left_out=marketplace.LEFT_OUT,
    )
)


def test_each_change_is_called_by_its_name() -> None:
    found = difference(OLD, NEW)

    assert [one.finding.check for one in found.appeared] == ["exposure.admin-operation-is-open"]
    assert [one.otherwise for one in found.appeared] == ["waived until 2026-12-15"]
    assert [one.finding.check for one in found.gone] == ["exposure.secret-in-history"]
    assert [one.now.check for one in found.still] == ["boundaries.stranger-reads-object"]
    assert [one.finding.check for one in found.waived] == ["boundaries.cors-reflects-origin"]
    assert [one.finding.check for one in found.unproved] == ["observability.alert-does-not-arrive"]


def test_a_finding_that_became_unknown_is_not_gone() -> None:
    found = difference(OLD, NEW)

    unknown = {one.finding.check: one.otherwise for one in found.unknown}
    assert unknown["abuse.system-prompt-leaks"] == "could not tell: the model did not answer"


def test_a_finding_that_was_not_looked_at_again_is_not_gone() -> None:
    found = difference(OLD, NEW)

    unknown = {one.finding.check: one.otherwise for one in found.unknown}
    assert unknown["edge.pages-can-be-framed"] == "not looked at in the other run"


def test_new_and_mended_places_inside_a_finding_are_told() -> None:
    (still,) = difference(OLD, NEW).still

    assert still.also_at == ("PATCH /orders/{id}",)
    assert still.not_at == ("GET /conversations/{id}",)


def test_what_is_no_longer_declared_is_gone_with_its_reason() -> None:
    new = View.of(
        marketplace.events((replace(faulty.LEAKS_FAIL, verdict=NotApplicable("launch.toml declares no chat")),))
    )

    gone = {one.finding.check: one.otherwise for one in difference(OLD, new).gone}

    assert gone == {"abuse.system-prompt-leaks": "does not apply: launch.toml declares no chat"}


def test_a_run_is_no_different_from_itself() -> None:
    found = difference(OLD, OLD)

    assert (found.appeared, found.gone, found.waived, found.unknown, found.unproved) == ((), (), (), (), ())
    assert len(OLD.findings) == len(found.still)
    assert all((one.also_at, one.not_at) == ((), ()) for one in found.still)


def test_what_a_reader_sees() -> None:
    out = io.StringIO()

    render(difference(OLD, NEW), Console(file=out, width=100, highlight=False))

    said = "\n".join(line.rstrip() for line in out.getvalue().split("\n"))
    assert said == external_file("expected/difference.txt")


def test_a_stranger_cannot_move_the_terminal() -> None:
    out = io.StringIO()

    render(difference(OLD, View.of(faulty.hostile())), Console(file=out, width=100, highlight=False))

    assert "\x1b" not in out.getvalue()
    assert "\u202e" not in out.getvalue()
