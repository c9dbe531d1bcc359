"""A command of the handover is drilled at home with the variables that its note names, and only where it says that it drills."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from launchready.declare.model import Note
from launchready.observe.errors import ConsentMissing
from launchready.observe.ops.drill import DEPLOY, ROLLBACK, Drill, Drilled, is_rehearsal
from tests.observe.small_world import declared, visited


def drilled(folder: Path, script: str, *notes: Note, what: str = ROLLBACK, commands: bool = True) -> Drill:
    """What is seen of a drill whose script this is."""
    (folder / "bin").mkdir()
    (folder / "bin" / "back").write_text(f"#!/bin/sh\nset -eu\necho run >> ran\n{script}\n")
    (folder / "bin" / "back").chmod(0o755)

    async def go() -> Drill:
        made = declared(folder)
        made = replace(made, notes=notes, consent=replace(made.consent, commands=commands))
        async with visited(made) as world:
            await world.ask(Drilled(what))
            return await world.ask(Drilled(what))

    return asyncio.run(go())


def note(name: str = "rollback", run: str | None = "bin/back --drill", *variables: str) -> Note:
    return Note(name, 3, "bin/back goes back", run=run, variables=variables)


def test_it_is_run_once_however_many_ask(tmp_path: Path) -> None:
    done = drilled(tmp_path, "echo before: 2; echo after: 1", note())

    assert done.ran is not None
    assert done.ran.output == "before: 2\nafter: 1\n"
    assert (tmp_path / "ran").read_text() == "run\n"


def test_it_is_given_what_its_note_names_and_told_what_is_not_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACK_HOST", "h")
    monkeypatch.setenv("BACK_SECRET", "s")

    done = drilled(
        tmp_path, "echo $BACK_HOST; echo $BACK_SECRET", note("rollback", "bin/back --drill", "BACK_HOST", "BACK_GONE")
    )

    assert done.ran is not None
    assert done.ran.output.startswith("h\n")
    assert [(one.kind, one.name) for one in done.lacks] == [("variable", "BACK_SECRET")]
    assert done.unset == ("BACK_GONE",)


def test_what_does_not_say_that_it_drills_is_never_run(tmp_path: Path) -> None:
    done = drilled(tmp_path, "true", note(run="bin/back now"))

    assert (done.is_safe, done.ran) == (False, None)
    assert not (tmp_path / "ran").exists()


def test_nothing_is_run_without_consent(tmp_path: Path) -> None:
    with pytest.raises(ConsentMissing):
        drilled(tmp_path, "true", note(), commands=False)


@pytest.mark.parametrize(
    ("notes", "says"),
    [
        ((), ""),
        ((note("deploys"),), ""),
        ((note("roll_back", None),), "bin/back goes back"),
    ],
)
def test_a_note_may_be_missing_or_name_no_command(notes: tuple[Note, ...], says: str, tmp_path: Path) -> None:
    assert drilled(tmp_path, "true", *notes) == Drill(says)


def test_a_note_with_a_command_comes_before_one_without(tmp_path: Path) -> None:
    done = drilled(tmp_path, "true", note("deploys", None), note("deploy_of_the_shop"), what=DEPLOY)

    assert done.ran is not None
    assert done.ran.ended_well


@pytest.mark.parametrize(
    ("command", "safe"),
    [
        ("bin/deploy --drill", True),
        ("make deploy-dry-run", True),
        ("kubectl apply --dry-run=server -f k8s", True),
        ("terraform plan", True),
        ("ansible-playbook site.yml --check", True),
        ("bin/rehearse-deploy", True),
        ("npm run deploy:dry-run", True),
        ("terraform plan -input=false", True),
        ("pulumi --non-interactive preview", True),
        ("helm diff upgrade shop ./chart", True),
        ("kubectl apply --dry-run=none -f k8s", False),
        ("bin/deploy --dry-run false", False),
        ("bin/deploy --no-dry-run", False),
        ("terraform apply plan.out", False),
        ("bin/deploy", False),
        ("bin/deploy test", False),
        ("bin/deploy --checkout main", False),
        ("bin/deploy planet", False),
    ],
)
def test_a_command_says_itself_that_it_rehearses(command: str, safe: bool) -> None:
    assert is_rehearsal(command) is safe
