"""Who sees what: every planted object read by its owner, by another customer and by nobody in particular."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.observe.api.bodies import Body
from launchready.observe.api.calls import request, values
from launchready.observe.api.deeds import PATH, Slot, Use
from launchready.observe.api.kinds import Kind, is_private, kinds
from launchready.observe.api.naming import LIST as TO_LIST
from launchready.observe.api.naming import READ
from launchready.observe.api.objects import Objects, Planted
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.paging import pages
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

OWNER, STRANGER, NOBODY = "its owner", "another customer", "nobody"
ITEM, LIST = "item", "list"
SEARCH_WORDS = frozenset({"q", "query", "search", "term", "text", "keyword", "keywords", "s"})
SECRET_FIELD = re.compile(r"secret|private|confidential|internal|hidden|sensitive", re.IGNORECASE)
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
    fields: tuple[str, ...] = ()
    """The fields whose canaries came back."""
    only_names: bool = False
    """Whether a list showed no more of the object than its id."""

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
    borrowed: tuple[tuple[str, str], ...] = ()
    """Kinds that show the canaries of another kind, and that kind."""
    opened: tuple[str, ...] = ()
    """Kinds that the document itself lets nobody in particular read, where it asks for credentials elsewhere."""
    barred: tuple[str, ...] = ()
    """Kinds of which no customer's role may make one, so that nothing is told of them."""

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
        source = dict(self.borrowed).get(collection)
        if source is not None and source != collection and self.is_shared(source):
            return True
        if collection in self.opened and not is_private(collection):
            return True
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
        return tuple(one for one in mine if not self.is_shared(one.collection) or self._beyond_the_list(one))

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

    def _beyond_the_list(self, sight: Sight) -> bool:
        """Whether a sight shows what no list shows to the same asker and what is secret by its name: a shared object may
        have a private side.
        """
        own = [one for one in self.sights if one.collection == sight.collection and one.by == sight.by]
        listed = {field for one in own if one.through == LIST for field in one.fields}
        return any(SECRET_FIELD.search(field) for field in sight.fields if field not in listed)

    def _shared_with(self, collection: str, by: str) -> bool:
        mine = [one for one in self.sights if one.collection == collection and one.by == by]
        told = [one for one in self.sights if one.collection == collection and one.by == OWNER and one.shows]
        reads = [one for one in mine if one.through == ITEM and one.operation in {other.operation for other in told}]
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
        missing = [f"{one.collection}: {one.because}" for one in planting.missing if not one.forbidden]
        missing += [f"{one.collection}: no field of it takes a canary" for one in planting.planted if not one.canaries]
        for planted in planting.planted:
            for look in looks(by_collection[planted.collection], facts) if planted.canaries else ():
                try:
                    ids = await values(world, self.surface, look.use, planted.named)
                except CannotLook as unknown:
                    missing.append(str(unknown))
                    continue
                for by, name in ((OWNER, planted.owner), (STRANGER, planting.b), (NOBODY, None)):
                    if by != STRANGER or name != planted.owner:
                        one = await self._sight(world, look, planted, ids, (by, name))
                        if by == OWNER and one.through == LIST and one.only_names:
                            break  # a list of mere names tells nothing of what is in the objects
                        found.append(one)
        borrowed = tuple((one.collection, one.borrowed) for one in planting.planted if one.borrowed)
        return Gallery(tuple(found), tuple(dict.fromkeys(missing)), borrowed, _opened(facts, found), planting.barred)

    async def _sight(
        self, world: "World", look: "Look", planted: Planted, ids: dict[Slot, str], asker: tuple[str, str | None]
    ) -> Sight:
        by, name = asker
        asked = request(world, self.surface, look.use, ids, name, body=look.body(planted))
        asked = replace(asked, url=look.searching(asked.url, planted))
        label, through = look.label, look.through
        if look.use.verb == READ:
            reply = await world.send(asked)
            return sight(label, planted, (by, through), reply, world.curl(asked))
        seen: list[Reply] = []
        async for page in pages(world, look.use.operation, asked):
            seen.append(page)
            if planted.in_(page):
                break
        named = [one for one in seen if planted.named_in(one)] if look.use.own is None else []
        shown = next((one for one in seen if planted.in_(one)), (named or seen)[0])
        one = sight(label, planted, (by, through), shown, world.curl(shown.request))
        if one.shows or not named or through != LIST:
            return one
        return replace(one, shows=is_private(planted.collection), only_names=not is_private(planted.collection))


