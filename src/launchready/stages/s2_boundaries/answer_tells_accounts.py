"""Signs in and asks for a reset with addresses that have an account and addresses that have none."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.existence import Answers, Pair
from launchready.observe.world import World
from launchready.stages.s2_boundaries._existence import as_fail, in_the_way


@dataclass(frozen=True, slots=True)
class Seen:
    """The answers at each place."""

    pairs: tuple[Pair, ...]


class AnswerTellsAccounts(Check[ApiSurface, Seen]):
    """Anybody can find out which of a million addresses are your customers', and try passwords on those alone.

    What it does
        Signs in with a wrong password, and asks for a reset, once for the address of an account made for it and once for
        one that has none. The answers are compared in status, headers and text, after the address itself and what differs
        from answer to answer (ids, times, numbers) are taken out. A difference counts only if it comes back with another
        unknown address.

    Why it is bad
        That somebody is your customer may be a secret by itself; and lists of leaked passwords become worth trying.

    See it yourself
        Sign in with a wrong password, once with your address and once with one letter changed, and compare the answers.
    """

    title = "The sign-in or the reset tells which addresses have an account"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("CWE-204", "API2:2023", "ASVS 5.0 6.3.8")
    touch = Touch.WRITE
    faults = ("bnd-user-enumeration",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Two requests at each place, four where they differ."""
        found = [one for place in ("sign-in", "reset") for one in await world.ask(Answers(at.name, place))]
        return Seen(tuple(found))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a known address is answered otherwise, each time."""
        if not seen.pairs:
            return NotApplicable("there is neither a sign-in by address nor a reset to be asked")
        if told := [one for one in seen.pairs if one.differs and not one.refused]:
            return as_fail(told)
        if why := in_the_way(seen.pairs):
            return Unknown(why)
        places = " and ".join(f"{one.operation} ({one.known.partition(':')[0]})" for one in seen.pairs)
        return Pass(
            f"known and unknown addresses were answered alike by {places}",
            "the known one is of an account that had just signed in, and both were answered",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One answer."""
        del seen
        return Remedy(
            "Answer every failed sign-in with the same status and words, and every wish for a reset as if it had worked; say "
            "more in the mail, which its owner alone reads.",
            Effort.MINUTES,
            'raise Unauthorized("e-mail address or password is wrong")',
        )
