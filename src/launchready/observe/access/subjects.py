"""What a higher role acts on, made for that: an object of a customer's, or an account; and how its state is seen."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import Json
from launchready.observe.access.likes import OK, opened, texts
from launchready.observe.access.matrix import Reserved
from launchready.observe.api.ids import items_in, own_id
from launchready.observe.api.kinds import Kind, kind_of, kinds, last_word, singular, words
from launchready.observe.api.objects import Objects, Planted, address, plant
from launchready.observe.api.openapi import PLACE, ApiFacts, Operation
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.who.people import Account, Disposable, OwnProfile

if TYPE_CHECKING:
    from launchready.observe.world import World

_REACHES_OUT = (
    "send email mail sms notify notification notifications broadcast announce newsletter invite invitation charge pay "
    "payment payments payout payouts refund refunds capture transfer withdraw impersonate webhook webhooks deploy restart "
    "shutdown reboot purge wipe truncate drop migrate migrations seed createdb reindex flush import sync bulk batch hook hooks "
    "callback callbacks test ping deliver redeliver trigger execute"
)
REACHES_OUT = frozenset(_REACHES_OUT.split())
"""Words behind which an operation does more than change the one object that it names."""
VERSION = re.compile(r"/v\d+(?=/|$)")
PERSONS = frozenset(("user", "account", "customer", "member", "person", "profile", "client", "people"))


class LeftAlone(Exception):  # noqa: N818 - no error: care
    """An operation is not tried, for it would reach what this run did not make, or cannot be tried."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that this run made, and how to see how it is."""

    url: str
    """The operation's address on it."""
    marks: tuple[str, ...]
    """What it can be recognised by."""
    look: Callable[[], Awaitable[Json]]
    """Everything that its owner and the role that may see of it."""
    another: Callable[[], Awaitable["Subject"]]
    """A second one, to see whether such things change by themselves."""
    shown_anyway: Callable[[str | None], Awaitable[frozenset[str]]]
    """What a principal is shown of it by an operation that is everybody's."""


async def subject_of(world: "World", surface: str, facts: ApiFacts, rule: Reserved, holder: str) -> Subject:
    """What an operation can be tried on.

    Raises:
        LeftAlone: it names nothing that this run can make.
        CannotLook: such a thing could not be made.
    """
    operation = rule.operation
    named = {*words(operation.path), *words(operation.id)}
    if operation.method != "GET" and (found := named & REACHES_OUT):
        raise LeftAlone(f"it does more than change what it names ({', '.join(sorted(found))})")
    nouns = nouns_of(operation.path)
    view = _View(world, surface, facts, rule, holder)
    kind = next((one for one in kinds(facts) if _nouns_of_kind(one) == nouns), None)
    kind = kind or staffs_kind(facts, operation.path[: operation.path.index("{")])
    if kind is not None:
        return await view.of_object(kind)
    roles = {singular(one.role.lower()) for one in world.declaration.principals}
    if len(nouns) == 1 and (nouns[0] in PERSONS or nouns[0] in roles):
        return await view.of_account()
    raise LeftAlone(f"it acts on a {' of a '.join(reversed(nouns)) or 'thing'}, of which this run makes none")


def staffs_kind(facts: ApiFacts, path: str) -> Kind | None:
    """The kind that a collection of the staff's own keeps: its objects can be made, seen and removed; None for none."""
    collection = path.rstrip("/")
    create, listing = facts.operation("POST", collection), facts.operation("GET", collection)
    items = [one for one in facts.operations if re.fullmatch(rf"{re.escape(collection)}/{{[^{{}}]*}}/?", one.path)]
    delete, read = (next((one for one in items if one.method == method), None) for method in ("DELETE", "GET"))
    if create is None or delete is None or not (read or listing):
        return None
    return kind_of(collection, create, listing, read, delete)


def nouns_of(path: str) -> tuple[str, ...]:
    """The nouns before each parameter of a path: `user`, `order` of `/users/{id}/orders/{orderId}/cancel`."""
    parts = PLACE.sub("{}", VERSION.sub("", path)).split("{}")[:-1]
    return tuple(singular(last_word(part)) for part in parts)


def _nouns_of_kind(kind: Kind) -> tuple[str, ...]:
    return nouns_of(f"{kind.collection}/{{id}}")


