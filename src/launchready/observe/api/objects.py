"""Plants one object of each kind that an API keeps, as its owner would, with a canary in each free string."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.api.calls import address, patient
from launchready.observe.api.deeds import PERSON
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.maker import Forbidden, Maker, Unbelieved
from launchready.observe.api.mending import UNKNOWN_ASKER
from launchready.observe.api.naming import plain, words
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.api.planted import Planted
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.who.people import customers, others

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["Forbidden", "NotPlanted", "Objects", "Planted", "Planting", "address", "patient", "plant", "untried"]

MOST_KINDS = 64
SETTINGS = frozenset({"config", "configs", "configuration", "settings", "admin", "system"})
"""Words of paths behind which there is usually nothing of a customer's own."""


@dataclass(frozen=True, slots=True)
class NotPlanted:
    """A kind of which no object could be made, and why."""

    collection: str
    because: str
    forbidden: bool
    """Whether such objects are not the customers': every role was refused, or nothing but a word says that there are any."""
    guessed: bool = False
    """Whether there may be no such kind at all: only a creation names it."""


@dataclass(frozen=True, slots=True)
class Planting:
    """The objects of a run."""

    a: str
    b: str
    planted: tuple[Planted, ...]
    missing: tuple[NotPlanted, ...]

    @property
    def barred(self) -> tuple[str, ...]:
        """The kinds of which no customer's role may make one, so that nothing is told of them."""
        gone = [one.collection for one in self.missing]
        inside = [
            one for one in gone if any(one.startswith(f"{other}/{{") for other in gone)
        ]  # told with what they are in
        told = [one for one in self.missing if one.forbidden and not one.guessed]
        return tuple(one.collection for one in told if one.collection not in inside)


@dataclass(frozen=True, slots=True)
class Objects(Question[Planting]):
    """What objects can customer A make, and does A read the canaries in them back?"""

    surface: str

    async def ask(self, world: "World") -> Planting:
        """Makes one of each kind; kinds that need another are tried again after it. A customer who cannot sign in is told,
        and not stood in for by another role.
        """
        who = customers(world)
        for name in (who.a, who.b):
            await world.sign_in(name)
        facts = await world.ask(Api(self.surface))
        made: dict[str, Planted] = {}
        missing: dict[str, NotPlanted] = {}
        every = kinds(facts)
        waiting = list(_first(every))
        unbelieved: set[str] = set()
        for _ in range(2):
            for kind in tuple(waiting):
                try:
                    made[kind.collection] = await plant(world, self.surface, kind, tuple(made.values()))
                    waiting.remove(kind)
                    missing.pop(kind.collection, None)
                except CannotLook as unknown:
                    barred = isinstance(unknown, Forbidden)
                    unbelieved |= {kind.collection} if isinstance(unknown, Unbelieved) else set()
                    missing[kind.collection] = NotPlanted(
                        kind.collection, str(unknown), barred or kind.is_guessed, kind.is_guessed
                    )
        for kind in every:
            if kind.collection not in {*made, *missing}:
                why = f"not tried: the API keeps {len(every)} kinds of objects, and {MOST_KINDS} of them were"
                missing[kind.collection] = NotPlanted(kind.collection, why, kind.is_guessed, kind.is_guessed)
        if missing and not made and unbelieved == set(missing) and not await self._believes(world, who.a):
            why = f"; every list was answered {UNKNOWN_ASKER} as well, so that the session of {who.a} is not believed here"
            missing = {name: NotPlanted(name, one.because + why, forbidden=False) for name, one in missing.items()}
        return Planting(who.a, who.b, tuple(made.values()), tuple(missing.values()))

    async def _believes(self, world: "World", name: str) -> bool:
        """Whether any list is answered to a principal otherwise than that it is not known who asks."""
        for kind in kinds(await world.ask(Api(self.surface)))[:MOST_KINDS]:
            if kind.listing is not None and not kind.is_nested:
                reply = await world.send(Request(address(world, self.surface, kind.listing, ()), by=name))
                if isinstance(reply, Answer) and reply.status != UNKNOWN_ASKER:
                    return True
        return False


async def likely_first(world: "World", surface: str, ready: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """Operations in the order in which customers most look allowed: what made the run's objects first, what the product
    refused them last.
    """
    late = await not_theirs(world, surface, ready)
    try:
        made = {one.collection for one in (await world.ask(Objects(surface))).planted}
    except CannotLook:
        made = set()
    creates = {one.create for one in kinds(await world.ask(Api(surface))) if one.collection in made}
    return tuple(sorted(ready, key=lambda one: (one.name in late, one not in creates)))


async def not_theirs(world: "World", surface: str, ready: tuple[Operation, ...]) -> frozenset[str]:
    """The names of the operations that do not look the customers': settings, and what is beside a creation that the product
    refused them.
    """
    try:
        barred = {one.collection for one in (await world.ask(Objects(surface))).missing if one.forbidden}
    except CannotLook:
        barred = set()
    made_by = {
        one.create.path for one in kinds(await world.ask(Api(surface))) if one.create and one.collection in barred
    }
    return frozenset(
        one.name
        for one in ready
        if SETTINGS & set(words(one.path)) or any(f"{one.path}/".startswith(f"{path}/") for path in made_by)
    )


def _first(every: tuple[Kind, ...]) -> tuple[Kind, ...]:
    """As many as are tried, those that most look kept for somebody first, in the order in which they can be made."""
    chosen = sorted(every, key=lambda kind: (kind.is_guessed, kind.is_nested, kind.read is None, kind.delete is None))
    return tuple(kind for kind in every if kind in chosen[:MOST_KINDS])


async def plant(
    world: "World",
    surface: str,
    kind: Kind,
    made: tuple[Planted, ...],
    owner: str | None = None,
    *,
    extra: tuple[tuple[str, Json], ...] = (),
) -> Planted:
    """Makes one object, as `owner`, or as customer A or the first role that may; `extra` fields are laid over its body.

    Raises:
        CannotLook: nobody could make one.
    """
    if owner is None:
        parents = {plain(slot.stem) for slot in (kind.making.parents if kind.making else ()) if slot.stem != PERSON}
        inside = next((one for one in reversed(made) if plain(one.name) in parents), None)
        owner = inside.owner if inside is not None else None
    askers = (owner,) if owner else (customers(world).a, *(one.name for one in others(world)))
    refusals: list[CannotLook] = []
    for asker in askers:
        try:
            return await Maker(world, surface, kind, made, asker, extra=extra).make()
        except CannotLook as unknown:
            refusals.append(unknown)
    kinds_of = (Unbelieved, Forbidden)
    why = next((one for one in kinds_of if all(isinstance(refusal, one) for refusal in refusals)), CannotLook)
    raise why("; ".join(map(str, refusals)))


def untried(barred: tuple[str, ...]) -> str:
    """The kinds of object of which a verdict tells nothing, for a reader to look at; empty where there are none."""
    return f"; not tried, as no customer may make one: {', '.join(barred)[:300]}" if barred else ""
