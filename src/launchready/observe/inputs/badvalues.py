"""What no honest client sends: odd ids, odd words, and bodies that are broken in one way each."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from launchready.declare.model import Json

DEPTH = 2000
LONG = 100_000
ThingT = TypeVar("ThingT")
ValueT = TypeVar("ValueT")

IDS = (
    ("a quote", "'"),
    ("a NUL", "%00"),
    ("a huge number", "99999999999999999999"),
    ("300 letters", "x" * 300),
    ("a word", "undefined"),
    ("-1", "-1"),
    ("an emoji", "%F0%9F%92%A5"),
    ("an encoded slash", "..%2F..%2Fx"),
    ("invalid UTF-8", "%ff%fe"),
    ("0", "0"),
)
"""Ids as they stand in a path, encoded already; the likeliest first."""
WORDS = (
    ("a quote", "%27"),
    ("brackets and stars", "%22%2A%29%28%5B"),
    ("a NUL", "a%00b"),
    ("3,000 letters", "x" * 3000),
    ("invalid UTF-8", "%ff%fe"),
    ("a percent sign", "%25%5C"),
)
"""Words to search for, encoded already."""
NUMBERS = (("-1", "-1"), ("a huge number", "99999999999999999999"), ("a word", "x"))
"""For a parameter of a query that takes a number."""


@dataclass(frozen=True, slots=True)
class BadBody:
    """A body that is broken in one way."""

    what: str
    text: str
    """A byte that is no UTF-8 stands as its surrogate."""
    content_type: str = "application/json"
    harmless: bool = True
    """False where an API may well take it, so that an object is made."""


def bodies(good: dict[str, Json], free: str) -> tuple[BadBody, ...]:
    """Ways to break a body that works, the likeliest to break something first. `free` names a field that takes any text;
    empty for none.
    """
    found = [
        BadBody("broken JSON", '{"'),
        BadBody("a list for an object", "[]"),
        BadBody("an object in each field", _each(good, lambda _: {"$gt": [""]})),
    ]
    if free:
        nest = '"' + "launchready" + '"'
        whole = json.dumps({**good, free: "launchready"})
        found += [
            BadBody("a NUL in a string", json.dumps({**good, free: "a\0b"}), harmless=False),
            BadBody("half a character in a string", json.dumps({**good, free: "a\ud800b"}), harmless=False),
            BadBody(f"{DEPTH:,} lists in one another", whole.replace(nest, "[" * DEPTH + "]" * DEPTH)),
            BadBody("invalid UTF-8", whole.replace("launchready", "a\udcff\udcfeb"), harmless=False),
        ]
    found += [
        BadBody("nothing in each field", _each(good, lambda _: None)),
        BadBody("numbers for words and words for numbers", _each(good, _swapped)),
    ]
    if free:
        found += [
            BadBody("a string of 100,000 characters", json.dumps({**good, free: "x" * LONG}), harmless=False),
            BadBody("a field twice", whole[:-1] + f', "{free}": ["x"]}}', harmless=False),
            BadBody("a number without end", whole.replace(nest, "1" * 400 + "e999")),
        ]
    utf_16 = json.dumps(good).encode("utf-16").decode("utf-8", "surrogateescape")
    return (
        *found,
        BadBody("UTF-16", utf_16, harmless=False),
        BadBody("JSON called XML", json.dumps(good), "application/xml", harmless=False),
        BadBody("JSON called a form", json.dumps(good), "application/x-www-form-urlencoded", harmless=False),
        BadBody("no body at all", ""),
    )


def spread(
    things: Sequence[ThingT], values: Callable[[ThingT], Sequence[ValueT]], most: int
) -> list[tuple[ThingT, ValueT]]:
    """Pairs of things and values, at most so many: the first values with every thing, the rest in turn."""
    if not things:
        return []
    each = max(3, most // len(things))
    found: list[tuple[ThingT, ValueT]] = []
    for number, thing in enumerate(things):
        all_of_it = list(values(thing))
        first, rest = all_of_it[: each // 2], all_of_it[each // 2 :]
        turn = number * (each - len(first)) % len(rest) if rest else 0
        chosen = (first + rest[turn:] + rest[:turn])[:each]
        found += [(thing, value) for value in chosen]
    return found[: max(most, len(things) * 3)]


def _each(good: dict[str, Json], value: Callable[[Json], Json]) -> str:
    return json.dumps({name: value(one) for name, one in good.items()})


def _swapped(value: Json) -> Json:
    match value:
        case bool() | None:
            return "x"
        case int() | float():
            return "not a number"
        case list():
            return {"0": "x"}
        case _:
            return -(2**70)
