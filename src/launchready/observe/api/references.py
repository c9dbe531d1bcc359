"""Fetches the other files that an OpenAPI document refers to, and lays them into the document itself."""

from collections.abc import Awaitable, Callable
from urllib.parse import urldefrag, urljoin, urlsplit

from launchready.declare.model import Json
from launchready.declare.parsed import parse

Fetch = Callable[[str], Awaitable[tuple[str | None, str]]]
"""The text at an address; None where it cannot be had, and the line that says why."""
MOST_FILES = 60
KEY = "x-files"
"""Where the fetched files stand in the document."""


async def gathered(fetch: Fetch, url: str, document: dict[str, Json]) -> tuple[dict[str, Json], tuple[str, ...]]:
    """The document with every file of its own host that it refers to, and what could not be had, a line each."""
    places: dict[str, str] = {url: "#"}
    texts: list[Json] = []
    missed: list[str] = []
    waiting: list[tuple[str, Json]] = [(url, document)]
    rewritten: list[Json] = []
    while waiting:
        base, value = waiting.pop(0)
        for target in _targets(value, base):
            if target in places or urlsplit(target).hostname != urlsplit(url).hostname or len(places) > MOST_FILES:
                continue
            text, line = await fetch(target)
            other = parse(text) if text is not None else None
            places[target] = f"#/{KEY}/{len(texts)}" if isinstance(other, dict | list) else ""
            if isinstance(other, dict | list):
                texts.append(other)
                waiting.append((target, other))
            else:
                missed.append(
                    f"it refers to {target.rpartition('/')[2] if target.startswith('file:') else target}: {line}"
                )
        rewritten.append(_laid(value, base, places))
    whole = rewritten[0]
    assert isinstance(whole, dict)
    return {**whole, KEY: rewritten[1:]} if texts else whole, tuple(missed)


def _targets(value: Json, base: str) -> list[str]:
    found: list[str] = []
    for ref in _refs(value):
        target = urldefrag(urljoin(base, ref)).url
        if not ref.startswith("#") and target not in found:
            found.append(target)
    return found


def _refs(value: Json) -> list[str]:
    waiting, found = [value], []
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            ref = one.get("$ref")
            found += [ref] if isinstance(ref, str) else []
            waiting += list(one.values())
        elif isinstance(one, list):
            waiting += one
    return found


def _laid(value: Json, base: str, places: dict[str, str]) -> Json:
    """The value with its references turned to where the files stand now."""
    if isinstance(value, list):
        return [_laid(one, base, places) for one in value]
    if not isinstance(value, dict):
        return value
    made = {key: _laid(one, base, places) for key, one in value.items()}
    ref = value.get("$ref")
    if isinstance(ref, str):
        target, fragment = urldefrag(urljoin(base, ref))
        place = places.get(target)
        if place == "#":
            made["$ref"] = f"#{fragment}"
        elif place:
            made["$ref"] = f"{place}{fragment}"
    return made
