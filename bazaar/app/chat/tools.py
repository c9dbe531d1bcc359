"""What the model can do: two tools that act only after their user's approval, and three that only look."""

import json
from collections.abc import Awaitable, Callable

from bazaar.app.chat import retrieval
from bazaar.app.chat.model import Call
from bazaar.app.db import new_id
from bazaar.app.outbound import OutboundError
from bazaar.app.records import Approval, Order, Passage, ToolUse, User, now
from bazaar.app.services import Services
from launchready_guard.egress import NotAllowed

NEED_APPROVAL = frozenset({"refund", "send_email"})
ARGUMENTS = {
    "refund": ("order_id",),
    "order_status": ("order_id",),
    "send_email": ("to", "body"),
    "fetch_url": ("url",),
    "search": ("query",),
}
LONGEST = 500


class RefusedError(Exception):
    """The tool may not do that."""


async def use(services: Services, user: User, conversation_id: str, call: Call) -> tuple[ToolUse, str]:
    """Carries the call out, or puts it before its user; with what the tool says."""
    if set(call.arguments) != set(ARGUMENTS.get(call.name, ())):
        return ToolUse(call.name, {}, "refused"), "There is no such tool."
    if not services.output.safe(" ".join(call.arguments.values())):
        return ToolUse(call.name, {}, "refused"), "I cannot share that."
    try:
        if call.name in NEED_APPROVAL and not services.broken("abu-tool-unapproved"):
            return _ask(services, user, conversation_id, call), "I will do that as soon as you approve it."
        text = await run(services, user, call)
    except RefusedError as refused:
        return ToolUse(call.name, call.arguments, "refused"), str(refused)
    return ToolUse(call.name, call.arguments, "executed"), text


async def run(services: Services, user: User, call: Call) -> str:
    """Does it, now.

    Raises:
        RefusedError: it is not allowed, or cannot be done.
    """
    text = await _RUN[call.name](services, user, call.arguments)
    services.log.write("tool.executed", tool=call.name, user=user.id)
    return text


def _ask(services: Services, user: User, conversation_id: str, call: Call) -> ToolUse:
    if call.name == "refund":
        _open_order(services, user, call.arguments["order_id"])
    approval = Approval(
        new_id("apr"), user.id, conversation_id, call.name, json.dumps(call.arguments), "pending", now()
    )
    services.db.run(
        "insert into approvals values (?, ?, ?, ?, ?, ?, ?)",
        approval.id,
        user.id,
        conversation_id,
        approval.tool,
        approval.arguments,
        approval.state,
        approval.created_at,
    )
    return ToolUse(call.name, call.arguments, "pending_approval", approval.id)


def _own_order(services: Services, user: User, order_id: str) -> Order:
    order = services.db.one(Order, "select * from orders where id = ?", order_id)
    if order is None or not (order.user_id == user.id or services.broken("abu-tool-arguments")):
        raise RefusedError("You have no such order.")
    return order


def _open_order(services: Services, user: User, order_id: str) -> Order:
    order = _own_order(services, user, order_id)
    if order.state in ("refunded", "cancelled"):
        raise RefusedError("That order is settled already.")
    return order


async def _refund(services: Services, user: User, given: dict[str, str]) -> str:
    order = _open_order(services, user, given["order_id"])
    state = "refunded" if order.state == "paid" else "cancelled"
    services.db.run("update orders set state = ? where id = ? and state = ?", state, order.id, order.state)
    return f"Order {order.id} is {state}."


async def _order_status(services: Services, user: User, given: dict[str, str]) -> str:
    order = _own_order(services, user, given["order_id"])
    return f"Order {order.id} is {order.state}. Total: {order.total:g}. Note: {order.note}"


async def _send_email(services: Services, user: User, given: dict[str, str]) -> str:
    try:
        await services.mailer.send(given["to"], f"A message from {user.name} on Bazaar", given["body"] + "\n")
    except (OSError, ValueError) as error:
        raise RefusedError("The message could not be sent.") from error
    return "The message is sent."


async def _fetch_url(services: Services, _user: User, given: dict[str, str]) -> str:
    try:
        if not services.broken("abu-tool-not-allowed"):
            await services.pages.pin(given["url"])
        answer = await services.outbound.ask("GET", given["url"])
    except NotAllowed as error:
        raise RefusedError("I can only open pages of this marketplace.") from error
    except OutboundError as error:
        raise RefusedError("That page does not answer.") from error
    return f"{answer.status} {answer.text[:LONGEST]}"


async def _search(services: Services, user: User, given: dict[str, str]) -> str:
    found = retrieve(services, user, given["query"], most=3)
    # The best stands last, where a model heeds it most.
    return "\n".join(f"{passage.title}: {passage.body[:LONGEST]}" for passage in reversed(found)) or "nothing"


def retrieve(services: Services, user: User, words: str, *, most: int) -> list[Passage]:
    """The texts that the model is given for some words."""
    if services.broken("abu-cross-tenant-retrieval"):
        return retrieval.search_everybodys(services.db, words, most=most)
    return retrieval.search(services.db, user.id, words, most=most, every_word=False)


_RUN: dict[str, Callable[[Services, User, dict[str, str]], Awaitable[str]]] = {
    "refund": _refund,
    "order_status": _order_status,
    "send_email": _send_email,
    "fetch_url": _fetch_url,
    "search": _search,
}
