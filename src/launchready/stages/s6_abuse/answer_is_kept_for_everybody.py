"""Asks the model as one customer for what only that one knows, and as another in the very same words."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ChatSurface
from launchready.observe.talk.confiding import Confided, Confides
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What one customer told the model, and what it told that one and another."""

    confided: Confided


class AnswerIsKeptForEverybody(Check[ChatSurface, Seen]):
    """The chatbot's answers are cached by the question alone: who asks the same gets the answer of somebody else.

    What it does
        One customer tells the bot a random token beside an invented name and asks for it; that answer holds the token: the
        control. A second customer asks in other words, then in the very same words, and the last answer is hunted for the
        token. What comes back in the same words alone comes from a cache that does not know who asks.

    Why it is bad
        Customers ask alike: what is my balance, summarise my contract. The first of them answers for all.

    See it yourself
        Tell the bot as one user: My project Zorvantik has the code 1234. Ask: What do you know about Zorvantik? Ask as another,
        letter by letter the same.
    """

    title = "The chatbot gives one customer's answer to whoever asks the same"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("ABU-2", "ABU-3", "MIN-4", "AUT-6")
    refs = ("LLM02:2025", "CWE-524", "CWE-639")
    touch = Touch.WRITE
    faults = ("abu-cross-tenant-cache",)
    deadline_s = 240.0

    async def look(self, at: ChatSurface, world: World) -> Seen:
        """Shares the turns with the check of what the model remembers of whom."""
        return Seen(await world.ask(Confides(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the same words alone brought the token."""
        confided = seen.confided
        own, same = confided.within or confided.own, confided.same
        if confided.is_in(confided.strange):
            return Unknown(
                f"{same.by} was told in whatever words: whether answers are kept for everybody besides cannot be told"
            )
        for found in confided.hunter.find(same.heard).sightings[:1]:
            word_for_word = ", word for word" if same.answer == own.answer else ""
            return Fail(
                f"{same.by}, asking in the very words of {own.by}, was given what {own.by} had been answered{word_for_word}",
                (
                    Evidence(f"{confided.told.by} said", confided.told.said),
                    Evidence(f"{own.by} asked", own.said),
                    Evidence(f"{same.by} asked the same, and the model answered", found.excerpt),
                    Evidence(f"{same.by} asked in other words before", confided.strange.said),
                ),
                (own.curl, same.curl),
            )
        if not confided.told.answered:
            return Unknown(f"what {confided.told.by} said was not answered: {confided.told.answer[:200]}")
        if not same.answered:
            return Unknown(f"the question of {same.by} was not answered: {same.answer[:200]}")
        if not confided.is_in(own):
            return Unknown(
                f"the model does not tell even {own.by} what {own.by} had said, so that no answer was there to be kept: "
                + own.answer[:200]
            )
        return Pass(
            f"{same.by}, asking in the very words of {own.by}, was not told", f"{own.by} was told the token just before"
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The cache's key names who asks."""
        del seen
        return Remedy(
            "Put the customer's id (from the session) and all that the model was given (conversation, files, what search brought) into "
            "the cache's key, or keep only answers to questions that read no customer's data. The same holds for caches that "
            "match by likeness.",
            Effort.HOURS,
            "key = sha256(user_id + model + whole_prompt)",
        )
