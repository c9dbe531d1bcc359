"""Outputs: a conversation written out as a text, to keep or to hand on; each belongs to the user who made it."""

from dataclasses import replace

from fastapi import APIRouter, HTTPException

from bazaar.app import who
from bazaar.app.db import new_id
from bazaar.app.records import Conversation, Message, Output, now
from bazaar.app.routes import conversations
from bazaar.app.services import Parts, Services
from bazaar.app.shapes import In, Line, Out
from bazaar.app.tokens import Session

router = APIRouter(tags=["outputs"])


class OutputIn(In):
    """Which conversation is written out, and what the output is called."""

    conversation_id: Line
    title: Line


class OutputChange(In):
    """What it is called from now on."""

    title: Line


class OutputOut(Out):
    """A conversation written out."""

    id: str
    conversation_id: str
    title: str
    content: str
    created_at: str


@router.post("/outputs", status_code=201)
async def write_out(wanted: OutputIn, session: who.SignedIn, services: Parts) -> OutputOut:
    """Writes a conversation out as it is now."""
    if services.broken("bnd-id-in-body"):
        talk = services.db.one(Conversation, "select * from conversations where id = ?", wanted.conversation_id)
        if talk is None:
            raise HTTPException(404, "no such conversation")
    else:
        talk = conversations.own(services, session, wanted.conversation_id)
    made = Output(new_id("out"), session.user.id, talk.id, wanted.title, _text(services, talk), now())
    services.db.run(
        "insert into outputs values (?, ?, ?, ?, ?, ?)",
        made.id,
        made.user_id,
        made.conversation_id,
        made.title,
        made.content,
        made.created_at,
    )
    return OutputOut.model_validate(made)


@router.get("/outputs")
async def outputs(session: who.SignedIn, services: Parts) -> list[OutputOut]:
    """One's own outputs, the newest first."""
    found = services.db.all(
        Output, "select * from outputs where user_id = ? order by rowid desc limit 200", session.user.id
    )
    return [OutputOut.model_validate(output) for output in found]


@router.get("/outputs/{output_id}")
async def output(output_id: str, session: who.SignedIn, services: Parts) -> OutputOut:
    """One output."""
    anybodys = services.broken("bnd-read-output")
    return OutputOut.model_validate(_find(services, output_id, None if anybodys else session.user.id))


@router.get("/conversations/{conversation_id}/outputs/{output_id}")
async def output_of_conversation(
    conversation_id: str, output_id: str, session: who.SignedIn, services: Parts
) -> OutputOut:
    """One output of a conversation."""
    return OutputOut.model_validate(_behind(services, session, conversation_id, output_id))


@router.patch("/conversations/{conversation_id}/outputs/{output_id}")
async def rename_output(
    conversation_id: str, output_id: str, change: OutputChange, session: who.SignedIn, services: Parts
) -> OutputOut:
    """Calls an output of a conversation otherwise."""
    found = _behind(services, session, conversation_id, output_id)
    services.db.run("update outputs set title = ? where id = ?", change.title, found.id)
    return OutputOut.model_validate(replace(found, title=change.title))


@router.delete("/outputs/{output_id}", status_code=204)
async def remove_output(output_id: str, session: who.SignedIn, services: Parts) -> None:
    """Deletes it."""
    services.db.run("delete from outputs where id = ?", _find(services, output_id, session.user.id).id)


def _behind(services: Services, session: Session, conversation_id: str, output_id: str) -> Output:
    """An output of one's own that belongs to a conversation of one's own."""
    talk = conversations.own(services, session, conversation_id)
    if services.broken("bnd-nested-id"):
        return _find(services, output_id, None)
    found = _find(services, output_id, session.user.id)
    if found.conversation_id != talk.id:
        raise HTTPException(404, "no such output")
    return found


def _find(services: Services, output_id: str, user_id: str | None) -> Output:
    found = services.db.one(Output, "select * from outputs where id = ?", output_id)
    if found is None or user_id not in (None, found.user_id):
        raise HTTPException(404, "no such output")
    return found


def _text(services: Services, talk: Conversation) -> str:
    said = services.db.all(Message, "select * from messages where conversation_id = ? order by rowid", talk.id)
    return "\n\n".join([talk.title, *(f"{one.role}: {one.content}" for one in said)])
