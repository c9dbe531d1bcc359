"""Reads everything that the site ships to browsers for addresses of the inside."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.secrets.bundle import Shipped, ShippedBy
from launchready.observe.world import World
from launchready.stages.s3_deploy._bundle import unread
from launchready.verdict import Evidence


class BundleNamesInternalUrl(Check[WebSurface, Shipped]):
    r"""The front end tells every visitor addresses of your inside network, and calls what no visitor can reach.

    What it does
        Reads the public pages and what they load for addresses in private networks, names such as `*.internal`, and hosts
        that launch.toml declares for another environment.

    Why it is bad
        It is a map for whoever gets a foot in the door, and a part of the product that works for nobody outside the office.

    See it yourself
        curl -s https://the.name/assets/app.js | grep -oE 'https?://(10|192\.168|172)[0-9.:]+'
    """

    title = "The front end names addresses of the inside network"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-3", "DEP-1")
    refs = ("CWE-200", "CWE-615", "A02:2025")
    touch = Touch.READ
    deadline_s = 180.0
    faults = ("dep-bundle-internal-url",)

    async def look(self, at: WebSurface, world: World) -> Shipped:
        """Reads what is shipped."""
        return await world.ask(ShippedBy(at.name))

    def judge(self, seen: Shipped) -> Verdict:
        """Fails for each address of the inside."""
        if seen.inside:
            curls = {file.url: file.curl for file in seen.files}
            return Fail(
                f"what every visitor gets names {', '.join(sorted({one.url for one in seen.inside})[:5])}",
                tuple(Evidence(f"{one.place}: {one.why}", one.excerpt[:300]) for one in seen.inside[:5]),
                tuple(dict.fromkeys(curls[one.place] for one in seen.inside if one.place in curls)),
                tuple(sorted({one.url for one in seen.inside})),
            )
        if not seen.inside_control:
            return Unknown("an address that was planted in memory was not found, so silence proves nothing", ours=True)
        if why := unread(seen):
            return Unknown(why)
        return Pass(
            f"no address of the inside is in the {len(seen.files)} files that the pages load",
            "an address of the inside that this run made up was found in memory by the same search",
        )

    def remedy(self, seen: Shipped) -> Remedy:
        """A public name for what visitors need, nothing for the rest."""
        return Remedy(
            f"Find the build variable that holds {seen.inside[0].url}, set it for production or take the call out, build again, "
            "and purge the old file from the edge.",
            Effort.HOURS,
        )
