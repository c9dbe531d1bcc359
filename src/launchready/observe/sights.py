"""Who sees what: every planted object read by its owner, by another customer and by nobody in particular."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.http import Answer, Reply, Request
from launchready.observe.kinds import Kind, is_private, kinds
from launchready.observe.objects import Objects, Planted, address
from launchready.observe.openapi import Api, ApiFacts, Operation
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

OWNER, STRANGER, NOBODY = "its owner", "another customer", "nobody"
ITEM, LIST = "item", "list"
SEARCH_WORDS = frozenset({"q", "query", "search", "term", "text", "keyword", "keywords", "s"})
AROUND = 70
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Sight:
    """One read of one operation by one asker."""

    operation: str
    collection: str
    """The kind that was looked for."""
    by: str
    """OWNER, STRANGER or NOBODY."""
    through: str
    """`item` where the request names the object, `list` where it does not."""
    status: int
    """0 where nothing came back."""
    shows: bool
    """Whether a canary of the object came back."""
    shown: str
    """What came back: around the canary, or the start of it."""
    curl: str

    @property
    def answered(self) -> bool:
        """Whether it was answered with success."""
        return self.status in OK


@dataclass(frozen=True, slots=True)
class Gallery:
    """All sights of an API, and what could not be planted."""

    sights: tuple[Sight, ...]
    missing: tuple[str, ...]
    """`GET /orders: why`."""

    def of(self, operation: str, collection: str, by: str) -> Sight | None:
        """One sight, or None."""
        return next(
            (one for one in self.sights if (one.operation, one.collection, one.by) == (operation, collection, by)), None
        )

    def is_shared(self, collection: str) -> bool:
        """Whether a kind is shared by design: a list that names no object shows it to another customer or to nobody, who
        may read it by its id as well, and its name is none of what is one customer's own. What belongs to a shared object
        is shared with it, the words said in a public room for one.
        """
        parent, _, own = collection.rpartition("/{")
        if parent and self.is_shared(parent):
            return not is_private(own) or own.endswith("/messages")
        return not is_private(collection) and any(self._shared_with(collection, by) for by in (STRANGER, NOBODY))

    def shared(self) -> str:
        """The kinds that are shared by design, for a reader to object to; empty where there are none."""
        names = [one for one in dict.fromkeys(one.collection for one in self.sights) if self.is_shared(one)]
        return f"; shared by design, as anybody's list shows them: {', '.join(names)}" if names else ""

    def seen_by(self, by: str, through: str) -> tuple[Sight, ...]:
        """What an asker was shown of kinds that are not shared by design."""
        mine = [one for one in self.sights if one.by == by and one.through == through and one.shows]
        return tuple(one for one in mine if not self.is_shared(one.collection))

    def controlled(self, by: str, through: str) -> tuple[Sight, ...]:
        """The sights of an asker whose operation showed the owner the canary: those that can tell."""
        return tuple(
            one
            for one in self.sights
            if one.by == by
            and one.through == through
            and (owners := self.of(one.operation, one.collection, OWNER)) is not None
            and owners.shows
        )

    def blind(self, through: str) -> tuple[Sight, ...]:
        """The sights in which the owner's own canary did not come back, so that nothing can be told."""
        return tuple(one for one in self.sights if one.by == OWNER and one.through == through and not one.shows)

    def _shared_with(self, collection: str, by: str) -> bool:
        mine = [one for one in self.sights if one.collection == collection and one.by == by]
        reads = [one for one in mine if one.through == ITEM]
        return any(one.shows for one in mine if one.through == LIST) and all(one.shows for one in reads)


@dataclass(frozen=True, slots=True)
class Sights(Question[Gallery]):
    """Which planted objects does an API show to whom?"""

    surface: str

    async def ask(self, world: "World") -> Gallery:
        """Reads each object by each operation as each asker; the list first, then by its id."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        by_collection = {one.collection: one for one in kinds(facts)}
        found: list[Sight] = []
        for planted in planting.planted:
            if not planted.canaries:
                continue
            for operation, through in reads(by_collection[planted.collection], facts, planted):
                for by, name in ((OWNER, planted.owner), (STRANGER, planting.b), (NOBODY, None)):
                    if by != STRANGER or name != planted.owner:
                        found.append(await self._sight(world, operation, planted, through, (by, name)))
        missing = [f"{one.collection}: {one.because}" for one in planting.missing if not one.forbidden]
        missing += [f"{one.collection}: no field of it takes a canary" for one in planting.planted if not one.canaries]
        return Gallery(tuple(found), tuple(missing))

    async def _sight(
        self, world: "World", operation: Operation, planted: Planted, through: str, asker: tuple[str, str | None]
    ) -> Sight:
        by, name = asker
        url = planted.url(world, self.surface, operation)
        word = search_word(operation)
        if word is not None:
            url = f"{url}?{word}={planted.canaries[0]}"
        request = Request(url, by=name)
        reply = await world.send(request)
        return sight(operation.name, planted, (by, through), reply, world.curl(request))


def sight(operation: str, planted: Planted, asked: tuple[str, str], reply: Reply, curl: str) -> Sight:
    """A reply as a sight."""
    by, through = asked
    status = reply.status if isinstance(reply, Answer) else 0
    shows = planted.in_(reply)
    shown = around(reply.body, planted.canaries) if isinstance(reply, Answer) else reply.line()
    return Sight(operation, planted.collection, by, through, status, shows, shown, curl)


def reads(kind: Kind, facts: ApiFacts, planted: Planted) -> tuple[tuple[Operation, str], ...]:
    """The operations by which an object may be seen, and whether their request names it."""
    items = [one for one in (kind.read, *kind.subs) if one is not None]
    if kind.listing is not None and kind.is_nested:
        items.append(kind.listing)
    lists = [kind.listing] if kind.listing is not None and not kind.is_nested else []
    if len(planted.canaries) > 1:
        lists += [one for one in facts.operations if search_word(one) is not None]
    return (*((one, LIST) for one in lists), *((one, ITEM) for one in items))


def search_word(operation: Operation) -> str | None:
    """The query parameter that an operation searches by, or None."""
    if operation.method != "GET" or operation.places:
        return None
    return next(
        (
            one.name
            for one in operation.params
            if one.where == "query" and one.required and one.name.lower() in SEARCH_WORDS
        ),
        None,
    )


def around(body: str, canaries: tuple[str, ...]) -> str:
    """A body's text around the first canary, or its start."""
    at = next((body.find(canary) for canary in canaries if canary in body), 0)
    return body[max(0, at - AROUND) : at + 2 * AROUND]


async def see(
    world: "World", surface: str, operation: Operation, planted: Planted, by: str | None
) -> tuple[Request, Reply]:
    """Reads an object once."""
    request = Request(address(world, surface, operation, planted.ids), by=by)
    return request, await world.send(request)
