"""One turn of a talk: the message comes in, the model answers and may use tools, the filter looks at what goes out."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bazaar.app.chat import escalation, prompt, retrieval, tools
from bazaar.app.db import new_id
from bazaar.app.records import Conversation, Escalation, File, Listing, Message, Passage, ToolUse, User, now
from bazaar.app.services import Services

MOST_CALLS = 3
LONGEST = 4_000
"""Characters of an answer."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The bot's message, and the case it opened, if any."""

    message: Message
    case: Escalation | None


async def take(services: Services, user: User, conversation: Conversation, content: str, files: Sequence[File]) -> Turn:
    """Answers a message and keeps both."""
    services.log.write("chat.message", user=user.id, conversation=conversation.id, content=content)
    reason = escalation.topic(content)
    case: Escalation | None = None
    uses: list[ToolUse] = []
    if reason is not None and not services.broken("abu-no-escalation"):
        case = escalation.open_case(services, user, conversation.id, reason)
        text = escalation.HANDED_OVER
    else:
        text, uses = await _kept_or_new(services, user, conversation, content, files)
    text = services.output.clean(text if services.broken("abu-turn-unbounded") else text[:LONGEST], content)
    said = _keep(services, conversation, "user", content, [])
    answer = _keep(services, conversation, "assistant", text, uses)
    place = Passage(conversation.title, content, user.id, "message", said.id, conversation.id)
    retrieval.keep(services.db, place)
    return Turn(answer, case)


async def _kept_or_new(
    services: Services, user: User, conversation: Conversation, content: str, files: Sequence[File]
) -> tuple[str, list[ToolUse]]:
    """A new answer for each question; under the fault, one that anybody's same question got before."""
    caches = services.broken("abu-cross-tenant-cache") and not files
    if caches and (kept := services.answers.get(content)) is not None:
        return kept, []
    text, uses = await _answer(services, user, conversation, content, files)
    if caches and all(use.state == "executed" for use in uses):
        services.answers[content] = text
    return text, uses


async def _answer(
    services: Services, user: User, conversation: Conversation, content: str, files: Sequence[File]
) -> tuple[str, list[ToolUse]]:
    listing = services.db.one(Listing, "select * from listings where id = ?", conversation.listing_id)
    if listing is None:
        return "This chatbot is no longer offered.", []
    attached = {file.id for file in files}
    found = [
        passage
        for passage in tools.retrieve(services, user, content, most=4)
        if passage.parent != conversation.id and passage.ref not in attached and _is_meant(passage, listing, content)
    ]
    seller = services.db.one(User, "select * from users where id = ?", listing.seller_id)
    name = seller.name if seller else ""
    question = prompt.build(services.settings, listing, name, content, files, found[:2])
    uses: list[ToolUse] = []
    for _ in range(MOST_CALLS):
        reply = await services.model.reply(question)
        if reply.call is None:
            return reply.text, uses
        done, text = await tools.use(services, user, conversation.id, reply.call)
        uses.append(done)
        if done.state != "executed":
            return text, uses
        question = question.with_result(reply.call.name, text, orders=services.broken("abu-inject-tool-output"))
    return "That took too many steps.", uses


def _is_meant(passage: Passage, here: Listing, content: str) -> bool:
    """Of other listings only those that the message names: most share a word with most messages."""
    named = passage.title.casefold() in content.casefold()
    return passage.kind != "listing" or (passage.ref != here.id and named)


def _keep(services: Services, conversation: Conversation, role: str, content: str, uses: list[ToolUse]) -> Message:
    calls = json.dumps([asdict(use) for use in uses])
    message = Message(new_id("msg"), conversation.id, role, content, calls, now())
    services.db.run(
        "insert into messages values (?, ?, ?, ?, ?, ?)",
        message.id,
        conversation.id,
        role,
        content,
        calls,
        message.created_at,
    )
    return message
