"""Walks the pages of a list, a bounded number of them: the last one early, as new objects are often there."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from launchready.declare.model import Json
from launchready.observe.api.ids import items_in
from launchready.observe.api.naming import plain
from launchready.observe.api.openapi import Operation
from launchready.observe.http import Answer, Reply, Request

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_PAGES = 6
NEXT = frozenset({"next", "nexturl", "nextpageurl", "nextlink", "nextpage", "odatanextlink"})
CURSORS = frozenset({"nextcursor", "cursor", "nextpagetoken", "nexttoken", "endcursor", "continuationtoken", "next"})
CURSOR_PARAMS = frozenset({"cursor", "after", "pagetoken", "startingafter", "token", "nexttoken", "continuationtoken"})
TOTAL_PAGES = frozenset({"totalpages", "pages", "lastpage", "pagecount", "numpages", "pagestotal"})
TOTAL = frozenset({"total", "totalcount", "count", "totalitems", "totalresults", "totalelements"})
PAGE = frozenset({"page", "pagenumber", "pageno", "p", "pagenum"})
OFFSET = frozenset({"offset", "skip", "start", "from", "startindex"})
SIZE = frozenset({"limit", "perpage", "pagesize", "size", "take", "count", "itemsperpage"})
LINK = re.compile(r"<([^>]*)>\s*;[^,]*\brel=\"?next\"?")


async def pages(world: "World", operation: Operation, first: Request) -> AsyncIterator[Reply]:
    """The pages of a list, the first one first, then the last, then those between."""
    reply = await world.send(first)
    yield reply
    if not isinstance(reply, Answer) or reply.status >= 300:  # noqa: PLR2004 - HTTP's success
        return
    seen = {(first.url, first.body)}
    waiting = [*_last(operation, first, reply), *_next(operation, first, reply)]
    for _ in range(MOST_PAGES - 1):
        following = next((one for one in waiting if (one.url, one.body) not in seen), None)
        if following is None:
            return
        seen.add((following.url, following.body))
        reply = await world.send(following)
        yield reply
        if isinstance(reply, Answer) and reply.status < 300 and items_in(reply.json()):  # noqa: PLR2004 - HTTP's success
            waiting += _next(operation, following, reply)


def _next(operation: Operation, asked: Request, answer: Answer) -> list[Request]:
    """The page after an answer, as far as it tells."""
    value = answer.json()
    header = LINK.search(answer.header("Link") or "")
    found = [header[1]] if header else []
    found += [one for one in _found(value, NEXT) if isinstance(one, str) and ("/" in one or "?" in one)]
    if found:
        return [_at(asked, found[0])]
    cursors = [one for one in _found(value, CURSORS) if isinstance(one, str | int) and one != ""]
    cursor = next((one for one in cursors if not isinstance(one, bool)), None)
    named = _param(operation, CURSOR_PARAMS)
    if cursor is not None and named:
        return [_with(asked, named, str(cursor))]
    page, offset, count = _param(operation, PAGE), _param(operation, OFFSET), len(items_in(value))
    if not count:
        return []
    if page:
        return [_with(asked, page, str(_number(_query(asked).get(page), 1) + 1))]
    if offset:
        return [_with(asked, offset, str(_number(_query(asked).get(offset), 0) + count))]
    return []


def _last(operation: Operation, asked: Request, answer: Answer) -> list[Request]:
    """The last page, where the answer tells how many there are."""
    value, count = answer.json(), len(items_in(answer.json()))
    totals = [one for one in _found(value, TOTAL) if isinstance(one, int) and one > count > 0]
    whole = [
        one for one in _found(value, TOTAL_PAGES) if isinstance(one, int) and not isinstance(one, bool) and one > 1
    ]
    page, offset = _param(operation, PAGE), _param(operation, OFFSET)
    header = answer.header("X-Total-Count") or ""
    total = totals[0] if totals else int(header) if header.isdigit() and int(header) > count > 0 else 0
    if page and (whole or total):
        return [_with(asked, page, str(whole[0] if whole else -(-total // count)))]
    if offset and total:
        return [_with(asked, offset, str((total - 1) // count * count))]
    return []


def _found(value: Json, names: frozenset[str], depth: int = 0) -> list[Json]:
    """The values behind such names, outside of the list's own items."""
    if not isinstance(value, dict) or depth > 2:  # noqa: PLR2004 - envelopes are no deeper
        return []
    found: list[Json] = [one for key, one in value.items() if plain(key) in names and one is not None]
    for one in value.values():
        if isinstance(one, dict):
            found += _found(one, names, depth + 1)
    return found


def _param(operation: Operation, names: frozenset[str]) -> str:
    return next((one.name for one in operation.params if one.where == "query" and plain(one.name) in names), "")


def _query(request: Request) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(request.url).query))


def _number(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isdigit() else otherwise


def _with(request: Request, name: str, value: str) -> Request:
    parts = urlsplit(request.url)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), name: value}
    return replace(request, url=urlunsplit((*parts[:3], urlencode(query, quote_via=quote), "")))


def _at(request: Request, link: str) -> Request:
    """The request at a link's path and query, on the same host: a list does not lead us elsewhere."""
    parts, to = urlsplit(request.url), urlsplit(link)
    path = to.path if to.path.startswith("/") else parts.path
    return replace(request, url=urlunsplit((parts.scheme, parts.netloc, path, to.query, "")))
