"""Signs up with an address that has an account, and with one that has none."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.existence import Answers, Pair
from launchready.observe.world import World
from launchready.stages.s2_boundaries._existence import as_fail, in_the_way


@dataclass(frozen=True, slots=True)
class Seen:
    """The answers of the sign-up."""

    pairs: tuple[Pair, ...]


class SignUpTellsAccounts(Check[ApiSurface, Seen]):
    """Anybody can find out by the sign-up which addresses are your customers'.

    What it does
        Signs up with the address of an account made for it, and with one that has none, and compares the answers in status,
        headers and text. A difference counts only if it comes back with another unknown address.

    Why it is bad
        The sign-in and the reset keep the secret, and the sign-up tells it. Many products live with that; know it, and
        limit how often one may ask.

    See it yourself
        Sign up with your own address once more.
    """

    title = "The sign-up tells which addresses have an account"
    impact = Impact.GOOD_TO_KNOW
    rows = ("BND-1",)
    refs = ("CWE-204", "API2:2023", "ASVS 5.0 6.3.8")
    touch = Touch.WRITE
    faults = ("bnd-signup-tells",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Two sign-ups, four where they differ."""
        return Seen(await world.ask(Answers(at.name, "sign-up")))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a known address is answered otherwise, each time."""
        if not seen.pairs:
            return NotApplicable("the API documents no sign-up")
        if told := [one for one in seen.pairs if one.differs and not one.refused]:
            return as_fail(told)
        if why := in_the_way(seen.pairs):
            return Unknown(why)
        first = seen.pairs[0]
        return Pass(
            f"known and unknown addresses were answered alike by {first.operation}",
            f"the known one is of an account that had just signed in, and both were answered: {first.known}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Answer by mail."""
        del seen
        return Remedy(
            "Answer every sign-up with the same words, and mail: to a new address the link that confirms it, to a known one a "
            "word that there is an account already. Where you keep the difference, limit it by address and ask for a proof.",
            Effort.HOURS,
            'return 202, "look into your mailbox"',
        )
