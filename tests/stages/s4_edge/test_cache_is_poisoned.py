from launchready.observe.net.poison import BLIND, KEYED, LOST, MUTE, NOT_KEPT, OWN_PATH, Poisoned, Poisoning, Spot
from launchready.stages.s4_edge.cache_is_poisoned import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

HOME = "https://shop.example/"
HIT = "X-Cache: MISS, then X-Cache: HIT, then X-Cache: MISS"


def spot(state: str, place: str = HOME, *reflected: str) -> Spot:
    return Spot(place, state, HIT, 7 if state in {KEYED, NOT_KEPT, OWN_PATH} else 0, reflected)


def seen(*spots: Spot, poisoned: tuple[Poisoned, ...] = ()) -> Seen:
    return Seen((Poisoning(spots, poisoned),))


POISON = Poisoned(
    HOME,
    "X-Forwarded-Host",
    "the answer holds what was sent",
    '<link rel="canonical" href="https://lr1a2b.launchready.example/">',
    "X-Cache: HIT",
    f"curl -H 'X-Forwarded-Host: lr1a2b.launchready.example' '{HOME}?launch=1'",
    f"curl '{HOME}?launch=1'",
)
OWN = spot(OWN_PATH, f"{HOME}(a path that is not there)")

EXAMPLES = (
    (seen(spot(KEYED), OWN), Pass),
    (seen(spot(NOT_KEPT), OWN), Pass),
    (seen(spot(NOT_KEPT, HOME, "X-Host"), OWN), Pass),
    (seen(spot(KEYED), spot(BLIND, f"{HOME}login"), OWN), Pass),
    (seen(spot(KEYED), OWN, poisoned=(POISON,)), Fail),
    (seen(spot(MUTE), OWN, poisoned=(POISON,)), Fail),
    (seen(spot(BLIND), OWN), Unknown),
    (seen(spot(LOST), OWN), Unknown),
    (seen(spot(MUTE), OWN), NotApplicable),
    (Seen(()), NotApplicable),
)
