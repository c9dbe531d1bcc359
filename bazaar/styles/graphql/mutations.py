"""What each mutation sends to the product."""

from typing import Any, cast

from bazaar.app import limits
from bazaar.styles.graphql.resolvers import Info, Resolver, Row, inside_of, own, shown
from bazaar.styles.ids import Json

DONE = {"done": True}
WORDS = {
    "listingId": ("listing_id", "lst"),
    "conversationId": ("conversation_id", "cnv"),
    "fileIds": ("file_ids", "fil"),
}


def _body(given: Row) -> Row:
    """An input in the product's words; `id` is not part of it."""
    found: Row = {}
    for key, value in given.items():
        name, kind = WORDS.get(key, (key, ""))
        if key != "id" and value is not None:
            found[name] = (
                [own(one, kind) for one in value] if isinstance(value, list) else own(value, kind) if kind else value
            )
    return found


def sends(path: str, envelope: str = "", method: str = "POST") -> Resolver:
    """Sends the input, and answers with the record or, in its envelope, with a payload."""

    async def resolve(_: object, info: Info, input: Row) -> Any:  # noqa: A002 - GraphQL's name
        kind = {"listing": "lst", "conversation": "cnv"}.get(envelope, "")
        ids, given = [own(input["id"], kind)] if "id" in input else [], dict(input)
        if path.endswith("/messages"):
            ids = [own(given.pop("conversationId"), "cnv")]
        made = shown(await inside_of(info).ask(method, path, *ids, body=_body(given)))
        return {envelope: made} if envelope else made if isinstance(made, dict) and "id" in made else DONE

    return resolve


async def sign_in(_: object, info: Info, input: Row) -> Any:  # noqa: A002 - GraphQL's name
    """Signs in; under a fault the limit counts once what is tried several times in one request."""
    inside = inside_of(info)
    uncounted = limits.UNCOUNTED.set("sign-in" in inside.counted)
    if inside.counts_once:
        inside.counted.add("sign-in")
    try:
        return shown(await inside.ask("POST", "/auth/login", body=input))
    finally:
        limits.UNCOUNTED.reset(uncounted)


async def sign_out(_: object, info: Info) -> Any:
    """Signs out."""
    await inside_of(info).ask("POST", "/auth/logout")
    return DONE


async def reset(_: object, info: Info, email: str) -> Any:
    """Mails a link for a new password."""
    await inside_of(info).ask("POST", "/auth/reset", body={"email": email})
    return DONE


async def confirm(_: object, info: Info, token: str, password: str) -> Any:
    """Sets the new password."""
    await inside_of(info).ask("POST", "/auth/reset/confirm", body={"token": token, "password": password})
    return DONE


async def upload(_: object, info: Info, input: Row) -> Any:  # noqa: A002 - GraphQL's name
    """Keeps a text file."""
    made = await inside_of(info).upload("/files", str(input["filename"]), str(input["content"]))
    return {**cast("Row", shown(made)), "content": input["content"]}


def deletes(path: str, kind: str) -> Resolver:
    """Deletes one object."""

    async def resolve(_: object, info: Info, id: str) -> Any:  # noqa: A002 - GraphQL's name
        await inside_of(info).ask("DELETE", path, own(id, kind))
        return DONE

    return resolve


async def check_out(_: object, info: Info, orderId: str) -> Any:  # noqa: N803 - GraphQL's name
    """Hands over to payment."""
    return await inside_of(info).ask("POST", "/orders/{}/checkout", own(orderId, "ord"))


async def answer(_: object, info: Info, id: str, answer: str) -> Any:  # noqa: A002 - GraphQL's name
    """The user's word on what waits for it."""
    return shown(await inside_of(info).ask("POST", "/approvals/{}", own(id, "apr"), body={"answer": answer}))


async def suspend(_: object, info: Info, listingId: str) -> Any:  # noqa: N803 - GraphQL's name
    """Takes a listing off the market."""
    return {"listing": shown(await inside_of(info).ask("POST", "/admin/listings/{}/suspend", own(listingId, "lst")))}


async def fail(_: object, info: Info, note: str) -> Json:
    """Fails on purpose."""
    await inside_of(info).ask("POST", "/admin/test-error", body={"note": note})
    return cast("Json", DONE)
