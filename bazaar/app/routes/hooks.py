"""Hooks: where a seller wants to be told of orders; an address of theirs that Bazaar calls."""

import json
from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import StringConstraints

from bazaar.app import who
from bazaar.app.db import new_id
from bazaar.app.outbound import OutboundError
from bazaar.app.records import Hook, Order
from bazaar.app.services import Parts, Services
from bazaar.app.shapes import In, Out

router = APIRouter(tags=["hooks"])
MOST = 5
FOR_SELLERS = {"x-role": "seller"}


class HookIn(In):
    """A new hook."""

    url: Annotated[str, StringConstraints(max_length=500, pattern=r"^https?://[!-~]+$"), "an address of the seller's"]


class HookOut(Out):
    """An address that orders are told to."""

    id: str
    url: str


class Delivered(Out):
    """Whether the other side took it."""

    delivered: bool


@router.post("/hooks", status_code=201, openapi_extra=FOR_SELLERS)
async def add_hook(wanted: HookIn, session: who.Seller, services: Parts) -> HookOut:
    """Keeps an address that orders are told to."""
    if len(_of(services, session.user.id)) >= MOST:
        raise HTTPException(409, f"at most {MOST} hooks")
    if not services.broken("bnd-callback-ssrf"):
        try:
            await services.outbound.look(wanted.url)
        except OutboundError as error:
            raise HTTPException(422, str(error)) from error
    hook = Hook(new_id("hok"), session.user.id, wanted.url)
    services.db.run("insert into hooks values (?, ?, ?)", hook.id, hook.user_id, hook.url)
    return HookOut.model_validate(hook)


@router.get("/hooks", openapi_extra=FOR_SELLERS)
async def hooks(session: who.Seller, services: Parts) -> list[HookOut]:
    """One's own hooks."""
    return [HookOut.model_validate(hook) for hook in _of(services, session.user.id)]


@router.post("/hooks/{hook_id}/test", openapi_extra=FOR_SELLERS)
async def try_hook(hook_id: str, session: who.Seller, services: Parts) -> Delivered:
    """Calls it once, with an order that is none."""
    hook = _find(services, hook_id, session.user.id)
    return Delivered(delivered=await _call(services, hook, "test", ""))


@router.delete("/hooks/{hook_id}", status_code=204, openapi_extra=FOR_SELLERS)
async def remove_hook(hook_id: str, session: who.Seller, services: Parts) -> None:
    """Forgets it."""
    services.db.run("delete from hooks where id = ?", _find(services, hook_id, session.user.id).id)


async def tell(services: Services, order: Order, seller_id: str) -> None:
    """Tells a seller's hooks of an order: its id and its listing, and nothing of its buyer."""
    for hook in _of(services, seller_id):
        await _call(services, hook, "order.created", order.id)


async def _call(services: Services, hook: Hook, event: str, order_id: str) -> bool:
    body = json.dumps({"event": event, "order_id": order_id}).encode()
    typed = {"Content-Type": "application/json"}
    ask = services.outbound.ask if services.broken("bnd-callback-ssrf") else services.outbound.ask_outside
    try:
        return (await ask("POST", hook.url, body=body, headers=typed)).status < 400  # noqa: PLR2004 - HTTP's refusals
    except OutboundError:
        return False


def _of(services: Services, user_id: str) -> list[Hook]:
    return services.db.all(Hook, "select * from hooks where user_id = ? order by rowid", user_id)


def _find(services: Services, hook_id: str, user_id: str) -> Hook:
    found = services.db.one(Hook, "select * from hooks where id = ? and user_id = ?", hook_id, user_id)
    if found is None:
        raise HTTPException(404, "no such hook")
    return found
