"""Tries to set a role, or whatever else is reserved, in one's own profile and at the sign-up."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.field_tries import FieldTry, ProfileSeen
from launchready.observe.access.profile import OwnRole
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The attempts and what the profile showed afterwards."""

    profile: ProfileSeen


class RoleCanBeSet(Check[ApiSurface, Seen]):
    """Any customer can make themselves an admin by adding one field to a request.

    What it does
        With accounts made for it, sends the sign-up and each update of its own profile with the fields that a user must not
        set (a role, a mark of trust, a balance): those that its profile or the staff's shows, or else their usual names.
        Then it reads the profile again, never the answer to the attempt. A field that the document offers counts only when
        the account can then do what only the staff may. A harmless field shows that the update works; what worked is put
        back.

    Why it is bad
        The form on your page does not offer it, but the request does not come from your page.

    See it yourself
        Send {"role": "admin"} to the sign-up or the update of your profile, and read the profile.
    """

    title = "Users can give themselves a role or a field that is not theirs to set"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-12", "BND-2")
    refs = ("API3:2023", "CWE-915", "A01:2025")
    touch = Touch.WRITE
    faults = ("bnd-mass-assignment", "bnd-mass-signup")
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Changes accounts of this run's own."""
        return Seen(await world.ask(OwnRole(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the profile shows the wanted value."""
        profile = seen.profile
        done = _done(seen)
        if done:
            return Fail(
                "; ".join(f"{one.operation} set {one.field} from {one.before} to {one.wanted}" for one in done),
                tuple(
                    Evidence(
                        f"{profile.by} set {one.field} to {one.wanted} by {one.operation}",
                        one.shown + ("" if one.restored else "; it could not be put back"),
                    )
                    for one in done[:3]
                ),
                tuple(one.curl for one in done[:2]),
                tuple(f"{one.operation} {one.field}" for one in done),
            )
        doubts = [one.shown for one in profile.tried if one.shown]
        if doubts:
            return Unknown(doubts[0])
        if not profile.updates and not profile.sign_up:
            return NotApplicable("the API documents neither a sign-up nor an update of one's own profile")
        if not profile.tried and not profile.blind:
            return NotApplicable("the own profile shows no role, balance or other field that a user must not set")
        if profile.blind:
            return Unknown(f"not every attempt could be told: {'; '.join(profile.blind)[:400]}")
        if not profile.controls:
            return Unknown("no account could be made and no update had an effect, so nothing is proved")
        silent = [one for one in profile.tried if one.status == 0]
        if silent:
            return Unknown(f"{silent[0].operation} was not answered")
        names = ", ".join(dict.fromkeys(one.field for one in profile.tried))
        return Pass(f"{names} stayed as they were", "; ".join(profile.controls))

    def remedy(self, seen: Seen) -> Remedy:
        """Name what may be changed."""
        done = _done(seen)
        names = ", ".join(dict.fromkeys(one.field for one in done))
        places = " and ".join(dict.fromkeys(one.operation for one in done))
        return Remedy(
            f"Let {places} take only the fields that a user may set, by a model of its own that refuses "
            f"unknown ones; set {names} by an operation of the staff's.",
            Effort.MINUTES,
            'class ProfileChange(BaseModel):\n    model_config = ConfigDict(extra="forbid")\n    name: str',
        )


def _done(seen: Seen) -> list[FieldTry]:
    return [one for one in seen.profile.tried if one.done]
