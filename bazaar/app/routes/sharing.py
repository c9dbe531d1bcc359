"""bnd-link-stays: conversations can be shared by a link, and a link that was taken back still opens."""

import secrets

from fastapi import APIRouter, HTTPException

from bazaar.app import who
from bazaar.app.records import Conversation
from bazaar.app.routes.conversations import own
from bazaar.app.services import Parts
from bazaar.app.shapes import ConversationOut, Out

router = APIRouter(tags=["conversations"])


class LinkOut(Out):
    """What opens a conversation for whoever has it."""

    token: str


@router.post("/conversations/{conversation_id}/share", status_code=201)
async def share(conversation_id: str, session: who.SignedIn, services: Parts) -> LinkOut:
    """Makes a link."""
    found = own(services, session, conversation_id)
    token = secrets.token_urlsafe(24)
    services.links[token] = found.id
    return LinkOut(token=token)


@router.delete("/conversations/{conversation_id}/share", status_code=204)
async def unshare(conversation_id: str, session: who.SignedIn, services: Parts) -> None:
    """Takes the links back; nothing asks for that later."""
    own(services, session, conversation_id)


@router.get("/shared/{token}")
async def shared(token: str, services: Parts) -> ConversationOut:
    """What a link opens."""
    found = services.db.one(Conversation, "select * from conversations where id = ?", services.links.get(token, ""))
    if found is None:
        raise HTTPException(404, "no such link")
    return ConversationOut.model_validate(found)
