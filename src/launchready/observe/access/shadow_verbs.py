"""Tries the verbs that the document omits at the paths that it names, on objects made for that."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.observe.access.likes import opened
from launchready.observe.access.shadow import Hit
from launchready.observe.api.bodies import Body, is_free
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.objects import Objects, Planted, Planting, plant
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

VERBS = ("PUT", "PATCH", "DELETE")
ABSENT = frozenset((405, 501))
REFUSED = frozenset((400, 401, 403, 404, 405, 409, 415, 422, 501))
GONE = (404, 410)
MOST_KINDS = 8


@dataclass(frozen=True, slots=True)
class VerbsSeen:
    """What was found."""

    hits: tuple[Hit, ...]
    tried: int
    silent: int
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShadowVerbs(Question[VerbsSeen]):
    """Can another customer, or nobody in particular, change an object by a verb that the API does not document?"""

    surface: str

    async def ask(self, world: "World") -> VerbsSeen:
        """Asks first with an id that cannot be: where the server says that there is no such verb, nothing is made."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        hits: list[Hit] = []
        missing: list[str] = []
        tried = silent = 0
        for kind in kinds(facts)[:MOST_KINDS]:
            planted = next((one for one in planting.planted if one.collection == kind.collection), None)
            if planted is None or kind.read is None or not kind.read.places or not planted.shown:
                continue
            trial = _Trial(world, self.surface, facts, kind, planting, planted)
            try:
                told = await trial.run()
            except CannotLook as unknown:
                missing.append(f"{kind.collection}: {unknown}")
                continue
            hits += told.hits
            tried += told.tried
            silent += told.silent
        return VerbsSeen(tuple(hits), tried, silent, tuple(missing))


@dataclass(frozen=True, slots=True)
class _Trial:
    """The verbs of one kind."""

    world: "World"
    surface: str
    facts: ApiFacts
    kind: Kind
    planting: Planting
    planted: Planted

    async def run(self) -> VerbsSeen:
        assert self.kind.read is not None
        verbs = [one for one in VERBS if self.facts.operation(one, self.kind.read.path) is None and self._can(one)]
        other = self.planting.b if self.planted.owner != self.planting.b else self.planting.a
        there: list[str] = []
        silent = 0
        for verb in verbs:
            reply = await self._send(verb, self.planted.called(self._made_up()), other, "")
            silent += not isinstance(reply, Answer)
            if isinstance(reply, Answer) and reply.status not in ABSENT:
                there.append(verb)
        hits: list[Hit] = []
        own = await self._plant() if there else self.planted
        for verb in there:
            if (hit := await self._try(verb, own, other)) is None:
                continue
            if verb == "DELETE" or await self._gone(own):
                own = await self._plant()
            hits.append(await self._try(verb, own, None) or hit)
        return VerbsSeen(tuple(hits), len(verbs), silent, ())

    def _can(self, verb: str) -> bool:
        """Whether the verb can be tried: a change needs a text that shows."""
        return verb == "DELETE" or any(map(is_free, self._change(verb).body))

    def _change(self, verb: str) -> Operation:
        """The verb as a change that takes what the making takes."""
        create, read = self.kind.create, self.kind.read
        assert read is not None
        fields = create.body if create is not None and create.body_kind == "json" else ()
        return self.planted.taught(Operation(verb, read.path, read.params, body=fields, body_kind="json"))

    async def _plant(self) -> Planted:
        own = await plant(self.world, self.surface, self.kind, self.planting.planted, self.planted.owner)
        if not own.shown:
            raise CannotLook(f"its owner could not read the {self.kind.name} that was made for it")
        return own

    async def _try(self, verb: str, own: Planted, by: str | None) -> Hit | None:
        """One attempt on an own object, and what its owner sees then."""
        canary = self.world.plant(Mark("token"), f"{by or 'nobody'} sends {verb} to a {self.kind.name}", verb).value
        reply = await self._send(verb, own, by, canary)
        if not isinstance(reply, Answer) or reply.status in REFUSED:
            return None
        read = await self._owner_reads(own)
        if not isinstance(read, Answer):
            raise CannotLook(read.line())
        done = read.status in GONE if verb == "DELETE" else canary in read.body
        if not done:
            return None
        assert self.kind.read is not None
        self.world.proved(reply.request, "changes it" if verb != "DELETE" else "deletes it")
        shown = f"its owner then read: {read.line()}"
        return Hit(f"{verb} {self.kind.read.path}", by or "nobody", reply.status, shown, self.world.curl(reply.request))

    async def _send(self, verb: str, own: Planted, by: str | None, text: str) -> Reply:
        assert self.kind.read is not None
        as_read = replace(self.kind.read, method=verb)
        url = await own.url(self.world, self.surface, as_read)
        if verb == "DELETE" or self.kind.create is None:
            return await self.world.send(Request(url, verb, by=by))
        shown = await self._owner_reads(self.planted) if text else None
        kept = opened(shown.json()) if isinstance(shown, Answer) else {}
        change = self._change(verb)
        learned, more = own.learned_for(change)
        known = {one.name: kept[one.name] for one in change.body if one.name in kept and not is_free(one)}
        body = Body(change, lambda _: text, {**known, **learned}, extra=more)
        return await self.world.send(body.request(url, by))

    async def _owner_reads(self, own: Planted) -> Reply:
        assert self.kind.read is not None
        return await self.world.send(Request(await own.url(self.world, self.surface, self.kind.read), by=own.owner))

    async def _gone(self, own: Planted) -> bool:
        read = await self._owner_reads(own)
        return not isinstance(read, Answer) or read.status in GONE

    def _made_up(self) -> str:
        """An id that no object has, in the form of the others."""
        return "987654321" if self.planted.ids[-1].isdigit() else str(uuid4())
