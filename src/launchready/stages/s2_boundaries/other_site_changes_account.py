"""Sends the forms of a customer's own pages as another website would."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.auth.crosssite import CrossSite, Elsewhere
from launchready.observe.world import World
from launchready.verdict import Evidence


class OtherSiteChangesAccount(Check[WebSurface, CrossSite]):
    """Any website that your customer visits can change their account, because the browser signs it in for them.

    What it does
        Signs in with an account made for it as a browser does, and looks for forms on the declared private pages that keep
        a word of the user's own (a name, a text). It sends each as another website would: with a foreign Origin and
        Referer or with none, without the hidden field that protects it, as a form and as a link, and with those cookies
        alone that browsers let go along (SameSite). Only a page that shows the word afterwards counts; the same form, sent
        from its own page, is the control.

    Why it is bad
        One click on somebody's page changes an address, a payout account or a password's e-mail.

    See it yourself
        Put a copy of the form on another site, open it in the browser in which you are signed in, and send it.
    """

    title = "Another website can change a signed-in customer's account"
    impact = Impact.COSTS_TRUST
    rows = ("BND-1",)
    refs = ("CWE-352", "A01:2025", "ASVS 5.0 3.5.1")
    touch = Touch.WRITE
    faults = ("bnd-csrf",)
    alone = True

    async def look(self, at: WebSurface, world: World) -> CrossSite:
        """With an account made for it."""
        return await world.ask(Elsewhere(at.name))

    def judge(self, seen: CrossSite) -> Verdict:
        """Fails where the page showed a word of another website's."""
        done = [(target, one) for target in seen.targets for one in target.attempts if one.effect]
        if done:
            return Fail(
                f"{done[0][1].how} on another website changed what {done[0][0].page} shows",
                tuple(
                    Evidence(
                        f"{one.how} of another website's, sent to {target.form}: {one.status}",
                        f"{target.page} showed its word; the browser sent along {', '.join(one.cookies) or 'no cookie'}",
                    )
                    for target, one in done[:3]
                ),
                tuple(one.curl for _, one in done[:3]),
                tuple(dict.fromkeys(target.form for target, _ in done)),
            )
        if not seen.sign_in:
            return NotApplicable("launch.toml declares no sign-in at this surface, or no private page of it")
        if not seen.pages:
            return Unknown("none of the declared private pages opened for an account made for this")
        if not seen.targets:
            return NotApplicable("none of the declared private pages shows a form that keeps a word of the user's own")
        proved = [one for one in seen.targets if one.control]
        if not proved:
            return Unknown(
                f"{seen.targets[0].form} changed nothing when it was sent from its own page either, so nothing is proved"
            )
        tried = sum(len(one.attempts) for one in proved)
        kept = ", ".join(f"{one.name} (SameSite={one.same_site or 'missing'})" for one in seen.cookies)
        return Pass(
            f"none of {tried} requests of another website's changed the account; cookies: {kept}",
            f"the same form, sent from its own page, did: {', '.join(one.form for one in proved)}",
        )

    def remedy(self, seen: CrossSite) -> Remedy:
        """Two locks."""
        del seen
        return Remedy(
            "Set the session cookie with SameSite=Lax, and refuse requests that change something unless their Origin is yours "
            "(or Sec-Fetch-Site is same-origin). Change nothing by GET.",
            Effort.HOURS,
            'if method not in SAFE and headers.get("Origin") != "https://example.com":\n    return 403',
        )
