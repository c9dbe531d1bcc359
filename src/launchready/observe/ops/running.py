"""Runs a command that the declaration names, with the owner's consent: bounded in time and output, without a shell."""

import asyncio
import os
import shlex
import shutil
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from launchready.declare.model import RepositorySurface
from launchready.observe.errors import ConsentMissing

if TYPE_CHECKING:
    from launchready.observe.world import World

KEPT = 8000
"""Characters of the output that are kept: the last ones."""
CHUNK = 65536
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "USER", "LOGNAME", "SYSTEMROOT")
"""What a command sees of the environment: nothing that may hold a secret."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did."""

    command: str
    """As a stranger types it, in its folder."""
    exit: int | None
    """None where it did not end by itself, or never began."""
    seconds: float
    output: str
    """The end of what it printed."""
    missing: bool = False
    """Whether there is no such program."""
    timed_out: bool = False

    @property
    def ended_well(self) -> bool:
        """Whether it ended with 0."""
        return self.exit == 0

    def line(self) -> str:
        """What became of it, in a few words."""
        if self.missing:
            return "there is no such program"
        if self.timed_out:
            return f"it was not done after {self.seconds:.0f} s"
        return f"it ended with {self.exit} after {self.seconds:.1f} s"


async def run(
    world: "World",
    command: str,
    *,
    words: dict[str, str] | None = None,
    seconds: float,
    variables: tuple[str, ...] = (),
) -> Ran:
    """Runs a command in the repository's folder where its program is there, otherwise beside launch.toml.

    It sees of the environment what names no secret, and `variables`.

    Raises:
        ConsentMissing: `consent.commands` does not allow it.
    """
    if not world.declaration.consent.commands:
        raise ConsentMissing(f"`{command}` was not run: consent.commands does not allow commands")
    parts = shlex.split(command)
    for name, word in (words or {}).items():
        parts = [part.replace(f"{{{name}}}", word) for part in parts]
    folder = next((one for one in folders(world) if parts and _program(parts[0], one)), None)
    if folder is None:
        return Ran(command, None, 0.0, "", missing=True)
    own = {name: os.environ[name] for name in (*PASSED_ON, *variables) if name in os.environ}
    return await run_in(folder, parts, own, seconds)


async def run_in(folder: Path, parts: list[str], environment: dict[str, str], seconds: float) -> Ran:
    """Runs a command in a folder with nothing around it but `environment`; whether it may be run was asked before."""
    program = _program(parts[0], folder)
    shown = f"cd {shlex.quote(str(folder))} && {shlex.join(parts)}"
    if program is None:
        return Ran(shown, None, 0.0, "", missing=True)
    return await _run([program, *parts[1:]], folder, environment, shown, seconds)


def folders(world: "World") -> tuple[Path, ...]:
    """Where a declared command may be at home: each repository, then the folder of launch.toml."""
    repositories = [one.path for one in world.declaration.surfaces if isinstance(one, RepositorySurface)]
    return (*repositories, world.declaration.root)


def _program(word: str, folder: Path) -> str | None:
    if os.sep not in word:
        return shutil.which(word)
    path = folder / word
    return str(path) if path.is_file() and os.access(path, os.X_OK) else None


async def _run(parts: list[str], folder: Path, environment: dict[str, str], shown: str, seconds: float) -> Ran:
    started = time.monotonic()
    process = await asyncio.create_subprocess_exec(
        *parts,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout is not None
    kept = b""
    code: int | None = None
    try:
        async with asyncio.timeout(seconds):
            while chunk := await process.stdout.read(CHUNK):
                kept = (kept + chunk)[-4 * KEPT :]
            code = await process.wait()
    except TimeoutError:
        return Ran(shown, None, round(time.monotonic() - started, 2), _text(kept), timed_out=True)
    finally:
        if code is None:
            await _end(process)
    return Ran(shown, code, round(time.monotonic() - started, 2), _text(kept))


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends a command with everything that it started."""
    with suppress(ProcessLookupError):  # all of it has just ended by itself
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")[-KEPT:]
