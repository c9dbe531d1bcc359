"""What each field of the schema asks the product for."""

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any, cast
from urllib.parse import quote

from graphql import GraphQLError, GraphQLResolveInfo

from bazaar.styles.graphql.ids import Globals
from bazaar.styles.graphql.inside import Inside
from bazaar.styles.ids import Json

Row = dict[str, Json]
Info = GraphQLResolveInfo[Any]
Resolver = Callable[..., Awaitable[Any]]
IDS = Globals()
MOST = 50
READ = {"Listing": "/listings/{}", "Conversation": "/conversations/{}", "Order": "/orders/{}", "File": "/files/{}"}


def inside_of(info: Info) -> Inside:
    """The request's way to the product."""
    found: Inside = info.context
    return found


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def shown(value: Json) -> Any:
    """A record of the product's as the schema has it: ids global, names in camelCase."""
    if isinstance(value, list):
        return [shown(one) for one in value]
    if isinstance(value, dict):
        found = {_camel(key): shown(one) for key, one in value.items()}
        if isinstance(found.get("arguments"), dict):
            found["arguments"] = json.dumps(found["arguments"])
        return found
    return IDS.outward(value) if isinstance(value, str) else value


def own(outer: Json, kind: str) -> Json:
    """The product's own id."""
    return IDS.inward(outer, kind)


async def _file(inside: Inside, outer: Json) -> Any:
    read = await inside.maybe("/files/{}", own(outer, "fil"))
    if not isinstance(read, dict):
        return None
    text = str(read["text"])
    return {"__typename": "File", "id": outer, "name": read["name"], "content": text, "size": len(text.encode())}


async def _one(inside: Inside, kind: str, name: str, outer: Json) -> Any:
    found = await inside.maybe(READ[name], own(outer, kind))
    return {"__typename": name, **shown(found)} if isinstance(found, dict) else None


async def node(_: object, info: Info, id: str) -> Any:  # noqa: A002 - GraphQL's name
    """Any object by its global id."""
    inner = IDS.read(id) or ""
    kind = inner.partition("_")[0]
    name = {"lst": "Listing", "cnv": "Conversation", "ord": "Order"}.get(kind)
    if kind == "fil":
        return await _file(inside_of(info), id)
    return await _one(inside_of(info), kind, name, id) if name else None


def reads(path: str) -> Resolver:
    """A list, or the signed-in user."""

    async def resolve(_: object, info: Info) -> Any:
        return shown(await inside_of(info).get(path))

    return resolve


def one(name: str, kind: str) -> Resolver:
    """One object by its id."""

    async def resolve(_: object, info: Info, id: str) -> Any:  # noqa: A002 - GraphQL's name
        return await _one(inside_of(info), kind, name, id)

    return resolve


async def file(_: object, info: Info, id: str) -> Any:  # noqa: A002 - GraphQL's name
    """A file with its content."""
    return await _file(inside_of(info), id)


def connection(path: str) -> Resolver:
    """A list in pages, by cursor."""

    async def resolve(_: object, info: Info, first: int = 10, after: str | None = None) -> Any:
        if not 1 <= first <= MOST:
            raise GraphQLError(f"first is between 1 and {MOST}", extensions={"code": "BAD_USER_INPUT"})
        items = cast("list[Row]", shown(await inside_of(info).get(path)))
        cursors = [base64.b64encode(f"cursor:{item['id']}".encode()).decode() for item in items]
        start = cursors.index(after) + 1 if after in cursors else 0
        edges = [{"cursor": cursor, "node": item} for cursor, item in zip(cursors, items, strict=True)]
        page = edges[start : start + first]
        info_ = {"hasNextPage": start + first < len(edges), "endCursor": page[-1]["cursor"] if page else None}
        return {"edges": page, "pageInfo": info_, "totalCount": len(items)}

    return resolve


async def messages(_: object, info: Info, conversationId: str) -> Any:  # noqa: N803 - GraphQL's name
    """What was said."""
    return shown(await inside_of(info).maybe("/conversations/{}/messages", own(conversationId, "cnv")))


async def messages_of(row: Row, info: Info) -> Any:
    """The same, from a conversation."""
    return shown(await inside_of(info).get("/conversations/{}/messages", own(row["id"], "cnv")))


async def listing_of(row: Row, info: Info) -> Any:
    """The listing that a conversation or an order is about; None where it is off the market."""
    return await _one(inside_of(info), "lst", "Listing", row["listingId"])


async def conversations_with(row: Row, info: Info) -> Any:
    """One's own conversations with a listing; none for who is not signed in."""
    try:
        found = cast("list[Row]", shown(await inside_of(info).get("/conversations")))
    except GraphQLError:
        return []
    return [one for one in found if one["listingId"] == row["id"]]


async def seller_of(row: Row, _: Info) -> Any:
    """Who offers a listing."""
    more = row.get("seller")
    return {"id": row["sellerId"], **(more if isinstance(more, dict) else {})}


async def content_of(row: Row, info: Info) -> Any:
    """A file's content, fetched where the list does not have it."""
    if "content" in row:
        return row["content"]
    found = await _file(inside_of(info), row["id"])
    return found["content"] if found else None


async def search(_: object, info: Info, q: str) -> Any:
    """Public listings, and one's own conversations and files."""
    return shown(await inside_of(info).get(f"/search?q={quote(q, safe='')}"))
