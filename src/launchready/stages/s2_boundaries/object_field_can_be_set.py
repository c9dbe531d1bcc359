"""Tries to set in an own object what the product alone should say of it: its owner, its price, that it is paid."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.assign import FieldSet, FieldsSeen, ObjectFields
from launchready.observe.world import World
from launchready.stages.s2_boundaries._telling import untried
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The attempts and what reads showed afterwards."""

    fields: FieldsSeen


class ObjectFieldCanBeSet(Check[ApiSurface, Seen]):
    """A customer sets their own price, marks their order as paid, or puts an object in another customer's name.

    What it does
        Makes and changes objects of each kind with fields that the document does not offer: the owner (the field that shows
        its maker, or its usual names) becomes the other customer, what it costs becomes next to nothing, and what says that
        it is paid, approved or verified is set. Then it reads the object again: what counts is the wanted value where the
        sound way gives another, or the other customer who now has the object. A field that the document lets its user set
        is no finding.

    Why it is bad
        Orders for a cent, orders that nobody paid, and objects that appear in other people's accounts.

    See it yourself
        Add "total": 0.01 or "owner_id" to the request that makes an order, and read the order.
    """

    title = "Customers can set what only the product may say of an object"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-12",)
    refs = ("API3:2023", "CWE-915", "A01:2025")
    touch = Touch.WRITE
    faults = ("bnd-mass-owner", "bnd-mass-price")
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Makes objects for it."""
        return Seen(await world.ask(ObjectFields(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a read shows it."""
        fields, done = seen.fields, _done(seen)
        if done:
            return Fail(
                "; ".join(dict.fromkeys(f"{one.operation} set the {one.field} of the {one.kind}" for one in done)),
                tuple(
                    Evidence(f"{one.operation} with {one.field} = {one.wanted}, which else is {one.sound}", one.shown)
                    for one in done[:3]
                ),
                tuple(dict.fromkeys(one.curl for one in done if one.curl))[:2],
                tuple(dict.fromkeys(f"{one.operation} {one.field}" for one in done)),
            )
        if fields.missing:
            return Unknown(f"not every kind could be tried: {'; '.join(fields.missing)[:400]}")
        if not fields.tried:
            return NotApplicable(
                "no object that a customer makes shows an owner, a price or a state that is not theirs to set"
                f"{untried(fields.barred)}"
            )
        return Pass(
            f"none of {len(fields.tried)} fields took a value that is not its maker's to set{untried(fields.barred)}",
            "; ".join(fields.controls),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Name what may be set."""
        done = _done(seen)
        places = ", ".join(dict.fromkeys(one.operation for one in done))
        names = ", ".join(dict.fromkeys(one.field for one in done))
        return Remedy(
            f"Let {places} take only the fields of its form, by a model that refuses unknown ones, and fill {names} from the "
            "session and the database.",
            Effort.MINUTES,
            "order = Order(owner_id=session.user_id, total=listing.price, note=wanted.note)  # never Order(**body)",
        )


def _done(seen: Seen) -> list[FieldSet]:
    return [one for one in seen.fields.tried if one.done]
