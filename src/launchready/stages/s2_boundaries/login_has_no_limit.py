"""Guesses the password of an account made for it, and looks whether anything stops it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.limits.bursts import LoginBurst, WrongPasswords
from launchready.observe.world import World
from launchready.stages.s2_boundaries._limits import promised, statuses
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The wrong passwords and what came of them."""

    burst: LoginBurst


class LoginHasNoLimit(Check[ApiSurface, Seen]):
    """Anybody can guess your customers' passwords as often as they like.

    What it does
        Makes an account, shows that its password signs in, sends fifteen wrong ones in a row (or a few more than the bound that
        launch.toml promises), and looks for any limit: 429, words that say so, a lock, a captcha, a closed connection, an
        answer that is made slow. Nobody's real account is touched.

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
    deadline_s = 180.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the burst with the checks of limits that are evaded."""
        return Seen(await world.ask(WrongPasswords(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every wrong password was answered alike and the right one still signs in."""
        login, burst = seen.burst, seen.burst.burst
        if burst.too_slow or not burst.tries or burst.tries[0].status == 0:
            return Unknown(burst.too_slow or "the sign-ins were not answered")
        if any(one.status >= 500 and not one.limited for one in burst.tries):  # noqa: PLR2004 - HTTP's failures
            return Unknown("the sign-in failed by itself, so nothing is proved")
        if login.stopped:
            if not login.is_real and burst.tries[0].limited:
                return Unknown("the very first sign-in was refused: a limit was reached before")
            first = f"the first wrong password was answered by the sign-in itself: {burst.tries[0].status}"
            waited = (
                f"; it shut out everybody here, so the run waited {login.others_waited:.0f} s"
                if login.others_waited
                else ""
            )
            return Pass(
                f"of {len(burst.tries)} wrong passwords: {login.stopped}{waited}",
                "the right password signed in before" if login.is_real else first,
            )
        if burst.unclear or login.unproved:
            return Unknown(burst.unclear or login.unproved)
        if not login.is_real:
            return Unknown(
                f"{len(burst.tries)} wrong passwords for an account that does not exist met no limit; a limit may count only "
                "accounts that do, and the API documents no sign-up with which to make one"
            )
        return Fail(
            f"{len(burst.tries)} wrong passwords in a row met no limit{promised(burst)}",
            (
                Evidence(
                    f"{len(burst.tries)} wrong passwords for {login.account}",
                    f"answers: {statuses(burst)}; then the right one signed in",
                ),
            ),
            (login.curl,),
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
