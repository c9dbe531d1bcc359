"""Tries the staff's operations as nobody and as a customer, and compares with what the staff see."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.roles import NOBODY, RoleAct, RoleActs, RoleTrials
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What each role got out of the staff's operations."""

    acts: RoleActs


class AdminOperationIsOpen(Check[ApiSurface, Seen]):
    """Anybody, or any customer, can use what only your staff should: list all users, or take down a listing.

    What it does
        Takes the operations that are the staff's (launch.toml or the OpenAPI document says so, or their path, or a customer is
        refused), asks each as the staff (the control), as nobody and as a customer, and compares the contents, without
        what these are shown anyway. What changes things is tried on objects and accounts made for it.

    Why it is bad
        One such operation is the whole product: every account, every order, every address.

    See it yourself
        Open an address of the admin API in a private window.
    """

    title = "An admin operation answers people who are no admins"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("FOOT-1", "EXP-4", "BND-2")
    refs = ("API5:2023", "CWE-862", "A01:2025")
    touch = Touch.WRITE
    hostile = True
    faults = ("exp-open-admin",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares the attempts with the check of the other roles."""
        return Seen(await world.ask(RoleTrials(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where nobody or a customer got what the staff get."""
        acts = seen.acts
        opened = _opened(seen)
        if opened:
            places = tuple(dict.fromkeys(one.operation for one in opened))
            worst = "anybody" if any(one.role == NOBODY for one in opened) else f"every {acts.customers}"
            return Fail(
                f"{worst} can use {', '.join(places)}",
                tuple(Evidence(f"{one.role} sent {one.operation}: {one.status}", one.shown) for one in opened[:3]),
                tuple(one.curl for one in opened[:3]),
                places,
            )
        if missing := acts.missing(staffs=True):
            return Unknown(f"not every operation of the staff's could be tried: {missing[:400]}")
        tried = [one for one in acts.acts if one.staffs]
        if not tried:
            return NotApplicable("the API documents no operation of the staff's that can be tried safely")
        controls = [one for one in acts.controls(staffs=True) if one.done]
        if not controls:
            return Unknown("the staff's own session got nothing out of the staff's operations, so nothing is proved")
        silent = [one for one in tried if one.status == 0]
        if silent:
            return Unknown(f"{silent[0].operation} was not answered: {silent[0].shown}")
        proved = dict.fromkeys(one.operation for one in controls)
        return Pass(
            f"neither nobody nor a customer got anything out of {len(proved)} operations of the staff's{acts.left(staffs=True)}",
            f"the staff's own session did: {controls[0].operation} -> {controls[0].status}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One guard on the whole admin router."""
        places = ", ".join(dict.fromkeys(one.operation for one in _opened(seen)))
        return Remedy(
            f"Close {places}: put one guard that asks for the admin role on the router of the staff's operations, so that "
            "no single handler can forget it, and let the edge ask for a second factor in front of it.",
            Effort.MINUTES,
            'admin = APIRouter(prefix="/admin", dependencies=[Depends(admin_only)])',
        )


def _opened(seen: Seen) -> tuple[RoleAct, ...]:
    lowest = {NOBODY, seen.acts.customers}
    return tuple(one for one in seen.acts.acts if one.staffs and one.done and not one.may and one.role in lowest)
