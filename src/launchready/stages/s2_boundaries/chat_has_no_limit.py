"""Makes the model answer thirty times in a row as one user, and looks whether anything stops it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ChatSurface
from launchready.observe.limits.bursts import ChatBurst, Messages
from launchready.observe.world import World
from launchready.stages.s2_boundaries._limits import SUCCESS, bounded, first_is, promised
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The messages and what came of them, and what a message costs."""

    burst: ChatBurst
    price: float
    """Of a thousand tokens; 0 where launch.toml does not say."""
    currency: str


class ChatHasNoLimit(Check[ChatSurface, Seen]):
    """One user with a script can run up your model bill without end.

    What it does
        Sends thirty short messages (or a few more than the bound that launch.toml promises) as one user, in one conversation,
        and looks for a limit. The first answer is the control. A model that answers slowly is asked eight times at once, so
        that a limit of one minute is reached within it.

    Why it is bad
        Each message costs you money. A free account and a loop are enough to spend a month's earnings in a night.

    See it yourself
        Send the same message in a loop and count the answers.
    """

    title = "One user can make the model answer without limit"
    impact = Impact.COSTS_MONEY
    rows = ("BND-4", "EDG-5")
    refs = ("API4:2023", "LLM10:2025", "CWE-770")
    touch = Touch.WRITE
    faults = ("bnd-chat-unlimited",)
    alone = True
    deadline_s = 180.0

    async def look(self, at: ChatSurface, world: World) -> Seen:
        """Sends as an account made for it, where the API has a sign-up."""
        price = world.declaration.product.price
        burst = await world.ask(Messages(at.name))
        return Seen(burst, price.model_per_1k_tokens if price else 0.0, price.currency if price else "")

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every message was answered."""
        burst = seen.burst.burst
        tries = burst.tries
        lost = first_is(burst, SUCCESS)
        if lost is not None:
            return lost
        if verdict := bounded(burst, f"the first one was answered: {tries[0].status}"):
            return verdict
        answered = [one for one in tries if one.status in SUCCESS]
        if len(answered) < len(tries):
            return Unknown(f"{len(tries) - len(answered)} of {len(tries)} messages failed without naming a limit")
        a_second = len(tries) / max(0.001, burst.seconds)
        night = a_second * 3600 * 8
        cost = f"; a night of it is {night:,.0f} answers" + (
            f", {night * seen.price:,.0f} {seen.currency} at 1,000 tokens each" if seen.price else ""
        )
        return Fail(
            f"{len(tries)} messages in a row were all answered{promised(burst)}",
            (Evidence(f"{len(tries)} messages as {seen.burst.by}", f"all answered, {a_second:.0f} a second{cost}"),),
            (seen.burst.curl,),
            ("chat",),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A limit and a budget."""
        del seen
        return Remedy(
            "Count messages by user (twenty a minute) and tokens by user and day; answer 429 with Retry-After before the "
            "model is asked. Put a rule for floods in front, at the edge.",
            Effort.HOURS,
            "limits.take(f'chat:{user.id}', per_minute=20)",
        )
