"""Finds out which release answers, and which the repository says was made last."""

import re
import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import anyio
import anyio.to_thread
from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import ApiSurface, RepositorySurface, WebSurface
from launchready.observe.errors import CannotLook, ConsentMissing
from launchready.observe.http import Answer, Request
from launchready.observe.ops.running import run
from launchready.observe.question import Question
from launchready.observe.secrets.git import Repository

if TYPE_CHECKING:
    from launchready.observe.world import World

ASKED = 4
PATIENCE = 20.0
"""Seconds that a roll-out, in which two releases answer for a while, is given."""
COMMAND_SECONDS = 30.0
NAME = re.compile(
    r"^(release(_?(id|name|version))?|(app|build|image|service)?_?version|commit(_?(sha|hash|id))?|git_?(sha|commit|hash|revision)|"
    r"sha|revision|build(_?(id|number|sha))?|image_?tag)$",
    re.IGNORECASE,
)
PARTS = frozenset({"app", "application", "build", "git", "info", "release", "service", "data"})
"""Objects of an answer that speak of the product itself."""
HEADERS = [
    "X-Release",
    "X-App-Version",
    "X-Version",
    "X-Commit",
    "X-Commit-Sha",
    "X-Git-Sha",
    "X-Git-Commit",
    "X-Revision",
    "X-Build",
    "X-Build-Id",
]
VALUE = re.compile(r"^[\w.+@/-]{1,80}$")
DIGITS = re.compile(r"\d+")
COMMIT = re.compile(r"^[0-9a-f]{7,40}$")


@dataclass(frozen=True, slots=True)
class Told:
    """A place that tells a release."""

    place: str
    """`GET https://api.example.com/health: release`."""
    value: str
    curl: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A release as the repository names it."""

    name: str
    commit: str
    at: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Releases:
    """What answers, and what was made."""

    told: tuple[Told, ...]
    """Each different value of each place."""
    silent: str
    """The words of the first silence."""
    declared: str
    """What the command of the handover's note printed; empty where there is none."""
    command: str
    tags: tuple[Tag, ...]
    commits: tuple[str, ...]
    """Those behind the checked-out one, the newest first."""
    without: str
    """Why the repository tells nothing; empty where it does."""
    now: int


@dataclass(frozen=True, slots=True)
class ReleasesSeen(Question[Releases]):
    """Which release answers, and which was made last?"""

    async def ask(self, world: "World") -> Releases:
        """Asks health and front pages a few times, and the repository."""
        told, silent = await _told(world)
        if _differ(told):
            await anyio.sleep(PATIENCE)
            told, silent = await _told(world)
        declared, command = await _declared(world)
        tags, commits, without = await anyio.to_thread.run_sync(_made, world)
        return Releases(tuple(told), silent, declared, command, tags, commits, without, int(time.time()))


def _differ(told: list[Told]) -> bool:
    return len({one.place for one in told}) != len(told)


async def _told(world: "World") -> tuple[list[Told], str]:
    places: list[Request] = []
    for one in world.declaration.surfaces:
        if one.environment == "production" and isinstance(one, ApiSurface) and one.url and one.health:
            places.append(Request(one.at(one.health)))
        if one.environment == "production" and isinstance(one, WebSurface) and one.url:
            places.append(Request(one.at("/")))
    found: dict[tuple[str, str], Told] = {}
    silent = ""
    for request in places:
        for _ in range(ASKED):
            reply = await world.send(request)
            if not isinstance(reply, Answer):
                silent = silent or reply.line()
                break
            names = named(reply)
            for name, value in names:
                place = f"GET {request.url}: {name}"
                found.setdefault((place, value), Told(place, value, world.curl(request)))
            if not names:
                break
    # What is another at each asking is a number of the request, and no release.
    counted = Counter(one.place for one in found.values())
    return [one for one in found.values() if counted[one.place] < ASKED], silent


def named(reply: Answer) -> tuple[tuple[str, str], ...]:
    """The releases that an answer names: in a header, in its JSON, or in a page's `meta`."""
    found = [(name, value) for name in HEADERS if (value := reply.header(name))]
    if "html" in (reply.header("Content-Type") or ""):
        for node in LexborHTMLParser(reply.body).css("meta[name][content]"):
            name, value = node.attributes.get("name") or "", node.attributes.get("content") or ""
            if NAME.match(name.replace("-", "_")):
                found.append((f"meta {name}", value))
    else:
        found += _in_json(reply.json())
    return tuple((name, value.strip()) for name, value in found if VALUE.match(value.strip()))


def _in_json(value: object) -> list[tuple[str, str]]:
    """The product's own releases: what a database or another part says of itself is none."""
    if not isinstance(value, dict):
        return []
    own = [
        (str(key), str(item))
        for key, item in value.items()
        if NAME.match(str(key)) and isinstance(item, str | int) and not isinstance(item, bool)
    ]
    commit = value.get("commit")
    if isinstance(commit, dict) and isinstance(commit.get("id"), str):
        own.append(("commit id", commit["id"]))
    return own + [pair for key, item in value.items() if str(key).lower() in PARTS for pair in _in_json(item)]


async def _declared(world: "World") -> tuple[str, str]:
    """The release that a command of the handover prints: its last line."""
    note = next((one for one in world.declaration.notes if "release" in one.name and one.run), None)
    if note is None or note.run is None:
        return "", ""
    try:
        ran = await run(world, note.run, seconds=COMMAND_SECONDS)
    except ConsentMissing:
        return "", note.run
    lines = ran.output.strip().splitlines()
    return (lines[-1].strip() if ran.ended_well and lines else ""), note.run


def _made(world: "World") -> tuple[tuple[Tag, ...], tuple[str, ...], str]:
    surface = next((one for one in world.declaration.surfaces if isinstance(one, RepositorySurface)), None)
    if surface is None:
        return (), (), "launch.toml declares no repository"
    repository = Repository(world.declaration.root / surface.path)
    try:
        return repository_tags(repository), repository.commits(), ""
    except CannotLook as unknown:
        return (), (), str(unknown)


def repository_tags(repository: Repository) -> tuple[Tag, ...]:
    """Every tag of a repository."""
    return tuple(Tag(name, commit, at) for name, commit, at in repository.tags())


def same(value: str, name: str) -> bool:
    """Whether a served release and a tag are the same: `1.4.2`, `v1.4.2`, `shop@1.4.2`."""
    return bare(value) == bare(name)


def bare(value: str) -> str:
    """A release without what is often written before it."""
    return re.sub(r"^(?:.*[@/])?(?:release[-_])?v?(?=\d)", "", value)


def form(value: str) -> str:
    """What a release looks like with its numbers taken out."""
    return DIGITS.sub("#", bare(value))


def order(value: str) -> tuple[int, ...]:
    """The numbers of a release, by which releases are ordered."""
    return tuple(int(number) for number in DIGITS.findall(bare(value)))
