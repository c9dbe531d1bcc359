"""When a secret of a file was first committed: read from the versions of that file, by the secret's fingerprint."""

import subprocess
from dataclasses import replace
from pathlib import Path

from launchready.observe.secrets.found import Engine, Found

MOST = 20
"""Findings whose age is looked up."""
VERSIONS = 400
SECONDS = 20


def with_ages(top: Path, found: tuple[Found, ...], engine: Engine) -> tuple[Found, ...]:
    """The findings, with the first commit that holds each where there is one; blocks."""
    return tuple(replace(one, since=_since(top, one, engine)) for one in found[:MOST]) + found[MOST:]


def _since(top: Path, one: Found, engine: Engine) -> str:
    """`2026-03-01, in 1a2b3c4d5e`; `not committed yet`; empty where git does not tell."""
    name = one.place.rpartition(":")[0]
    told = _git(top, "log", "--follow", "--raw", "--no-abbrev", "--format=%x01%h %cs", "-z", f"-{VERSIONS}", "--", name)
    if told is None:
        return ""
    first = ""
    for entry in told.split("\x01"):
        head, _, rest = entry.partition("\n")
        commit, _, day = head.strip("\0\n").partition(" ")
        fields = rest.lstrip("\0:").split(" ")
        if len(fields) > 3 and (blob := _git(top, "cat-file", "blob", fields[3])):  # noqa: PLR2004 - git's raw line: modes, old, new
            sight = engine.look(blob, name)
            if one.fingerprint in {held.fingerprint for held in (*sight.sure, *sight.weak)}:
                first = f"{day}, in {commit[:10]}"
    return first or "not committed yet"


def _git(top: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603 - git, with arguments of our own
            ["git", "-C", str(top), *words],  # noqa: S607 - the user's own git
            capture_output=True,
            check=True,
            timeout=SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace")
