"""Says which files of a folder have changed since a commit, by git."""

import os
import subprocess
from pathlib import Path

SECONDS = 30
OURS = ":(exclude,glob)**/.launchready/**"
"""What an audit itself writes is no change."""


def commit_of(folder: Path) -> str | None:
    """The commit that a folder's files are; None where one is changed or new, or where git cannot tell."""
    status = _git(folder, "status", "--porcelain", "-z", "--untracked-files=all", "--", ".", OURS)
    commit = _git(folder, "rev-parse", "--verify", "HEAD") if status == "" else None
    return commit.strip() if commit else None


def changed_since(folder: Path, commit: str) -> frozenset[str] | None:
    """The files below a folder that are changed, new or gone since a commit, committed or not; None where git cannot tell."""
    diff = _git(folder, "diff", "--name-only", "-z", "--no-renames", "--relative", commit, "--")
    new = _git(folder, "ls-files", "--others", "--exclude-standard", "-z", "--", ".", OURS)
    if diff is None or new is None:
        return None
    return frozenset(name for name in (*diff.split("\0"), *new.split("\0")) if name)


def _git(folder: Path, *words: str) -> str | None:
    """What git prints; None where it fails. The folder's own settings start no programs."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    safe = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "diff.external=")
    try:
        done = subprocess.run(  # noqa: S603 - fixed words; the commit is one that this program has read from git
            ["git", *safe, "-C", str(folder), *words],  # noqa: S607 - the git that the owner uses
            env={**env, "GIT_OPTIONAL_LOCKS": "0"},
            capture_output=True,
            text=True,
            errors="surrogateescape",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
