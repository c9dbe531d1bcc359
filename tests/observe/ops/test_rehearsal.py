"""A deploy is rehearsed out of a fresh clone: what was not committed or written down is missing there."""

import asyncio
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from launchready.declare.model import Note, RepositorySurface
from launchready.observe.errors import ConsentMissing
from launchready.observe.ops.opened import ELSEWHERE
from launchready.observe.ops.rehearsal import Rehearsal, Rehearsed
from tests.observe.small_world import declared, visited


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=Bea", "-c", "user.email=bea@shop.test", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(folder), *identity, *words], check=True, capture_output=True)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    (folder / "bin").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    return folder


def rehearsed(
    repo: Path,
    script: str,
    *,
    docs: str = "",
    variables: tuple[str, ...] = (),
    run: str = "bin/deploy --drill",
    commands: bool = True,
    forgotten: dict[str, str] | None = None,
    committed: bool = True,
) -> Rehearsal:
    """The rehearsal of a script; `forgotten` are files that lie in the folder and were never committed."""
    (repo / "README.md").write_text(docs)
    if not committed:
        git(repo, "add", "-A")
        git(repo, "commit", "-q", "-m", "All but the script")
    (repo / "bin" / "deploy").write_text(f"#!/bin/sh\nset -eu\n{script}\n")
    (repo / "bin" / "deploy").chmod(0o755)
    if committed:
        git(repo, "add", "-A")
        git(repo, "commit", "-q", "-m", "All")
    for name, text in (forgotten or {}).items():
        (repo / name).write_text(text)

    async def go() -> Rehearsal:
        surface = RepositorySurface("repo", None, "production", None, 1, path=repo)
        note = Note("deploys", 3, "bin/deploy deploys", run=run, variables=variables)
        declaration = declared(repo.parent, surface)
        consent = replace(declaration.consent, commands=commands)
        async with visited(replace(declaration, consent=consent, notes=(note,))) as world:
            return await world.ask(Rehearsed("deploy"))

    return asyncio.run(go())


def test_a_deploy_that_needs_nothing_else_works(repo: Path) -> None:
    done = rehearsed(repo, 'test -f README.md; echo "$HOME"; ls -A "$HOME"; git remote; echo deployed')

    assert done.clean is not None
    assert done.clean.ended_well
    assert done.home is None
    home, said = done.clean.output.splitlines()
    assert home == "~"
    assert said == "deployed"


def test_nothing_of_it_is_left_and_the_folder_is_untouched(repo: Path) -> None:
    done = rehearsed(repo, f"pwd; pwd > {repo.parent}/where; touch made")

    assert done.clean is not None
    assert done.clean.output == ".\n"
    assert not Path((repo.parent / "where").read_text().strip()).exists()
    assert not (repo / "made").exists()


