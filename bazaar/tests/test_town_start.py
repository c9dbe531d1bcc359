"""The town starts by one command, says clearly what is wrong, and leaves nothing behind."""

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from bazaar.faults import FAULTS
from bazaar.tests.town_client import TOP, ready, started, until
from bazaar.town import open_town
from bazaar.town.keyring import fresh
from bazaar.town.servers import StartError


def command(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bazaar", *words], cwd=TOP, capture_output=True, text=True, check=False
    )


def children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told_and_leaves_nothing_behind(folder: Path, number: signal.Signals) -> None:
    with started(folder) as process:
        ready(process, folder)
        caddy = children(process.pid)
        process.send_signal(number)
        said, _ = process.communicate(timeout=30)

    assert process.returncode == 0, said
    assert said == f"Bazaar is open with no fault: {folder}/launch.toml\n"
    assert len(caddy) == 1
    assert not Path(f"/proc/{caddy[0]}").exists()
    assert not folder.with_suffix(".json").exists()


def test_a_folder_of_its_own_is_removed_in_the_end() -> None:
    async def opened() -> Path:
        async with open_town() as town:
            return Path(town.ready.dir)

    folder = asyncio.run(opened())

    assert folder.name.startswith("bazaar-")
    assert not folder.exists()


def test_it_stops_in_the_middle_of_its_start(folder: Path) -> None:
    with started(folder) as process:
        until(lambda: children(process.pid) or None)
        caddy = children(process.pid)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)

    assert process.returncode == 0
    assert not any(Path(f"/proc/{one}").exists() for one in caddy)


def test_a_part_that_cannot_start_is_named_and_the_others_are_ended(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(folder))
    before = children(os.getpid())

    async def opened() -> None:
        async with open_town(dir=folder):
            raise AssertionError("it opened without git")

    with pytest.raises(StartError, match="git is not installed"):
        asyncio.run(opened())
    assert children(os.getpid()) == before


def test_a_folder_that_holds_something_is_refused(folder: Path) -> None:
    folder.mkdir()
    (folder / "mine.txt").write_text("keep me", encoding="utf-8")

    done = command("--dir", str(folder))

    assert (done.returncode, done.stderr) == (
        1,
        f"Error: {folder} is not empty; a town begins in a folder of its own\n",
    )
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "keep me"


def test_an_unknown_fault_is_answered_with_the_nearest() -> None:
    done = command("--fault", "bnd-read-conversations")

    assert done.returncode == 2
    assert "no fault is called bnd-read-conversations; the nearest is bnd-read-conversation" in done.stderr


def test_the_faults_are_listed() -> None:
    listed = json.loads(command("--list-faults", "--json").stdout)
    lines = command("--list-faults").stdout.splitlines()

    assert [fault["name"] for fault in listed] == [fault.name for fault in FAULTS]
    assert [line.split()[0] for line in lines] == [fault.name for fault in FAULTS]


def test_each_fault_is_asked_for_somewhere_in_the_code() -> None:
    code = "".join(
        path.read_text(encoding="utf-8")
        for part in ("app", "styles", "town")
        for path in (TOP / "bazaar" / part).rglob("*.py")
    )

    assert [fault.name for fault in FAULTS if f'"{fault.name}"' not in code] == []


def test_all_faults_together_still_start(folder: Path) -> None:
    with started(folder, "--faults", "all") as process:
        try:
            town = ready(process, folder)

            assert town.ask("https://bazaar.test/").status == 200
            assert town.post("https://api.bazaar.test/auth/reset", {"email": "a@bazaar.test"}).status == 202
            tomllib.loads((folder / "launch.toml").read_text(encoding="utf-8"))
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


def test_secrets_are_for_their_owner_alone_and_new_each_time(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    first, second = fresh(), fresh()

    path = first.write(other)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not set(first.env().splitlines()) & set(second.env().splitlines())
