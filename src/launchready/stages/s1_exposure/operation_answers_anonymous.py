"""Tries each operation that should need a signed-in user as nobody, and hunts the owner's canaries."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.access.hostile import Act, Acts, Changes, Deletes
from launchready.observe.access.nobodys import Creation, Creations
from launchready.observe.access.sights import ITEM, LIST, NOBODY, OWNER, Gallery, Sight, Sights
from launchready.observe.api.objects import untried
from launchready.observe.world import World
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """What nobody in particular saw and did."""

    gallery: Gallery
    changes: Acts
    deletes: Acts
    creations: tuple[Creation, ...] = ()


class OperationAnswersAnonymous(Check[ApiSurface, Seen]):
    """Anybody on the internet can read or change your customers' data without signing in.

    What it does
        Makes objects as customer A with canaries in their texts, proves that A reads them back, then sends every
        operation on them without credentials: reads, lists, updates, additions and deletions. A canary that comes back,
        or a change that A sees afterwards, is a leak; what a public list shows as well is shared by design. Where the
        document asks for credentials, objects are made without any too; they count when somebody then reads them.

    Why it is bad
        There is nothing to break: whoever finds the address has the data, and search engines and scanners find it.

    See it yourself
        Open the address of your own object in a private window, or call it with curl and no header.
    """

    title = "An operation on customers' data answers without credentials"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("EXP-4", "MIN-4", "FOOT-2")
    refs = ("API2:2023", "CWE-306", "A07:2025")
    touch = Touch.WRITE
    hostile = True
    faults = ("exp-open-operation",)
    deadline_s = 200.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Shares reads and writes with the checks between customers."""
        gallery = await world.ask(Sights(at.name))
        changes, deletes = await world.ask(Changes(at.name)), await world.ask(Deletes(at.name))
        return Seen(gallery, changes, deletes, await world.ask(Creations(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where nobody in particular saw a canary, or had an effect."""
        reads, acts, made = _reads(seen), _acts(seen), tuple(one for one in seen.creations if one.done)
        if reads or acts or made:
            places, curls = _places(seen)
            evidence = [Evidence(f"nobody signed in asked {one.operation}: {one.status}", one.shown) for one in reads]
            evidence += [
                Evidence(
                    f"nobody signed in sent {one.operation}: {one.status}", f"then its owner saw it: {one.owner_reads}"
                )
                for one in acts
            ]
            evidence += [Evidence(f"nobody signed in sent {one.operation}: {one.status}", one.shown) for one in made]
            what = "reached what customer A owns" if reads or acts else "made what only customers may make"
            return Fail(
                f"without credentials, {', '.join(places)} {what}",
                tuple(evidence[:3]),
                curls[:3],
                places,
            )
        gallery = seen.gallery
        told = (*gallery.controlled(NOBODY, ITEM), *gallery.controlled(NOBODY, LIST))
        missing = (*gallery.missing, *seen.changes.missing, *seen.deletes.missing)
        if missing:
            return Unknown(f"not every operation could be tried: {'; '.join(missing)[:400]}")
        if not told and not gallery.sights:
            return NotApplicable(f"the API names no operation on objects that customers make{untried(gallery.barred)}")
        if not told:
            return Unknown("no owner's canary came back to its owner, so nothing is proved")
        silent = [f"{one.operation} was not answered: {one.shown}" for one in told if one.status == 0]
        silent += [f"{one.operation} was not answered: {one.shown}" for one in seen.creations if one.status == 0]
        if silent:
            return Unknown(silent[0])
        taken = [one for one in seen.creations if 200 <= one.status < 300]  # noqa: PLR2004 - HTTP's success
        if taken:
            return Unknown(
                f"{taken[0].operation} answered {taken[0].status} without credentials, and nothing shows whether it made one"
            )
        control = (*gallery.controlled(OWNER, ITEM), *gallery.controlled(OWNER, LIST))[0]
        tried = len(told) + len(seen.changes.by(NOBODY)) + len(seen.deletes.by(NOBODY)) + len(seen.creations)
        return Pass(
            f"none of {tried} attempts without credentials saw, changed or made what customers own{gallery.shared()}"
            f"{untried(gallery.barred)}",
            f"with credentials the same canary comes back: {control.operation} -> {control.status}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Authentication by default."""
        places, _ = _places(seen)
        return Remedy(
            f"Require a session on {', '.join(places)}. Better: require it on the whole router, and name the few public "
            "operations one by one, so that a new one is closed until somebody opens it.",
            Effort.MINUTES,
            "router = APIRouter(dependencies=[Depends(signed_in)])  # public routes live in a router of their own",
        )


def _reads(seen: Seen) -> tuple[Sight, ...]:
    return (*seen.gallery.seen_by(NOBODY, ITEM), *seen.gallery.seen_by(NOBODY, LIST))


def _acts(seen: Seen) -> tuple[Act, ...]:
    return tuple(one for one in (*seen.changes.by(NOBODY), *seen.deletes.by(NOBODY)) if one.done)


def _places(seen: Seen) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The operations, each once, and the commands."""
    made = tuple(one for one in seen.creations if one.done)
    pairs = [(one.operation, one.curl) for one in _reads(seen)]
    pairs += [(one.operation, one.curl) for one in _acts(seen)]
    pairs += [(one.operation, one.curl) for one in made]
    return tuple(dict.fromkeys(place for place, _ in pairs)), tuple(curl for _, curl in pairs)
