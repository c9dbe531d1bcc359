"""Reaches for one kind of object as a stranger: by ids in bodies and headers, and behind an own id."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.observe.access.hostile import Act, Trial
from launchready.observe.access.sights import NOBODY, OWNER, STRANGER, around
from launchready.observe.api.calls import Named, request, values
from launchready.observe.api.deeds import BODY, PERSON, Slot, Use
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.maker import Maker
from launchready.observe.api.naming import DELETE, LIST, READ, plain, refers_to, singular
from launchready.observe.api.objects import Objects, Planted, Planting, plant
from launchready.observe.api.openapi import Api, ApiFacts
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready.observe.who.whoami import WhoAmI

if TYPE_CHECKING:
    from launchready.observe.world import World

READS, CHANGES, DELETES, TAKES, ADDS = "read", "changed", "deleted", "took into their own", "added to"


@dataclass(frozen=True, slots=True)
class Reach:
    """One attempt to reach another's object by an id in an unusual place."""

    operation: str
    collection: str
    """The kind that was reached for."""
    place: str
    """Where the id stood: `body: order_id`, or `{order_id} behind an own {user_id}`."""
    what: str
    """READS, CHANGES, DELETES, TAKES or ADDS."""
    by: str
    """STRANGER, NOBODY or, as the control, OWNER."""
    status: int
    """0 where nothing came back."""
    done: bool
    """Whether the canary came back, or the owner saw the effect."""
    shown: str
    curl: str


@dataclass(frozen=True, slots=True)
class Reacher:
    """Reaches for objects of one kind."""

    world: "World"
    surface: str
    kind: Kind
    planting: Planting

    @property
    def trial(self) -> Trial:
        """Writes and deletes with what the owner sees of it."""
        return Trial(self.world, self.surface, self.kind)

    async def reads(self, use: Use, planted: Planted, own: dict[Slot, str] | None) -> list[Reach]:
        """One read as the owner, as the stranger (behind an own parent, where one is given) and as nobody."""
        right = await values(self.world, self.surface, use, planted.named)
        mixed = {**right, **(own or {})}
        found = []
        for by, name, ids in self._askers(planted, right, mixed, own):
            asked = request(self.world, self.surface, use, ids, name)
            reply = await self.world.send(asked)
            shown = around(reply.body, planted.shown_in(reply)) if isinstance(reply, Answer) else reply.line()
            found.append(self._reach(use, READS, by, reply, shown, done=planted.in_(reply), asked=asked, own=own))
        return found

    async def writes(self, use: Use, planted: Planted, own: dict[Slot, str] | None) -> list[Reach]:
        """One update or deletion of an object made for it, the owner's last."""
        fresh = await plant(self.world, self.surface, self.kind, self.planting.planted, planted.owner)
        if not fresh.shown:
            raise CannotLook(f"{use.name}: its owner could not read the {self.kind.name} before")
        right = await values(self.world, self.surface, use, fresh.named)
        mixed = {**right, **(own or {})}
        send = self.trial.delete if use.verb == DELETE else self.trial.change
        askers = self._askers(planted, right, mixed, own)
        found = []
        for by, name, ids in (*askers[1:], askers[0]):
            act = await send(use, fresh, (by, name), ids)
            found.append(self._of(act, use, own))
            if act.done and use.verb == DELETE:
                break
        return found

    async def takes(self, planted: Planted) -> list[Reach]:
        """What a stranger makes with the id of another's object in the body: does it show that object, or add to it?"""
        facts: ApiFacts = await self.world.ask(Api(self.surface))
        found: list[Reach] = []
        for kind in kinds(facts):
            for field in kind.create.body if kind.create else ():
                stem = refers_to(field.name)
                if stem is None or not _is(stem, planted.name) or kind.collection == planted.collection:
                    continue
                found += await self._take(kind, field.name, planted)
        return found

    async def _take(self, kind: Kind, field: str, planted: Planted) -> list[Reach]:
        found: list[Reach] = []
        for by, name in ((OWNER, planted.owner), (STRANGER, self.planting.b)):
            try:
                made = self.planting.planted if by == OWNER else await self._own_objects(kind, planted)
                maker = Maker(self.world, self.surface, kind, made, name, chosen=((field, planted.ids[-1]),))
                new = await maker.make()
            except CannotLook as refusal:
                if by == OWNER:
                    return []  # nobody makes such a thing of it: there is nothing to try
                status = maker.answer.status if maker.answer else 0
                found += [_told(kind, planted, (field, what, by), status, str(refusal)) for what in (TAKES, ADDS)]
                continue
            replies = [maker.answer, *await self._reads_of(kind, new.named, name)]
            found.append(self._taken(kind, planted, (field, by), maker.answer, replies))
            theirs = Named(planted.owner, "", ((planted.name, planted.ids[-1]), *planted.known))
            seen = [await self.trial.owner_reads(planted), *await self._reads_of(kind, theirs, planted.owner)]
            hit = next(
                (one for one in seen if isinstance(one, Answer) and any(c in one.body for c in new.canaries)), None
            )
            shown = f"afterwards its owner saw it: {hit.line()}" if hit else seen[0].line()
            status = maker.answer.status if maker.answer else 0
            one = _told(kind, planted, (field, ADDS, by), status, shown)
            found.append(replace(one, done=hit is not None, curl=new.curl))
        works = {one.what for one in found if one.by == OWNER and one.done}
        return [one for one in found if one.what in works]

    def _taken(
        self, kind: Kind, planted: Planted, asked: tuple[str, str], made: Answer | None, replies: list[Reply | None]
    ) -> Reach:
        field, by = asked
        hit = next((one for one in replies if isinstance(one, Answer) and planted.in_(one)), None)
        at = hit or made
        assert at is not None
        shown = around(at.body, planted.shown_in(at)) if hit else at.line()
        one = _told(kind, planted, (field, TAKES, by), at.status, shown)
        curl = self.world.curl((made or at).request)
        return replace(one, done=hit is not None, curl=curl)

    async def _reads_of(self, kind: Kind, named: Named, by: str) -> list[Reply]:
        """What one reads of an object, or, where it has no id yet, in the lists of what belongs to its parents."""
        replies: list[Reply] = []
        for use in kind.all(*((READ, LIST) if named.own else (LIST,))):
            try:
                ids = await values(self.world, self.surface, use, named)
            except CannotLook:
                continue
            replies.append(await self.world.send(request(self.world, self.surface, use, ids, by)))
        return replies

    async def _own_objects(self, kind: Kind, planted: Planted) -> tuple[Planted, ...]:
        """What a stranger makes such things of: own parents, and of other kinds what there is."""
        own = (
            [await self._own_parent(slot) for slot in kind.making.parents if slot.stem != PERSON] if kind.making else []
        )
        names = {one.name for one in own} | {planted.name}
        return (*own, *(one for one in self.planting.planted if one.name not in names))

    async def own_parents(self, use: Use) -> dict[Slot, str]:
        """Ids of the stranger's own for the parents in a request.

        Raises:
            CannotLook: the stranger has none.
        """
        found: dict[Slot, str] = {}
        for slot in use.parents:
            if slot.stem == PERSON:
                value = (await self.world.ask(WhoAmI(self.surface, self.planting.b))).value(slot.last)
                if value is None:
                    raise CannotLook(f"no {slot.name} of {self.planting.b}'s own is known")
                found[slot] = value
            else:
                found[slot] = (await self._own_parent(slot)).ids[-1]
        return found

    async def _own_parent(self, slot: Slot) -> Planted:
        """An object of the stranger's own for a place of a request, made once a run."""
        return await self.world.ask(Strangers(self.surface, slot.stem))

    def _askers(
        self, planted: Planted, right: dict[Slot, str], mixed: dict[Slot, str], own: dict[Slot, str] | None
    ) -> tuple[tuple[str, str | None, dict[Slot, str]], ...]:
        stranger = (STRANGER, self.planting.b, mixed)
        owner = (OWNER, planted.owner, right)
        if planted.owner == self.planting.b:
            return (owner, (NOBODY, None, right))
        return (owner, stranger) if own is not None else (owner, stranger, (NOBODY, None, right))

    def _reach(
        self,
        use: Use,
        what: str,
        by: str,
        reply: Reply,
        shown: str,
        *,
        done: bool,
        asked: Request,
        own: dict[Slot, str] | None,
    ) -> Reach:
        status = reply.status if isinstance(reply, Answer) else 0
        place = _place(use, own)
        return Reach(use.name, self.kind.collection, place, what, by, status, done, shown, self.world.curl(asked))

    def _of(self, act: Act, use: Use, own: dict[Slot, str] | None) -> Reach:
        what = DELETES if use.verb == DELETE else CHANGES
        shown = f"afterwards its owner saw: {act.owner_reads}"
        return Reach(use.name, act.collection, _place(use, own), what, act.by, act.status, act.done, shown, act.curl)


