"""Provokes errors at each site of production and sees whether a debug mode shows itself."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Site
from launchready.observe.net.debug_mode import DebugMode, DebugModeOf
from launchready.observe.world import World
from launchready.verdict import Evidence


class DebugModeIsOn(Check[Site, DebugMode]):
    """The product runs in its framework's debug mode: errors show code, settings and routes to everybody.

    What it does
        Asks every declared site, as a browser, for the front page, a page that cannot exist, and an address and a query
        that no framework can read; and looks for what debug modes, debug bars, profilers and development servers put on
        pages. A stack trace in an API's answers is another check's (`boundaries.error-shows-stack-trace`), a route made
        for developers too (`exposure.debug-route-dumps-state`).

    Why it is bad
        Debug pages print settings and source code, some run code that a visitor types, and development servers stand still
        under load.

    See it yourself
        curl -s -H 'Accept: text/html' https://the.name/no-such-page
    """

    title = "Debug mode is on"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-2", "DEP-8")
    refs = ("CWE-489", "CWE-11", "A02:2025", "API8:2023", "ASVS 5.0 13.4.2")
    touch = Touch.PROBE
    faults = ("dep-debug-on",)

    async def look(self, at: Site, world: World) -> DebugMode:
        """Four requests."""
        return await world.ask(DebugModeOf(at.url))

    def judge(self, seen: DebugMode) -> Verdict:
        """Fails where debugging showed."""
        showing = [one for one in seen.tries if one.what]
        if showing:
            return Fail(
                f"{seen.host} shows {', '.join(dict.fromkeys(one.what for one in showing))}",
                tuple(Evidence(one.line, f"{one.what}: {one.shown}") for one in showing),
                tuple(one.curl for one in showing),
                tuple(dict.fromkeys(one.what for one in showing)),
            )
        if seen.silent or not seen.tries:
            return Unknown(f"{seen.host} did not answer everything: {seen.silent or 'nothing'}")
        return Pass(
            f"{seen.host} shows no debug mode on its front page and in {len(seen.tries) - 1} provoked errors",
            f"all were answered: {'; '.join(one.line for one in seen.tries[1:])}",
        )

    def remedy(self, seen: DebugMode) -> Remedy:
        """Off, by the environment."""
        del seen
        return Remedy(
            "Set the environment to production where the product is started, and let it refuse to start in debug mode there. Start "
            "it with a production server, and the built front end in place of the development server. Change the secrets "
            "that a debug page showed.",
            Effort.MINUTES,
            "DEBUG=False  # Django, Flask\nRAILS_ENV=production\nNODE_ENV=production\nAPP_ENV=production APP_DEBUG=false  # Laravel, "
            "Symfony\nASPNETCORE_ENVIRONMENT=Production",
        )
