"""Shares an object by a link as its owner would, opens the link as nobody, withdraws it, and opens it again."""

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import anyio

from launchready.declare.model import Json
from launchready.observe.access.hostile import Trial, planted_kinds
from launchready.observe.access.sights import NOBODY, STRANGER, Sights
from launchready.observe.api.bodies import Body
from launchready.observe.api.calls import address
from launchready.observe.api.kinds import Kind
from launchready.observe.api.naming import plain, words
from launchready.observe.api.objects import Planted, plant
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.auth.guessable import Issued, Strength, strength
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

SHARES = frozenset({"share", "shares", "sharing", "sharelink", "publiclink", "publicurl"})
"""Words of an operation that gives a link; a mere `link` may pair a device."""
SHARED = frozenset({"share", "shares", "shared", "public", "link", "links", "s", "p"})
ENDS = frozenset({"unshare", "unpublish", "revoke", "withdraw"})
PERSONS = re.compile(r"mail|user|member|recipient|people|group|role", re.IGNORECASE)
"""Fields of a sharing with somebody, by name: no link of its own is given."""
KEYS = frozenset({"token", "sharetoken", "slug", "key", "code", "shareid", "linkid", "publicid", "hash", "share", "id"})
MOST_KINDS = 2
LINKS = 4
"""So many are made of one kind, so that they can be laid side by side."""
SECONDS = 2.0
"""A withdrawal may take so long until every process knows of it."""
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Link:
    """One link to an object, before and after its owner withdrew it."""

    collection: str
    shared: str
    """The sharing and its status: `POST /conversations/{id}/share -> 201`."""
    opened: str
    """Who got the object's texts by the link, and where; empty for nobody."""
    withdrawn: str
    """The withdrawal and its status; empty where no operation is one."""
    status: int
    """The withdrawal's; 0 for none."""
    still: bool
    """Whether the link still brought the texts afterwards."""
    after: str
    """What the link was answered afterwards."""
    kept: bool
    """Whether the owner read the object afterwards."""
    strength: Strength | None
    """What several links have in common; None where nothing of a link is a secret."""
    curl: str


@dataclass(frozen=True, slots=True)
class LinksSeen:
    """All links that were tried."""

    links: tuple[Link, ...]
    missing: tuple[str, ...]
    """Operations that could not be tried, and why."""


@dataclass(frozen=True, slots=True)
class Sharing(Question[LinksSeen]):
    """Does a link that a customer withdraws still open what it led to?"""

    surface: str

    async def ask(self, world: "World") -> LinksSeen:
        """Shares objects made for it, of each kind that has such an operation."""
        facts = await world.ask(Api(self.surface))
        if not any(_shares(one, "") for one in facts.operations):
            return LinksSeen((), ())
        gallery = await world.ask(Sights(self.surface))
        found: list[Link] = []
        missing: list[str] = []
        async for kind, planted, planting in planted_kinds(world, self.surface):
            operation = next((one for one in facts.operations if _shares(one, kind.collection)), None)
            if operation is None or gallery.is_shared(kind.collection) or len(found) == MOST_KINDS:
                continue
            try:
                own = await plant(world, self.surface, kind, planting.planted, planted.owner)
                found.append(await _Sharer(world, self.surface, facts, kind, own, operation, planting.b).go())
            except CannotLook as unknown:
                missing.append(f"{operation.name}: {unknown}")
        return LinksSeen(tuple(found), tuple(missing))


def _shares(operation: Operation, collection: str) -> bool:
    """Whether an operation shares an object of a collection by a link; of any collection where none is named."""
    before, _, last = operation.path.rstrip("/").rpartition("/")
    is_one = before.startswith(f"{collection}/{{") and before.count("/") == collection.count("/") + 1
    if operation.method not in {"POST", "PUT"} or not before.endswith("}") or (collection and not is_one):
        return False
    named = SHARES & {*words(last), plain(last)}
    return bool(named) and not any(one.required and PERSONS.search(one.name) for one in operation.body)


