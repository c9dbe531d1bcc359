"""Once the sign-in is limited, writes the account or the path otherwise and looks whether the right password signs in."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.limits.bursts import LoginBurst, WrongPasswords
from launchready.observe.limits.spellings import ACCOUNT
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The wrong passwords, and what came of other spellings once they were limited."""

    burst: LoginBurst


class LimitIsEvadedBySpelling(Check[ApiSurface, Seen]):
    """The limit on guessing passwords counts A@example.com and a@example.com apart, so each spelling gives new guesses.

    What it does
        Sends wrong passwords for an account of its own until the limit is seen. Then it sends the right password with the
        account in capitals, with a blank before or behind it, and to the path with a slash at the end, in capitals, with two
        slashes, with one letter encoded. Only where that signs in, while the usual way is still refused, do both mean the same.

    Why it is bad
        An address of twenty letters has a million spellings: with a few guesses for each, the limit that you believe in
        stops nobody.

    See it yourself
        When the sign-in answers 429, send it again with the address in capitals.
    """

    title = "Writing the same account or path otherwise opens the limit on sign-ins"
    impact = Impact.COSTS_TRUST
    rows = ("BND-4", "BND-10")
    refs = ("API4:2023", "CWE-307", "CWE-178")
    touch = Touch.WRITE
    faults = ("bnd-limit-by-spelling",)
    alone = True
    deadline_s = 180.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the burst with the other checks of the limit on sign-ins."""
        return Seen(await world.ask(WrongPasswords(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where another spelling signed in while the usual one was refused."""
        login = seen.burst
        if not login.is_real:
            return Unknown("no account could be made for the look, and no customer's is locked for it")
        if not login.stopped:
            return Unknown("no limit on sign-ins was seen, so none could be evaded; mend that first")
        if not login.spellings:
            return Unknown("the limit did not refuse the account at once, so no other spelling could show anything")
        opened = [one for one in login.spellings if one.opens]
        if opened:
            return Fail(
                f"the limit does not count {opened[0].of} {opened[0].how}",
                tuple(
                    Evidence(
                        f"limited, then {one.of} {one.how}: {one.status}",
                        "the right password signed in; written as usual it was still refused",
                    )
                    for one in opened[:3]
                ),
                tuple(one.curl for one in opened[:3]),
                tuple(f"{one.of} {one.how}" for one in opened),
            )
        if any(not one.limited_after for one in login.spellings):
            return Unknown(
                "the limit ended during the look, by itself or because a sign-in worked, so nothing is proved"
            )
        return Pass(
            f"none of {len(login.spellings)} other spellings signed in past the limit",
            f"the limit was there ({login.stopped}), and the account's right password had signed in before",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One key."""
        opened = [one for one in seen.burst.spellings if one.opens]
        if opened and opened[0].of == ACCOUNT:
            do = "Key the limit by what the account is looked up by: the address without blanks, in small letters, or its id."
        else:
            do = "Count in the operation itself, after routing, not by the text of the path; or let the edge normalise paths."
        return Remedy(do, Effort.MINUTES, "limits.take(f'login:{email.strip().lower()}', per_minute=5)")
