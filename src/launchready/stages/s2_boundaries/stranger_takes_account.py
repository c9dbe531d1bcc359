"""Changes and deletes an account of the run's own as another one, and looks who gets in afterwards."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.sights import OWNER, STRANGER
from launchready.observe.access.takeovers import Takeovers, TakeoversSeen
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The attempts, and what became of the accounts."""

    takeovers: TakeoversSeen


class StrangerTakesAccount(Check[ApiSurface, Seen]):
    """Any customer can take over another customer's account: set its password, or its address, or delete it.

    What it does
        Signs up two accounts of its own and sends, as one, each operation that changes or deletes an account it names,
        with the name of the other. It counts when the other account is refused with its old password while the new one
        lets in, when it reads the new address or name in its own profile, or when it is gone; the answer of the operation
        counts for nothing, as some change the caller's own account and say that all is well. The same by the account
        itself shows that the operation works. No declared account is touched.

    Why it is bad
        Whoever holds the account holds everything in it, and its owner is locked out.

    See it yourself
        Sign up twice, change the password of the second account with the session of the first, and sign in with it.
    """

    title = "One customer can take over another's account"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-9", "BND-1", "AUT-2")
    refs = ("API1:2023", "CWE-639", "A01:2025")
    touch = Touch.WRITE
    faults = ("bnd-account-takeover",)
    alone = True
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Tries on accounts made for it."""
        return Seen(await world.ask(Takeovers(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an account showed what another one had done to it."""
        takeovers = seen.takeovers
        done = tuple(one for one in takeovers.by(STRANGER) if one.done)
        if done:
            places = tuple(dict.fromkeys(one.operation for one in done))
            return Fail(
                f"one account took over another by {', '.join(places)}",
                tuple(
                    Evidence(f"a stranger sent {one.operation}: {one.status}", f"of the other account: {one.effect}")
                    for one in done[:3]
                ),
                tuple(one.curl for one in done[:3]),
                places,
            )
        if takeovers.missing:
            return Unknown(f"not every operation could be tried: {'; '.join(takeovers.missing)[:400]}")
        own = takeovers.by(OWNER)
        idle = [one.operation for one in own if not one.done]
        if idle:
            return Unknown(f"the account's own change had no effect, so nothing is proved: {', '.join(idle)}")
        silent = [one for one in takeovers.by(STRANGER) if one.status == 0]
        if silent:
            return Unknown(f"{silent[0].operation} was not answered")
        if not own:
            return NotApplicable(
                "the API names no operation by which customers change an account that the request names"
            )
        return Pass(
            f"none of {len(takeovers.by(STRANGER))} operations changed an account that is not the caller's",
            f"the account itself could: {own[0].operation} -> {own[0].status}, then {own[0].effect}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Take the account from the session."""
        places = dict.fromkeys(one.operation for one in seen.takeovers.by(STRANGER) if one.done)
        return Remedy(
            f"In {', '.join(places)}, take the account from the session and not from the request, ask for the current "
            "password before it is changed, and tell the owner by mail.",
            Effort.HOURS,
            """if user_id != session.user_id:
    raise NotFound
""",
        )
