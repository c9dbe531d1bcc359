"""Once the sign-in is limited, claims another client address in each usual header and looks whether it opens again."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.limits.burst import Try
from launchready.observe.limits.bursts import LoginBurst, WrongPasswords
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The wrong passwords, and what came with each header once they were limited."""

    burst: LoginBurst


class LimitTrustsClientHeader(Check[ApiSurface, Seen]):
    """The limit on guessing passwords is worthless: one header with a made-up address opens it again.

    What it does
        Sends wrong passwords until the limit is seen, then sends one more with each header in which a client may claim an
        address. At last it sends one without: only a limit that still holds then proves that the header opened it.

    Why it is bad
        The guesser's script changes one number in each request and never meets the limit that you believe in.

    See it yourself
        When the sign-in answers 429, send it again with `X-Forwarded-For: 198.51.100.7`.
    """

    title = "A header of the client's own opens the limit on sign-ins"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-4", "BND-10")
    refs = ("API4:2023", "CWE-348", "CWE-307")
    touch = Touch.WRITE
    faults = ("bnd-limit-by-header",)
    alone = True
    deadline_s = 180.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the burst with the other checks of the limit on sign-ins."""
        return Seen(await world.ask(WrongPasswords(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a header brought back the answer to a wrong password while the limit held without it."""
        burst, tries = seen.burst, seen.burst.burst.tries
        if not burst.headers:
            return Unknown("no limit that answers at once was seen, so none could be opened; mend that first")
        if all(one.limited for one in tries):
            return Unknown("the very first sign-in was refused, so it is not known how one is answered without a limit")
        if not burst.limited_after:
            return Unknown("the limit ended by itself during the look, so nothing is proved")
        opened = _opened(burst)
        before = next((one.status for one in tries if not one.limited), 0)
        if opened:
            names = ", ".join(dict.fromkeys(one.header for one in opened))
            return Fail(
                f"{names} opened the limit on sign-ins again",
                tuple(
                    Evidence(
                        f"limited, then the same with {one.header}: a made-up address",
                        f"{one.status}, as before the limit ({before}); without the header still limited",
                    )
                    for one in opened[:3]
                ),
                (burst.header_curl,),
                tuple(dict.fromkeys(one.header for one in opened)),
            )
        if any(one.status == 0 for one in burst.headers):
            return Unknown("not every header was answered")
        return Pass(
            f"none of {len(burst.headers)} headers opened the limit", f"the limit was there: {burst.burst.stopped}"
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Believe the edge alone."""
        names = ", ".join(dict.fromkeys(one.header for one in _opened(seen.burst)))
        return Remedy(
            f"Take the client's address from the connection, or from the one header that your own edge writes afresh, and "
            f"ignore {names} from anybody else. Key the limit by account as well.",
            Effort.HOURS,
            "peer = forwarded_for.rpartition(',')[2].strip() if came_through_our_edge else connection_address",
        )


def _opened(burst: LoginBurst) -> tuple[Try, ...]:
    usual = {one.status for one in burst.burst.tries if not one.limited}
    return tuple(one for one in burst.headers if not one.limited and one.status in usual)
