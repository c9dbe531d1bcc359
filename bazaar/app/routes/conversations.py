"""Conversations and their messages: each belongs to one user, and nobody else learns that it exists."""

import json
from collections.abc import Iterator
from typing import Annotated

import jinja2
from fastapi import APIRouter, Depends, HTTPException, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bazaar.app import who
from bazaar.app.chat import escalation, retrieval, talk
from bazaar.app.db import new_id
from bazaar.app.limits import TALK
from bazaar.app.records import Conversation, File, Message, Passage, User, now
from bazaar.app.routes import listings
from bazaar.app.routes.extras import extras
from bazaar.app.services import Parts, Services
from bazaar.app.shapes import LONGEST_LINE, ConversationChange, ConversationIn, ConversationOut, MessageIn, MessageOut
from bazaar.app.tokens import Session

router = APIRouter(tags=["conversations"])
PIECE = 24
BROWSER = "__Host-browser"
"""The cookie of abu-memory-after-sign-out."""


def own(services: Services, session: Session, conversation_id: str) -> Conversation:
    """The user's own conversation, or 404."""
    return _find(services, conversation_id, session.user.id)


def readable(services: Services, session: Session, conversation_id: str) -> Conversation:
    """A conversation that the user may read: their own."""
    return _find(services, conversation_id, None if services.broken("bnd-read-conversation") else session.user.id)


def _find(services: Services, conversation_id: str, user_id: str | None) -> Conversation:
    if services.broken("bnd-bad-id-500"):
        int(conversation_id.removeprefix("cnv_"), 16)
    found = services.db.one(Conversation, "select * from conversations where id = ?", conversation_id)
    if found is None or user_id not in (None, found.user_id):
        raise HTTPException(404, "no such conversation")
    return found


@router.post("/conversations", status_code=201)
async def start(wanted: ConversationIn, session: who.SignedIn, services: Parts) -> ConversationOut:
    """Starts a conversation with a listing's chatbot."""
    listing = listings.find(services, wanted.listing_id)
    made = Conversation(new_id("cnv"), session.user.id, listing.id, wanted.title, now())
    services.db.run(
        "insert into conversations values (?, ?, ?, ?, ?)",
        made.id,
        made.user_id,
        made.listing_id,
        made.title,
        made.created_at,
    )
    _findable(services, made)
    return ConversationOut.model_validate(made)


def _findable(services: Services, made: Conversation) -> None:
    retrieval.keep(services.db, Passage(made.title, "", made.user_id, "conversation", made.id, ""))


@router.get("/conversations")
async def conversations(session: who.SignedIn, services: Parts) -> list[ConversationOut]:
    """One's own conversations, the newest first."""
    if services.broken("bnd-list-leak"):
        found = services.db.all(Conversation, "select * from conversations order by rowid desc limit 200")
    else:
        found = services.db.all(
            Conversation,
            "select * from conversations where user_id = ? order by rowid desc limit 200",
            session.user.id,
        )
    return [ConversationOut.model_validate(conversation) for conversation in found]


@router.get("/conversations/{conversation_id}")
async def conversation(conversation_id: str, session: who.SignedIn, services: Parts) -> ConversationOut:
    """One conversation."""
    found = ConversationOut.model_validate(readable(services, session, conversation_id))
    if services.broken("bnd-template"):
        found.title = jinja2.Template(found.title).render()
    return found


@router.patch("/conversations/{conversation_id}")
async def rename(
    conversation_id: str, change: ConversationChange, session: who.SignedIn, services: Parts
) -> ConversationOut:
    """Gives it another title."""
    if len(change.title) > LONGEST_LINE and not services.broken("bnd-oversize"):
        raise HTTPException(422, "not valid: title")
    anybodys = services.broken("bnd-write-conversation")
    old = _find(services, conversation_id, None if anybodys else session.user.id)
    owner = str(extras(change, services, "bnd-mass-owner").get("user_id", old.user_id))
    new = Conversation(old.id, owner, old.listing_id, change.title, old.created_at)
    services.db.run("update conversations set title = ?, user_id = ? where id = ?", new.title, new.user_id, new.id)
    _findable(services, new)
    return ConversationOut.model_validate(new)


