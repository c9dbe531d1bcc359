"""Finds what each value of a pack alone cannot show: an attack that could not be sent, or whose success could not be seen."""

from collections.abc import Iterator

from launchready.declare.mistakes import Loc
from launchready.declare.packs.model import ANY, DIRECT, HOLE
from launchready.declare.refusal import did_you_mean, quoted
from launchready.declare.tables import Table, elements, table, texts

Slip = tuple[Loc, str, str]
HOLES = {
    "order": "an order of ours whose answer stands in no text",
    "address": "a mailbox of ours",
    "url": "an address of our listener",
    "mark": "a canary that a sink of ours knows",
    "topic": "an invented name that another customer told of",
}
PROVES = {"obey": ("order",), "act": ("address", "url", "mark"), "tenant": ("topic",)}
"""For a goal the holes of which one must be there: without it nothing could show that the attack worked."""
SCRAMBLES = frozenset({"shuffled", "leet"})
"""Transforms that nobody can undo for sure: what they make of two random words is another pair of words."""
CHANGES = SCRAMBLES | {"morse", "upper", "alternating", "lookalikes"}
"""Transforms that lose what an address needs: small and capital letters, dots, letters of one alphabet."""
SINKS = frozenset({"address", "url", "mark"})


def slips(data: Table, stem: str) -> Iterator[Slip]:
    """Every mistake between the parts of a pack; `stem` is the file's name without its ending."""
    name = data.get("name")
    if isinstance(name, str) and name != stem:
        yield ("name",), f"the file is called {stem}, the pack {quoted(name)}", "Give both the same name"
    seen: dict[str, int] = {}
    said: dict[str, str] = {}
    for position, one in elements(data.get("attack")):
        attack, at = table(one), ("attack", position)
        key = attack.get("id")
        if isinstance(key, str) and seen.setdefault(key, position) != position:
            yield (*at, "id"), f"there are two attacks {quoted(key)}", "Give each its own id"
        yield from _reaches(at, attack)
        yield from _holes(at, attack)
        yield from _loses(at, attack)
        same = " ".join(f"{attack.get('place', '')} {attack.get('say', '')}".lower().split())
        other = said.setdefault(same, str(key))
        if other != str(key):
            yield at, f"it says word for word what {quoted(other)} says", "Take one of the two out"


def _reaches(at: Loc, attack: Table) -> Iterator[Slip]:
    carrier = attack.get("carrier", DIRECT)
    if carrier == DIRECT:
        if not attack.get("say"):
            yield at, "the customer says nothing", 'Add say = ["…"]'
        for key in ("place", "file"):
            if key in attack:
                yield (*at, key), "nothing carries it", f'Say what carries it: carrier = "{ANY}"'
    elif "place" not in attack:
        yield at, f"nothing stands in the carrier {quoted(str(carrier))}", 'Add place = "…"'
    if attack.get("seeks") and attack.get("goal") != "leak":
        yield (*at, "seeks"), "only a leak seeks something", 'Take it out, or write goal = "leak"'


def _loses(at: Loc, attack: Table) -> Iterator[Slip]:
    """Transforms after which nothing could be told from what comes back."""
    dressed = "place" if "place" in attack else "say"
    holes = {hole for _, text in texts((), attack.get(dressed)) for hole in HOLE.findall(text)}
    for place, name in texts((*at, "transforms"), attack.get("transforms")):
        for part in name.split("+"):
            lost = SINKS if part in CHANGES - SCRAMBLES else SINKS | {"order", "topic"} if part in SCRAMBLES else set()
            for hole in sorted(holes & lost):
                yield (
                    place,
                    f"{part} does not keep {{{hole}}} as it is: nothing could show that it worked",
                    "Take it out",
                )


def _holes(at: Loc, attack: Table) -> Iterator[Slip]:
    found: set[str] = set()
    for key in ("say", "place"):
        for place, text in texts((*at, key), attack.get(key)):
            for hole in HOLE.findall(text):
                found.add(hole)
                if hole not in HOLES:
                    near = did_you_mean(hole, tuple(HOLES))
                    do = f"Write {{{near}}}" if near else f"Use {', '.join(f'{{{one}}}' for one in HOLES)}"
                    yield place, f"nothing fills {{{hole}}}", do
    goal = attack.get("goal")
    wanted = PROVES.get(goal, ()) if isinstance(goal, str) else ()
    if wanted and not found & set(wanted):
        holes = " or ".join(f"{{{one}}}" for one in wanted)
        yield (
            at,
            f"nothing could show that the model did it: the goal is {goal}",
            f"Put {holes} into a text: {HOLES[wanted[0]]}",
        )
