"""Looks which tools this machine has to reproduce findings with, and their versions."""

import asyncio
import platform
import re
import shutil
import sys
from dataclasses import dataclass

NEEDED_PYTHON = (3, 11)
SECONDS = 10
VERSION = re.compile(r"\d+(\.\d+)+")
TOOLS: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("curl",), ("--version",), "repeats the requests of a finding"),
    (("dig",), ("-v",), "repeats questions to DNS"),
    (("openssl",), ("version",), "shows certificates"),
    (("git",), ("--version",), "reads a repository's history"),
    (("chromium", "chromium-browser", "google-chrome", "chrome"), ("--version",), "shows a page as a visitor sees it"),
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool of this machine, or the lack of one."""

    name: str
    use: str
    version: str | None
    """None where it is not there; empty where it does not say."""

    @property
    def is_needed(self) -> bool:
        """Whether the audit itself uses it; the others let a reader repeat what it found."""
        return self.name in {"python", "git"}


def python() -> Tool:
    """The Python that this runs on."""
    is_new = sys.version_info[:2] >= NEEDED_PYTHON
    return Tool("python", "runs the audit", platform.python_version() if is_new else None)


async def tools() -> tuple[Tool, ...]:
    """Every tool that findings are reproduced with."""
    return tuple([await _tool(names, ask, use) for names, ask, use in TOOLS])


async def _tool(names: tuple[str, ...], ask: tuple[str, ...], use: str) -> Tool:
    path = next((found for name in names if (found := shutil.which(name))), None)
    if path is None:
        return Tool(names[0], use, None)
    process = await asyncio.create_subprocess_exec(
        path, *ask, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except TimeoutError:
        process.kill()
        await process.communicate()
        return Tool(names[0], use, "")
    version = VERSION.search(said.decode(errors="replace"))
    return Tool(names[0], use, version[0] if version else "")
