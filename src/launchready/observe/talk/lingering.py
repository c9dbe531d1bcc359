"""Lets one customer talk, and others go on with that conversation by its id: who is told what was said in confidence."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.chat import NOBODY, Conversation, asker, askers, begun, say_in
from launchready.observe.errors import BudgetSpent, CannotLook
from launchready.observe.question import Question
from launchready.observe.talk.trying import chat_of
from launchready.observe.talk.turns import Turn
from launchready_hunt.canary import Canary, Kind
from launchready_hunt.hunt import Hunter

if TYPE_CHECKING:
    from launchready.observe.world import World

LABEL = "told in a conversation"


@dataclass(frozen=True, slots=True)
class Lingered:
    """What the owner of a conversation is told in it, and what others are."""

    owner: str
    secret: str
    told: Turn
    own: Turn
    others: tuple[Turn, ...]
    """Another customer, and nobody, who go on with it."""
    cookies: tuple[str, ...]
    """Names of what the chat left in the browser, beside the session."""

    def is_in(self, turn: Turn) -> bool:
        """Whether an answer, or what went to a tool, holds the secret in any form."""
        return bool(Hunter([Canary(self.secret, Kind.token, LABEL)]).find(turn.heard).sightings)


@dataclass(frozen=True, slots=True)
class Lingers(Question[Lingered | None]):
    """Who may go on with a customer's conversation? None where the product keeps none."""

    surface: str

    async def ask(self, world: "World") -> Lingered | None:
        """Tells as one customer; asks as that one, as another and as nobody, each in words of their own."""
        if chat_of(world, self.surface).open is None:
            return None
        owner, stranger = await asker(world, self.surface), askers(world)[1]
        stranger = askers(world)[0] if owner == stranger else stranger
        topic = f"a conversation of {owner}"
        name = world.plant(Kind.noun, "topic", topic, sown=f"{self.surface}: {topic}").value
        secret = world.plant(Kind.token, LABEL, topic, sown=f"{self.surface}: {topic}").value
        async with begun(world, self.surface, by=owner) as first:
            told = await say_in(world, first, f"Keep in mind: my project {name} has the access code {secret}.")
            own = await say_in(world, first, f"What do you know about {name}?")
        there = first
        if secret not in own.heard:  # what is said may be known in the next conversation alone
            async with begun(world, self.surface, by=owner) as there:
                own = await say_in(world, there, f"By now, what do you know about {name}?")
        words = (f"What can you tell me about {name}?", f"Do you know anything about {name}?")
        asked = zip((stranger, NOBODY), words, strict=True)
        others = tuple([await self._goes_on(world, there.id, who, text) for who, text in asked])
        session = {key for key, _ in _cookies((await world.sign_in(owner)).headers)}
        left = tuple(sorted({*first.cookies, *there.cookies} - session))
        return Lingered(owner, secret, told, own, others, left)

    async def _goes_on(self, world: "World", conversation: str, by: str, text: str) -> Turn:
        theirs = Conversation(self.surface, by, conversation)
        try:
            return await say_in(world, theirs, text)
        except BudgetSpent:
            raise
        except CannotLook as why:
            return Turn(by, text, 0, str(why), (), "")
        finally:
            if theirs.socket is not None:
                await theirs.socket.close()


def _cookies(headers: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    jars = [value for name, value in headers if name.lower() == "cookie"]
    return [(name.strip(), value) for jar in jars for name, _, value in (one.partition("=") for one in jar.split(";"))]
