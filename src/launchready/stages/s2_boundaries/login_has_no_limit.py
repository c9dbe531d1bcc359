"""Guesses the password of an account made for it, and looks whether anything stops it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.bursts import LoginBurst, WrongPasswords
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The wrong passwords and what came of them."""

    burst: LoginBurst


class LoginHasNoLimit(Check[ApiSurface, Seen]):
    """Anybody can guess your customers' passwords as often as they like.

    What it does
        Makes an account, shows that its password signs in, sends fifteen wrong ones in a row, and looks for any limit: 429,
        a lock, a captcha, an answer that is made slow. Nobody's real account is touched.

    Why it is bad
        Lists of leaked passwords are tried against every new product within days; without a limit, some of your customers'
        accounts open.

    See it yourself
        Sign in fifteen times with a wrong password and see whether the answer ever changes.
    """

    title = "Passwords can be guessed without limit"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-4", "BND-10", "AUT-2")
    refs = ("API4:2023", "CWE-307", "A07:2025")
    touch = Touch.WRITE
    faults = ("bnd-login-unlimited",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the burst with the check of limits that a header opens."""
        return Seen(await world.ask(WrongPasswords(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every wrong password was answered alike and the right one still signs in."""
        burst = seen.burst
        answered = [one for one in burst.tries if one.status]
        if len(answered) < len(burst.tries):
            return Unknown(f"only {len(answered)} of {len(burst.tries)} sign-ins were answered")
        if any(one.status >= 500 for one in answered):  # noqa: PLR2004 - HTTP's failures
            return Unknown("the sign-in failed by itself, so nothing is proved")
        if burst.limited:
            if not burst.worked_before:
                return Pass(
                    f"after {len(answered)} wrong passwords the answer was {answered[-1].status}",
                    f"the first wrong password was answered by the sign-in itself: {answered[0].status}",
                )
            return Pass(
                f"after {len(answered)} wrong passwords a limit was seen ({answered[-1].status})",
                "the right password signed in before",
            )
        if not burst.is_real:
            return Unknown(
                f"{len(answered)} wrong passwords for an account that does not exist met no limit; a limit may count only "
                "accounts that do, and the API documents no sign-up with which to make one"
            )
        return Fail(
            f"{len(answered)} wrong passwords in a row met no limit",
            (
                Evidence(
                    f"{len(answered)} wrong passwords for {burst.account}",
                    f"answers: {', '.join(str(one.status) for one in answered)}; then the right one signed in",
                ),
            ),
            (burst.curl,),
            ("sign-in",),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Two limits."""
        del seen
        return Remedy(
            "Count failed sign-ins by account (five a minute) and by the client's address (thirty a minute), answer 429 "
            "with Retry-After, and count at the edge too.",
            Effort.HOURS,
            "limits.take(f'login:{email.lower()}', per_minute=5)\nlimits.take(f'login:{peer_address}', per_minute=30)",
        )
