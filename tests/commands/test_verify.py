"""`launchready verify`: fixed, still there, or cannot tell; and nothing else is looked at."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import main
from launchready.events import RunStarted
from launchready.store import Run, runs
from tests.commands.site import FRAME, POLICY, Site, shop
from tests.commands.stored import product
from tests.report.fixtures import faulty, marketplace

CSP = "edge.csp-is-missing"


def said(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def verify(site: Site, finding: str, *more: str) -> Result:
    return said("verify", finding, "--declaration", str(site.declaration), *more)


def audited(site: Site) -> str:
    """The fingerprint of the missing policy, as an audit found it."""
    site.headers.pop(FRAME)
    said("audit", str(site.declaration), "--only", "edge", "--json")
    (stored,) = runs(site.declaration.parent)
    report = json.loads((stored.folder / "report.json").read_text())
    return next(str(one["fingerprint"]) for one in report["results"] if one["check"] == CSP)


def test_a_finding_is_there_until_it_is_mended(tmp_path: Path) -> None:
    with shop(tmp_path) as site:
        mark = audited(site)
        there = verify(site, mark)
        site.headers[FRAME] = POLICY
        fixed = verify(site, mark[:6])
        as_json = json.loads(verify(site, CSP, "--json").stdout)
    gone = verify(site, mark)

    assert there.exit_code == 1
    assert there.output.startswith("still there: ")
    assert "    see it: curl" in there.output
    assert "    mend it: " in there.output
    assert fixed.exit_code == 0, fixed.output
    assert fixed.output.startswith("fixed: ")
    assert "    proved by: " in fixed.output
    assert (as_json["word"], as_json["fingerprint"], as_json["target"]) == ("fixed", mark, "surface.web")
    assert gone.exit_code == 3
    assert gone.output.startswith("cannot tell: ")


def test_only_the_one_thing_is_looked_at_and_last_still_means_the_audit(tmp_path: Path) -> None:
    with shop(tmp_path) as site:
        mark = audited(site)
        verify(site, mark)

    (stored,) = runs(tmp_path)
    (again,) = (tmp_path / ".launchready" / "verified").iterdir()
    (begun,) = [one for one in Run(again).read() if isinstance(one, RunStarted)]
    assert [(one.check, one.target) for one in begun.plan] == [(CSP, "surface.web")]
    assert len((again / "sent.jsonl").read_text().splitlines()) < len(stored.sent.read_text().splitlines()) / 2


@pytest.mark.parametrize(
    ("finding", "more", "words"),
    [
        ("edge.no-such-check", (), "none of the last 1 runs has looked for edge.no-such-check"),
        (marketplace.SOUND[0].check, (), "has no such finding. Pass: "),
        (faulty.CORS_FAIL.check, ("--at", "surface.web"), "at surface.web"),
        (faulty.CORS_FAIL.check, ("--run", "2020"), "0 runs are meant by 2020"),
    ],
)
def test_what_no_run_has_found_is_a_mistake(tmp_path: Path, finding: str, more: tuple[str, ...], words: str) -> None:
    declaration = product(tmp_path)

    done = said("verify", finding, "--declaration", str(declaration), *more)

    assert done.exit_code == 2
    assert words in done.output


def test_a_finding_of_an_older_run_is_found_unless_a_newer_one_has_looked(tmp_path: Path) -> None:
    declaration = product(tmp_path)
    words = ("--declaration", str(declaration), "--owner", "backend", "--until", "5d", "--reason", "Sellers are staff")
    newer = Run.create(tmp_path, "2026-11-25T00-00-00-a1b2", declaration.read_text())
    for event in marketplace.events((faulty.READS_FAIL,)):
        newer.append(event)
    older = said("waive", faulty.CORS_FAIL.check, *words)
    newest = Run.create(tmp_path, "2026-11-26T00-00-00-a1b2", declaration.read_text())
    for event in marketplace.GO:
        newest.append(event)
    gone = said("waive", faulty.CORS_FAIL.check, *words)

    assert older.exit_code == 0, older.output
    assert gone.exit_code == 2
    assert f"{newest.name}, the newest run that looked for {faulty.CORS_FAIL.check}, has no such finding" in gone.output


def test_what_is_declared_no_more_cannot_be_told(tmp_path: Path) -> None:
    declaration = product(tmp_path, marketplace.events((faulty.LEAKS_FAIL,)))

    done = said("verify", faulty.LEAKS_FAIL.fingerprint, "--declaration", str(declaration))

    assert done.exit_code == 3
    assert "launch.toml declares surface.chat no more" in done.output
