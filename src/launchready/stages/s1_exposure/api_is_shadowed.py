"""Looks for customers' data under addresses that the API does not document."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.shadow import Hit, Shadow, ShadowSeen
from launchready.observe.access.shadow_verbs import ShadowVerbs, VerbsSeen
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found."""

    shadow: ShadowSeen
    verbs: VerbsSeen


class ApiIsShadowed(Check[ApiSurface, Seen]):
    """An old or internal copy of your API, which nobody remembers, gives customers' data to strangers.

    What it does
        Asks, as customer B, for the siblings of what OpenAPI documents (`/internal`, `/api/v1`, other versions, `/users/_debug`,
        `/orders/export`, an address with a slash more) and for the routes that your front end's scripts name, and looks for
        what is customer A's alone: the canaries in A's objects and A's e-mail address. Where they come back, it asks again
        as nobody. Then it sends the verbs that the document omits (PUT, PATCH, DELETE) to objects made for that, and has
        their owner look.

    Why it is bad
        What is not documented is not tested, not limited and not mended; the worst holes of an API are where nobody looks.

    See it yourself
        Put /api/v1 or /internal before one of your paths and open it.
    """

    title = "An undocumented API gives customers' data away"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-2", "FOOT-2", "MIN-4")
    refs = ("API9:2023", "CWE-1059", "A05:2021")
    touch = Touch.WRITE
    hostile = True
    faults = ("exp-shadow-api", "exp-shadow-verb", "exp-dump-route")
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Asks after the objects are planted."""
        return Seen(await world.ask(Shadow(at.name)), await world.ask(ShadowVerbs(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where A's data came back."""
        shadow, hits = seen.shadow, _hits(seen)
        if hits:
            who = "anybody" if any(one.by == "nobody" for one in hits) else "any customer"
            does = " and ".join((["read"] if shadow.hits else []) + (["change"] if seen.verbs.hits else []))
            places = tuple(dict.fromkeys(one.path for one in hits))
            return Fail(
                f"{who} can {does} customer A's data at {', '.join(places)}, which the API does not document",
                tuple(Evidence(f"{one.by} asked {one.path}: {one.status}", one.shown) for one in hits[:3]),
                tuple(one.curl for one in hits[:3]),
                places,
            )
        if seen.verbs.missing:
            return Unknown(f"not every undocumented verb could be tried: {'; '.join(seen.verbs.missing)[:400]}")
        if not shadow.control:
            return Unknown(
                "customer A's own data could not be planted and seen, so it could not be recognised elsewhere"
            )
        if not shadow.tried:
            return Unknown("a made-up address already gave customer A's data back, so addresses tell nothing")
        if silent := shadow.silent + seen.verbs.silent:
            return Unknown(f"{silent} of {shadow.tried + seen.verbs.tried} addresses were not answered")
        return Pass(
            f"none of {shadow.tried} undocumented addresses ({shadow.named} named by the front end) showed it, and none of "
            f"{seen.verbs.tried} undocumented verbs changed it",
            f"customer A sees it by {shadow.control}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Take it down."""
        places = ", ".join(dict.fromkeys(one.path for one in _hits(seen)))
        return Remedy(
            f"Take {places} down. If something of yours still calls it, put it behind the same authentication, document it, "
            "and let the edge pass only the paths of the OpenAPI document.",
            Effort.HOURS,
        )


def _hits(seen: Seen) -> tuple[Hit, ...]:
    return (*seen.shadow.hits, *seen.verbs.hits)
