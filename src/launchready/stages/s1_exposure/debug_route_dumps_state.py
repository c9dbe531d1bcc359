"""Asks each site for the routes at which frameworks show their inside."""

from launchready.check import Check, Effort, Impact, Remedy, Touch, Verdict
from launchready.declare.model import Site
from launchready.observe.net.left_open import STATE
from launchready.observe.net.served import LeftOpen, Search
from launchready.observe.world import World
from launchready.stages.s1_exposure._open import judge


class DebugRouteDumpsState(Check[Site, Search]):
    """A route for developers shows the inside of the running product to everybody.

    What it does
        Asks every declared site, without credentials, for a short list of the routes at which frameworks show variables,
        settings, requests, a profiler or a debugger, and judges by what is on the page. Metrics count where customers or
        addresses of the inside are named in them. Two names that cannot exist are the control.

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
    deadline_s = 180.0

    async def look(self, at: Site, world: World) -> Search:
        """Asks for each route."""
        return await world.ask(LeftOpen(at.url, STATE))

    def judge(self, seen: Search) -> Verdict:
        """Fails for each page that shows the inside."""
        return judge(seen, "usual routes for developers", shows="shows")

    def remedy(self, seen: Search) -> Remedy:
        """Off in production."""
        paths = " ".join(one.path for one in seen.served)
        return Remedy(
            f"Take {paths} out of the production build (debug mode off), or let it listen on an inside address alone. Change every "
            "secret that was on the page.",
            Effort.HOURS,
            f"@inside path {paths}\nrespond @inside 404",
        )
