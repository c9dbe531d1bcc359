"""What README and the guide show can be done: the commands run, the files are there, the examples can be read."""

import os
import pkgutil
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from launchready.declare.read import read, read_text
from tests.live import bazaar

pytestmark = pytest.mark.docs
TOP = Path(__file__).parent.parent.parent
SHOWN = ("README.md", "docs/guide.md")
PAGES = sorted(
    path
    for path in (*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), *(TOP / "bazaar").glob("*.md"))
    if path.name != "CHANGELOG.md"
)
RUN = re.compile(r"<!-- run: (\d) -->\n```sh\n(.*?)```", re.DOTALL)
TOML = re.compile(r"(<!-- part of a launch.toml -->\n)?```toml\n(.*?)```", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
COMMANDS = {one.name for one in pkgutil.iter_modules([str(TOP / "src" / "launchready" / "commands")])}
COMMAND = re.compile(r"`(?:\.venv/bin/)?launchready ([a-z]+)")
TARGET = re.compile(r"`make ([a-z]+)`|^make ([a-z]+)", re.MULTILINE)
SECONDS = 300


@dataclass(frozen=True, slots=True)
class Town:
    """A sound marketplace while it runs, and how `init` reaches it."""

    folder: Path
    network: tuple[str, ...]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with bazaar(tmp_path) as declaration:
        network = read(declaration).network
        words = [word for port, real in network.ports for word in ("--port", f"{port}={real}")]
        yield Town(
            declaration.parent, ("--resolver", str(network.resolver), "--trust", str(network.trust), "--yes", *words)
        )


def run(line: str, town: Town) -> "subprocess.CompletedProcess[str]":
    """Runs a line of the documentation in the marketplace's place of `https://example.com`."""
    words = shlex.split(line, comments=True)
    assert words[0] == "launchready"
    words = [word.replace("example.com", "bazaar.test") for word in words[1:]]
    words = [str(town.folder / "repo") if word == "../your-repository" else word for word in words]
    where = town.folder
    if words[0] == "init":
        words += town.network
        where = town.folder / "first"
        where.mkdir(exist_ok=True)
        (where / "launch.toml").unlink(missing_ok=True)
    return subprocess.run(
        [sys.executable, "-m", "launchready.cli", *words],
        cwd=where,
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def lines_of(page: str) -> list[tuple[int, str]]:
    """The commands of a page that are run, with the exit codes that it promises."""
    blocks = RUN.findall((TOP / page).read_text(encoding="utf-8"))
    return [(int(code), line) for code, block in blocks for line in block.strip().splitlines()]


@pytest.mark.parametrize("page", SHOWN)
def test_the_commands_that_are_shown_end_as_is_said(page: str, town: Town) -> None:
    for code, line in lines_of(page):
        done = run(line, town)

        assert done.returncode == code, f"{page}: {line}\n{done.stdout}\n{done.stderr}"


def test_every_command_is_shown_and_run() -> None:
    ran = {shlex.split(line)[1] for page in SHOWN for _, line in lines_of(page)}

    assert ran == {"init", "doctor", "audit", "judge", "diff", "explain", "rows"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]

    broken = [link for link in links if not (page.parent / link).exists()]

    assert broken == []


@pytest.mark.parametrize("page", SHOWN)
def test_examples_of_the_declaration_can_be_read(page: str, tmp_path: Path) -> None:
    whole = read_text(
        (TOP / "docs" / "launch.example.toml").read_text(encoding="utf-8").replace("2026-02-01", soon()),
        tmp_path / "launch.toml",
    )
    examples = TOML.findall((TOP / page).read_text(encoding="utf-8"))

    assert examples
    for part, shown in examples:
        text = shown.replace("WITHIN_90_DAYS", soon())
        declared = read_text(completed(text) if part else text, tmp_path / "launch.toml")

        assert declared.product.domain == whole.product.domain


def soon() -> str:
    return f"{datetime.now(UTC).date() + timedelta(days=30):%Y-%m-%d}"


def completed(part: str) -> str:
    """A whole declaration with the part in it."""
    given = tomllib.loads(part)
    heads = {
        "product": '[product]\nname = "Example"\ndomain = "example.com"\n',
        "consent": '[consent]\nscope = ["example.com", "*.example.com"]\n',
        "surface": '[surface.web]\nkind = "web"\nurl = "https://example.com"\n',
        "owner": "[owner.frontend]\nreach = []\n",
    }
    return "version = 1\n" + "".join(text for name, text in heads.items() if name not in given) + part


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TOP)))
def test_commands_and_targets_that_are_named_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (TOP / "Makefile").read_text(encoding="utf-8")

    unknown = [name for name in COMMAND.findall(text) if name not in COMMANDS]
    targets = [one or other for one, other in TARGET.findall(text)]

    assert unknown == []
    assert [name for name in targets if not re.search(rf"^{name}:", makefile, re.MULTILINE)] == []


def test_readme_names_every_command_and_exit_code() -> None:
    readme = (TOP / "README.md").read_text(encoding="utf-8")

    assert [name for name in sorted(COMMANDS) if f"launchready {name}" not in readme] == []
    assert "0 GO · 1 NO-GO · 2 wrong usage or a mistake in `launch.toml` · 3 INCOMPLETE" in readme
