"""Asks for a new password again and again for an account made for it, and counts what is mailed."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, MailSurface
from launchready.observe.api.openapi import Api
from launchready.observe.api.risky import reset_of
from launchready.observe.limits.floods import Resets, Wishes
from launchready.observe.world import World
from launchready.stages.s2_boundaries._limits import bounded, first_is, promised, statuses
from launchready.verdict import Evidence

TAKEN = range(200, 400)


@dataclass(frozen=True, slots=True)
class Seen:
    """The wishes and what came of them; nothing where the product has no reset."""

    wishes: Wishes | None


class ResetHasNoLimit(Check[ApiSurface, Seen]):
    """Anybody can have your product mail somebody without end, until no mailbox takes your mail any more.

    What it does
        Makes an account and asks for a new password for it fifteen times in a row (or a few more than the bound that
        launch.toml promises). Looks for a limit, and counts the messages where launch.toml declares the mailbox: a product may
        answer alike and send nothing, which is a limit as well.

    Why it is bad
        Each message is one more complaint about your domain, and each wish is one more code to guess. What your customers
        need, their own reset, then lands in spam.

    See it yourself
        Ask for a new password fifteen times and look into the mailbox.
    """

    title = "New passwords can be asked for without limit"
    impact = Impact.COSTS_TRUST
    rows = ("BND-4",)
    refs = ("API4:2023", "CWE-770", "CWE-799")
    touch = Touch.WRITE
    faults = ("bnd-reset-unlimited",)
    alone = True
    deadline_s = 180.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Asks in the name of an account made for it; nobody else is mailed."""
        declared = any(isinstance(one, MailSurface) and one.reset for one in world.declaration.surfaces)
        if not declared and reset_of(await world.ask(Api(at.name))) is None:
            return Seen(None)
        return Seen(await world.ask(Resets(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where as many messages arrived as were asked for."""
        wishes = seen.wishes
        if wishes is None:
            return NotApplicable("the API documents no reset of passwords, and launch.toml declares none")
        flood, burst = wishes.flood, wishes.flood.burst
        lost = first_is(burst, TAKEN, flood.first)
        if lost is not None:
            return lost
        if verdict := bounded(burst, f"the first wish was taken: {burst.tries[0].status}"):
            return verdict
        taken = sum(one.status in TAKEN for one in burst.tries)
        if taken < len(burst.tries):
            return Unknown(f"{len(burst.tries) - taken} of {len(burst.tries)} wishes failed without naming a limit")
        if not wishes.counts_mail:
            return Unknown(
                f"{taken} wishes were all answered alike; whether as many messages went out cannot be seen: declare the mailbox "
                "in a surface of kind mail, with `reset`"
            )
        if 0 < wishes.messages < taken:
            return Pass(
                f"of {taken} wishes that were answered alike, {wishes.messages} were mailed", "those messages arrived"
            )
        if wishes.messages == 0:
            return Unknown(f"{taken} wishes were answered alike, and no message arrived, so nothing is proved")
        return Fail(
            f"{taken} wishes for a new password in a row sent {wishes.messages} messages{promised(burst)}",
            (Evidence(f"{taken} wishes for one account", f"{statuses(burst)}; {wishes.messages} messages arrived"),),
            (flood.curl,),
            (flood.operation,),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Two counts."""
        del seen
        return Remedy(
            "Count wishes by account (three an hour) and by the client's address; answer as always and send nothing when an "
            "account's count is full.",
            Effort.HOURS,
            "limits.take(f'reset:{email.strip().lower()}', per_hour=3)",
        )
