"""Sends what no honest client sends (odd ids, broken JSON, wrong types) and reads how the API fails."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from launchready.declare.model import Json
from launchready.observe.http import Answer, Request
from launchready.observe.kinds import kinds
from launchready.observe.objects import Objects, address
from launchready.observe.openapi import Api, ApiFacts, Operation
from launchready.observe.people import customers
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

BAD_IDS = ("'", "%00", "99999999999999999999", "undefined", "x" * 300)
"""As they stand in the path, encoded already."""
BAD_WORDS = ("'", '"*)(', "x" * 300)
BAD_BODIES = (("broken JSON", '{"'), ("a list for an object", "[]"))
MOST_OPERATIONS = 8
FAILED = range(500, 600)
TRACE = re.compile(
    r"Traceback \(most recent call last\)|File \\?\"[^\"\n]{1,200}\\?\", line \d+|"
    r"\bat [\w.$<>\[\] ]{1,100} ?\([^()\n]{1,200}:\d+(?::\d+)?\)|\bgoroutine \d+ \[|Exception in thread|\bORA-\d{5}\b|"
    r"SQLSTATE\[|(?:sqlite3|psycopg2?|pymysql|asyncpg|sqlalchemy)\.[\w.]{1,60}Error|Stack trace:|stacktrace\"|"
    r"\b[\w./-]{1,100}\.(?:rb|php|go|java|kt|cs):\d+\b|You're seeing this error because you have <code>DEBUG"
)
AROUND = 120


@dataclass(frozen=True, slots=True)
class BadInput:
    """One bad request and how the API took it."""

    operation: str
    sent: str
    """What was bad about it."""
    status: int
    """0 where nothing came back."""
    trace: str
    """The start of a stack trace in the answer; empty for none."""
    shown: str
    curl: str


@dataclass(frozen=True, slots=True)
class BadInputsSeen:
    """All of them, and what proves that good ones work."""

    tried: tuple[BadInput, ...]
    control: str
    """A good request of the same user's that worked: `GET /orders/{id}`; empty for none."""


@dataclass(frozen=True, slots=True)
class BadInputs(Question[BadInputsSeen]):
    """How does the API fail?"""

    surface: str

    async def ask(self, world: "World") -> BadInputsSeen:
        """Sends as customer A, to operations that read by id, search, or make objects."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        tried: list[BadInput] = []
        for request, operation, sent in self._requests(world, facts):
            reply = await world.send(request)
            body = reply.body if isinstance(reply, Answer) else ""
            match = TRACE.search(body)
            tried.append(
                BadInput(
                    operation.name,
                    sent,
                    reply.status if isinstance(reply, Answer) else 0,
                    body[max(0, match.start() - 20) : match.start() + 2 * AROUND] if match else "",
                    body[:AROUND] if isinstance(reply, Answer) else reply.line(),
                    world.curl(request),
                )
            )
        return BadInputsSeen(tuple(tried), next((one.shown for one in planting.planted if one.shown), ""))

    def _requests(self, world: "World", facts: ApiFacts) -> list[tuple[Request, Operation, str]]:
        a = customers(world).a
        found: list[tuple[Request, Operation, str]] = []
        own = kinds(facts)
        reads = [one.read for one in own if one.read] + [one.listing for one in own if one.listing and one.is_nested]
        for operation in reads[:MOST_OPERATIONS]:
            for bad in BAD_IDS:
                path = re.sub(r"\{[^}]+\}", lambda _, bad=bad: bad, operation.path)  # type: ignore[misc]  # bound by its default
                surface = world.declaration.surface(self.surface)
                assert surface is not None
                found.append((Request(surface.at(path), by=a), operation, f"the id {bad[:24]}"))
        for operation in facts.operations:
            word = next((one.name for one in operation.params if one.where == "query" and one.type == "string"), None)
            if operation.method == "GET" and word and not operation.places:
                url = address(world, self.surface, operation, ())
                found += [
                    (Request(f"{url}?{word}={quote(bad, safe='')}", by=a), operation, f"{word}={bad[:24]}")
                    for bad in BAD_WORDS
                ]
        makers = [one.create for one in own if one.create and one.create.body_kind == "json" and not one.is_nested]
        for operation in makers[:MOST_OPERATIONS]:
            url = address(world, self.surface, operation, ())
            typed = (("Content-Type", "application/json"),)
            found += [(Request(url, operation.method, typed, body, a), operation, what) for what, body in BAD_BODIES]
            wrong: dict[str, Json] = {one.path[0]: {"$gt": [""]} for one in operation.body}
            found.append((Request(url, operation.method, by=a).with_json(wrong), operation, "an object in each field"))
        return found
