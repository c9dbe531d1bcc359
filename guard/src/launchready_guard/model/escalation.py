"""How what a model must not answer alone reaches a person: a tool that it may always call, and incidents of its answers."""

import asyncio
from collections.abc import Callable

from launchready_guard.model.output import Incident
from launchready_guard.model.tools import Tool
from launchready_guard.outbox import Outbox

HANDED_OVER = "A person has been told and will answer here."


def hand_over(outbox: Outbox, *, said: str = HANDED_OVER) -> Tool:
    """A tool `hand_over`: what the customer needs goes to the outbox, under the session's user.

    Name it in your prompt: danger to life or health, lawyers, disputed payments, and a wish for a person.
    """

    async def run(user: str, reason: str, urgent: bool = False) -> str:  # noqa: FBT001, FBT002 - a tool's argument
        entry = {"user": user, "reason": reason, "urgent": urgent}
        await asyncio.to_thread(outbox.put, "hand-over", entry)
        return said

    return Tool(
        "hand_over",
        run,
        {
            "type": "object",
            "properties": {
                "user": {"type": "string"},
                "reason": {"type": "string", "maxLength": 2000},
                "urgent": {"type": "boolean"},
            },
            "required": ["user", "reason"],
        },
        from_session={"user": "user"},
        description="Tells a person, who will answer. Call it whenever a person should decide or the customer wants one.",
    )


def tells(outbox: Outbox) -> Callable[[Incident], None]:
    """For `OutputFilter(on_incident=tells(outbox))`: an incident is on the disk before the refusal leaves."""

    def told(incident: Incident) -> None:
        # The label says what leaked; the canary's own value would leak with the alert.
        seen = zip(incident.canaries, incident.views, strict=True)
        outbox.put("incident", {"leaked": [{"label": one.label, "view": list(view)} for one, view in seen]})

    return told
