"""Finds the reads of an API that show a customer what is theirs: the profile, whatever takes no parameter, and each object of theirs."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.access.likes import MOST_READS, OwnReads, every_plain_read, needs_query
from launchready.observe.api.kinds import kinds
from launchready.observe.api.objects import Objects, address
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.net.allowance import left_out
from launchready.observe.net.keeping import readiness, terms_of
from launchready.observe.net.views import Looker
from launchready.observe.who.identity import Marks
from launchready.observe.who.own import OwnView
from launchready.observe.who.people import OwnProfile, customers
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.api.planted import Planted
    from launchready.observe.world import World


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """A read that shows customer A what is theirs."""

    name: str
    url: str
    shape: str
    """Operations of one shape are served by an API's router alike: `/x`, `/x/{}`."""
    of_one: bool = False
    """Whether it is one object's own address."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who looks, and at what: the profile first, then what a cache is the likeliest to keep."""

    looker: Looker
    answers: tuple[OwnAnswer, ...]
    left: tuple[str, ...]
    """Lines on what is not among them though it might be."""


async def own_answers(world: "World", surface: str) -> Found:
    """The reads that show a customer what is theirs.

    Raises:
        CannotLook: there are no two customers, or none can be known by what the API shows them.
    """
    who = customers(world)
    if world.declaration.consent.touch < Touch.WRITE:
        looker, profile = Looker.of(world), await world.ask(OwnProfile(surface))
        first = OwnAnswer(profile.name, address(world, surface, profile, ()), shape_of(profile.path))
        others = [one.name for one in (await world.ask(Api(surface))).operations if one.is_get and one != profile]
        why = "whose they are is known where touch = write lets the run make objects"
        return Found(looker, (first,), left_out(others, "reads", why))
    world = world.lend("answers through the cache", Touch.WRITE)
    own, other = await world.ask(OwnView(surface, who.a)), await world.ask(OwnView(surface, who.b))
    if not own.marks:
        raise CannotLook(f"{own.operation.name} shows {who.a} nothing of their own: {own.because}")
    found = [OwnAnswer(own.operation.name, own.request.url, shape_of(own.operation.path))]
    marks = {who.a: own.marks, who.b: other.marks}
    planted: tuple[Planted, ...] = ()
    with suppress(CannotLook):
        planted = (await world.ask(Objects(surface))).planted
    for one in planted:
        if one.owner in marks:
            marks[one.owner] += one.canaries
    looker = Looker(world, Marks(who.a, marks[who.a]), Marks(who.b, marks[who.b]))
    ranked: list[tuple[int, OwnAnswer]] = []
    for operation, answer in await world.ask(OwnReads(surface, who.a)):
        if operation != own.operation and looker.a.found_in(answer.body):
            several = OwnAnswer(operation.name, answer.request.url, shape_of(operation.path))
            ranked.append((readiness(terms_of(answer)), several))
    ranked.sort(key=lambda one: one[0])
    found += [one for _, one in ranked]
    found += await _of_one(world, surface, [one for one in planted if one.owner == who.a], {one.name for one in found})
    unread = [one for one in (await every_plain_read(world, surface))[MOST_READS:] if one.is_get]
    why = f"a run asks for {MOST_READS} lists, and whether these show what is {who.a}'s was not seen"
    left = left_out((one.name for one in unread), "reads", why)
    known = {one.name for one in found}
    facts = await world.ask(Api(surface))
    single = [one.name for one in facts.operations if one.is_get and one.places and one.name not in known]
    left += left_out(single, "reads by an id", f"nothing that {who.a} made is known to be read by them")
    return Found(looker, tuple(found), left)


async def _of_one(world: "World", surface: str, planted: "list[Planted]", known: set[str]) -> list[OwnAnswer]:
    """The reads of one object each that A made, and of what lies below one."""
    found: dict[str, OwnAnswer] = {}
    with suppress(CannotLook):
        facts = await world.ask(Api(surface))
        reads = [(kind.read, kind.collection) for kind in kinds(facts) if kind.read is not None]
        reads += [(one, "") for one in facts.operations if one.places]
        for read, collection in reads:
            mine = next((one for one in planted if one.ids and _is_of(read, one, collection)), None)
            if mine is None or read.method != "GET" or read.name in known or needs_query(read):
                continue
            url = address(world, surface, read, mine.ids)
            found.setdefault(read.name, OwnAnswer(read.name, url, shape_of(read.path), of_one=True))
    return list(found.values())


def _is_of(read: Operation, made: "Planted", collection: str) -> bool:
    """Whether a read is one of an object that was made, or of what lies below it and needs no other id."""
    if collection:
        return made.collection == collection and bool(made.canaries)
    return read.path.startswith(f"{made.collection.rstrip('/')}/{{") and len(read.places) <= len(made.ids)


def shape_of(path: str) -> str:
    """A path with its words and ids left out."""
    return "/".join("{}" if "{" in part else "x" for part in path.strip("/").split("/"))
