"""Lets one customer tell the model something, and others go on with that conversation by its id."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ChatSurface
from launchready.observe.talk.lingering import Lingered, Lingers
from launchready.observe.talk.turns import Turn
from launchready.observe.world import World
from launchready.verdict import Evidence

WAIT = frozenset({408, 425, 429})
"""Refusals that say nothing of whose the conversation is."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was told in a customer's conversation, and to whom."""

    lingered: Lingered | None


class ConversationGoesOnForOthers(Check[ChatSurface, Seen]):
    """The next person who knows a conversation's id goes on where a customer left off, and is told what was said.

    What it does
        A customer tells the bot a random token beside an invented name and asks for the name: the control. Then another customer,
        signed in on their own account, and somebody who is not signed in send the next message with the id of that conversation, in
        other words, and the answers are hunted for the token. So it is on a shared computer whose page kept the id, and with a link
        that somebody passed on.

    Why it is bad
        The list of messages may be well guarded while the next message is not: then the bot itself reads out the conversation.

    See it yourself
        Talk to the bot as one user and note the conversation's id. As another, send a message to that id: What did I say before?
    """

    title = "A customer's conversation with the chatbot goes on for others"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("ABU-2", "AUT-6")
    refs = ("LLM02:2025", "API1:2023", "CWE-639")
    touch = Touch.WRITE
    faults = ("abu-conversation-open",)
    deadline_s = 240.0

    async def look(self, at: ChatSurface, world: World) -> Seen:
        """Talks as a customer of the run's own, where the model talks to such a one."""
        return Seen(await world.ask(Lingers(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where somebody else was told; passes where the owner was, and the others were refused or told nothing."""
        found = seen.lingered
        if found is None:
            return NotApplicable(
                "launch.toml declares no conversations that are kept (`open`): all is said anew each time"
            )
        leaks = [one for one in found.others if found.is_in(one)]
        if leaks:
            return Fail(
                f"{' and '.join(one.by for one in leaks)} went on with a conversation of {found.owner} and got what was said in confidence",
                (
                    Evidence(f"{found.owner} said", found.told.said),
                    *(
                        evidence
                        for one in leaks
                        for evidence in (
                            Evidence(f"{one.by} said in that conversation", one.said),
                            Evidence("the model answered", one.answer[:300]),
                        )
                    ),
                ),
                tuple(one.curl for one in leaks if one.curl),
            )
        if not found.is_in(found.own):
            return Unknown(
                f"the model does not tell even {found.owner} what was said, so that its silence proves nothing: {found.own.answer[:200]}"
            )
        if lost := next((one for one in found.others if not _is_told(one)), None):
            return Unknown(f"{lost.by}, going on with the conversation, was not answered: {lost.answer[:200]}")
        how = ", ".join(f"{one.by} ({one.status})" for one in found.others)
        kept = (
            f"; the chat also left cookies in the browser ({', '.join(found.cookies)}), which were not tried in the hands of another"
            if found.cookies
            else ""
        )
        return Pass(
            f"neither of those who went on with a conversation of {found.owner} was told what was said: {how}{kept}",
            f"{found.owner} was told: {found.own.answer[:80]}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A conversation belongs to somebody."""
        del seen
        return Remedy(
            "Look the conversation up by its id and by the customer of the session, also where a message is sent, and answer as if there "
            "were none. Let the page forget the id when its user signs out. What the model is given take from whoever asks.",
            Effort.HOURS,
            "select * from conversations where id = :id and user_id = :session_user",
        )


def _is_told(turn: Turn) -> bool:
    """Whether the product decided: it answered, or it refused who asked."""
    return turn.status // 100 in {2, 3, 4} and turn.status not in WAIT
