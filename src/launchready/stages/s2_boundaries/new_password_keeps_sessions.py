"""Chooses another password, by a change and by a reset, and uses a session from before."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, MailSurface
from launchready.observe.auth.password_change import ChangeSeen, PasswordChange
from launchready.observe.auth.reset import ResetSeen, ResetTrial
from launchready.observe.errors import CannotLook
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Sessions before and after another password."""

    change: ChangeSeen
    reset: ResetSeen | None
    """None where launch.toml declares no reset whose messages can be received."""


@dataclass(frozen=True, slots=True)
class _Way:
    name: str
    works: bool
    before: tuple[str, ...]
    still: tuple[str, ...]
    curl: str


class NewPasswordKeepsSessions(Check[ApiSurface, Seen]):
    """A thief stays signed in after your customer changed the password to put them out.

    What it does
        Signs in twice with an account made for it and changes the password in one session; and, where reset messages can
        be received, signs in and resets it. Then it asks for the profile with the sessions from before, by token and by
        cookie. That the new password signs in is the control.

    Why it is bad
        A new password is what people choose when they fear that somebody is in. They believe that it helps.

    See it yourself
        Sign in with two browsers, change the password in one, and reload your profile in the other.
    """

    title = "Sessions go on after their user chose another password"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("API2:2023", "CWE-613", "ASVS 5.0 7.4.3")
    touch = Touch.WRITE
    faults = ("bnd-password-keeps-sessions",)
    alone = True

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """With accounts made for it alone."""
        change = await world.ask(PasswordChange(at.name))
        mails = [
            one for one in world.declaration.surfaces if isinstance(one, MailSurface) and one.reset and one.mailbox
        ]
        try:
            reset = await world.ask(ResetTrial(mails[0].name)) if mails else None
        except CannotLook:
            if not change.operation:
                raise
            reset = None
        return Seen(change, reset)

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a session from before still brought its user's data."""
        ways = _ways(seen)
        if not ways:
            return NotApplicable("neither does the API document a change of the password, nor can a reset be received")
        proved = [one for one in ways if one.works and one.before]
        if still := [one for one in proved if one.still]:
            return Fail(
                f"after {still[0].name} the {' and the '.join(still[0].still)} from before still brought the user's own data",
                tuple(
                    Evidence(f"the {how} from before {one.name}", "its user's own profile")
                    for one in still
                    for how in one.still
                ),
                tuple(one.curl for one in still),
                tuple(one.name for one in still),
            )
        if not proved:
            first = ways[0]
            return Unknown(
                f"{first.name} set no new password, so nothing is proved"
                if first.before
                else "no session brought its user's own data before either, so nothing is proved"
            )
        return Pass(
            f"after {' and after '.join(one.name for one in proved)} the sessions from before were refused",
            "they brought the user's own data before, and the new password signed in",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Count generations."""
        del seen
        return Remedy(
            "End every other session when the password changes: delete them, or keep a number with the account that goes up "
            "and stands in each token.",
            Effort.HOURS,
            "update users set password_hash = :hash, generation = generation + 1 where id = :id",
        )


def _ways(seen: Seen) -> list[_Way]:
    change, reset = seen.change, seen.reset
    found = []
    if change.operation:
        found.append(_Way(change.operation, change.changed, change.before, change.still, change.curl))
    if reset is not None and reset.way:
        found.append(_Way(f"a reset by {reset.way}", reset.works, reset.sessions_before, reset.sessions, reset.curl))
    return found
