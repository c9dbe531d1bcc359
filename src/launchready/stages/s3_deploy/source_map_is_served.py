"""Asks for the source map of each script and sees whether it gives the sources away."""

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.secrets.bundle import Shipped, ShippedBy
from launchready.observe.world import World
from launchready.stages.s3_deploy._bundle import unread
from launchready.verdict import Evidence


class SourceMapIsServed(Check[WebSurface, Shipped]):
    """Your front end's source code, comments and all, can be downloaded by every visitor.

    What it does
        Asks for the map that each script names (in a comment or a header), or for its name with `.map`. Only what is a
        source map with the text of sources in it is a finding, whatever the status said.

    Why it is bad
        Comments, unused code and names of internal services come with it. It saves an attacker days.

    See it yourself
        curl -s https://the.name/assets/app.js.map | head -c 300
    """

    title = "Source maps with the front end's source code are public"
    impact = Impact.SHOULD_FIX
    rows = ("DEP-3",)
    refs = ("CWE-540", "CWE-615", "A02:2025")
    touch = Touch.READ
    deadline_s = 180.0
    faults = ("dep-source-map",)

    async def look(self, at: WebSurface, world: World) -> Shipped:
        """Reads what is shipped."""
        return await world.ask(ShippedBy(at.name))

    def judge(self, seen: Shipped) -> Verdict:
        """Fails for each map that holds sources."""
        served = [one for one in seen.maps if one.sources]
        if served:
            return Fail(
                f"{len(served)} source {'maps give' if len(served) > 1 else 'map gives'} the text of "
                f"{sum(len(one.sources) for one in served)} files to everybody",
                tuple(Evidence(one.line, f"holds the text of {', '.join(one.sources[:5])}") for one in served[:5]),
                tuple(one.curl for one in served[:5]),
                tuple(one.script.rpartition("/")[2].split(".", 1)[0] for one in served),
            )
        untold = [one for one in seen.maps if not one.told]
        if untold:
            return Unknown("; ".join(one.line for one in untold[:3]))
        if why := unread(seen):
            return Unknown(why)
        if not seen.maps:
            return NotApplicable("the public pages load no script of the product's own hosts")
        return Pass(
            f"none of {len(seen.maps)} scripts has a source map that can be had",
            f"the scripts themselves were read; {seen.maps[0].line}",
        )

    def remedy(self, seen: Shipped) -> Remedy:
        """Keep the maps, do not ship them."""
        del seen
        return Remedy(
            "Build hidden source maps, upload them to the error tracker, and delete them before the files are published.",
            Effort.MINUTES,
            "// vite.config.js\nbuild: { sourcemap: 'hidden' }\n// and in the deploy step: rm dist/assets/*.map",
        )
