"""Signs out and uses the token again."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.auth.leaving import SignOutSeen, SignsOut
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """A token before and after its user signed out."""

    sign_out: SignOutSeen


class LogoutKeepsToken(Check[ApiSurface, Seen]):
    """Signing out does nothing: whoever copied the token stays signed in as your customer.

    What it does
        Signs in with an account made for it, asks for its profile, signs out, and asks again with the same token; and the
        same with the session cookie, where the sign-in sets one that the API takes.

    Why it is bad
        People sign out on borrowed machines and after a theft, and believe that it helps.

    See it yourself
        Copy your token, sign out, and ask for your profile with the copy.
    """

    title = "A token works on after its user signed out"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("API2:2023", "CWE-613", "ASVS 5.0 7.4.1")
    touch = Touch.WRITE
    faults = ("bnd-logout-keeps-token",)

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Signs nobody else out."""
        return Seen(await world.ask(SignsOut(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the token still brought its user's data."""
        sign_out = seen.sign_out
        if not sign_out.operation:
            return NotApplicable("the API documents no sign-out")
        told = sign_out.departures
        if not any(one.before for one in told):
            return Unknown(
                "the session did not bring its user's own data before the sign-out either, so nothing is proved"
            )
        done = [one for one in told if one.sign_out < 400]  # noqa: PLR2004 - HTTP's refusals start here
        still = [one for one in done if one.still]
        if still:
            first = still[0]
            return Fail(
                f"after {sign_out.operation} ({first.sign_out}) the same {first.carrier} still brought its user's own data",
                tuple(
                    Evidence(
                        f"the {one.carrier} of {sign_out.by} after its sign-out: {one.after}", "its user's own profile"
                    )
                    for one in still
                ),
                (sign_out.curl,),
                (sign_out.operation,),
            )
        if not done:
            return Unknown(f"the sign-out itself was refused: {told[0].sign_out}")
        ways = " and the ".join(f"{one.carrier} was refused: {one.after}" for one in done)
        return Pass(f"after {sign_out.operation} the {ways}", "before it, each brought its user's own data")

    def remedy(self, seen: Seen) -> Remedy:
        """Remember what was revoked."""
        del seen
        return Remedy(
            "Keep the ids of tokens that were signed out until they expire, and refuse them; or keep sessions in the "
            "database and delete them.",
            Effort.HOURS,
            "insert into revoked (jti, expires_at) values (:jti, :exp)  -- and refuse a token whose jti is there",
        )
