"""The way to a person: when the bot must not answer alone, somebody at support takes over."""

import re

from bazaar.app.db import new_id
from bazaar.app.records import Escalation, User, now
from bazaar.app.services import Services

HANDED_OVER = "I have passed this to a person at our support, who will write to you. You need not wait here."
TOPICS = (
    (
        "asked for a person",
        (
            r"\b(?:talk|speak|chat|connect|transfer|hand|get|give|want|need|contact|reach|escalate)\b[^.!?\n]{0,40}"
            r"\b(?:humans?|person|people|agent|representative|someone|somebody|staff|support)\b"
        ),
    ),
    ("self-harm", r"\b(?:suicid\w*|kill myself|hurt myself|harm myself|self[ -]harm\w*|end my life|want to die)\b"),
    ("medical", r"\b(?:chest pain|overdose|diagnos\w+|medication|dosage|my doctor|symptoms?|medical)\b"),
    ("legal", r"\b(?:lawyer|lawsuit|sue (?:you|them|him|her|my)|legal (?:advice|action)|attorney|court)\b"),
)


def topic(message: str) -> str | None:
    """Why the bot must not answer this alone, or None."""
    return next((name for name, pattern in TOPICS if re.search(pattern, message, re.IGNORECASE)), None)


def open_case(services: Services, user: User, conversation_id: str | None, reason: str) -> Escalation:
    """Writes the case down."""
    case = Escalation(new_id("esc"), user.id, conversation_id, reason, now())
    if services.broken("abu-no-escalation"):
        return case
    services.db.run(
        "insert into escalations values (?, ?, ?, ?, ?)", case.id, user.id, conversation_id, reason, case.created_at
    )
    services.log.write("escalation.opened", user=user.id, escalation=case.id)
    return case


async def tell_support(services: Services, case: Escalation, words: str = "") -> None:
    """Mails the support team, with what the user said last; runs after the answer has gone out."""
    if services.broken("abu-no-escalation"):
        return
    await services.mailer.send(
        f"support@{services.settings.mail.domain}",
        f"Escalation {case.id}",
        f"User {case.user_id} needs a person.\nConversation: {case.conversation_id or 'none'}\nReason: {case.reason}\n{words}\n",
    )
