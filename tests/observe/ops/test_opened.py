"""What a command reads is seen, and what it makes or only writes is not taken for that."""

import asyncio
import sys
from pathlib import Path

import pytest

from launchready.observe.ops.opened import ELSEWHERE, Watch, folders_in, watching
from launchready.observe.ops.running import run_in

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason=ELSEWHERE)


def opened_by(folder: Path, script: str) -> tuple[Watch, list[str]]:
    """What is seen while a script runs in a folder."""
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name in ("a", "b", "deep/er/c", "log", ".git/config"):
        (folder / name).write_text("x\n")

    async def go() -> Watch:
        async with watching(folders_in(folder)) as watch:
            ran = await run_in(folder, ["sh", "-c", script], {"PATH": "/usr/bin:/bin"}, 10)
        assert ran.ended_well
        return watch

    watch = asyncio.run(go())
    return watch, [str(path.relative_to(folder)) for path in watch.files()]


def test_what_is_read_is_seen_by_name(tmp_path: Path) -> None:
    watch, names = opened_by(tmp_path, "cat a; . ./deep/er/c 2>/dev/null || true; cat .git/config")

    assert names == ["a", "deep/er/c"]
    assert (watch.without, watch.is_whole) == ("", True)


def test_what_is_made_or_only_written_was_not_read(tmp_path: Path) -> None:
    _, names = opened_by(
        tmp_path, "echo y > made; cat made; echo y >> log; mkdir new; echo z > new/d; cat new/d; ls; test -f b"
    )

    assert names == []


def test_nothing_is_left_from_before(tmp_path: Path) -> None:
    assert opened_by(tmp_path, "true")[1] == []


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    async def go() -> Watch:
        async with watching([tmp_path / "gone"]) as watch:
            pass
        return watch

    assert "no folder" in asyncio.run(go()).without
