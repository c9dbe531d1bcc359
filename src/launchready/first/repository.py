"""Reads what a repository shows at first sight: names of variables (never values), routes, CI files, scripts, logs."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from launchready.observe.api.source.folder import LARGEST, MOST_FILES, SKIPPED, is_source, routes_in_files

ENV_FILE = re.compile(r"\.env(\..+)?|.+\.env|env\.(example|sample|template)")
ENV_NAME = re.compile(r"^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=", re.MULTILINE)
CI: tuple[str, ...] = (
    ".github/workflows/*.yml",
    ".github/workflows/*.yaml",
    ".gitlab-ci.yml",
    ".circleci/config.yml",
    "Jenkinsfile",
)
CI += (
    "bitbucket-pipelines.yml",
    "azure-pipelines.yml",
    ".ci/*",
    "fly.toml",
    "render.yaml",
    "vercel.json",
    "netlify.toml",
)
SCRIPT_FOLDERS = frozenset({"bin", "script", "scripts", "ops", "deploy", "tools", "."})


@dataclass(frozen=True, slots=True)
class Route:
    """A route that the source names."""

    method: str
    path: str
    """With `{name}` where parameters stand."""
    place: str
    """`src/app.py:12`."""


@dataclass(frozen=True, slots=True)
class Repository:
    """What a repository shows."""

    folder: Path
    env_files: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Names of variables in them; values are not kept."""
    routes: tuple[Route, ...] = ()
    ci: tuple[str, ...] = ()
    dockerfiles: tuple[str, ...] = ()
    build_logs: tuple[str, ...] = ()
    """Patterns that match them."""
    rollback: tuple[str, ...] = ()
    deploy: tuple[str, ...] = ()
    unread: int = 0
    """Files that were not read, because there were too many or they were too large."""

    def name_with(self, *words: str) -> str | None:
        """The first variable whose name holds every word, or None."""
        return next((name for name in self.names if all(word in name.upper() for word in words)), None)


def look_into(folder: Path) -> Repository:
    """What a folder shows; links are not followed, and what tests and dependencies hold is not read."""
    env_files: list[str] = []
    names: list[str] = []
    sources: dict[str, str] = {}
    paths: list[PurePosixPath] = []
    unread = 0
    for path in _files(folder):
        inside = PurePosixPath(path.relative_to(folder).as_posix())
        if len(paths) >= MOST_FILES:
            unread += 1
            continue
        paths.append(inside)
        is_env = ENV_FILE.fullmatch(inside.name) is not None
        if not is_env and not is_source(inside):
            continue
        if path.stat().st_size > LARGEST:
            unread += 1
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        if is_env:
            env_files.append(str(inside))
            names += ENV_NAME.findall(text)
        else:
            sources[str(inside)] = text
    return Repository(
        folder,
        tuple(env_files),
        tuple(dict.fromkeys(names)),
        tuple(Route(one.found.method, one.found.path, one.place) for one in routes_in_files(sources)),
        tuple(str(one) for one in paths if any(one.match(pattern) and _as_deep(one, pattern) for pattern in CI)),
        tuple(str(one) for one in paths if one.name == "Dockerfile" or one.name.startswith("Dockerfile.")),
        _logs(paths),
        _scripts(paths, "rollback"),
        _scripts(paths, "deploy"),
        unread,
    )


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in SKIPPED)
        for name in sorted(files):
            path = Path(where) / name
            if path.is_file() and not path.is_symlink():
                yield path


def _as_deep(path: PurePosixPath, pattern: str) -> bool:
    return len(path.parts) == len(PurePosixPath(pattern).parts)


def _logs(paths: list[PurePosixPath]) -> tuple[str, ...]:
    logs = [one for one in paths if one.suffix == ".log" and ("build" in str(one).lower() or "ci" in one.parts)]
    return tuple(dict.fromkeys(str(one.parent / "*.log") for one in logs))


def _scripts(paths: list[PurePosixPath], word: str) -> tuple[str, ...]:
    return tuple(
        str(one)
        for one in paths
        if word in one.stem.lower() and one.suffix in {"", ".sh", ".py", ".js"} and str(one.parent) in SCRIPT_FOLDERS
    )