@dataclass(frozen=True, slots=True)
class _View:
    """How the things that an operation acts on are seen."""

    world: "World"
    surface: str
    facts: ApiFacts
    rule: Reserved
    holder: str

    async def of_object(self, kind: Kind) -> Subject:
        """A fresh object of the first owner that may have such."""
        planting = await self.world.ask(Objects(self.surface))
        first = next((one for one in planting.planted if one.collection == kind.collection), None)
        owner = first.owner if first else self.holder
        try:
            own = await plant(self.world, self.surface, kind, planting.planted, owner)
        except CannotLook as unknown:
            if first is not None:
                raise
            raise LeftAlone(f"it acts on a {kind.name}, and none could be made for it: {unknown}") from None
        read = kind.read

        async def look() -> Json:
            seen: list[Json] = []
            for operation, by in ((read, own.owner), (self._staffs_read(), self.holder)):
                if operation is not None:
                    seen.append(await self._told(Request(await own.url(self.world, self.surface, operation), by=by)))
            if not seen:
                seen.append(await self._entry(kind, own))
            return seen

        async def anyway(by: str | None) -> frozenset[str]:
            if read is None or read == self.rule.operation:
                return frozenset()
            reply = await self.world.send(Request(await own.url(self.world, self.surface, read), by=by))
            return texts(reply.json()) if isinstance(reply, Answer) and reply.status in OK else frozenset()

        url = await own.url(self.world, self.surface, self.rule.operation)
        return Subject(url, own.canaries, look, lambda: self.of_object(kind), anyway)

    async def of_account(self) -> Subject:
        """A fresh account."""
        label = f"for {self.rule.operation.name}"
        return await self._of_account(label)

    async def _of_account(self, label: str) -> Subject:
        try:
            account = await self.world.ask(Disposable(self.surface, label))
        except CannotLook as unknown:
            raise LeftAlone(f"it acts on an account, and none could be made for it: {unknown}") from None
        profile = await self._profile(account)
        entry = await self._listed(account)
        place = self.rule.operation.places[0].lower()
        known = {key.lower(): one for key, one in {**entry, **opened(profile)}.items() if isinstance(one, str | int)}
        if "mail" in place:
            own: Json = account.email
        elif "name" in place or "login" in place or "handle" in place:
            own = known.get("username") or known.get("login") or known.get("name") or account.email
        else:
            own = own_id(profile, "user", place) or own_id(entry, "user", place)
        if not isinstance(own, str | int):
            raise CannotLook("nothing tells the id of an account that was made for it")
        path = self.rule.operation.path
        one = self.facts.operation("GET", path[: path.index("}") + 1])

        async def look() -> Json:
            seen: list[Json] = [await self._profile(account), await self._listed(account)]
            if one is not None:
                seen.append(
                    await self._told(Request(address(self.world, self.surface, one, (str(own),)), by=self.holder))
                )
            return seen

        async def anyway(by: str | None) -> frozenset[str]:
            found: set[str] = set()
            for other in self.facts.operations:
                if (
                    other.method == "GET"
                    and other != self.rule.operation
                    and nouns_of(other.path) in (("user",), ("profile",))
                ):
                    reply = await self.world.send(Request(address(self.world, self.surface, other, (str(own),)), by=by))
                    found |= texts(reply.json()) if isinstance(reply, Answer) and reply.status in OK else set()
            return frozenset(found)

        marks = (account.email, account.name)
        url = address(self.world, self.surface, self.rule.operation, (str(own),))
        return Subject(url, marks, look, lambda: self._of_account(f"{label}, once more"), anyway)

    def _staffs_read(self) -> Operation | None:
        path = self.rule.operation.path
        return self.facts.operation("GET", path[: path.rindex("}") + 1]) if path.count("{") else None

    async def _entry(self, kind: Kind, own: Planted) -> Json:
        if kind.listing is None:
            raise CannotLook(f"nothing shows how the {kind.name} is")
        url = await own.url(self.world, self.surface, kind.listing)
        reply = await self.world.answer(Request(url, by=own.owner))
        mine = [dict(one) for one in items_in(reply.json()) if any(mark in str(one) for mark in own.canaries)]
        return [*mine]

    async def _profile(self, account: Account) -> dict[str, Json]:
        try:
            profile = await self.world.ask(OwnProfile(self.surface))
        except CannotLook:
            return {}
        request = Request(address(self.world, self.surface, profile, ()))
        reply = await self.world.send(request, session=account.session)
        value = reply.json() if isinstance(reply, Answer) else None
        status = reply.status if isinstance(reply, Answer) else 0
        return {"answered": status in OK, **value} if isinstance(value, dict) else {"answered": status in OK}

    async def _listed(self, account: Account) -> dict[str, Json]:
        """The account as the role that may sees it in its list."""
        path = self.rule.operation.path
        listing = self.facts.operation("GET", path[: path.index("{")])
        if listing is None:
            return {}
        reply = await self.world.send(Request(address(self.world, self.surface, listing, ()), by=self.holder))
        items = items_in(reply.json()) if isinstance(reply, Answer) else ()
        return next((one for one in items if account.email in str(one) or account.name in str(one)), {})

    async def _told(self, request: Request) -> Json:
        reply = await self.world.answer(request)
        return [reply.status in OK, reply.json()]
