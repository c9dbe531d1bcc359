"""Measures whether the sign-in or the reset takes longer for addresses that have an account."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.timing import FEWEST_PAIRS, FLOOR_MS, Times, Timing, difference
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """How long the answers took."""

    times: tuple[Times, ...]


class TimeTellsAccounts(Check[ApiSurface, Seen]):
    """Anybody with a watch can find out which addresses are your customers', although the answers are the same.

    What it does
        Signs in with wrong passwords twelve times for accounts made for it and twelve times for addresses without one, in
        turns, and does the same with nine resets. A difference counts only if the medians lie at least 12 ms and one and a
        half times apart in both halves of the series, and if chance would bring such an order less than once in two
        thousand times (Mann and Whitney's test). It runs when nothing else does, and stops at the first sign of a limit.

    Why it is bad
        Checking a password is slow on purpose. A product that skips it for strangers, or sends the mail before it answers,
        tells by the time what it does not say.

    See it yourself
        Time some sign-ins with wrong passwords, for your address and for one that has no account.
    """

    title = "The time of an answer tells which addresses have an account"
    impact = Impact.SHOULD_FIX
    rows = ("BND-1",)
    refs = ("CWE-208", "API2:2023", "ASVS 5.0 6.3.8")
    touch = Touch.WRITE
    faults = ("bnd-user-enumeration-time",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Up to forty requests."""
        return Seen(await world.ask(Timing(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the difference is large and no chance."""
        if not seen.times:
            return NotApplicable("there is neither a sign-in by address nor a reset to be asked")
        enough = [(one, difference(one.known, one.unknown)) for one in seen.times if len(one.known) >= FEWEST_PAIRS]
        if real := [(one, found) for one, found in enough if found.is_real]:
            return Fail(
                "; ".join(
                    f"{one.operation} takes {found.known:.0f} ms for addresses with an account and {found.unknown:.0f} ms "
                    "for others"
                    for one, found in real
                ),
                tuple(
                    Evidence(
                        f"{len(one.known)} pairs at {one.operation}, in turns: by chance once in "
                        f"{1 / found.likelihood:,.0f} times",
                        f"with an account {_told(one.known)}; without {_told(one.unknown)}",
                    )
                    for one, found in real
                ),
                tuple(f"time {one.curl}" for one, _ in real),
                tuple(one.operation for one, _ in real),
            )
        if short := [one for one in seen.times if len(one.known) < FEWEST_PAIRS]:
            return Unknown(
                f"{short[0].operation} asked to slow down or fell silent after {len(short[0].known)} pairs, which are too few"
            )
        told = "; ".join(f"{one.operation} {found.known:.0f} and {found.unknown:.0f} ms" for one, found in enough)
        return Pass(
            f"known and unknown addresses took alike (medians: {told})",
            f"{' and '.join(str(len(one.known)) for one, _ in enough)} pairs in turns, of which {FLOOR_MS:.0f} ms would have "
            "been seen",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """The same work."""
        del seen
        return Remedy(
            "Check a made-up hash where there is no account, and send mail after the answer has gone out.",
            Effort.MINUTES,
            "stored = user.password_hash if user else HASH_OF_NOBODY\nfits = verify(stored, password) and user is not None",
        )


def _told(series: tuple[float, ...]) -> str:
    return ", ".join(f"{one:.0f}" for one in series) + " ms"
