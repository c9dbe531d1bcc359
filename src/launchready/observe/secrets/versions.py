"""Where blobs stand in a history: in which commit first, and under which paths."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

from launchready.observe.secrets.git import Repository

PATHS = 5
"""Paths of one blob that are told apart."""


@dataclass(frozen=True, slots=True)
class Version:
    """Where a blob stands in the history."""

    commit: str
    """The first commit that holds it."""
    day: str
    paths: tuple[str, ...]
    age: int
    """Its place among all commits that something leads to, children before parents; -1 where nothing leads to it."""

    @property
    def reached(self) -> bool:
        """Whether a branch, a tag, a stash or the like leads to the commit."""
        return self.age >= 0


def versions(repository: Repository, wanted: frozenset[str], until: float) -> dict[str, Version] | None:
    """Where blobs stand in the history, in one pass over all commits, those that nothing leads to as well.

    None where the time runs out: half a pass does not know what was first.
    """
    ages = {line.strip(): age for age, line in enumerate(repository.lines("rev-list", "--topo-order", "--all"))}
    found: dict[str, Version] = {}
    with tempfile.TemporaryFile() as commits:
        for line in repository.lines("cat-file", "--batch-check", "--batch-all-objects", "--unordered"):
            oid, kind, _ = line.decode().split()
            if kind == "commit":
                commits.write(f"{oid}\n".encode())
        commits.seek(0)
        words = ("log", "--no-walk", "--stdin", "-c", "--root", "--raw", "--no-abbrev", "--no-renames", "-z")
        commit = day = blob = ""
        with repository.running(*words, "--format=%x01%H %cs", asked=commits) as out:
            for field in _fields(out):
                text = field.lstrip("\n")
                if text.startswith("\x01"):
                    if time.monotonic() > until:
                        return None
                    commit, _, day = text[1:].partition(" ")
                elif text.startswith(":"):
                    blob = text.split(" ")[-2]
                elif blob in wanted:
                    one = Version(commit, day.strip(), (text,), ages.get(commit.encode(), -1))
                    found[blob] = _first(one, found.get(blob))
                    blob = ""
    return found


def _fields(out: IO[bytes]) -> Iterator[str]:
    """What stands between NUL bytes, without keeping more than one block."""
    rest = b""
    while block := out.read(1 << 16):
        *whole, rest = (rest + block).split(b"\0")
        yield from (field.decode("utf-8", "surrogateescape") for field in whole)
    if rest:
        yield rest.decode("utf-8", "surrogateescape")


def _first(one: Version, known: Version | None) -> Version:
    """The older of two; one that a branch has counts more than one that none has."""
    if known is None:
        return one
    first, other = (known, one) if known.age > one.age else (one, known)
    return replace(first, paths=tuple(dict.fromkeys((*first.paths, *other.paths)))[:PATHS])
