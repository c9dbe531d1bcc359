"""Adds true and false conditions to what reads are asked for, and looks whether a database obeyed them."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.injection import LEFT_OUT, Injections, InjectionSeen, Tried
from launchready.observe.inputs.sorting import Sortings
from launchready.observe.world import World
from launchready.verdict import Evidence

SHOWN = 6
"""Parameters that were not tried, as many as a reader wants to see."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The parameters and whether conditions in them were obeyed."""

    injection: InjectionSeen
    sorting: tuple[Tried, ...] = ()
    """The same of what lists are sorted by."""

    @property
    def tried(self) -> tuple[Tried, ...]:
        """Every parameter."""
        return (*self.injection.tried, *self.sorting)


class ParameterReachesSql(Check[ApiSurface, Seen]):
    """What a customer types becomes part of a statement to your database: they read, and often change, all of it.

    What it does
        Finds ids, searches and filters by which a customer's own object comes back and by another value does not. Asks for the
        same value with a condition behind it, true in one request and false in the other (`7 AND 5>3`, `x'AND'5'>'3`), in the
        usual ways to leave a string, a pattern or a number. Both requests hold the same words in another order, so that a
        search that reads them as words answers both alike. Only what obeys three pairs of fresh numbers, in two ways of writing,
        counts; error messages do not. A list that takes what to sort by is asked to sort by one column if 5>3 and by another
        if not, where each column by itself gives an order of its own. Nothing but reads is sent.

    Why it is bad
        Every customer's data, the password hashes and at times the server itself are one request away, and tools for it are
        free.

    See it yourself
        Search for a title that you have with `'AND'5'>'3` behind it, then with `'AND'3'>'5`.
    """

    title = "A parameter reaches the database as part of its statement"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-5",)
    refs = ("CWE-89", "A05:2025", "ASVS 5.0 1.2.4")
    touch = Touch.WRITE
    faults = ("bnd-sql", "bnd-sql-sort")
    alone = True  # last: it asks one operation often, and the others need it too
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Reads as the customers do."""
        return Seen(await world.ask(Injections(at.name)), await world.ask(Sortings(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where conditions were obeyed."""
        obeyed = _obeyed(seen)
        if obeyed:
            places = tuple(f"{one.operation} {one.parameter}" for one in obeyed)
            return Fail(
                f"{', '.join(places)}: a condition in the value was obeyed by the database",
                tuple(
                    Evidence(
                        f"{one.operation}: {one.parameter} is {one.where} in a statement", f"{one.true}; {one.false}"
                    )
                    for one in obeyed[:3]
                ),
                obeyed[0].curls,
                places,
            )
        tried = seen.tried
        if not tried:
            missing = seen.injection.missing
            return (
                Unknown(missing[0])
                if missing
                else NotApplicable("no read of the API takes an id, a search or a filter")
            )
        told = [one for one in tried if one.tells and not one.because]
        if not told:
            return Unknown(f"{tried[0].operation} {tried[0].parameter}: {tried[0].because}")
        broken = [one for one in tried if one.tells and one.because]
        if broken:
            return Unknown(f"{broken[0].operation} {broken[0].parameter}: {broken[0].because}")
        left = [f"{one.operation} {one.parameter}" for one in tried if one.because == LEFT_OUT]
        left += seen.injection.beyond
        blind = [f"{one.operation} {one.parameter}" for one in tried if not one.tells and one.because != LEFT_OUT]
        also = f"; not told of {', '.join(blind)}, which find nothing of this run's" if blind else ""
        also += f"; not tried: {', '.join(left[:SHOWN])}{_more(left)}" if left else ""
        return Pass(
            f"no condition behind a value was obeyed in {len(told)} parameters{also}",
            "each showed its object for the right value and not for another, or sorted by what it was told: "
            + ", ".join(f"{one.operation} {one.parameter}" for one in told),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Values beside the statement."""
        places = ", ".join(f"{one.operation} ({one.parameter})" for one in _obeyed(seen))
        return Remedy(
            f"In {places}, pass the value beside the statement (a parameter of the query), never inside of it; search the code for "
            "other statements that are put together from strings. What a list is sorted by cannot be passed beside it: choose it "
            "from the columns that you name.",
            Effort.HOURS,
            'db.execute("select * from notes where title like ?", (f"%{words}%",))',
        )


def _more(names: list[str]) -> str:
    return f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""


def _obeyed(seen: Seen) -> tuple[Tried, ...]:
    return tuple(one for one in seen.tried if one.where)
