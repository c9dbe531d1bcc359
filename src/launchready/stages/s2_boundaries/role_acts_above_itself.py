"""Tries what a higher role may do as the roles below it, on objects made for that."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.roles import NOBODY, STAFF, Makers, RoleAct, RoleActs, StaffActs
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What each role got out of what a higher one may."""

    staff: RoleActs
    makers: RoleActs


class RoleActsAboveItself(Check[ApiSurface, Seen]):
    """A buyer can act as a seller, or a seller as an admin, because only being signed in is checked.

    What it does
        Takes what only another role may do (from the OpenAPI document and from whom launch.toml has send it) and tries it
        as the roles below: the staff's operations as sellers, making a seller's object as a buyer. What counts is what
        comes back or what was made or changed, on objects that this run made.

    Why it is bad
        Roles are your business: who may offer, who may take down, who sees everybody's data.

    See it yourself
        Copy a request from the seller's or the admin's page and send it with a buyer's session.
    """

    title = "A role can do what only a higher one may"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-2", "MIN-4", "AUT-2")
    refs = ("API5:2023", "CWE-863", "A01:2025")
    touch = Touch.WRITE
    faults = ("bnd-buyer-as-seller", "bnd-seller-as-admin")
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the attempts at the staff's operations with the check of open ones."""
        return Seen(await world.ask(StaffActs(at.name)), await world.ask(Makers(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a role had an effect that is above it, unless anybody has it; that is told elsewhere."""
        above = _above(seen)
        if above:
            places = tuple(dict.fromkeys(one.operation for one in above))
            return Fail(
                "; ".join(
                    dict.fromkeys(
                        f"the role {one.role} can use {one.operation}, which is {one.needs}'s" for one in above
                    )
                ),
                tuple(
                    Evidence(f"{one.role} sent {one.operation} ({one.why}): {one.status}", one.shown)
                    for one in above[:3]
                ),
                tuple(one.curl for one in above[:3] if one.curl),
                places,
            )
        everything = (*seen.staff.acts, *seen.makers.acts)
        missing = (*seen.staff.missing, *seen.makers.missing)
        if not everything:
            if missing:
                return Unknown(f"nothing could be tried: {'; '.join(missing)[:300]}")
            return NotApplicable("nothing in the API is documented or declared as another role's")
        controls = [one for one in everything if one.role == one.needs and one.done]
        if not controls:
            return Unknown("the roles that may got nothing out of their own operations, so nothing is proved")
        tried = [one for one in everything if one.role not in {NOBODY, one.needs}]
        if not tried:
            return Unknown("no lower role is declared that could try: add a [principal.…] for each role")
        return Pass(
            f"none of {len(tried)} attempts by lower roles had an effect",
            f"the role that may had it: {controls[0].operation} as {controls[0].needs}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Ask for the role, not for a session."""
        places = ", ".join(dict.fromkeys(one.operation for one in _above(seen)))
        return Remedy(
            f"In {places}, ask for the role, not only for a session, and keep the matrix of operations and roles in one "
            "table that a test reads.",
            Effort.HOURS,
            'def seller(session: SignedIn) -> Session:\n    if session.role != "seller":\n        raise Forbidden\n    return session',
        )


def _above(seen: Seen) -> tuple[RoleAct, ...]:
    lowest = {NOBODY, seen.staff.customers}
    open_to_all = {one.operation for one in seen.staff.acts if one.done and one.role in lowest}
    staffs = [
        one
        for one in seen.staff.acts
        if one.done and one.role not in {*lowest, STAFF} and one.operation not in open_to_all
    ]
    return (*staffs, *(one for one in seen.makers.acts if one.done and one.role != one.needs))
