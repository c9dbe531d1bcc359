"""Tries what a higher role may do as the roles below it, on objects made for that."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.roles import NOBODY, RoleAct, RoleActs, RoleTrials
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What each role got out of what another may."""

    acts: RoleActs


class RoleActsAboveItself(Check[ApiSurface, Seen]):
    """A buyer can act as a seller, or a seller as an admin, because only being signed in is checked.

    What it does
        Takes what only another role may do (launch.toml's [roles] say so; else the OpenAPI document or the path) and tries it
        as every role that may not: the staff's operations as sellers, making a seller's object as a buyer. What counts is
        what comes back and is not shown to that role anyway, or what was made or changed, on objects and accounts that
        this run made.

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
    hostile = True
    faults = ("bnd-buyer-as-seller", "bnd-seller-as-admin")
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the attempts with the check of open operations of the staff's."""
        return Seen(await world.ask(RoleTrials(at.name)))

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
        acts = seen.acts
        if missing := acts.missing(staffs=False):
            return Unknown(f"not every operation could be tried: {missing[:400]}")
        if not acts.acts:
            return NotApplicable("nothing in the API is documented or declared as another role's")
        controls = [one for one in acts.acts if one.may and one.done]
        if not controls:
            return Unknown("the roles that may got nothing out of their own operations, so nothing is proved")
        tried = [one for one in acts.acts if not one.may and one.role != NOBODY and not one.done]
        if not any(not one.may and one.role != NOBODY for one in acts.acts):
            return Unknown(
                "of no declared role it is known that it may less: say who may what in [roles], or add a [principal.…] for "
                "another role"
            )
        elsewhere = tuple(dict.fromkeys(one.operation for one in acts.acts if one.done and not one.may))
        if not tried:
            return NotApplicable(
                f"all that lower roles tried is open to customers, which is told elsewhere: {', '.join(elsewhere)}"
            )
        if silent := [one for one in tried if one.status == 0]:
            return Unknown(f"{silent[0].operation} was not answered: {silent[0].shown}")
        return Pass(
            f"none of {len(tried)} attempts by lower roles had an effect{_told(elsewhere)}{acts.left(staffs=False)}",
            f"the role that may had it: {controls[0].operation} as {controls[0].role}",
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
    acts = seen.acts
    lowest = {NOBODY, acts.customers}
    done = [one for one in acts.acts if one.done and not one.may]
    open_to_all = {one.operation for one in done if one.staffs and one.role in lowest}
    return tuple(one for one in done if not (one.staffs and one.role in lowest) and one.operation not in open_to_all)


def _told(elsewhere: tuple[str, ...]) -> str:
    """What is open to customers or to anybody, which another check tells; empty for nothing."""
    return f"; open to customers, which is told elsewhere: {', '.join(elsewhere)}" if elsewhere else ""