@dataclass(frozen=True, slots=True)
class Strangers(Question[Planted]):
    """An object of customer B's own, of the kind of that name."""

    surface: str
    noun: str

    async def ask(self, world: "World") -> Planted:
        """Makes it, and what it belongs to."""
        planting = await world.ask(Objects(self.surface))
        facts = await world.ask(Api(self.surface))
        kind = next((one for one in kinds(facts) if _is(self.noun, one.name)), None)
        if kind is None:
            raise CannotLook(f"the API names no way to make a {self.noun}")
        own: list[Planted] = []
        for slot in kind.making.parents if kind.making else ():
            if _is(slot.stem, self.noun):
                raise CannotLook(f"a {self.noun} can only be made inside of another")
            if slot.stem != PERSON:
                own.append(await world.ask(Strangers(self.surface, slot.stem)))
        names = {one.name for one in own}
        made = (*own, *(one for one in planting.planted if one.name not in names))
        return await plant(world, self.surface, kind, made, planting.b)


def _is(stem: str, name: str) -> bool:
    return plain(singular(name)) in {plain(stem), plain(singular(stem.rpartition("_")[2]))}


def _place(use: Use, own: dict[Slot, str] | None) -> str:
    if own is not None and use.own is not None:
        return f"{use.own.name} behind an own {', '.join(slot.name for slot in own)}"
    return ", ".join(f"{slot.where}: {slot.name}" for slot in use.slots if slot.where not in {"path", "query"})


def _told(kind: Kind, planted: Planted, asked: tuple[str, str, str], status: int, shown: str) -> Reach:
    field, what, by = asked
    name = kind.create.name if kind.create else ""
    return Reach(name, planted.collection, f"{BODY}: {field}", what, by, status, done=False, shown=shown, curl="")
