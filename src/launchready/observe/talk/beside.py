"""Reads what an answer brings beside the model's words: sources, names of files, addresses, and the files that it links to."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from launchready.declare.model import Json
from launchready.observe.api.quarantine import path_changes
from launchready.observe.http import Answer, Request
from launchready.observe.talk.streams import values

if TYPE_CHECKING:
    from launchready.observe.who.session import Session
    from launchready.observe.world import World

HEADERS = ("Content-Disposition", "Link", "Location", "Refresh")
"""Those that name files and addresses."""
SHORTEST = 6
"""Characters; what is shorter holds no canary."""
LONGEST = 20_000
"""Characters that are kept of one turn."""
MOST_FILES = 2
"""Files that are fetched for one turn."""
FILE = re.compile(
    r"""(?:https?://[^\s"'<>()\[\]]+?|(?<![\w/.])/[^\s"'<>()\[\]]+?)\.(?:pdf|docx?|xlsx?|csv|tsv|txt|md|json|html?|ics|zip|png|jpe?g|gif|svg)"""
    r"""(?:\?[^\s"'<>()\[\]]*)?(?=["'\s<>()\[\].,;]|$)""",
    re.IGNORECASE,
)
"""Addresses that end as files do."""


def told_beside(answer: Answer, said: str, spoken: str) -> str:
    """Every text of an answer but the model's own words, and what was said to it: sources, titles, names of files.

    Args:
        answer: what came back.
        said: what was said to the model, which many products repeat.
        spoken: the model's words, whole; pieces of them are left out as well.
    """
    found: dict[str, None] = {}
    for name in HEADERS:
        for value in answer.all(name):
            found[unquote(value)] = None
    for whole in values(answer, "$"):
        for text in _texts(whole):
            if len(text) >= SHORTEST and text not in spoken and text not in said:
                found[text] = None
    return "\n".join(found)[:LONGEST]


async def files_told(world: "World", request: Request, told: str, said: str, session: "Session | None") -> str:
    """The names and texts of files of the product's own that an answer links to, read as who asked.

    Only addresses that end as files do are read, none that is named like a change, and none that who asked had named.
    """
    found: list[str] = []
    urls = dict.fromkeys(urljoin(_http(request.url), one[0]) for one in FILE.finditer(told) if one[0] not in said)
    for url in list(urls)[: 2 * MOST_FILES]:
        place = urlsplit(url)
        if (
            len(found) == MOST_FILES
            or not world.declaration.consent.covers(place.hostname or "")
            or path_changes(place.path)
        ):
            continue
        reply = await world.send(Request(url, by=request.by), session=session)
        if isinstance(reply, Answer) and 200 <= reply.status < 300:  # noqa: PLR2004 - HTTP's success
            found.append(f"{url} {unquote(reply.header('Content-Disposition') or '')}\n{reply.body[:LONGEST]}")
    return "\n".join(found)


def _http(url: str) -> str:
    """A WebSocket's address as that of the pages beside it."""
    return re.sub(r"^ws", "http", url)


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield value
