"""Adds waits to what reads are asked for, and looks whether a database obeyed by answering late."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.delays import Delayed, Delays, DelaysSeen
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The parameters and whether waits in them were obeyed."""

    delays: DelaysSeen


class ParameterDelaysDatabase(Check[ApiSurface, Seen]):
    """What a customer types becomes part of a statement to your database, though no answer shows it: it can be read all the same.

    What it does
        Asks searches, filters, ids and sort orders for a value with a wait behind it, in the words of PostgreSQL, MySQL, SQLite
        and SQL Server. What comes late is asked again in doses of one, two and three, four times or more in an order of chance, each beside
        a twin of the same words that waits for nothing: only where every wait takes as long as its dose and no twin comes late
        is it a finding, so that a slow or an uneven server is none. Nothing but reads is sent, and no wait is longer than
        three seconds.

    Why it is bad
        One yes or no for each wait is enough to read every customer's data, the password hashes too; free tools do it in an
        afternoon.

    See it yourself
        Ask for a value with `'||(SELECT '' FROM pg_sleep(3))||'` behind it (PostgreSQL), then with a 0 in place of the 3.
    """

    title = "A parameter makes the database wait: it is part of a statement"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-5",)
    refs = ("CWE-89", "A05:2025", "ASVS 5.0 1.2.4")
    touch = Touch.WRITE
    faults = ("bnd-sql-blind",)
    alone = True
    deadline_s = 180.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Reads as the customers do, one by one."""
        return Seen(await world.ask(Delays(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where waits were obeyed."""
        late = _late(seen)
        if late:
            places = tuple(f"{one.operation} {one.parameter}" for one in late)
            return Fail(
                f"{', '.join(places)}: a wait in the value was obeyed by the database",
                tuple(
                    Evidence(
                        f"{one.operation}: {one.parameter} is {one.where} in a statement of {one.database}",
                        f"usually {one.usual_ms:.0f} ms; waits of "
                        + ", ".join(f"{dose}: {ms:.0f} ms" for dose, ms in one.waits),
                    )
                    for one in late
                ),
                late[0].curls,
                places,
            )
        seen_delays = seen.delays
        known = f"; known to reach the database already: {', '.join(seen_delays.obeyed)}" if seen_delays.obeyed else ""
        if not seen_delays.tried:
            if known or seen_delays.missing:
                return Unknown(known.removeprefix("; ") or seen_delays.missing[0])
            return NotApplicable("no read of the API takes an id, a search, a filter or a sort order")
        lost = [one for one in seen_delays.tried if one.because]
        if lost:
            return Unknown(f"{lost[0].operation} {lost[0].parameter}: {lost[0].because}")
        return Pass(
            f"none of {sum(one.tried for one in seen_delays.tried)} values with a wait held up an answer{known}",
            "the usual value was answered in good time: "
            + ", ".join(f"{one.operation} {one.parameter} in {one.usual_ms:.0f} ms" for one in seen_delays.tried),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Values beside the statement."""
        places = ", ".join(f"{one.operation} ({one.parameter})" for one in _late(seen))
        return Remedy(
            f"In {places}, pass the value beside the statement (a parameter of the query), never inside of it, also where its "
            "answer is not shown: a count, a log of searches, a look whether something exists.",
            Effort.HOURS,
            'db.execute("select 1 from notes where title = ?", (words,))',
        )


def _late(seen: Seen) -> tuple[Delayed, ...]:
    return tuple(one for one in seen.delays.tried if one.database)
