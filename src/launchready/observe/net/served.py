"""Asks a host for files that must not be there, and for names that cannot be there, and tells what was served by its content."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.observe.http import Answer, Request
from launchready.observe.inputs.dumps import shows_state
from launchready.observe.net.redirects import REDIRECTS
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

FILES = ("/.env", "/.env.production", "/.env.bak", "/.git/HEAD", "/backup.sql", "/backup.zip")
ROUTES = (
    "/debug",
    "/debug/vars",
    "/debug/pprof/",
    "/actuator/env",
    "/metrics",
    "/phpinfo.php",
    "/server-status",
    "/__debug__/",
    "/_profiler/",
)
VARIABLE = re.compile(r"^(?:export\s+)?([A-Za-z_][A-Za-z0-9_]{2,})\s*=\s*\S")
SQL = re.compile(
    r"^\s*(CREATE TABLE|INSERT INTO|-- (MySQL|PostgreSQL|MariaDB) (database )?dump|SQLite format 3)", re.MULTILINE
)
GIT_HEAD = re.compile(r"^(ref: refs/\S+|[0-9a-f]{40})\s*$")
NAMES = 12

Sniff = Callable[[str], tuple[str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Served:
    """What was served at a path where nothing should be."""

    path: str
    what: str
    """`an environment file`."""
    names: tuple[str, ...]
    """Names of what is in it (variables, fields), never values."""
    line: str
    curl: str


@dataclass(frozen=True, slots=True)
class Search:
    """A search of one site."""

    host: str
    """With its port, where it has one of its own."""
    served: tuple[Served, ...]
    answered: int
    asked: int
    silent: str
    """The words of the first silence."""
    control: str
    """What the host answers to a name that cannot exist; empty where it did not answer."""
    away: bool
    """Whether the host answers everything with a redirect."""


@dataclass(frozen=True, slots=True)
class Impossible(Question[tuple[str, ...]]):
    """What does a host answer to two names that cannot exist? Gives the kinds of what came, or the silence."""

    site: str
    """`https://api.example.com`"""

    async def ask(self, world: "World") -> tuple[str, ...]:
        """`404, 120 characters, nothing known`."""
        lines: list[str] = []
        for name in (secrets.token_hex(8), f".{secrets.token_hex(8)}"):
            reply = await world.get(f"{self.site}/{name}")
            if not isinstance(reply, Answer):
                return ()
            kind = kind_of(reply.body)[0] or shows_state(reply.body)[0] or "nothing known"
            away = ", a redirect" if reply.status in REDIRECTS else ""
            lines.append(f"{reply.status}{away}: {kind}")
        return tuple(lines)


@dataclass(frozen=True, slots=True)
class FilesServed(Question[Search]):
    """Which files that must not be served does a host serve?"""

    site: str
    """`https://api.example.com`"""

    async def ask(self, world: "World") -> Search:
        """One request a path."""
        return await _search(world, self.site, FILES, kind_of)


@dataclass(frozen=True, slots=True)
class StateServed(Question[Search]):
    """Which routes of a host show its inner state to nobody in particular?"""

    site: str
    """`https://api.example.com`"""

    async def ask(self, world: "World") -> Search:
        """One request a path."""
        return await _search(world, self.site, ROUTES, shows_state)


async def _search(world: "World", site: str, paths: tuple[str, ...], sniff: Sniff) -> Search:
    impossible = await world.ask(Impossible(site))
    away = bool(impossible) and all("a redirect" in line for line in impossible)
    served: list[Served] = []
    answered = 0
    silent = ""
    asked = paths[:1] if away else paths
    for path in asked:
        request = Request(f"{site}{path}")
        reply = await world.send(request)
        if not isinstance(reply, Answer):
            silent = silent or reply.line()
            continue
        answered += 1
        what, names = sniff(reply.body)
        # A host that gives the same to every name gives nothing away.
        if what and not any(line.endswith(what) for line in impossible):
            served.append(Served(path, what, names[:NAMES], reply.line(), world.curl(request)))
    return Search(urlsplit(site).netloc, tuple(served), answered, len(asked), silent, "; ".join(impossible), away)


def kind_of(body: str) -> tuple[str, tuple[str, ...]]:
    """What a file is, by its content, and the names in it; nothing where it is none of what is looked for."""
    if body.startswith("PK\x03\x04"):
        return "an archive", ()
    if GIT_HEAD.match(body):
        return "a git repository", (body.strip(),)
    if SQL.search(body):
        return "a database dump", ()
    lines = [line for line in body.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    variables = [match[1] for line in lines if (match := VARIABLE.match(line))]
    if lines and "<" not in body[:200] and len(variables) >= max(1, len(lines) // 2):
        return "an environment file", tuple(variables)
    return "", ()
