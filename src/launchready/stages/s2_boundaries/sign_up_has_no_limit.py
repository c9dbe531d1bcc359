"""Makes accounts in a row from one address, and looks whether anything stops it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.api.openapi import Api
from launchready.observe.limits.signups import SignUpBurst, SignUps
from launchready.observe.who.accounts import documented
from launchready.observe.who.people import customers
from launchready.observe.world import World
from launchready.stages.s2_boundaries._limits import bounded, first_is, promised, statuses
from launchready.verdict import Evidence

TAKEN = range(200, 400)


@dataclass(frozen=True, slots=True)
class Seen:
    """The sign-ups and what came of them; nothing where the product has none."""

    burst: SignUpBurst | None


class SignUpHasNoLimit(Check[ApiSurface, Seen]):
    """One script fills your product with accounts: free tiers, trials, mails and reviews without end.

    What it does
        Makes an account that signs in, which is the control, and then thirty others like it in a row from one address (or a few
        more than the bound that launch.toml promises). Looks for a limit: a refusal, a question for a proof, a door that closes,
        answers made slow. It counts when all were taken and the last of them signs in. The accounts are removed where people can
        remove their own, and listed where not. It runs after everything else, and only where the owner allows load: a sign-up may
        send a message to the address that it names.

    Why it is bad
        Each account is a free trial, a vote, a message to somebody's mailbox, and a new start for every limit that counts by
        account.

    See it yourself
        Sign up in a loop with a+1@, a+2@ and so on, and count the answers.
    """

    title = "One address can make accounts without limit"
    impact = Impact.COSTS_MONEY
    rows = ("BND-4",)
    refs = ("API4:2023", "API6:2023", "CWE-799")
    touch = Touch.LOAD
    faults = ("bnd-signup-unlimited",)
    alone = True
    shuts = True
    deadline_s = 180.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """By the declared sign-up of the first customer, or by the documented one."""
        a = world.declaration.principal(customers(world).a)
        if (a is None or a.sign_up is None) and documented(await world.ask(Api(at.name)))[1] is None:
            return Seen(None)
        return Seen(await world.ask(SignUps(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every account was made."""
        if seen.burst is None:
            return NotApplicable("the API documents no sign-up, and launch.toml declares none")
        burst = seen.burst.burst
        lost = first_is(burst, TAKEN, seen.burst.first)
        if lost is not None:
            return lost
        if verdict := bounded(
            burst, f"one account before signed in, and the first of the row was taken: {burst.tries[0].status}"
        ):
            return verdict
        taken = sum(one.status in TAKEN for one in burst.tries)
        if taken < len(burst.tries):
            return Unknown(f"{len(burst.tries) - taken} of {len(burst.tries)} sign-ups failed without naming a limit")
        if seen.burst.last:
            return Unknown(
                f"{taken} sign-ups were answered alike, but the last of them is no account to sign in with: {seen.burst.last}"
            )
        kept = f"; {seen.burst.left} of them could not be removed again" if seen.burst.left else ""
        return Fail(
            f"{taken} accounts in a row were all made by {seen.burst.operation} from one address{promised(burst)}",
            (
                Evidence(
                    f"{taken} sign-ups from one address",
                    f"{statuses(burst)} in {burst.seconds:g} s; the last account signs in{kept}",
                ),
            ),
            (f"for i in $(seq {burst.aim}); do {seen.burst.curl}; done  # with another address each time",),
            (seen.burst.operation,),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Count by address."""
        del seen
        return Remedy(
            "Count sign-ups by the client's address as your own edge saw it (a few an hour, more for offices that ask), answer 429 with "
            "Retry-After, and let an account do nothing that costs until its mailbox is confirmed.",
            Effort.HOURS,
            "limits.take(f'signup:{client_address}', per_hour=10)",
        )
