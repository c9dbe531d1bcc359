"""Delivers events to a webhook: rightly signed, unsigned, wrongly signed and twice; what counts is the order afterwards."""

import hashlib
import hmac
import re
import secrets as random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface, WebhookSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.kinds import Kind, kinds
from launchready.observe.likes import lasting
from launchready.observe.objects import Objects, Planted, address, patient, plant
from launchready.observe.openapi import Api
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

HMAC = re.compile(r"\{hmac_sha256:([^}]*)\}")
ORDER_WORDS = ("order", "purchase", "booking", "invoice", "subscription", "payment", "checkout")
DAY = 86_400
UNSIGNED, WRONG, REPLAY = "unsigned", "wrongly signed", "a second time"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event as it was delivered."""

    how: str
    """`without a signature`, `signed with another key`, …"""
    status: int
    """0 where nothing came back."""
    effect: bool
    """Whether the order changed by it, as its owner reads it."""
    shown: str
    """The order afterwards."""
    curl: str


@dataclass(frozen=True, slots=True)
class Deliveries:
    """One way of cheating, and the rightly signed delivery that shows that the webhook works."""

    tried: tuple[Delivery, ...]
    control: Delivery


@dataclass(frozen=True, slots=True)
class Webhook(Question[Deliveries]):
    """Does a webhook believe an event that it should not?"""

    surface: str
    way: str
    """UNSIGNED, WRONG or REPLAY."""

    async def ask(self, world: "World") -> Deliveries:
        """Makes an order of customer A's for it, cheats, and delivers rightly."""
        hook = world.declaration.surface(self.surface)
        if not isinstance(hook, WebhookSurface) or hook.url is None:
            raise CannotLook(f"launch.toml declares no webhook surface {self.surface}")
        if not (hook.event and hook.secret and hook.signature):
            raise CannotLook(
                f"launch.toml (line {hook.line}) does not give secret, signature and event of surface.{hook.name}, so "
                "neither a right nor a wrong delivery can be made"
            )
        secret = world.secrets.resolve(hook.secret)
        order = await _Order.make(world, hook)
        post = _Post(world, hook, order)
        if self.way == REPLAY:
            for other in (UNSIGNED, WRONG):
                if any(one.effect for one in (await world.ask(Webhook(self.surface, other))).tried):
                    raise CannotLook(f"the webhook believes events that are {other}, so a replay tells nothing more")
            return await self._twice(post, secret)
        event, at = order.event(hook.event), int(time.time())
        right = signed(hook.signature, secret, event, at)
        name = right[0]
        if self.way == UNSIGNED:
            cheats: list[tuple[str, tuple[tuple[str, str], ...]]] = [("without a signature", ())]
        else:
            cheats = [
                ("signed with another key", (signed(hook.signature, random.token_hex(16), event, at),)),
                ("with the signature of another event", (signed(hook.signature, secret, order.event(hook.event), at),)),
                ("with a signature of zeros", ((name, re.sub(r"[0-9a-f]{64}", "0" * 64, right[1])),)),
            ]
        tried = []
        for how, headers in cheats:
            tried.append(await post.send(how, event, headers))
            if tried[-1].effect:
                return Deliveries(
                    tuple(tried), Delivery("not delivered: the order had changed", 0, effect=False, shown="", curl="")
                )
        return Deliveries(tuple(tried), await post.send("rightly signed", event, (right,)))

    async def _twice(self, post: "_Post", secret: str) -> Deliveries:
        hook, order = post.hook, post.order
        stale = order.event(hook.event)
        old = signed(hook.signature, secret, stale, int(time.time()) - DAY)
        late = await post.send("rightly signed, but a day old", stale, (old,)) if "{t}" in hook.signature else None
        if late is not None and late.effect:
            return Deliveries(
                (late,), Delivery("not delivered: the order had changed", 0, effect=False, shown="", curl="")
            )
        event = order.event(hook.event)
        right = signed(hook.signature, secret, event, int(time.time()))
        first = await post.send("rightly signed", event, (right,))
        second = await post.send("a second time, byte for byte", event, (right,))
        return Deliveries((second,) if late is None else (late, second), first)


def signed(signature: str, secret: str, event: tuple[str, str], at: int) -> tuple[str, str]:
    """The header that a declared signature makes for an event."""
    name, _, template = signature.partition(":")
    identity, body = event
    words = {"t": str(at), "id": identity, "body": body}

    def digest(match: re.Match[str]) -> str:
        over = re.sub(r"\b(t|id|body)\b", lambda word: words[word[1]], match[1])
        return hmac.new(secret.encode(), over.encode(), hashlib.sha256).hexdigest()

    value = HMAC.sub(digest, template.strip()).replace("{t}", str(at)).replace("{id}", identity)
    return name.strip(), value


@dataclass(frozen=True, slots=True)
class _Order:
    """The order that the events are about."""

    api: str
    kind: Kind
    planted: Planted

    @classmethod
    async def make(cls, world: "World", hook: WebhookSurface) -> "_Order":
        apis = [one for one in world.declaration.surfaces if isinstance(one, ApiSurface)]
        near = [one for one in apis if one.environment == hook.environment and one.host == hook.host]
        api = next(iter((*near, *apis)), None)
        if api is None or "{order}" not in hook.event:
            raise CannotLook(
                f"the event of surface.{hook.name} names no {{order}} of an API, so its effect cannot be read"
            )
        facts = await world.ask(Api(api.name))
        kind = next((one for word in ORDER_WORDS for one in kinds(facts) if one.name == word and one.read), None)
        if kind is None:
            raise CannotLook(f"{facts.source} has no order that can be made and read, so the effect cannot be read")
        made = (await world.ask(Objects(api.name))).planted
        return cls(api.name, kind, await plant(world, api.name, kind, made))

    def event(self, template: str) -> tuple[str, str]:
        """A fresh event about the order: its id and its body."""
        identity = f"evt_{uuid4().hex}"
        return identity, template.replace("{id}", identity).replace("{order}", self.planted.ids[-1])


@dataclass(frozen=True, slots=True)
class _Post:
    """Delivers, and looks at the order before and after."""

    world: "World"
    hook: WebhookSurface
    order: _Order

    async def send(self, how: str, event: tuple[str, str], headers: tuple[tuple[str, str], ...]) -> Delivery:
        before = await self._order()
        typed = ("Content-Type", "application/json")
        request = Request(self.hook.url or "", "POST", (typed, *headers), event[1])
        reply: Reply = await patient(self.world, request)
        after = await self._order()
        status = reply.status if isinstance(reply, Answer) else 0
        return Delivery(
            how, status, lasting(before.json()) != lasting(after.json()), after.body[:200], self.world.curl(request)
        )

    async def _order(self) -> Answer:
        read = self.order.kind.read
        assert read is not None
        planted = self.order.planted
        return await self.world.answer(
            Request(address(self.world, self.order.api, read, planted.ids), by=planted.owner)
        )
