"""Puts an operator where a password or a searched text belongs, and looks what that opens."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.operators import Operated, Operators, OperatorsSeen
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The values that operators took the place of."""

    operators: OperatorsSeen


class ValueBecomesOperator(Check[ApiSurface, Seen]):
    """Anybody signs in without a password, or reads what is not theirs, because an object in place of a text becomes a condition.

    What it does
        Makes an account and signs in with `{"$ne": "…"}` and `{"$gt": ""}` in place of its password (`password[$ne]=…` in a
        form), as document databases write conditions. Then asks searches and filters for such operators as customer B,
        and looks for what customer A wrote. Only what an operator opens counts: not what a wrong text, a plain list or
        nonsense of the same shape (`{"$qe": "…"}`) opens too.

    Why it is bad
        `{"$ne": ""}` is the first thing that is tried on a sign-in, and it opens the first account in the database: the
        admin's, most often.

    See it yourself
        Sign in to an account of your own with `{"$ne": "x"}` for its password.
    """

    title = "An object in place of a text becomes a condition of the database"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-5",)
    refs = ("CWE-943", "A05:2025", "ASVS 5.0 1.2.4")
    touch = Touch.WRITE
    faults = ("bnd-nosql",)
    alone = True
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Opens nothing but an account made for this."""
        return Seen(await world.ask(Operators(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an operator opened something."""
        opened = _opened(seen)
        if opened:
            places = tuple(f"{one.operation} {one.parameter}" for one in opened)
            return Fail(
                f"{', '.join(places)}: an operator in place of the value was obeyed",
                tuple(Evidence(f"{one.operation} with {one.operator}", one.opened) for one in opened[:3]),
                opened[0].curls,
                places,
            )
        tried, missing = seen.operators.tried, seen.operators.missing
        told = [one for one in tried if one.tells and not one.because]
        broken = [one for one in tried if one.tells and one.because]
        if broken:
            return Unknown(f"{broken[0].operation} {broken[0].parameter}: {broken[0].because}")
        if missing:
            return Unknown(missing[0])
        if not tried:
            return NotApplicable("the API has no sign-in, no search and no filter")
        if not told:
            return Unknown(f"{tried[0].operation} {tried[0].parameter}: {tried[0].because}")
        blind = [f"{one.operation} {one.parameter}" for one in tried if not one.tells]
        also = f"; not told of {', '.join(blind)}, which find nothing of this run's" if blind else ""
        return Pass(
            f"no operator in place of a value opened anything in {len(told)} places{also}",
            "each opened for the right value and not for another: "
            + ", ".join(f"{one.operation} {one.parameter}" for one in told),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Texts are texts."""
        places = ", ".join(f"{one.operation} ({one.parameter})" for one in _opened(seen))
        return Remedy(
            f"In {places}, refuse what is not a text before it reaches the query, and compare passwords by their hash in the "
            "code, not in the query.",
            Effort.HOURS,
            "if (typeof req.body.password !== 'string') return res.sendStatus(422)\n"
            "app.set('query parser', 'simple')  // Express: `name[$ne]=x` stays a name",
        )


def _opened(seen: Seen) -> tuple[Operated, ...]:
    return tuple(one for one in seen.operators.tried if one.operator)
