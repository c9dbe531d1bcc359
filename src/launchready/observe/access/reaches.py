"""Strangers name what is not theirs where nobody looks: in the body, in a header, or behind an id of their own."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.access.common import CommonKind, may_all
from launchready.observe.access.hostile import Changes, Deletes, planted_kinds
from launchready.observe.access.reaching import Reach, Reacher
from launchready.observe.access.sights import OWNER, STRANGER, Sights
from launchready.observe.api.naming import DELETE, LIST, READ, UPDATE
from launchready.observe.api.objects import Objects
from launchready.observe.errors import CannotLook
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World


@dataclass(frozen=True, slots=True)
class Reaches:
    """All attempts of a sort."""

    reaches: tuple[Reach, ...]
    missing: tuple[str, ...]
    """Operations that could not be tried, and why."""
    barred: tuple[str, ...] = ()
    """Kinds of which no customer's role may make one, so that nothing is told of them."""

    def by(self, who: str) -> tuple[Reach, ...]:
        """The attempts of one asker."""
        return tuple(one for one in self.reaches if one.by == who)

    def proved(self, who: str) -> tuple[Reach, ...]:
        """The attempts of one asker that had their effect."""
        return tuple(one for one in self.by(who) if one.done)


@dataclass(frozen=True, slots=True)
class BodyReaches(Question[Reaches]):
    """Can a stranger reach what another owns by its id in a body or a header?"""

    surface: str

    async def ask(self, world: "World") -> Reaches:
        """Reads first, then what is made of another's object, then writes and deletions on objects made for them."""
        found: list[Reach] = []
        missing: list[str] = []
        shared = await world.ask(Sights(self.surface))
        async for kind, planted, planting in planted_kinds(world, self.surface):
            reach = Reacher(world, self.surface, kind, planting)
            if planted.canaries and not shared.is_shared(kind.collection):
                for use in kind.all(READ, LIST):
                    if use.names_apart:
                        found += await _tried(missing, reach.reads(use, planted, None))
                if planted.owner == planting.a:
                    found += await _tried(missing, reach.takes(planted))
            for use in kind.all(UPDATE, DELETE):
                if use.names_apart and reach.trial.can_tell:
                    told = await _tried(missing, reach.writes(use, planted, None))
                    if any(one.by == STRANGER and one.done for one in told):
                        common = await world.ask(CommonKind(self.surface, kind.collection))
                        told = [one for one in told if common is None or one.by != STRANGER or not one.done]
                        if common and not await may_all(world, self.surface, use.operation.name):
                            missing.append(f"{use.name}: {common}")
                    found += told
        return Reaches(tuple(found), tuple(missing), (await world.ask(Objects(self.surface))).barred)


@dataclass(frozen=True, slots=True)
class SecondIds(Question[Reaches]):
    """Does an id of the stranger's own in a path open another's object behind it?"""

    surface: str

    async def ask(self, world: "World") -> Reaches:
        """Tries each operation with two ids as the stranger: an own parent, and another's child."""
        found: list[Reach] = []
        missing: list[str] = []
        gallery = await world.ask(Sights(self.surface))
        told = {(one.operation, one.collection) for one in gallery.sights if one.by != OWNER and one.shows}
        for acts in (await world.ask(Changes(self.surface)), await world.ask(Deletes(self.surface))):
            told |= {(one.operation, one.collection) for one in acts.acts if one.by != OWNER and one.done}
        async for kind, planted, planting in planted_kinds(world, self.surface):
            reach = Reacher(world, self.surface, kind, planting)
            for use in kind.all(READ, UPDATE, DELETE):
                if not (use.by_url and use.parents) or (use.name, kind.collection) in told:
                    continue
                if planted.owner == planting.b or gallery.is_shared(kind.collection) or not planted.canaries:
                    continue
                try:
                    own = await reach.own_parents(use)
                except CannotLook as unknown:
                    missing.append(f"{use.name}: {unknown}")
                    continue
                write = reach.reads if use.verb == READ else reach.writes
                found += await _tried(missing, write(use, planted, own))
        return Reaches(tuple(found), tuple(missing), (await world.ask(Objects(self.surface))).barred)


async def _tried(missing: list[str], attempt: Awaitable[list[Reach]]) -> list[Reach]:
    try:
        return await attempt
    except CannotLook as unknown:
        missing.append(str(unknown))
        return []
