"""Puts a session cookie into a browser before its user signs in, and uses it afterwards."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Declaration
from launchready.observe.auth.fixing import Fixed, Fixings
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """Each sign-in that sets cookies."""

    fixings: tuple[Fixed, ...]


class SessionCookieSurvivesSignIn(Check[Declaration, Seen]):
    """Whoever sat at the browser before your customer, or owns a subdomain, is signed in with them.

    What it does
        Takes the cookies that a visitor gets before the sign-in, makes up those of the session that are missing, signs
        customer A in with them by each declared way, and asks for A's own page with the cookies from before alone.

    Why it is bad
        A cookie can be put into a browser: on a shared machine, by a script on any subdomain, over plain HTTP. If the
        sign-in keeps it, its author is signed in as well.

    See it yourself
        Note the session cookie on the sign-in page, sign in, and compare: it must have changed.
    """

    title = "A session cookie from before the sign-in is the signed-in one"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("CWE-384", "A07:2025", "ASVS 5.0 7.2.4")
    touch = Touch.WRITE
    faults = ("bnd-session-fixed",)
    alone = True

    async def look(self, at: Declaration, world: World) -> Seen:
        """Two sign-ins by each way."""
        del at
        return Seen(await world.ask(Fixings()))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where the cookies from before opened A's page."""
        if not seen.fixings:
            return NotApplicable("no sign-in sets a session cookie")
        if fixed := [one for one in seen.fixings if one.after and not one.before]:
            return Fail(
                "; ".join(f"after {one.sign_in} the cookie from before opened the user's own page" for one in fixed),
                tuple(
                    Evidence(
                        f"{one.page} with {', '.join(one.cookies)} as it was before the sign-in", "the user's own page"
                    )
                    for one in fixed
                ),
                tuple(one.curl for one in fixed),
                tuple(one.sign_in for one in fixed),
            )
        proved = [one for one in seen.fixings if one.control and not one.before]
        if not proved:
            first = seen.fixings[0]
            if not first.page:
                return Unknown(f"nothing at the surface of {first.sign_in} tells whose session it is")
            return Unknown(f"{first.page} did not show the user's own data with the cookies of the sign-in either")
        return Pass(
            f"cookies from before did not open the user's own page after {' and '.join(one.sign_in for one in proved)}",
            "those that the sign-in set did",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A new session."""
        del seen
        return Remedy(
            "Throw the session away and begin a new one when somebody signs in; take nothing over but a cart.",
            Effort.MINUTES,
            "request.session.cycle_key()  # Django; req.session.regenerate() in Express; reset_session in Rails",
        )
