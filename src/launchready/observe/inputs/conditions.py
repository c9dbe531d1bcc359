"""Conditions of SQL that are true or false, in the places that a value may have in a statement; and what an answer shows."""

import secrets
from dataclasses import dataclass
from urllib.parse import unquote
from uuid import UUID, uuid4

from launchready.declare.model import Json
from launchready.observe.http import Answer, Reply

SHORTEST, MOST_LEAVES, DEEPEST = 4, 2000, 8


@dataclass(frozen=True, slots=True)
class Style:
    """A way to end a value and go on with a condition of two numbers; `{v}`, `{low}` and `{high}` stand for them.

    The true and the false request hold the same words: only the order of the two numbers differs, so that a search that
    takes the condition for words cannot tell them apart.
    """

    where: str
    """The value's place in the statement, in words."""
    first: str
    second: str
    """The same in another form: both must work."""


TEXT = (
    Style("a string", "{v}'AND'{high}'>'{low}", "{v}'AND({high}>{low})AND'{high}'>'{low}"),
    Style("a string in brackets", "{v}')AND('{high}'>'{low}", "{v}')AND({high}>{low})AND('{high}'>'{low}"),
    Style("a string in double quotes", '{v}"AND"{high}">"{low}', '{v}"AND({high}>{low})AND"{high}">"{low}'),
)
LIKE = (
    Style("a pattern", "{v}%'AND'{high}'>'{low}", "{v}%'AND({high}>{low})AND'{high}'>'{low}"),
    Style("a pattern in brackets", "{v}%')AND('{high}'>'{low}", "{v}%')AND({high}>{low})AND('{high}'>'{low}"),
)
NUMBER = (
    Style("a number", "{v} AND {high}>{low}", "{v}+{high}-{high} AND {high}>{low}"),
    Style("a number in brackets", "{v}) AND ({high}>{low}", "{v}+{high}-{high}) AND ({high}>{low}"),
)


def leaves(reply: Reply, value: str) -> frozenset[str]:
    """The strings of an answer that the request did not carry and that do not carry the value."""
    if not isinstance(reply, Answer):
        return frozenset()
    carried = f"{unquote(reply.request.url)} {reply.request.body or ''}"
    found: set[str] = set()

    def walk(one: Json, depth: int) -> None:
        if len(found) >= MOST_LEAVES or depth > DEEPEST:
            return
        for part in one if isinstance(one, list) else one.values() if isinstance(one, dict) else ():
            walk(part, depth + 1)
        if (
            isinstance(one, str)
            and len(one) >= SHORTEST
            and one not in carried
            and not (len(value) >= SHORTEST and value in one)
        ):
            found.add(one)

    whole = reply.json()
    walk(whole if isinstance(whole, dict | list) else list(reply.body.splitlines()), 0)
    return frozenset(found)


def unlike(value: str) -> str:
    """Another value of the same shape that nothing has."""
    if value.isdigit():
        return str(10**8 + secrets.randbelow(10**8))
    try:
        UUID(value)
    except ValueError:
        start = value[:4] if "_" in value[:5] else ""
        return start + secrets.token_hex(max(4, min(12, len(value) // 2)))
    return str(uuid4())
