"""Keeps a text with sums in it, and looks whether the results come back."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.inputs.expressions import Expressions, ExpressionsSeen, Kept
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The texts and how they came back."""

    expressions: ExpressionsSeen


class TextRunsAsTemplate(Check[ApiSurface, Seen]):
    """What a customer writes is run as a template by your server: from there it is a short way to its files and keys.

    What it does
        Makes an object whose text holds sums of two random numbers as templates write them (`{{2*3}}`, `${2*3}`, `#{2*3}`, `<%=2*3%>`,
        `{2*3}`), reads it back, and looks for the results. A result counts where its sum is gone from the text. The object is
        removed.

    Why it is bad
        A template that computes also reads: the settings, the environment, in many engines any file and any command.

    See it yourself
        Write `{{7*7}}` as a title and look at it: `49` is the bad answer.
    """

    title = "A customer's text is run as a template"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-5",)
    refs = ("CWE-1336", "A05:2025", "ASVS 5.0 1.3.7")
    touch = Touch.WRITE
    faults = ("bnd-template",)
    deadline_s = 90.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Makes, reads, removes."""
        return Seen(await world.ask(Expressions(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a result came back."""
        obeyed = _obeyed(seen)
        if obeyed:
            return Fail(
                f"{', '.join(one.operation for one in obeyed)}: a sum in {obeyed[0].field} came back as its result ({obeyed[0].obeyed})",
                tuple(Evidence(f"{one.operation} was sent {one.sent}; {one.back}", one.shown) for one in obeyed[:3]),
                obeyed[0].curls,
                tuple(one.operation for one in obeyed),
            )
        kept, missing = seen.expressions.kept, seen.expressions.missing
        if not kept:
            return (
                Unknown(missing[0])
                if missing
                else NotApplicable("the API documents no object with a text of its customer's")
            )
        told = [one for one in kept if one.back]
        if not told:
            one = kept[0]
            return Unknown(
                f"{one.operation} with a text with sums was answered {one.status}, and the text did not come back"
            )
        return Pass(
            f"sums in {len(told)} texts came back as they were written, or not at all",
            "the word before the sums came back: " + ", ".join(f"{one.operation}, {one.back}" for one in told),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Texts are values of a template."""
        places = ", ".join(f"{one.operation} ({one.field})" for one in _obeyed(seen))
        return Remedy(
            f"Find where the text of {places} is put into the source of a template, and pass it as a value to a template that is written "
            "once and for all.",
            Effort.HOURS,
            'template = env.from_string("Hello {{ name }}")  # never env.from_string("Hello " + name)',
        )


def _obeyed(seen: Seen) -> tuple[Kept, ...]:
    return tuple(one for one in seen.expressions.kept if one.obeyed)
