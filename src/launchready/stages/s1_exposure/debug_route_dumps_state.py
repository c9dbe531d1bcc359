"""Asks each site for the routes at which frameworks show their inside."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import Site
from launchready.observe.net.served import Search, StateServed
from launchready.observe.world import World
from launchready.verdict import Evidence


class DebugRouteDumpsState(Check[Site, Search]):
    """A route for developers shows the inside of the running product to everybody.

    What it does
        Asks every declared site, without credentials, for a short list of the routes at which frameworks show variables,
        settings, metrics or a profiler, and judges by what is on the page. Two names that cannot exist are the control.

    Why it is bad
        Settings, secrets, customers and the state of the server, in one request, for the first who asks.

    See it yourself
        curl -s https://the.name/debug
    """

    title = "A debug route shows the inside of the product to everybody"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("FOOT-2", "EXP-2")
    refs = ("API8:2023", "API9:2023", "CWE-489", "CWE-215", "ASVS 5.0 13.4.2")
    touch = Touch.PROBE
    faults = ("exp-debug-route",)

    async def look(self, at: Site, world: World) -> Search:
        """Asks for each route."""
        return await world.ask(StateServed(at.url))

    def judge(self, seen: Search) -> Verdict:
        """Fails for each page that shows the inside."""
        if seen.served:
            return Fail(
                f"{seen.host} shows " + ", ".join(f"{one.what} at {one.path}" for one in seen.served),
                tuple(
                    Evidence(
                        f"nobody in particular: {one.line}",
                        f"{one.what}; names on it: {', '.join(one.names) or 'none'}",
                    )
                    for one in seen.served
                ),
                tuple(one.curl for one in seen.served),
                tuple(one.path for one in seen.served),
            )
        if not seen.control or seen.silent:
            return Unknown(
                f"{seen.host} did not answer everything: {seen.silent or 'not even a name that cannot exist'}"
            )
        if seen.away:
            return NotApplicable(f"{seen.host} redirects everything and shows nothing itself ({seen.control})")
        return Pass(
            f"{seen.host} shows its inside at none of {seen.asked} usual routes",
            f"the host answered all of them; what it answers to names that cannot exist: {seen.control}",
        )

    def remedy(self, seen: Search) -> Remedy:
        """Off in production."""
        paths = " ".join(one.path for one in seen.served)
        return Remedy(
            f"Take {paths} out of the production build (debug mode off), or let it listen on an inside address alone. Change every "
            "secret that was on the page.",
            Effort.HOURS,
            f"@inside path {paths}\nrespond @inside 404",
        )
