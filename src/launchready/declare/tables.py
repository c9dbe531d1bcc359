"""Looks into the file as it was parsed, whatever else is wrong with it."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias
from urllib.parse import urlsplit

from launchready.declare.mistakes import Loc

Table: TypeAlias = Mapping[str, object]

CALLS = {"surface": ("open", "say", "approve", "trigger", "reset"), "principal": ("sign_in", "sign_up")}
"""Where the file describes a request."""
CALLS_IN_LISTS = {"surface": {"acts": ("makes", "read")}}
"""Where each entry of a list describes some."""
CALLS_BY_NAME = {"surface": ("carriers",), "principal": ("sign_in_at",)}
"""Where the file describes several, by name."""


def table(value: object) -> Table:
    """The value if it is a table, an empty one if it is not."""
    return value if isinstance(value, dict) else {}


def entries(data: Table, section: str) -> Iterator[tuple[Loc, Table]]:
    """Every named table of a section, with its place."""
    for name, value in table(data.get(section)).items():
        yield (section, name), table(value)


def elements(value: object) -> Iterator[tuple[int, object]]:
    """The elements of a list, with their positions; nothing for what is no list."""
    yield from enumerate(value if isinstance(value, list) else [])


def texts(at: Loc, value: object) -> Iterator[tuple[Loc, str]]:
    """A text, or every text of a list, with its place."""
    if isinstance(value, str):
        yield at, value
    for position, element in elements(value):
        if isinstance(element, str):
            yield (*at, position), element


def leaves(at: Loc, value: object) -> Iterator[tuple[Loc, object]]:
    """Every value inside a value that holds no others, with its place."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves((*at, str(key)), item)
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from leaves((*at, position), item)
    else:
        yield at, value


def calls(data: Table) -> Iterator[tuple[Loc, Table]]:
    """Every request that the file describes, with its place."""
    for section, names in CALLS.items():
        for at, entry in entries(data, section):
            yield from (((*at, name), table(entry[name])) for name in names if isinstance(entry.get(name), dict))
            for group in CALLS_BY_NAME[section]:
                for name, call in table(entry.get(group)).items():
                    yield (*at, group, name), table(call)
            for group, keys in CALLS_IN_LISTS.get(section, {}).items():
                for position, one in elements(entry.get(group)):
                    held = table(one)
                    yield from (((*at, group, position, key), table(held[key])) for key in keys if key in held)


def host(url: str) -> str | None:
    """The host of a web address; None for a path, or for what is no address."""
    try:
        return urlsplit(url).hostname if url.startswith(("http://", "https://")) else None
    except ValueError:
        return None
