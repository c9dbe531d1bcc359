"""`launchready gate`: what stops a deploy, what lets it go on, and how it ends."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from launchready.cli import main
from launchready.events import RunStarted
from launchready.for_ci import in_repository
from launchready.store import runs
from tests.commands.site import FRAME, Site, shop
from tests.commands.stored import DECLARATION

CSP = "edge.csp-is-missing"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with shop(tmp_path) as made:
        yield made


def gate(site: Site, *more: str) -> Result:
    return CliRunner().invoke(main, ["gate", str(site.declaration), *more])


def told(site: Site, *more: str) -> dict[str, object]:
    done = CliRunner().invoke(main, ["gate", str(site.declaration), "--json", *more])
    document: dict[str, object] = json.loads(done.stdout)
    return {"exit": done.exit_code, **document}


def test_only_what_is_new_since_the_baseline_stops_a_deploy(site: Site) -> None:
    wrote = gate(site, "--write-baseline")
    same = told(site)
    site.headers.pop(FRAME)
    worse = gate(site)
    lesser = gate(site, "--stops", "blocks-launch")

    baseline = site.declaration.parent / "launchready-baseline.json"
    assert wrote.exit_code == 0, wrote.output
    assert f"{baseline} is written, with" in wrote.output
    assert (same["exit"], same["word"], same["new"], same["missing"]) == (0, "GO", [], [])
    assert len(json.loads(baseline.read_text())["findings"]) == len(same["known"]) > 0  # type: ignore[arg-type]  # a list
    assert worse.exit_code == 1
    assert " NO-GO " in worse.output
    assert "what to do first" not in worse.output
    assert "do ──" in worse.output
    assert "(surface.web; should fix;" in " ".join(worse.output.split())
    assert lesser.exit_code == 0
    assert "New, and not stopping" in lesser.output


def test_without_a_baseline_what_is_open_stops_and_it_says_how_to_begin(site: Site) -> None:
    site.headers.pop(FRAME)

    done = gate(site, "--only", CSP)

    assert done.exit_code == 1
    assert "1 open finding stops the deploy." in done.output
    assert "--write-baseline" in done.output


def test_a_waiver_lets_go_until_its_day(site: Site) -> None:
    site.headers.pop(FRAME)
    gate(site, "--only", CSP)
    words = ("--reason", "Our payment provider needs scripts inline", "--owner", "frontend", "--until", "30d")
    waived = CliRunner().invoke(main, ["waive", CSP, *words, "--declaration", str(site.declaration)])

    after = gate(site, "--only", CSP)

    assert waived.exit_code == 0, waived.output
    assert after.exit_code == 0, after.output
    assert "waived until" in after.output


def test_a_product_that_does_not_answer_is_incomplete_although_the_baseline_knows_it(tmp_path: Path) -> None:
    with shop(tmp_path) as site:
        gate(site, "--write-baseline")

    after = told(site, "--only", "edge")
    whole = CliRunner().invoke(main, ["gate", str(site.declaration), "--only", CSP])

    assert (after["exit"], after["word"], after["told"]) == (3, "INCOMPLETE", 0)
    assert whole.exit_code == 3
    assert "The gate cannot tell" in whole.output


def test_a_baseline_is_not_written_where_too_little_could_be_seen(site: Site) -> None:
    done = gate(site, "--write-baseline", "--budget", "2r")

    assert done.exit_code == 3
    assert "is not written" in done.output
    assert not (site.declaration.parent / "launchready-baseline.json").exists()


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--only", "edge.no-such-check"), "the gate has no check"),
        (("--only", "edge", "--write-baseline"), "leave --only away"),
        (("--baseline", "nowhere.json"), "nowhere.json cannot be read"),
    ],
)
def test_a_mistake_in_usage_ends_with_two_and_sends_nothing(site: Site, more: tuple[str, ...], words: str) -> None:
    done = gate(site, *more)

    assert done.exit_code == 2
    assert words in done.output
    assert runs(site.declaration.parent) == ()


def test_a_file_that_is_no_baseline_is_a_mistake(site: Site) -> None:
    (site.declaration.parent / "launchready-baseline.json").write_text("{}")

    done = gate(site)

    assert done.exit_code == 2
    assert "write it again with --write-baseline" in done.output


def test_an_api_that_nobody_may_write_to_has_no_gate(tmp_path: Path) -> None:
    path = tmp_path / "launch.toml"
    path.write_text(DECLARATION.replace("[surface.web]", "[surface.site]"), encoding="utf-8")

    done = CliRunner().invoke(main, ["gate", str(path), "--only", "boundaries"])

    assert done.exit_code == 3
    (begun,) = [one for one in runs(tmp_path)[0].read() if isinstance(one, RunStarted)]
    assert begun.only == ("boundaries",)


def files(site: Site, command: str, *more: str) -> tuple[Result, dict[str, str]]:
    folder = site.declaration.parent
    out = {"sarif": folder / "out" / "a.sarif", "junit": folder / "out" / "a.xml", "summary": folder / "summary.md"}
    words = (command, str(site.declaration), "--sarif", str(out["sarif"]), "--junit", str(out["junit"]), "--github")
    done = CliRunner(env={"GITHUB_STEP_SUMMARY": str(out["summary"])}).invoke(main, [*words, *more])
    return done, {name: path.read_text() for name, path in out.items() if path.exists()}


@pytest.mark.parametrize("command", ["gate", "audit"])
def test_what_a_ci_reads_is_written_beside_the_answer(site: Site, command: str) -> None:
    site.headers.pop(FRAME)

    done, written = files(site, command, "--only", CSP)

    assert done.exit_code == (1 if command == "gate" else 3)
    (run,) = json.loads(written["sarif"])["runs"]
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    lines = site.declaration.read_text().splitlines()
    assert lines[place["region"]["startLine"] - 1] == "[surface.web]"
    assert place["artifactLocation"]["uri"] == "launch.toml"
    assert f'classname="launchready.{CSP}" name="surface.web"' in written["junit"]
    assert written["summary"].startswith("## ")
    said = done.output.splitlines()
    assert re.fullmatch("::stop-commands::([0-9a-f]{32})", said[0])
    (end,) = [number for number, line in enumerate(said) if line == f"::{said[0].rpartition('::')[2]}::"]
    assert [line[:9] for line in said[end + 1 :]] == (
        ["::error f", "::notice "] if command == "gate" else ["::notice "]
    )


@pytest.mark.parametrize("command", ["gate", "audit"])
def test_a_mistake_leaves_a_valid_empty_sarif(site: Site, command: str) -> None:
    site.declaration.write_text("version = 2\n")

    done, written = files(site, command)

    assert done.exit_code == 2
    assert json.loads(written["sarif"])["runs"][0]["results"] == []
    assert "junit" not in written
    said = done.stdout.splitlines()
    assert said == [f"::stop-commands::{said[-1].strip(':')}", said[-1]]


def test_a_file_is_anchored_as_its_repository_knows_it(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "ops").mkdir()
    (tmp_path / "ops" / "launch.toml").touch()

    assert in_repository(tmp_path / "ops" / "launch.toml") == "ops/launch.toml"
