"""Signs out and uses the token again."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.leaving import SignOutSeen, SignsOut
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """A token before and after its user signed out."""

    sign_out: SignOutSeen


class LogoutKeepsToken(Check[ApiSurface, Seen]):
    """Signing out does nothing: whoever copied the token stays signed in as your customer.

    What it does
        Signs in with an account made for it, asks for its profile, signs out, and asks again with the same token.

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
        if not sign_out.before:
            return Unknown(
                "the token did not bring its user's own data before the sign-out either, so nothing is proved"
            )
        if sign_out.still:
            return Fail(
                f"after {sign_out.operation} ({sign_out.sign_out}) the same token still brought its user's own data",
                (
                    Evidence(
                        f"the token of {sign_out.by} after its sign-out: {sign_out.after}", "its user's own profile"
                    ),
                ),
                (sign_out.curl,),
                (sign_out.operation,),
            )
        if sign_out.sign_out >= 400:  # noqa: PLR2004 - HTTP's refusals start here
            return Unknown(f"the sign-out itself was refused: {sign_out.sign_out}")
        return Pass(
            f"after {sign_out.operation} the token was refused: {sign_out.after}",
            "before it, the token brought its user's own data",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Remember what was revoked."""
        del seen
        return Remedy(
            "Keep the ids of tokens that were signed out until they expire, and refuse them; or keep sessions in the "
            "database and delete them.",
            Effort.HOURS,
            "insert into revoked (jti, expires_at) values (:jti, :exp)  -- and refuse a token whose jti is there",
        )
