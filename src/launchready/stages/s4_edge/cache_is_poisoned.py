"""Forges headers and parameters at an address of the run's own, and sees whether the cache gives the forgery to the next visitor."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, Declaration, WebSurface
from launchready.observe.net.poison import BLIND, KEYED, LOST, MUTE, NOT_KEPT, OWN_PATH, Poisoning, Poisonings
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of the forgeries at each surface of production."""

    found: tuple[Poisoning, ...]


class CacheIsPoisoned(Check[Declaration, Seen]):
    """One request of a stranger changes the page that all your visitors get, for as long as the cache keeps it.

    What it does
        At two pages, a file, an open answer of each API and a path that does not exist, each with something in it that nobody
        else asks for, sends headers and parameters that caches seldom tell answers apart by (X-Forwarded-Host,
        X-Forwarded-Proto, X-Original-URL and their kin; utm_ and other tracking parameters; a body with a GET; a parameter
        hidden behind `;`), each with a random mark, and then asks for the same address without them. The mark, or the
        redirect or the error that it led to, must not come back. First it is proved that the cache keeps such an address
        apart from those of visitors; where it does not, nothing is sent.

    Why it is bad
        If the product writes a forged host into its links or scripts, the page that everybody gets loads the stranger's
        script; if it answers a forged scheme with a redirect or a forged path with an error, everybody gets that. It costs
        the stranger one request an hour.

    See it yourself
        curl -s -H 'X-Forwarded-Host: elsewhere.example' 'https://the.domain/?mine=7431' | grep elsewhere, then the same address
        without the header
    """

    title = "One visitor's forged request changes the page that the cache gives to all"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EDG-3",)
    refs = ("CWE-349", "CWE-444", "RFC 9111")
    touch = Touch.PROBE
    faults = ("edg-cache-poison",)

    async def look(self, at: Declaration, world: World) -> Seen:
        """Some fifteen requests an address."""
        surfaces = [
            one
            for one in at.surfaces
            if isinstance(one, WebSurface | ApiSurface) and one.environment == "production" and one.url
        ]
        return Seen(tuple([await world.ask(Poisonings(one.name)) for one in surfaces]))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a forgery came back to a clean request; passes only where the cache was seen to keep us apart."""
        poisoned = [one for found in seen.found for one in found.poisoned]
        spots = [spot for found in seen.found for spot in found.spots]
        if poisoned:
            first = poisoned[0]
            return Fail(
                f"what a stranger sends in {first.name} comes back to the next visitor of {first.place}: {first.how}",
                tuple(
                    Evidence(f"{one.place}, {one.name}: {one.how}; {one.told}", one.shown or one.how)
                    for one in poisoned[:4]
                ),
                (first.forged, first.clean),
                tuple(dict.fromkeys(f"{one.place} by {one.name}" for one in poisoned)),
            )
        if not spots:
            return NotApplicable("launch.toml declares no site and no API in production")
        tried = [one for one in spots if one.state in {KEYED, NOT_KEPT}]
        left = [f"{one.place}: {one.state} ({one.control})" for one in spots if one.state in {BLIND, MUTE, LOST}]
        if tried:
            kept = [one for one in tried if one.state == KEYED]
            followed = {name for one in tried for name in one.reflected}
            words = f"{sum(one.forged for one in tried)} forged requests at {len(tried)} addresses came back to nobody"
            more = f"; {', '.join(sorted(followed))} is followed, and not kept" if followed else ""
            rest = f"; not tried: {'; '.join(left)}" if left else ""
            shown = kept[0] if kept else tried[0]
            return Pass(f"{words}{more}{rest}", f"{shown.place}: {shown.state}: {shown.control}")
        if any(one.state in {BLIND, LOST} for one in spots):
            return Unknown(f"nothing could be forged without reaching visitors: {left[0]}")
        forged = sum(one.forged for one in spots if one.state == OWN_PATH)
        return NotApplicable(
            f"no answer shows a cache that visitors share (none tells its age, a hit or a miss), and {forged} forged requests "
            "at paths of the run's own came back to nobody"
        )

    def remedy(self, seen: Seen) -> Remedy:
        """At both ends."""
        names = ", ".join(dict.fromkeys(one.name for found in seen.found for one in found.poisoned))
        return Remedy(
            f"Let the edge drop {names} before it asks the product (or make it a part of the cache's key), and let the product "
            "take its own address from its settings, never from a request. Then purge the cache.",
            Effort.HOURS,
            "request_header -X-Forwarded-Host\nrequest_header -X-Host\nrequest_header -X-Original-URL",
        )