@dataclass(frozen=True, slots=True)
class Look:
    """One way of seeing an object."""

    use: Use
    through: str
    word: str = ""
    """The parameter that a search searches by: of the query, or a field of the body."""

    @property
    def label(self) -> str:
        """`GET /orders?q`."""
        if not self.word or self.use.operation.method != "GET":
            return self.use.name
        return self.use.name if search_word(self.use.operation) else f"{self.use.name}?{self.word}"

    def body(self, planted: Planted) -> Body | None:
        """The body of a search that carries one."""
        if self.use.operation.method == "GET" or not self.word:
            return None
        return Body(self.use.operation, lambda _: "audit", {self.word: self._wanted(planted)}, optional=False)

    def searching(self, url: str, planted: Planted) -> str:
        """The url with the word that is searched for."""
        if not self.word or self.use.operation.method != "GET":
            return url
        plain = re.sub(rf"([?&]){re.escape(self.word)}=[^&]*&?", r"\1", url).rstrip("?&")
        return f"{plain}{'&' if '?' in plain else '?'}{self.word}={self._wanted(planted)}"

    def _wanted(self, planted: Planted) -> str:
        """A whole canary where another can show that it was found; else a part of the only one."""
        only = planted.canaries[0]
        return only if len(planted.canaries) > 1 else only[: len(only) * 2 // 3]


def _opened(facts: ApiFacts, sights: list[Sight]) -> tuple[str, ...]:
    """The kinds that nobody reads by an operation that the document opens, unlike others of its own."""
    if not any(one.secured for one in facts.operations):
        return ()
    public = {one.name for one in facts.operations if not one.secured}
    by_nobody = [one for one in sights if one.by == NOBODY and one.shows and one.operation.split("?")[0] in public]
    return tuple(dict.fromkeys(one.collection for one in by_nobody))


def sight(operation: str, planted: Planted, asked: tuple[str, str], reply: Reply, curl: str) -> Sight:
    """A reply as a sight."""
    by, through = asked
    status = reply.status if isinstance(reply, Answer) else 0
    found = planted.shown_in(reply)
    shown = around(reply.body, found or planted.canaries) if isinstance(reply, Answer) else reply.line()
    names = dict(zip(planted.canaries, planted.fields, strict=False))
    fields = tuple(names.get(canary, "") for canary in found)
    return Sight(operation, planted.collection, by, through, status, bool(found), shown, curl, fields)


def looks(kind: Kind, facts: ApiFacts) -> tuple[Look, ...]:
    """The ways in which an object may be seen, and whether their request names it; what names it in its body is told elsewhere."""
    items = [Look(use, ITEM) for use in kind.all(READ) if use.by_url]
    items += [Look(_below(kind, one), ITEM) for one in kind.subs]
    lists: list[Look] = []
    for use in kind.all(TO_LIST):
        if use.names_apart:
            continue
        through = ITEM if use.parents else LIST
        word = search_word(use.operation)
        if word is None:
            lists.append(Look(use, through))
        optional = _search_field(use.operation, needed=False)
        if word is None and optional:
            lists.append(Look(use, through, optional))
    for one in facts.operations:
        word = search_word(one)
        if word is not None:
            own = next((use for use in kind.uses if use.operation == one), None)
            lists.append(Look(own or Use(TO_LIST, one, "", "", ""), LIST, word))
    ready = {look.label: look for look in (*lists, *items)}
    return (*(one for one in ready.values() if one.through == LIST), *(o for o in ready.values() if o.through == ITEM))


def _below(kind: Kind, operation: Operation) -> Use:
    """A GET below one object as a read of it."""
    like = next(
        (use for use in kind.uses if use.own and operation.path.startswith(use.operation.path.rstrip("/"))), None
    )
    parents = like.parents if like else ()
    own = Slot(PATH, operation.places[-1], kind.name)
    return Use(READ, operation, kind.name, "", kind.collection, parents, own)


def search_word(operation: Operation) -> str | None:
    """The query parameter that an operation searches by and cannot do without, or None."""
    if operation.method != "GET" or operation.places:
        return None
    return _search_field(operation, needed=True) or None


def _search_field(operation: Operation, *, needed: bool) -> str:
    """The parameter or the field of a body that a list searches by; empty for none."""
    if operation.method == "GET":
        named = [(one.name, one.required) for one in operation.params if one.where == "query"]
    else:
        named = [(one.name, True) for one in operation.body if len(one.path) == 1]
    return next((n for n, required in named if n.lower() in SEARCH_WORDS and (required or not needed)), "")


def around(body: str, canaries: tuple[str, ...]) -> str:
    """A body's text around the first canary, or its start."""
    at = next((body.find(canary) for canary in canaries if canary in body), 0)
    return body[max(0, at - AROUND) : at + 2 * AROUND]
