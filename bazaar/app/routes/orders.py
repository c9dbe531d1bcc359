"""Orders, the hand-off to payment, and the payment provider's word that an order is paid."""

import secrets
from typing import Annotated

import anyio
from fastapi import APIRouter, Header, HTTPException, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse

from bazaar.app import who
from bazaar.app.db import new_id
from bazaar.app.records import Order, now
from bazaar.app.routes import hooks, listings
from bazaar.app.routes.extras import extras
from bazaar.app.services import Parts, Services
from bazaar.app.shapes import OrderIn, OrderOut, PaymentEvent, Received
from launchready_guard.webhooks import Claim, Refused

router = APIRouter(tags=["orders"])
SLOW = 0.9
AT_THE_TILL = 0.4


@router.post("/orders", status_code=201)
async def order_listing(wanted: OrderIn, session: who.SignedIn, services: Parts) -> OrderOut:
    """Orders a chatbot at the price of its listing."""
    if services.broken("edg-spike"):
        async with services.till:
            await anyio.sleep(AT_THE_TILL)
    listing = listings.find(services, wanted.listing_id)
    wished = extras(wanted, services, "bnd-mass-price").get("total")
    total = float(wished) if isinstance(wished, int | float) else listing.price
    order = Order(new_id("ord"), session.user.id, listing.id, wanted.note, total, "created", None, now())
    services.db.run(
        "insert into orders values (?, ?, ?, ?, ?, ?, null, ?, 0)",
        order.id,
        order.user_id,
        order.listing_id,
        order.note,
        order.total,
        order.state,
        order.created_at,
    )
    services.later.start("hooks", hooks.tell(services, order, listing.seller_id))
    return OrderOut.model_validate(order)


@router.get("/orders")
async def orders(session: who.SignedIn, services: Parts) -> list[OrderOut]:
    """One's own orders, the newest first."""
    found = services.db.all(
        Order, "select * from orders where user_id = ? order by rowid desc limit 200", session.user.id
    )
    return [OrderOut.model_validate(order) for order in found]


@router.get("/orders/{order_id}")
async def order(order_id: str, session: who.SignedIn, services: Parts) -> OrderOut:
    """One order."""
    anybodys = services.broken("bnd-read-order")
    return OrderOut.model_validate(_find(services, order_id, None if anybodys else session.user.id))


@router.post("/orders/{order_id}/checkout", status_code=303, response_class=RedirectResponse)
async def checkout(order_id: str, session: who.SignedIn, services: Parts) -> RedirectResponse:
    """Hands over to payment."""
    order = _find(services, order_id, session.user.id)
    if order.state not in ("created", "checkout"):
        raise HTTPException(409, "the order is settled already")
    if services.broken("obs-slow"):
        await anyio.sleep(SLOW)
    pay_ref = order.pay_ref or f"pay_{secrets.token_urlsafe(24)}"
    services.db.run("update orders set state = 'checkout', pay_ref = ? where id = ?", pay_ref, order.id)
    return RedirectResponse(f"{services.settings.web_url}/pay/{pay_ref}", 303)


def _find(services: Services, order_id: str, user_id: str | None) -> Order:
    found = services.db.one(Order, "select * from orders where id = ?", order_id)
    if found is None or user_id not in (None, found.user_id):
        if services.broken("bnd-error-insides"):
            raise HTTPException(404, f"no rows: select * from orders where id = '{order_id}'")  # noqa: S608 - the fault
        raise HTTPException(404, "no such order")
    return found


@router.post(
    "/webhooks/payments",
    tags=["webhooks"],
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": PaymentEvent.model_json_schema()}},
        }
    },
)
async def payment(
    request: Request, services: Parts, bazaar_signature: Annotated[str | None, Header()] = None
) -> Received:
    """Believes what the payment provider signed, once."""
    body = await request.body()
    claim = await _believed(services, request, body, signed=bazaar_signature is not None)
    try:
        return _settled(services, body)
    except HTTPException:
        if claim is not None:
            await services.payments.forget(claim)  # what came of it failed: it may come again
        raise


def _settled(services: Services, body: bytes) -> Received:
    try:
        event = PaymentEvent.model_validate_json(body)
    except ValidationError as error:
        raise HTTPException(422, "this is no payment event") from error
    if event.type != "payment.succeeded":
        return Received(status="ignored")
    with services.db.together():
        order = services.db.one(Order, "select * from orders where id = ?", event.data.order_id)
        if order is None:
            raise HTTPException(404, "no such order")
        new = services.db.run("insert or ignore into payment_events values (?)", event.id) == 1
        if not new and not services.broken("bnd-webhook-replay"):
            raise HTTPException(409, "the event is known already")
        services.db.run("update orders set received = received + total where id = ?", order.id)
        if order.state in ("created", "checkout"):
            services.db.run("update orders set state = 'paid' where id = ?", order.id)
    services.log.write("order.paid", order=order.id)
    return Received()


async def _believed(services: Services, request: Request, body: bytes, *, signed: bool) -> Claim | None:
    """What the message claims, or None under a fault that asks for less."""
    if services.broken("bnd-webhook-wrong-signature" if signed else "bnd-webhook-unsigned"):
        return None
    try:
        return await services.payments.believe(request.headers.raw, body)
    except Refused as error:
        raise HTTPException(401, "the signature is missing, wrong, too old, or was seen before") from error
