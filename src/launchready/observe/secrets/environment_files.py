"""Compares the env files of a repository's folder across environments: does production share a secret with another?"""

import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.declare.model import RepositorySurface
from launchready.observe.errors import CannotLook
from launchready.observe.question import Question
from launchready.observe.secrets.forms.named import PUBLIC_NAME, SECRET_NAME
from launchready.observe.secrets.forms.text import WEAK_PASSWORD
from launchready.observe.secrets.found import Engine
from launchready.observe.secrets.git import NO_FOLDERS
from launchready.observe.secrets.key import key_of
from launchready.observe.secrets.looks import is_placeholder

if TYPE_CHECKING:
    from launchready.observe.world import World

WORDS = {
    "production": "production prod prd live",
    "staging": "staging stage stg",
    "preview": "preview qa uat sandbox demo preprod canary",
    "development": "development develop dev local localhost",
    "test": "test tests testing ci e2e",
}
PRODUCTION = "production"
ENVIRONMENTS = {word: name for name, words in WORDS.items() for word in words.split()}
ENV_FILE = re.compile(r"^\.env(\..+)?$|\.env$|^\.envrc$|^\.dev\.vars(\..+)?$", re.IGNORECASE)
SAMPLE = re.compile(r"example|sample|template|dist|schema|defaults?$", re.IGNORECASE)
LINE = re.compile(
    r"""^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\r\n]*?))[ \t]*(?:[ \t]\#.*)?\r?$""",
    re.MULTILINE,
)
SHORTEST = 8
LARGEST = 256 * 1024
MOST_FOLDERS = 4000


@dataclass(frozen=True, slots=True)
class Kept:
    """A secret of an env file, without its value."""

    name: str
    line: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class EnvFile:
    """One env file."""

    path: str
    environment: str
    settings: int
    """How many names it gives a value."""
    kept: tuple[Kept, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """One secret in two environments."""

    production: str
    """`.env.production:4 PAYMENTS_KEY`."""
    other: str
    environment: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class EnvFiles:
    """All env files of a folder that say for which environment they are."""

    folder: str
    files: tuple[EnvFile, ...]
    missed: tuple[str, ...]
    control: bool
    """Whether a secret that was put into two made-up files was found in both."""


@dataclass(frozen=True, slots=True)
class EnvFilesOf(Question[EnvFiles]):
    """Which secrets do the env files of a repository's folder hold, and for which environment?"""

    surface: str

    async def ask(self, world: "World") -> EnvFiles:
        """Reads them in a thread of its own: also those that git ignores, for most of them are."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, RepositorySurface):
            raise CannotLook(f"surface {self.surface} is no repository")
        engine = Engine(key_of(world.declaration.root, make=True))
        return await anyio.to_thread.run_sync(env_files, world.declaration.root / at.path, engine)


def env_files(folder: Path, engine: Engine) -> EnvFiles:
    """Reads every env file of a folder; blocks."""
    if not folder.is_dir():
        raise CannotLook(f"{folder} is no folder")
    found: list[EnvFile] = []
    missed: list[str] = []
    for name in _named(folder, missed):
        environment = environment_of(name)
        if not environment:
            continue
        try:
            data = (folder / name).read_bytes()[:LARGEST]
        except OSError as error:
            missed.append(f"{name}: {error.strerror}")
            continue
        settings = _settings(data.decode("utf-8", "replace"))
        found.append(EnvFile(name, environment, len(settings), tuple(kept_in(settings, engine))))
    return EnvFiles(str(folder), tuple(found), tuple(missed), _control(engine))


def shared(files: tuple[EnvFile, ...]) -> tuple[Shared, ...]:
    """Every secret of production that another environment holds as well, once a pair of files."""
    found: list[Shared] = []
    for live in (one for one in files if one.environment == PRODUCTION):
        for other in (one for one in files if one.environment != PRODUCTION):
            theirs = {kept.fingerprint: kept for kept in other.kept}
            found += [
                Shared(
                    f"{live.path}:{kept.line} {kept.name}",
                    f"{other.path}:{theirs[kept.fingerprint].line} {theirs[kept.fingerprint].name}",
                    other.environment,
                    kept.fingerprint,
                )
                for kept in live.kept
                if kept.fingerprint in theirs
            ]
    return tuple(found)


def environment_of(name: str) -> str:
    """The environment that a file's name, or its folder's, tells; empty for a sample and where none is told."""
    path = PurePosixPath(name)
    words = [word for word in re.split(r"[._-]+", path.name.lower()) if word not in ("env", "envrc", "vars", "")]
    if SAMPLE.search(path.name):
        return ""
    # `.env.local` alone is a developer's; `.env.production.local` is production's on somebody's machine.
    told = [ENVIRONMENTS[word] for word in words if word in ENVIRONMENTS]
    if told:
        return PRODUCTION if PRODUCTION in told else told[0]
    return next((ENVIRONMENTS[part] for part in map(str.lower, reversed(path.parts[:-1])) if part in ENVIRONMENTS), "")


def _named(folder: Path, missed: list[str]) -> list[str]:
    names: list[str] = []
    for seen, (here, folders, files) in enumerate(os.walk(folder)):
        if seen >= MOST_FOLDERS:
            missed.append(f"more than {MOST_FOLDERS} folders: not all were looked at")
            break
        folders[:] = sorted(name for name in folders if name not in NO_FOLDERS)
        names += [
            (Path(here) / name).relative_to(folder).as_posix()
            for name in sorted(files)
            if ENV_FILE.search(name) and not (Path(here) / name).is_symlink()
        ]
    return names


def _settings(text: str) -> list[tuple[str, str, int]]:
    """Names, values and lines."""
    return [
        (one[1], next((value for value in one.group(2, 3, 4) if value), ""), 1 + text.count("\n", 0, one.start(1)))
        for one in LINE.finditer(text)
    ]


def kept_in(settings: list[tuple[str, str, int]], engine: Engine) -> list[Kept]:
    """The settings that are secrets: by their form, or by their name where the value is no placeholder, port or flag."""
    found: list[Kept] = []
    for name, value, line in settings:
        sight = engine.look(f"{name}={value}\n", ".env")
        prints = [one.fingerprint for one in (*sight.sure, *sight.weak)]
        if not prints and not sight.public and _is_secret(name, value):
            prints = [engine.fingerprint(value)]
        found += [Kept(name, line, one) for one in dict.fromkeys(prints)]
    return found


def _is_secret(name: str, value: str) -> bool:
    name = name.lower()
    if not SECRET_NAME.search(name) or PUBLIC_NAME.search(name) or len(value) < SHORTEST:
        return False
    spoken = value.isdigit() or value.isalpha() or "://" in value or value.startswith(("/", "./", "$"))
    return not (spoken or is_placeholder(value) or WEAK_PASSWORD.match(value))


def _control(engine: Engine) -> bool:
    line = [("APP_TOKEN", secrets.token_hex(16), 1)]
    here, there = (EnvFile(name, name, 1, tuple(kept_in(line, engine))) for name in (PRODUCTION, "staging"))
    return len(shared((here, there))) == 1
