"""Reads the routes out of a folder of source, whatever it is written in."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from launchready.observe.api.source.django import routes_in_django
from launchready.observe.api.source.found import Found
from launchready.observe.api.source.node import SCRIPTS, routes_elsewhere, routes_in_node
from launchready.observe.api.source.python import Sources, routes_in_python

MOST_FILES = 5000
LARGEST = 512 * 1024
SKIPPED = frozenset(
    {".git", "node_modules", ".venv", "venv", "__pycache__", "dist", "build", ".next", "vendor", "target", "coverage"}
)
TESTS = frozenset(
    {"test", "tests", "__tests__", "spec", "specs", "fixtures", "mocks", "__mocks__", "e2e", "examples", "stories"}
)
TEST_ENDS = ("_test", ".test", ".spec", ".stories", ".mock")
OTHERS = ("config/routes.rb", "routes/api.php", "routes/web.php")


@dataclass(frozen=True, slots=True)
class InSource:
    """A route with the place that names it."""

    found: Found
    place: str
    """`src/app.py:12`."""


def routes_in_folder(folder: Path) -> tuple[InSource, ...]:
    """Every route that the source names; what tests and dependencies hold is not read, links are not followed. Blocks."""
    return routes_in_files(dict(_read(folder)))


def routes_in_files(files: dict[str, str]) -> tuple[InSource, ...]:
    """The same for files that were read, by their path inside the folder."""
    sources = Sources.read({name: text for name, text in files.items() if name.endswith(".py")})
    rest = {name: text for name, text in files.items() if not name.endswith(".py")}
    everything = (
        *routes_in_python(sources),
        *routes_in_django(sources),
        *routes_in_node(rest),
        *routes_elsewhere(rest),
    )
    known: dict[tuple[str, str], InSource] = {}
    for found, file in everything:
        known.setdefault((found.method, found.path), InSource(found, f"{file}:{found.line}"))
    return tuple(known.values())


def _read(folder: Path) -> Iterator[tuple[str, str]]:
    count = 0
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in SKIPPED)
        for name in sorted(names):
            path = Path(where) / name
            inside = PurePosixPath(path.relative_to(folder).as_posix())
            if not is_source(inside) or path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
                continue
            count += 1
            if count > MOST_FILES:
                return
            yield str(inside), path.read_text(encoding="utf-8", errors="replace")


def is_source(path: PurePosixPath) -> bool:
    """Whether a file may name routes: source that is no test."""
    if TESTS & set(path.parts[:-1]) or path.stem.startswith("test_") or path.stem.endswith(TEST_ENDS):
        return False
    return path.suffix in {".py", *SCRIPTS} or str(path).endswith(OTHERS)