def test_a_variable_that_nobody_wrote_down_is_missing(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_KEY", "k")

    done = rehearsed(repo, 'echo "$DEPLOY_KEY"')

    assert [(one.kind, one.name, one.written) for one in done.missing] == [("variable", "DEPLOY_KEY", "")]


def test_a_variable_that_is_written_down_is_told_with_its_place(repo: Path) -> None:
    done = rehearsed(repo, 'echo "$DEPLOY_KEY"', docs="Set `DEPLOY_KEY` first.")

    assert [one.written for one in done.missing] == ["README.md"]


def test_a_variable_that_the_note_names_is_given(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_KEY", "k")

    done = rehearsed(repo, 'test "$DEPLOY_KEY" = k', variables=("DEPLOY_KEY",))

    assert done.clean is not None
    assert done.clean.ended_well


def test_a_file_that_was_never_committed_is_missing_in_the_clone_and_not_at_home(repo: Path) -> None:
    done = rehearsed(repo, "cat prod.ini", forgotten={"prod.ini": "x"})

    assert [(one.kind, one.name, one.written) for one in done.missing] == [("file", "prod.ini", "")]
    assert done.home is not None
    assert done.home.ended_well


@pytest.mark.parametrize(
    ("script", "there", "written"),
    [
        (
            "echo \"ModuleNotFoundError: No module named 'yaml'\"; exit 1",
            {"pyproject.toml": "dependencies = ['PyYAML']"},
            "pyproject.toml",
        ),
        ("cat dist/index.html", {"Makefile": "dist:\n\tbuild\n"}, "Makefile"),
        ('echo "$DEPLOY_KEY"', {"package.json": "DEPLOY_KEY"}, ""),
        ("cat vendor/autoload.php", {"composer.json": "{}"}, "composer.json"),
        (". ./.env", {".env.example": "DEPLOY_HOST=\n"}, ".env.example"),
        (". ./config/prod.env", {"config/prod.env.sample": "A=\n"}, "config/prod.env.sample"),
        ("shipper --dry-run", {"Dockerfile": "RUN apk add shipper\n"}, "Dockerfile"),
        ("shipper --dry-run", {"bin/deploy-docs.sh": "#!/bin/sh\nshipper\n"}, ""),
    ],
)
def test_where_it_is_written_is_found(script: str, there: dict[str, str], written: str, repo: Path) -> None:
    for name, text in there.items():
        (repo / name).parent.mkdir(exist_ok=True)
        (repo / name).write_text(text)

    assert [one.written for one in rehearsed(repo, script).missing] == [written]


def test_which_of_what_git_does_not_know_it_needs_is_found_out_where_nothing_says_so(repo: Path) -> None:
    script = "test -e prod.ini || exit 1; read -r host < prod.ini; test $host = here"

    done = rehearsed(repo, script, forgotten={"prod.ini": "here\n", "notes.txt": "x"})

    assert done.beside is not None
    assert done.beside.ended_well
    assert [(one.kind, one.name) for one in done.missing] == [("file", "prod.ini")]


def test_what_fails_by_chance_is_not_said_to_need_anything(repo: Path) -> None:
    counter = repo.parent / "counter"

    done = rehearsed(repo, f"test -e {counter} || {{ touch {counter}; exit 1; }}")

    assert (done.unsteady, done.missing, done.beside) == (True, (), None)


def test_what_it_reads_is_told_with_the_variables_that_stand_in_it(repo: Path) -> None:
    (repo / "hosts.ini").write_text("a\n")
    (repo / "unread.ini").write_text("a\n")
    script = 'cat hosts.ini; [ -z "${SLACK_HOOK:-}" ] || echo told; echo "${STAGE:-test}"'

    done = rehearsed(repo, script, docs="`STAGE` names the stage.")

    assert done.clean is not None
    assert done.clean.ended_well
    if sys.platform != "linux":
        assert done.reads.without == ELSEWHERE
        return
    assert {"bin/deploy", "hosts.ini"} <= set(done.reads.files)
    assert "unread.ini" not in done.reads.files
    assert [(one.name, one.file, one.written) for one in done.reads.variables] == [
        ("SLACK_HOOK", "bin/deploy", ""),
        ("STAGE", "bin/deploy", "README.md"),
    ]


def test_which_of_its_variables_it_needs_is_tried(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_HOST", "h")
    monkeypatch.setenv("DEPLOY_NOTE", "n")

    done = rehearsed(repo, 'echo "$DEPLOY_HOST"', variables=("DEPLOY_HOST", "DEPLOY_NOTE", "DEPLOY_GONE"))

    assert (done.reads.needed, done.reads.spare) == (("DEPLOY_HOST",), ("DEPLOY_NOTE",))


def test_what_works_once_in_a_place_says_nothing_of_its_variables(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEPLOY_HOST", "h")

    done = rehearsed(repo, "mkdir made", variables=("DEPLOY_HOST",))

    assert (done.reads.needed, done.reads.spare) == ((), ())


def test_a_part_of_a_larger_repository_is_rehearsed_in_its_folder(repo: Path) -> None:
    git(repo.parent, "init", "-q", "-b", "main")
    (repo / ".git").rename(repo.parent / "gone")

    done = rehearsed(repo, "test -f bin/deploy; basename $PWD; test ! -e ../gone/x")

    assert done.clean is not None
    assert done.clean.output.strip() == "repo"


def test_submodules_are_told(repo: Path) -> None:
    (repo / ".gitmodules").write_text("")

    assert "submodules" in rehearsed(repo, "true").partial


def test_a_command_that_was_never_committed_is_told(repo: Path) -> None:
    assert rehearsed(repo, "true", committed=False).uncommitted


def test_the_real_deploy_is_never_run(repo: Path) -> None:
    done = rehearsed(repo, f"touch {repo}/ran", run="bin/deploy production")

    assert not done.is_safe
    assert not (repo / "ran").exists()


def test_nothing_is_run_without_consent(repo: Path) -> None:
    with pytest.raises(ConsentMissing):
        rehearsed(repo, f"touch {repo}/ran", commands=False)

    assert not (repo / "ran").exists()


def test_a_command_beside_launch_toml_is_rehearsed_in_the_repository_that_it_is_in(repo: Path) -> None:
    git(repo.parent, "init", "-q", "-b", "main")
    (repo.parent / "ops").mkdir()
    (repo.parent / "ops" / "deploy").write_text("#!/bin/sh\necho from outside\n")
    (repo.parent / "ops" / "deploy").chmod(0o755)
    git(repo.parent, "add", "ops")
    git(repo.parent, "commit", "-q", "-m", "Ops")

    done = rehearsed(repo, "true", run="ops/deploy --drill")

    assert done.clean is not None
    assert done.clean.output == "from outside\n"
