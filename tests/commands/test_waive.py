"""`launchready waive` and `launchready waivers lint`: what they write, what they say, and how they end."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import main
from launchready.declare.read import read
from launchready.events import Judged
from tests.commands.stored import DECLARATION, product
from tests.report.fixtures import faulty, marketplace

TODAY = datetime.now(UTC).date()
CORS = faulty.CORS_FAIL
REASON = "The widget is embedded on partners' pages"


@pytest.fixture
def declaration(tmp_path: Path) -> Path:
    return product(tmp_path)


def said(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def waive(declaration: Path, finding: str, *more: str, reason: str = REASON, until: str = "30d") -> Result:
    words = ("--reason", reason, "--owner", "backend", "--until", until, "--declaration", str(declaration))
    return said("waive", finding, *words, *more)


@pytest.mark.parametrize("finding", [CORS.check, CORS.fingerprint, CORS.fingerprint[:5]])
def test_a_finding_is_waived_by_its_check_or_its_fingerprint(declaration: Path, finding: str) -> None:
    done = waive(declaration, finding)

    assert done.exit_code == 0, done.output
    (waiver,) = read(declaration).waivers
    until = TODAY + timedelta(30)
    assert (waiver.check, waiver.target, waiver.reason, waiver.owner, waiver.until) == (
        CORS.check,
        "surface.api",
        REASON,
        "backend",
        until,
    )
    assert done.output.splitlines() == [
        f"{declaration}:{waiver.line}: {CORS.check} at surface.api is waived until {until}, by backend.",
        "It blocks the launch: until then a GO says that it is waived, by name and date.",
        "Commit the file. On that day the finding is back.",
    ]


@pytest.mark.parametrize("missing", ["--reason", "--owner", "--until"])
def test_nothing_is_waived_without_reason_owner_and_day(declaration: Path, missing: str) -> None:
    given = {"--reason": REASON, "--owner": "backend", "--until": "30d", "--declaration": str(declaration)}
    words = [word for name, value in given.items() if name != missing for word in (name, value)]

    done = said("waive", CORS.check, *words)

    assert done.exit_code == 2
    assert missing in done.output
    assert declaration.read_text() == DECLARATION


@pytest.mark.parametrize("until", [str(TODAY), str(TODAY - timedelta(1)), "91d", "0d", "soon", "2026-13-01"])
def test_a_day_that_is_past_or_more_than_ninety_days_away_is_refused(declaration: Path, until: str) -> None:
    done = waive(declaration, CORS.check, until=until)

    assert done.exit_code == 2
    assert declaration.read_text() == DECLARATION
    assert waive(declaration, CORS.check, until="90d").exit_code == 0


@pytest.mark.parametrize(
    ("finding", "reason", "told"),
    [
        ("edge.csp-missing", REASON, "has looked for edge.csp-missing"),
        (marketplace.SOUND[0].check, REASON, "has no such finding"),
        (CORS.check, "todo", "is no reason"),
    ],
)
def test_only_a_finding_is_waived_and_only_for_a_reason(
    declaration: Path, finding: str, reason: str, told: str
) -> None:
    done = waive(declaration, finding, reason=reason)

    assert (done.exit_code, told in done.output) == (2, True)
    assert declaration.read_text() == DECLARATION


def test_one_of_several_is_named_by_its_target(tmp_path: Path) -> None:
    declaration = product(tmp_path, faulty.many())
    check = faulty.HEADER_FAIL.check

    several = waive(declaration, check)
    one = waive(declaration, check, "--at", "host.shop-07.bazaar.test")

    assert several.exit_code == 2
    assert "000000000007" in several.output
    assert one.exit_code == 0, one.output
    assert [waiver.target for waiver in read(declaration).waivers] == ["host.shop-07.bazaar.test"]


def test_waived_twice_is_renewed(declaration: Path) -> None:
    waive(declaration, CORS.check)
    again = waive(declaration, CORS.check, reason="The partners move in spring", until="60d")

    assert "is waived anew" in again.output
    assert [one.reason for one in read(declaration).waivers] == ["The partners move in spring"]


def test_an_owner_who_is_not_declared_is_told_and_nothing_is_written(declaration: Path) -> None:
    words = ("--reason", REASON, "--owner", "backed", "--until", "30d", "--declaration", str(declaration))

    done = said("waive", CORS.check, *words)

    assert done.exit_code == 2
    assert 'Write "backend"' in done.output
    assert "nothing was written" in done.output
    assert declaration.read_text() == DECLARATION


def test_without_a_run_there_is_nothing_to_waive(tmp_path: Path) -> None:
    declaration = tmp_path / "launch.toml"
    declaration.write_text(DECLARATION)

    assert waive(declaration, CORS.check).exit_code == 2


def test_what_ended_is_back_and_says_so_in_the_report(declaration: Path) -> None:
    ended = f'\n[[waiver]]\ncheck = "{CORS.check}"\nreason = "{REASON}"\nowner = "backend"\nuntil = {TODAY}\n'
    declaration.write_text(DECLARATION + ended)

    lint = said("waivers", "lint", str(declaration))

    assert lint.exit_code == 1
    assert (
        f"{declaration}:{DECLARATION.count(chr(10)) + 2}: {CORS.check} at every target: it ended on {TODAY}"
        in lint.output
    )
    assert lint.output.endswith("1 waiver, 1 to mend.\n")


def test_waivers_in_order_end_with_none(declaration: Path) -> None:
    before = said("waivers", "lint", str(declaration))
    waive(declaration, CORS.check)
    after = said("waivers", "lint", str(declaration))

    assert (before.exit_code, before.output) == (0, "0 waivers, 0 to mend.\n")
    assert (after.exit_code, after.output) == (0, "1 waiver, 0 to mend.\n")


def test_a_day_too_far_away_is_a_mistake_of_the_file(declaration: Path) -> None:
    far = f'\n[[waiver]]\ncheck = "{CORS.check}"\nreason = "{REASON}"\nowner = "backend"\nuntil = {TODAY + timedelta(91)}\n'
    declaration.write_text(DECLARATION + far)

    done = said("waivers", "lint", str(declaration))

    assert done.exit_code == 2
    assert "is more than 90 days away" in done.output


def test_each_finding_of_the_fixture_has_a_fingerprint_of_its_own() -> None:
    prints = [one.fingerprint for one in faulty.NO_GO if isinstance(one, Judged)]

    assert len(prints) == len(set(prints))
