"""Commands of the owner's run bounded, without a shell, and with nothing secret around them."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from launchready.declare.model import RepositorySurface
from launchready.observe.errors import ConsentMissing
from launchready.observe.ops.running import KEPT, Ran, run
from tests.observe.small_world import declared, visited


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    (folder / "bin").mkdir(parents=True)
    return folder


def script(repository: Path, name: str, text: str) -> None:
    path = repository / "bin" / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def ran(repository: Path, command: str, *, mark: str = "m", seconds: float = 10.0, allowed: bool = True) -> Ran:
    async def go() -> Ran:
        surface = RepositorySurface("repo", None, "production", None, 1, path=repository)
        declaration = declared(repository.parent, surface)
        declaration = replace(declaration, consent=replace(declaration.consent, commands=allowed))
        async with visited(declaration) as world:
            return await run(world, command, words={"mark": mark}, seconds=seconds)

    return asyncio.run(go())


def test_it_runs_in_the_repository_and_tells_the_code_and_the_output(repository: Path) -> None:
    script(repository, "drill", 'pwd; echo "to stderr" >&2; exit 3')

    done = ran(repository, "bin/drill")

    assert done.exit == 3
    assert done.output.splitlines() == [str(repository), "to stderr"]
    assert done.command == f"cd {repository} && bin/drill"


def test_a_mark_is_one_argument_whatever_is_in_it(repository: Path) -> None:
    script(repository, "alert", 'printf "[%s]" "$@"')

    assert ran(repository, "bin/alert --text {mark}", mark="a b; echo c").output == "[--text][a b; echo c]"


def test_what_is_not_there_is_missing_and_did_not_fail(repository: Path) -> None:
    (repository / "bin" / "plain").write_text("not a program")

    assert [ran(repository, command).missing for command in ("bin/none", "bin/plain", "no-such-program-7431")] == [
        True
    ] * 3


def is_gone(stat: Path) -> bool:
    """Whether a process ends within the seconds that a busy machine may take to let it die."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        try:
            if stat.read_text().split()[2] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_a_command_that_hangs_is_ended_with_all_that_it_started(repository: Path) -> None:
    script(repository, "hang", f"(sleep 60; touch {repository}/late) & echo $!; sleep 60")

    done = ran(repository, "bin/hang", seconds=1.0)

    assert done.timed_out
    assert done.exit is None
    assert is_gone(Path(f"/proc/{int(done.output)}/stat"))


def test_the_end_of_a_long_output_is_kept(repository: Path) -> None:
    script(repository, "long", "seq 1 20000; echo the end")

    output = ran(repository, "bin/long").output

    assert len(output) == KEPT
    assert output.endswith("the end\n")


def test_it_sees_no_secret_of_the_environment(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUYER_A_PASSWORD", "hunter2-7431")
    script(repository, "env", "env")

    assert "hunter2-7431" not in ran(repository, "bin/env").output


def test_nothing_is_run_without_consent(repository: Path) -> None:
    script(repository, "drill", f"touch {repository}/ran")

    with pytest.raises(ConsentMissing, match=r"consent\.commands"):
        ran(repository, "bin/drill", allowed=False)

    assert not (repository / "ran").exists()
