"""Asks the addresses that send people on to send them to a host of this run's, and reads where the answer leads."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.net.open_redirects import OpenRedirects, Places
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of each parameter."""

    places: Places


class RedirectGoesAnywhere(Check[WebSurface, Seen]):
    """A link that begins with your name brings people to anybody's page: the best phishing mail is one that you host.

    What it does
        Reads the links, forms and redirects of the declared pages for parameters that name where to go next (`next`, `return_to`,
        `redirect_uri`, and whatever holds an address), and asks each, as nobody and as a customer, for a random host of this
        run's in seven spellings. The finding is an answer whose Location a browser would follow to that host; nothing is
        ever sent there, and addresses that are named like a deed (`/logout`) are not asked. Where a test account signs in by
        a form, it does so by links that name where to go next (four sign-ins at most), and the Location that the sign-in
        itself gives is read. That the same parameter leads to a place on the site is the control.

    Why it is bad
        Mail filters and people trust the beginning of the link. After the sign-in at the true site, the false one asks for the
        password once more; where sign-in by another service uses the address, it can carry the code away.

    See it yourself
        curl -sSI 'https://the.name/login?next=https://example.com/' | grep -i '^location'
    """

    title = "A link of yours sends people to any site"
    impact = Impact.SHOULD_FIX
    rows = ("EXP-5", "EXP-9")
    refs = ("CWE-601", "ASVS 5.0 3.7.2", "A01:2025")
    touch = Touch.PROBE
    faults = ("exp-open-redirect", "exp-redirect-after-sign-in")

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Tries each parameter."""
        return Seen(await world.ask(OpenRedirects(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where an answer leads to our host; passes only where a parameter leads to a place on the site."""
        places = seen.places
        taken = [one for one in places.tried if one.spelling]
        signed = places.signed
        if taken or signed.taken:
            first = {one.place.name: (f"{one.by}, asked for {one.spelling!r}", one) for one in reversed(taken)}
            shown = {name: (what, one.line, one.curl) for name, (what, one) in first.items()}
            if signed.taken:
                what = f"{signed.by}, asked for {signed.taken.asked!r}"
                shown.setdefault(f"{signed.path}?{signed.parameter}", (what, signed.taken.line, signed.taken.curl))
            return Fail(
                f"{', '.join(shown)} sends people to any host",
                tuple(Evidence(what, line) for what, line, _ in shown.values()),
                tuple(curl for _, _, curl in shown.values()),
                tuple(shown),
            )
        names = dict.fromkeys(one.place.name for one in places.tried)
        live = [one for one in places.tried if one.follows]
        if signed.untold and not live:
            return Unknown(f"where a sign-in sends people by its links could not be seen: {signed.untold}")
        if signed.parameter and signed.control:
            through = dict.fromkeys([*(one.place.name for one in live), f"{signed.path}?{signed.parameter}"])
            return Pass(
                f"{', '.join(through)} leads to places on the site alone, also after signing in",
                f"the same parameter was followed to one: {signed.by} {signed.control.line}",
            )
        if not places.read:
            return Unknown("no declared page could be read, so that no such parameter could be found")
        if not places.tried:
            also = f", and the sign-in of {signed.by} follows none" if signed.by else ""
            return NotApplicable(f"no link, form or redirect of {places.read} pages names where to go next{also}")
        if not live:
            return NotApplicable(
                f"{', '.join(names)} sends nobody anywhere, whether signed in or not: not even to a place on the site"
            )
        return Pass(
            f"{', '.join(dict.fromkeys(one.place.name for one in live))} leads to places on the site alone"
            + (f" (after signing in: not seen, {signed.untold})" if signed.untold else ""),
            f"the same parameter was followed to one: as {live[0].by}, {live[0].line}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Places on the site, or names from a list."""
        names = dict.fromkeys(one.place.name for one in seen.places.tried if one.spelling)
        if seen.places.signed.taken:
            names[f"{seen.places.signed.path}?{seen.places.signed.parameter}"] = None
        return Remedy(
            f"Have {', '.join(names)} take a path of the site alone: parse the value as a browser does, and refuse whatever has a "
            "host, a scheme, a backslash or two slashes at its beginning. Where other hosts are needed, compare the whole host "
            "with a list; never the beginning or the end of the text.",
            Effort.HOURS,
            "safe = value.startswith('/') and not value.startswith(('//', '/\\\\')) and not urlsplit(value).netloc",
        )
