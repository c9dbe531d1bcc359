"""Tries to set a role, or whatever else is reserved, in one's own profile."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.profile import OwnRole, ProfileSeen
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The attempts and what the profile showed afterwards."""

    profile: ProfileSeen


class RoleCanBeSet(Check[ApiSurface, Seen]):
    """Any customer can make themselves an admin by adding one field to a request.

    What it does
        With an account made for it, sends an update of its own profile with each field that the profile shows and a user
        must not set (a role, a mark of trust, a balance), reads the profile again, and puts back what worked. A harmless
        field shows that the update works.

    Why it is bad
        The form on your page does not offer it, but the request does not come from your page.

    See it yourself
        Send {"role": "admin"} to the update of your profile, and read the profile.
    """

    title = "Users can give themselves a role or a field that is not theirs to set"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-12", "BND-2")
    refs = ("API3:2023", "CWE-915", "A01:2025")
    touch = Touch.WRITE
    faults = ("bnd-mass-assignment",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Changes an account of this run's own."""
        return Seen(await world.ask(OwnRole(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the profile shows the wanted value."""
        profile = seen.profile
        done = [one for one in profile.tried if one.done]
        if done:
            return Fail(
                "; ".join(f"{profile.update} set {one.field} from {one.before} to {one.wanted}" for one in done),
                tuple(
                    Evidence(
                        f"{profile.by} set {one.field} to {one.wanted}: {one.status}",
                        f"the profile then showed {one.field} = {one.after}"
                        + ("" if one.restored else "; it could not be put back"),
                    )
                    for one in done[:3]
                ),
                tuple(one.curl for one in done[:2]),
                tuple(f"{profile.update} {one.field}" for one in done),
            )
        if not profile.update:
            return NotApplicable("the API documents no update of one's own profile")
        if not profile.tried:
            return NotApplicable("the own profile shows no role, balance or other field that a user must not set")
        if not profile.control:
            return Unknown(f"a harmless change by {profile.update} did not show either, so nothing is proved")
        if any(one.status == 0 for one in profile.tried):
            return Unknown(f"{profile.update} was not answered")
        names = ", ".join(one.field for one in profile.tried)
        return Pass(
            f"{names} stayed as it was",
            f"a harmless change of {profile.control} by {profile.update} showed in the profile",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Name what may be changed."""
        names = ", ".join(one.field for one in seen.profile.tried if one.done)
        return Remedy(
            f"Let {seen.profile.update} take only the fields that a user may change, by a model of its own that refuses "
            f"unknown ones; set {names} by an operation of the staff's.",
            Effort.MINUTES,
            'class ProfileChange(BaseModel):\n    model_config = ConfigDict(extra="forbid")\n    name: str',
        )
