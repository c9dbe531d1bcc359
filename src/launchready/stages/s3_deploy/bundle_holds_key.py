"""Reads everything that the site ships to browsers for keys that somebody could use."""

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.secrets.bundle import Shipped, ShippedBy
from launchready.observe.world import World
from launchready.stages.s3_deploy._bundle import unread
from launchready.verdict import Evidence


class BundleHoldsKey(Check[WebSurface, Shipped]):
    """A secret key is sent to every visitor inside your front end: it is public already.

    What it does
        Reads the public pages, the scripts and styles that they load, and the scripts that those load, with the rules of
        the Kingfisher engine, offline; and looks for the secrets of launch.toml by their value. Keys that are made to be
        shown to browsers (`pk_live_…`, anonymous tokens) do not count.

    Why it is bad
        "View source" is enough to use the key: to read every customer's payments, or to run up your model bill.

    See it yourself
        curl -s https://the.name/assets/app.js | grep -oE 'sk_live_[A-Za-z0-9]+|ghp_[A-Za-z0-9]+'
    """

    title = "The front end ships a secret key to every visitor"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("DEP-3", "MIN-3", "EXP-3")
    refs = ("CWE-615", "CWE-798", "A02:2025", "ASVS 5.0 13.3.1")
    touch = Touch.READ
    deadline_s = 180.0
    faults = ("dep-bundle-key",)

    async def look(self, at: WebSurface, world: World) -> Shipped:
        """Reads what is shipped."""
        return await world.ask(ShippedBy(at.name))

    def judge(self, seen: Shipped) -> Verdict:
        """Fails for each key; passes only where the engine found one that was planted in memory."""
        if seen.secrets:
            curls = {file.url: file.curl for file in seen.files}
            places = [one.place.rpartition(":")[0] for one in seen.secrets]
            return Fail(
                f"{len(seen.secrets)} live-looking {'keys are' if len(seen.secrets) > 1 else 'key is'} in what every visitor "
                f"gets: {', '.join(sorted({one.kind for one in seen.secrets}))}",
                tuple(Evidence(one.place, f"{one.kind}, fingerprint {one.fingerprint}") for one in seen.secrets),
                tuple(dict.fromkeys(curls[place] for place in places if place in curls)),
                tuple(sorted(one.fingerprint for one in seen.secrets)),
            )
        if not seen.control:
            return Unknown(
                "the engine did not find a key that was planted in memory, so its silence proves nothing", ours=True
            )
        if why := unread(seen):
            return Unknown(why)
        outside = f"; {len(seen.outside)} files of other hosts were not read" if seen.outside else ""
        return Pass(
            f"no live-looking key is in the {len(seen.files)} files that the pages load{outside}",
            "the same engine found a key that this run made up and planted in memory",
        )

    def remedy(self, seen: Shipped) -> Remedy:
        """Revoke, and move behind the server."""
        return Remedy(
            f"Revoke the {seen.secrets[0].kind} now: it is public. Have the front end ask your own API, which holds the new key, and "
            "let no variable into the build but those that are made for browsers (VITE_…, NEXT_PUBLIC_… carry whatever you put "
            "there).",
            Effort.HOURS,
        )