@dataclass(frozen=True, slots=True)
class _Sharer:
    """One kind of object that can be shared."""

    world: "World"
    surface: str
    facts: ApiFacts
    kind: Kind
    own: Planted
    operation: Operation
    stranger: str

    async def go(self) -> Link:
        if not self.own.shown:
            raise CannotLook(f"its owner could not read the {self.kind.name} before")
        issued: list[Issued] = []
        made = await self._shared(issued)
        shared = f"{self.operation.name} -> {made.status}"
        curl = self.world.curl(made.request)
        if made.status not in OK:
            raise CannotLook(f"sharing was refused: {made.line()}")
        opened, at, by = await self._opened(made)
        for _ in range(LINKS - 1 if opened else 0):
            await self._shared(issued)
        told = strength(tuple(issued)) if issued else None
        if not opened:
            return Link(
                self.kind.collection, shared, "", "", 0, still=False, after="", kept=False, strength=told, curl=curl
            )
        withdrawn, status = await self._withdrawn(made)
        still, after = False, ""
        if status in OK:
            still, after = await self._opens(at, by)
            if still:
                await anyio.sleep(SECONDS)
                still, after = await self._opens(at, by)
        kept = self.own.in_(await Trial(self.world, self.surface, self.kind).owner_reads(self.own))
        return Link(
            self.kind.collection,
            shared,
            opened,
            withdrawn,
            status,
            still=still,
            after=after,
            kept=kept,
            strength=told,
            curl=curl,
        )

    async def _shared(self, issued: list[Issued]) -> Answer:
        url = await self.own.url(self.world, self.surface, self.operation)
        body = Body(self.operation, lambda _: "audit", {}, optional=False)
        answer = await self.world.answer(body.request(url, self.own.owner))
        secret = self._secret(answer)
        if secret:
            issued.append(
                Issued(self.world.secrets.meet(secret) if len(secret) > len("12345678") else secret, time.time())
            )
        return answer

    def _secret(self, made: Answer) -> str:
        """What makes a link known to those alone who were given it: the last part of its address, or its token."""
        keys = [value for name, value in _leaves(made.json()) if plain(name) in KEYS and value not in self.own.ids]
        paths = [urlsplit(url).path.rstrip("/").rpartition("/")[2] for url in self._addresses(made)]
        return next((one for one in (*paths, *keys) if one and one not in self.own.ids), "")

    def _addresses(self, made: Answer) -> list[str]:
        texts = [value for _, value in _leaves(made.json()) if re.match(r"https?://|/[^/]", value)]
        texts += [made.header("Location") or ""]
        return [urljoin(made.request.url, one) for one in texts if one]

    def _ways(self, made: Answer) -> list[str]:
        """Where the link may be opened: the addresses in the answer, and the operations that take what it names."""
        keys = [value for name, value in _leaves(made.json()) if plain(name) in KEYS and value not in self.own.ids]
        keys += [part for url in self._addresses(made) if (part := urlsplit(url).path.rstrip("/").rpartition("/")[2])]
        readers = [
            one
            for one in self.facts.operations
            if one.method == "GET" and len(one.places) == 1 and SHARED & {*words(one.path)}
        ]
        urls = [address(self.world, self.surface, one, (key,)) for one in readers for key in dict.fromkeys(keys)]
        return list(dict.fromkeys((*urls, *self._addresses(made))))

    async def _opened(self, made: Answer) -> tuple[str, str, str | None]:
        """Who got the texts, where, and as whom."""
        for url in self._ways(made):
            if not self.world.declaration.consent.covers(urlsplit(url).hostname or ""):
                continue
            for who, by in ((NOBODY, None), (STRANGER, self.stranger)):
                if by == self.own.owner:
                    continue
                reply = await self.world.send(Request(url, by=by))
                if self.own.in_(reply):
                    return f"{who}, GET {_without_last(url)}", url, by
        return "", "", None

    async def _opens(self, url: str, by: str | None) -> tuple[bool, str]:
        reply: Reply = await self.world.send(Request(url, by=by))
        if not isinstance(reply, Answer):
            raise CannotLook(f"the link was not answered after its withdrawal: {reply.line()}")
        return self.own.in_(reply), f"{reply.status}"

    async def _withdrawn(self, made: Answer) -> tuple[str, int]:
        """The operation that withdraws it, and its status; the plainest first."""
        base = self.operation.path.rstrip("/")
        before = base.rpartition("/")[0]
        keys = [value for name, value in _leaves(made.json()) if plain(name) in KEYS and value not in self.own.ids]
        for one in self.facts.operations:
            if one.method == "DELETE" and one.path.rstrip("/") == base:
                return await self._ended(one, await self.own.url(self.world, self.surface, one))
        for one in self.facts.operations:
            if (
                one.method == "DELETE"
                and keys
                and one.path.startswith(f"{base}/{{")
                and one.path.rstrip("/").endswith("}")
            ):
                ids = await self.own.ids_for(self.world, self.surface, self.operation)
                return await self._ended(one, address(self.world, self.surface, one, (*ids, keys[0])))
        for one in self.facts.operations:
            place, _, last = one.path.rstrip("/").rpartition("/")
            if one.method in {"POST", "PUT"} and place in {before, base} and ENDS & {*words(last), plain(last)}:
                return await self._ended(one, await self.own.url(self.world, self.surface, one))
        for one in self.facts.operations:
            is_link = one.method == "DELETE" and len(one.places) == 1 and (SHARES | SHARED) & {*words(one.path)}
            if is_link and keys and one.path.rstrip("/").endswith("}"):
                return await self._ended(one, address(self.world, self.surface, one, (keys[0],)))
        return "", 0

    async def _ended(self, operation: Operation, url: str) -> tuple[str, int]:
        body = Body(operation, lambda _: "audit", {}, optional=False)
        reply = await self.world.answer(body.request(url, self.own.owner))
        return f"{operation.name} -> {reply.status}", reply.status


def _leaves(value: Json, name: str = "") -> list[tuple[str, str]]:
    """The texts of an answer by the names that they stand behind."""
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in _leaves(inner, key)]
    if isinstance(value, list):
        return [one for inner in value for one in _leaves(inner, name)]
    is_plain = isinstance(value, str | int) and not isinstance(value, bool)
    return [(name, str(value))] if is_plain and value != "" else []


def _without_last(url: str) -> str:
    """An address without what makes it a secret."""
    return f"{url.partition('?')[0].rpartition('/')[0]}/…"