@router.delete("/conversations/{conversation_id}", status_code=204)
async def remove(conversation_id: str, session: who.SignedIn, services: Parts) -> None:
    """Deletes it with all its messages."""
    gone = own(services, session, conversation_id)
    services.db.run("delete from conversations where id = ?", gone.id)
    retrieval.forget(services.db, gone.id)


@router.get("/conversations/{conversation_id}/messages")
async def messages(
    conversation_id: str, services: Parts, session: Annotated[Session | None, Depends(who.maybe)]
) -> list[MessageOut]:
    """What was said, in order."""
    if services.broken("exp-open-operation"):
        found = _find(services, conversation_id, None)
    else:
        found = readable(services, await who.needed(session), conversation_id)
    said = services.db.all(Message, "select * from messages where conversation_id = ? order by rowid", found.id)
    return [_shown(message) for message in said]


@router.post("/conversations/{conversation_id}/messages", response_model=MessageOut, status_code=201)
async def say(
    conversation_id: str, said: MessageIn, request: Request, session: who.SignedIn, services: Parts
) -> Response:
    """Says something; the answer comes at once, or in pieces with `Accept: text/event-stream`."""
    conversation, user = _talked_in(services, session, conversation_id)
    user = _remembered(services, request) or user
    files = [_own_file(services, session, file_id) for file_id in said.file_ids]
    if not services.broken("edg-spend-unbounded"):
        services.limits.afford(TALK, session.user.id)
    turn = await talk.take(services, user, conversation, said.content, files)
    answer = _shown(turn.message)
    services.limits.spend(TALK, session.user.id, said.content, answer.content)
    if turn.case is not None:
        services.later.start("escalation", escalation.tell_support(services, turn.case, said.content))
    is_stream = "text/event-stream" in request.headers.get("accept", "")
    reply: Response = (
        StreamingResponse(_pieces(answer), 201, media_type="text/event-stream")
        if is_stream
        else JSONResponse(answer.model_dump(), 201)
    )
    if services.broken("abu-memory-after-sign-out"):
        reply.set_cookie(BROWSER, user.id, secure=True, httponly=True, samesite="lax")
    return reply


def _remembered(services: Services, request: Request) -> User | None:
    """Under the fault: who talked in this browser before, whoever is signed in now."""
    held = request.cookies.get(BROWSER) if services.broken("abu-memory-after-sign-out") else None
    return services.db.one(User, "select * from users where id = ?", held) if held else None


def _talked_in(services: Services, session: Session, conversation_id: str) -> tuple[Conversation, User]:
    """The conversation, and whose texts the model is given; under the fault anybody's, and their owner's."""
    if not services.broken("abu-conversation-open"):
        return own(services, session, conversation_id), session.user
    found = _find(services, conversation_id, None)
    return found, services.db.one(User, "select * from users where id = ?", found.user_id) or session.user


def _own_file(services: Services, session: Session, file_id: str) -> File:
    file = services.db.one(File, "select * from files where id = ?", file_id)
    if file is None or not (file.user_id == session.user.id or services.broken("abu-cross-tenant-file")):
        raise HTTPException(404, "no such file")
    return file


def _shown(message: Message) -> MessageOut:
    return MessageOut(
        id=message.id,
        role=message.role,
        content=message.content,
        tool_calls=message.uses(),
        created_at=message.created_at,
    )


def _pieces(answer: MessageOut) -> Iterator[str]:
    """The answer as server-sent events. The filter has seen all of it before the first piece leaves."""
    for at in range(0, len(answer.content), PIECE):
        yield f"event: piece\ndata: {json.dumps({'text': answer.content[at : at + PIECE]})}\n\n"
    yield f"event: done\ndata: {json.dumps(answer.model_dump())}\n\n"
