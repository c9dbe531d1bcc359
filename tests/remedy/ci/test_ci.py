"""What a CI runs, by the schemas of GitHub and GitLab; and the action of this repository."""

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner

from launchready.cli import main
from launchready.remedy.ci import github, gitlab
from launchready.remedy.ci._plan import Plan, plan, remarks
from tests.commands.site import shop
from tests.commands.stored import DECLARATION

TOP = Path(__file__).parents[3]
SECRETS = """
[principal.buyer_a]
role = "buyer"
token = "env:BUYER_A_TOKEN"
# token = "env:NOT_THIS"

[principal.buyer_b]
role = "buyer"
token = 'env:GITHUB_BUYER_B'

[principal.seller]
role = "seller"
token = "file:secrets.env#SELLER"
"""


def lint(kind: str, text: str) -> list[str]:
    """What the schema of a kind of file says of a text."""
    schema = files("check_jsonschema").joinpath("builtin_schemas", "vendor", f"{kind}.json").read_text(encoding="utf-8")
    return [error.message for error in jsonschema_rs.validator_for(json.loads(schema)).iter_errors(read(text))]


def read(text: str) -> Any:
    """YAML, with `on` as the word that GitHub takes it for, and jobs with what they extend (no schema looks into that)."""
    document = yaml.safe_load(text)
    if True in document:
        document["on"] = document.pop(True)
    jobs = document.items()
    return {
        name: {**document[one["extends"]], **one} if isinstance(one, dict) and "extends" in one else one
        for name, one in jobs
    }


def made(*variables: str, branch: str = "main", declaration: str = "launch.toml") -> Plan:
    return Plan(declaration, "0.1.0", branch, variables, elsewhere=False)


PLANS = [made(), made("A", "B"), made("A", branch="release/'1'", declaration="ops/it's #1: launch.toml")]


@pytest.mark.parametrize("one", PLANS)
def test_the_workflow_is_one_that_github_takes(one: Plan) -> None:
    text = github.render(one)

    assert lint("github-workflows", text) == []
    document = read(text)
    assert document["on"]["push"]["branches"] == [one.branch]
    assert document["permissions"] == {"contents": "read"}
    for name in ("gate", "audit"):
        (step,) = [part for part in document["jobs"][name]["steps"] if part.get("name") == f"launchready {name}"]
        assert step.get("env", {}) == {variable: f"${{{{ secrets.{variable} }}}}" for variable in one.variables}
        words = subprocess.run(
            ["bash", "-c", f"printf '%s\\n' {step['run']}"], capture_output=True, text=True, check=True
        )
        assert words.stdout.splitlines()[:3] == ["launchready", name, one.declaration]
        assert "continue-on-error" not in step


@pytest.mark.parametrize("one", PLANS)
def test_the_template_is_one_that_gitlab_takes(one: Plan) -> None:
    text = gitlab.render(one)

    assert lint("gitlab-ci", text) == []
    document = read(text)
    (script,) = document["launch-ready-gate"]["script"]
    assert script.startswith("launchready gate '")
    assert document[".launch-ready"]["allow_failure"] is False
    assert document[".launch-ready"]["artifacts"]["reports"] == {"junit": "launchready.xml"}


def test_the_schemas_notice_what_is_none() -> None:
    assert lint("github-workflows", github.render(made()).replace("runs-on", "runs-onn"))
    assert lint("gitlab-ci", gitlab.render(made()).replace("allow_failure: false", "allow_failure: never"))


def test_secrets_are_those_that_the_declaration_reads() -> None:
    found = plan(DECLARATION + SECRETS, "launch.toml", "0.1.0", "main")

    assert found.variables == ("BUYER_A_TOKEN", "GITHUB_BUYER_B")
    assert found.elsewhere
    told = " ".join(remarks(found))
    assert "GITHUB_BUYER_B is a name that CIs keep for themselves" in told
    assert "NOT_THIS" not in github.render(found)


def test_export_ci_writes_the_file_and_says_which_secrets_to_set(tmp_path: Path) -> None:
    declaration = tmp_path / "launch.toml"
    declaration.write_text(DECLARATION + SECRETS.replace("# token", "# said"))
    out = tmp_path / ".github" / "workflows" / "launch-ready.yml"

    done = CliRunner().invoke(main, ["export", "ci", str(declaration), "--branch", "trunk", "--out", str(out)])

    assert done.exit_code == 0, done.output
    assert "Secrets to set in the CI: BUYER_A_TOKEN, GITHUB_BUYER_B." in done.output
    assert read(out.read_text())["on"]["push"]["branches"] == ["trunk"]
    assert (
        CliRunner()
        .invoke(main, ["export", "ci", str(declaration), "--for", "gitlab"])
        .output.startswith("# Written by")
    )


ACTION = (TOP / "action.yml").read_text(encoding="utf-8")


def test_the_action_is_one_that_github_takes() -> None:
    assert lint("github-actions", ACTION) == []
    assert lint("github-actions", ACTION.replace("using: composite", "using: nothing"))
    for step in read(ACTION)["runs"]["steps"]:
        assert "${{" not in step["run"], "an input would be a part of the script"


def act(folder: Path, **given: str) -> "subprocess.CompletedProcess[str]":
    """Runs the action's last step as GitHub does."""
    document = read(ACTION)
    step = document["runs"]["steps"][-1]
    defaults = {name: str(one["default"]) for name, one in document["inputs"].items()}
    names = {name: value.removeprefix("${{ inputs.").removesuffix(" }}") for name, value in step["env"].items()}
    ours = folder / "temp" / "launchready" / "bin" / "launchready"
    if not ours.exists():
        ours.parent.mkdir(parents=True)
        ours.write_text(f'#!/bin/sh\nexec {sys.executable} -m launchready.cli "$@"\n')
        ours.chmod(0o755)
    env = {
        **os.environ,
        **{name: {**defaults, **given}[word] for name, word in names.items()},
        "RUNNER_TEMP": str(folder / "temp"),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_action_ends_as_the_gate_does_and_leaves_its_files(tmp_path: Path) -> None:
    with shop(tmp_path) as site:
        sound = act(tmp_path, arguments="--only edge.csp-is-missing")
        site.headers.clear()
        faulty = act(tmp_path, arguments="--only edge.csp-is-missing")
    wrong = act(tmp_path, command="audit; touch evil")

    assert sound.returncode == 0, sound.stderr
    assert faulty.returncode == 1
    assert wrong.returncode == 2
    assert (tmp_path / "output").read_text().splitlines() == ["exit-code=0", "exit-code=1"]
    assert (tmp_path / "summary").read_text().count("## ") == 2
    assert json.loads((tmp_path / "launchready.sarif").read_text())["runs"][0]["results"]
    assert not (tmp_path / "evil").exists()
