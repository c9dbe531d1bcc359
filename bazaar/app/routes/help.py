"""Approvals of what the model wants to do, and the way to a person."""

from fastapi import APIRouter, HTTPException

from bazaar.app import who
from bazaar.app.chat import escalation, tools
from bazaar.app.chat.model import Call
from bazaar.app.records import Approval, Escalation, User
from bazaar.app.routes import conversations
from bazaar.app.services import Parts
from bazaar.app.shapes import ApprovalAnswer, ApprovalOut, EscalationIn, EscalationOut

router = APIRouter(tags=["help"])


@router.get("/approvals")
async def approvals(session: who.SignedIn, services: Parts) -> list[ApprovalOut]:
    """What waits for the user's word, or has had it; the newest first."""
    found = services.db.all(
        Approval, "select * from approvals where user_id = ? order by rowid desc limit 200", session.user.id
    )
    return [_shown(approval, approval.state) for approval in found]


@router.post("/approvals/{approval_id}")
async def answer_approval(
    approval_id: str, given: ApprovalAnswer, session: who.SignedIn, services: Parts
) -> ApprovalOut:
    """The user's word: the action is done, or it never will be."""
    approval = services.db.one(Approval, "select * from approvals where id = ?", approval_id)
    anybodys = services.broken("abu-approval-by-anybody")
    if approval is None or (approval.user_id != session.user.id and not anybodys):
        raise HTTPException(404, "no such approval")
    state = "approved" if given.answer == "approve" else "rejected"
    # One statement decides, so that two answers at once do not act twice.
    taken = services.db.run("update approvals set state = ? where id = ? and state = 'pending'", state, approval.id)
    if not taken and not services.broken("abu-approval-twice"):
        raise HTTPException(409, "it has been answered already")
    if state == "rejected":
        return _shown(approval, state)
    owner = services.db.one(User, "select * from users where id = ?", approval.user_id)
    assert owner is not None
    try:
        result = await tools.run(services, owner, Call(approval.tool, approval.given()))
    except tools.RefusedError as refused:
        state, result = "failed", str(refused)
    else:
        state = "executed"
    services.db.run("update approvals set state = ? where id = ?", state, approval.id)
    return _shown(approval, state, result)


def _shown(approval: Approval, state: str, result: str | None = None) -> ApprovalOut:
    return ApprovalOut(
        id=approval.id,
        conversation_id=approval.conversation_id,
        tool=approval.tool,
        arguments=approval.given(),
        state=state,
        created_at=approval.created_at,
        result=result,
    )


@router.post("/support/escalations", status_code=201)
async def escalate(wanted: EscalationIn, session: who.SignedIn, services: Parts) -> EscalationOut:
    """Calls for a person."""
    if wanted.conversation_id is not None:
        conversations.own(services, session, wanted.conversation_id)
    case = escalation.open_case(services, session.user, wanted.conversation_id, wanted.reason)
    services.later.start("escalation", escalation.tell_support(services, case))
    return EscalationOut.model_validate(case)


@router.get("/support/escalations")
async def escalations(session: who.SignedIn, services: Parts) -> list[EscalationOut]:
    """One's own cases, the newest first."""
    found = services.db.all(
        Escalation, "select * from escalations where user_id = ? order by rowid desc limit 200", session.user.id
    )
    return [EscalationOut.model_validate(case) for case in found]
