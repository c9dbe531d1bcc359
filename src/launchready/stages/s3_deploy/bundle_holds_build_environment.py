"""Reads everything that the site ships to browsers for what only the machine that built it should know."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.secrets.build_leftovers import VARIABLE
from launchready.observe.secrets.bundle import Shipped, ShippedBy
from launchready.observe.world import World
from launchready.stages.s3_deploy._bundle import unread
from launchready.verdict import Evidence


class BundleHoldsBuildEnvironment(Check[WebSurface, Shipped]):
    """The front end carries the environment of the machine that built it: whatever was set there is public.

    What it does
        Reads the public pages and what they load, chunks and state included, for a whole environment (`PATH`, `HOME` and
        the like, with values of a machine), for variables that are named secret and hold a value that somebody made
        (`NEXT_PUBLIC_…_SECRET`), and for the folders of the developer's machine. Tables of words that merely look alike,
        folders of packages and of CI are none.

    Why it is bad
        A build that copies its environment copies the next secret that is put there. Folders tell names of people and
        machines.

    See it yourself
        curl -s https://the.name/assets/app.js | grep -oE '"?(HOME|PATH|INIT_CWD)"?:"[^"]{1,40}'
    """

    title = "The front end ships the environment of its build"
    impact = Impact.COSTS_TRUST
    rows = ("DEP-3", "DEP-2")
    refs = ("CWE-526", "CWE-615", "A02:2025", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    faults = ("dep-bundle-environment",)
    deadline_s = 180.0

    async def look(self, at: WebSurface, world: World) -> Shipped:
        """Reads what is shipped."""
        return await world.ask(ShippedBy(at.name))

    def judge(self, seen: Shipped) -> Verdict:
        """Fails for each leftover of the build."""
        if seen.leftovers:
            curls = {file.url: file.curl for file in seen.files}
            kinds = ", ".join(dict.fromkeys(one.kind for one in seen.leftovers))
            return Fail(
                f"what every visitor gets holds {kinds}",
                tuple(Evidence(one.place, f"{one.kind}: {', '.join(one.names[:8])}") for one in seen.leftovers[:5]),
                tuple(dict.fromkeys(curls[one.place] for one in seen.leftovers if one.place in curls)),
                tuple(sorted({f"{one.kind}: {one.names[0]}" for one in seen.leftovers})),
            )
        if not seen.leftovers_control:
            return Unknown(
                "an environment that was planted in memory was not found, so silence proves nothing", ours=True
            )
        if why := unread(seen):
            return Unknown(why)
        return Pass(
            f"nothing of the build's environment is in the {len(seen.files)} files that the pages load",
            "an environment that this run made up was found in memory by the same search",
        )

    def remedy(self, seen: Shipped) -> Remedy:
        """Name what goes in, and change what went out."""
        secret = [name for one in seen.leftovers if one.kind == VARIABLE for name in one.names]
        change = f" Change {', '.join(secret)}: they are public." if secret else ""
        return Remedy(
            "Let the build put in the variables that it names one by one, in place of the whole `process.env`, and build for production "
            f"on a machine of its own.{change} Build again, and purge the old files from the edge.",
            Effort.HOURS,
            "new webpack.DefinePlugin({'process.env.API_URL': JSON.stringify(process.env.API_URL)})  // not {'process.env': …}",
        )
