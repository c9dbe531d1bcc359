"""Sends one body of eleven megabytes in a field that takes a word, and reads whether it was kept."""

import json
import re
from dataclasses import dataclass, replace
from shlex import quote
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body, is_free
from launchready.observe.api.ids import own_id
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.making import Made, make
from launchready.observe.api.objects import Objects, Planted
from launchready.observe.api.openapi import Api, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

SIZE = 11_000_000
"""Characters: above the limits of the usual servers (1 MB), gateways (10 MB) and frameworks (0.1 to 10 MB)."""
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class OversizeSeen:
    """What became of the large body."""

    operation: str
    """Empty where there is none to try."""
    field: str
    control: int
    """The status of the same request with a short word, before."""
    status: int
    """0 where the connection ended without an answer, as servers do that stop reading."""
    read: str
    """The owner's read afterwards: `GET /notes/{id} -> 200`."""
    kept: int
    """Characters of the large word that came back, at least."""
    after: int
    """The status of the same request with a short word, afterwards."""
    removed: bool
    """Whether it was taken away again."""
    curl: str


@dataclass(frozen=True, slots=True)
class Oversize(Question[OversizeSeen]):
    """Does the API keep a body that no customer means?"""

    surface: str

    async def ask(self, world: "World") -> OversizeSeen:
        """Once, into an object of the run's that is deleted at once."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        planted = {one.collection: one.owner for one in planting.planted if one.canaries}
        ready = [one for one in kinds(facts) if _is_ready(one)]
        if not ready:
            return OversizeSeen("", "", 0, 0, "", 0, 0, removed=True, curl="")
        for kind in sorted(ready, key=lambda one: (one.update is None, one.is_nested)):
            if kind.collection in planted:
                made = await make(world, self.surface, kind, planting, planted[kind.collection])
                asking = await _Changing.of(world, self.surface, made) or _Making.of(made)
                if asking is not None:
                    return await _tried(world, self.surface, made, asking)
        raise CannotLook("no object of this run's has a field that takes any word, and can be deleted afterwards")


def _is_ready(kind: Kind) -> bool:
    """Whether objects of a kind are made of JSON, and can be read and deleted."""
    return bool(kind.create and kind.create.body_kind == "json" and kind.delete and kind.read)


@dataclass(frozen=True, slots=True)
class _Asking:
    """A request with one field for any word."""

    operation: Operation
    request: Request
    json: dict[str, Json]
    free: str

    def with_word(self, word: str) -> Request:
        return replace(self.request, body=json.dumps({**self.json, self.free: word}))


class _Changing(_Asking):
    """Changes the object that was made: its id is known whatever the answer says."""

    @classmethod
    async def of(cls, world: "World", surface: str, made: Made) -> _Asking | None:
        update = made.kind.update
        free = next((one.name for one in update.body if is_free(one) and len(one.path) == 1), None) if update else None
        if update is None or free is None or update.body_kind != "json":
            return None
        url = await made.planted.url(world, surface, update)
        known = {name: value for name, value in made.json.items() if name != free}
        value = Body(update, lambda _: "audit", known, left_out=set(made.planted.left_out)).value()
        request = Request(url, update.method, by=made.planted.owner).with_json(value)
        return cls(update, request, value if isinstance(value, dict) else {}, free)


class _Making(_Asking):
    """Makes another object."""

    @classmethod
    def of(cls, made: Made) -> _Asking | None:
        assert made.kind.create is not None
        return cls(made.kind.create, made.request, made.json, made.free) if made.free else None


async def _tried(world: "World", surface: str, made: Made, asking: _Asking) -> OversizeSeen:
    mark = world.plant(Mark("token"), f"a word of {SIZE:,} characters", asking.operation.name).value
    before = await world.send(asking.with_word(f"{mark} short"))
    await _delete(world, surface, made, before, asking)
    if isinstance(asking, _Making) and not _tells_id_first(made.kind, before, mark):
        raise CannotLook(
            f"{asking.operation.name} tells the id of what it makes behind the word, where eleven megabytes would hide it: it "
            "could not be deleted, so it was not tried"
        )
    reply = await world.send(asking.with_word(mark + "x" * (SIZE - len(mark))))
    own = made.planted if isinstance(asking, _Changing) else made.planted.called(_id_in(made.kind, reply) or "")
    read, kept = "", 0
    if own.ids[-1] and made.kind.read is not None:
        answer = await world.send(Request(await own.url(world, surface, made.kind.read), by=own.owner))
        status = answer.status if isinstance(answer, Answer) else answer.why
        read = f"{made.kind.read.name} -> {status}"
        found = re.search(re.escape(mark) + "(x*)", answer.body) if isinstance(answer, Answer) else None
        kept = len(found[1]) if found else 0
    after = await world.send(asking.with_word(f"{mark} again"))
    await _delete(world, surface, made, after, asking)
    await _delete(world, surface, made, reply, asking)
    gone = await _gone(world, surface, made.kind, made.planted)
    return OversizeSeen(
        asking.operation.name,
        asking.free,
        _status(before),
        _status(reply),
        read,
        kept,
        _status(after),
        gone and (isinstance(asking, _Changing) or _status(reply) not in OK or bool(own.ids[-1])),
        _curl(world, asking),
    )


async def _delete(world: "World", surface: str, made: Made, reply: Reply, asking: _Asking) -> None:
    """Removes an object that was made by the way."""
    found = _id_in(made.kind, reply)
    if isinstance(asking, _Making) and _status(reply) in OK and found:
        await _gone(world, surface, made.kind, made.planted.called(found))


async def _gone(world: "World", surface: str, kind: Kind, own: Planted) -> bool:
    assert kind.delete is not None
    request = Request(await own.url(world, surface, kind.delete), "DELETE", by=own.owner)
    return _status(await world.send(request)) in {*OK, 404, 410}


def _id_in(kind: Kind, reply: Reply) -> str | None:
    """The id in an answer, also in one too long to be read to its end."""
    if not isinstance(reply, Answer) or reply.status not in OK:
        return None
    location = (reply.header("Location") or "").rstrip("/").rpartition("/")[2]
    found = re.search(r'"(?:id|_id|uuid)": ?"?([\w-]{1,80})', reply.body)
    return own_id(reply.json(), kind.name, "id") or location or (found[1] if found else None)


def _tells_id_first(kind: Kind, reply: Reply, mark: str) -> bool:
    """Whether the id of a large object would be read before the word ends what is read."""
    if not isinstance(reply, Answer) or reply.header("Location"):
        return True
    found = _id_in(kind, reply)
    return found is not None and (mark not in reply.body or 0 <= reply.body.find(found) < reply.body.find(mark))


def _status(reply: Reply) -> int:
    return reply.status if isinstance(reply, Answer) else 0


def _curl(world: "World", asking: _Asking) -> str:
    code = f'import json, sys; print(json.dumps({{**json.loads(sys.argv[1]), sys.argv[2]: "x" * {SIZE}}}))'
    command = world.curl(replace(asking.request, body="@-"))
    return f"python3 -c {quote(code)} {quote(json.dumps(asking.json))} {quote(asking.free)} | {command}"
