"""Delivers events to a webhook: rightly signed and in every way that must not be believed; what counts is the order afterwards."""

import secrets as random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import anyio

from launchready.declare.model import ApiSurface, WebhookSurface
from launchready.observe.access.likes import lasting
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.objects import Objects, Planted, patient, plant
from launchready.observe.api.openapi import Api
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.signing import Event, Headers, Signer
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

ORDER_WORDS = ("order", "purchase", "booking", "invoice", "subscription", "payment", "checkout", "donation", "charge")
DAY = 86_400
LONGEST_EFFECT, LOOK_AGAIN, AT_ONCE = 4.0, 0.25, 0.2
"""Seconds: how long an effect is waited for, how often it is looked for, and what needs no waiting."""
UNSIGNED, WRONG, STALE, REPLAY = "unsigned", "wrongly signed", "too old", "a second time"
JSON, TEXT = "application/json", "text/plain"


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
    """The order afterwards; where none can be read, what was answered."""
    curl: str
    answer: str = ""
    """The answer without what changes by itself: two that are alike were taken alike."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """One way of cheating, and the rightly signed delivery that shows that the webhook works."""

    tried: tuple[Delivery, ...]
    control: Delivery
    blind: str = ""
    """Why no order shows the effect, so that the answers alone can be compared; empty where one does."""
    reference: Delivery | None = None
    """Where the answers are compared: another delivery that must not be believed."""
    other: Delivery | None = None
    """Of a replay: another event about the same order, which shows whether the order would show a second one."""


@dataclass(frozen=True, slots=True)
class Control:
    """A rightly signed event, and how many seconds later the order shows it."""

    delivery: Delivery
    lag: float


@dataclass(frozen=True, slots=True)
class Right(Question[Control]):
    """Does a webhook take a rightly signed event, and what does the order show then?"""

    surface: str

    async def ask(self, world: "World") -> Control:
        """Delivers one, and waits for its effect."""
        post = await _Post.of(world, self.surface)
        delivery = await post.right("rightly signed", LONGEST_EFFECT)
        return Control(delivery, post.late + LOOK_AGAIN if delivery.effect and post.late > AT_ONCE else 0.0)


@dataclass(frozen=True, slots=True)
class Webhook(Question[Deliveries]):
    """Does a webhook believe an event that it should not?"""

    surface: str
    way: str
    """UNSIGNED, WRONG, STALE or REPLAY."""

    async def ask(self, world: "World") -> Deliveries:
        """Cheats about an order of customer A's that was made for it; the right delivery is about another."""
        if self.way in {STALE, REPLAY}:
            for other in (UNSIGNED, WRONG):
                if any(one.effect for one in (await world.ask(Webhook(self.surface, other))).tried):
                    raise CannotLook(
                        f"the webhook believes events that are {other}, so one {self.way} tells nothing more"
                    )
        right = await world.ask(Right(self.surface))
        control, post = right.delivery, await _Post.of(world, self.surface)
        post.lag = right.lag
        if self.way == REPLAY:
            return await self._twice(post, control)
        tried: list[Delivery] = []
        event, at = post.event(), int(time.time())
        for how, headers, media in self._cheats(post, event, at):
            tried.append(await post.send(how, event, headers, media=media))
            if tried[-1].effect:
                break
        reference = None
        if post.blind:
            beside = post.event()
            zeros, none = post.signer.zeros(beside, at), post.signer.unsigned(beside, at)
            reference = await post.send("to compare with", beside, none if self.way == WRONG else zeros)
        return Deliveries(tuple(tried), control, post.blind, reference)

    def _cheats(self, post: "_Post", event: Event, at: int) -> list[tuple[str, Headers, str]]:
        signer = post.signer
        if self.way == UNSIGNED:
            return [("without a signature", signer.unsigned(event, at), JSON)]
        if self.way == STALE:
            return [("rightly signed, but a day ago", signer.sign(event, at - DAY), JSON)]
        other = Signer(signer.templates, _like(signer.secret))
        return [
            ("signed with another key", other.sign(event, at), JSON),
            ("with the signature of another event", signer.borrowed(event, at), JSON),
            ("with a signature of zeros", signer.zeros(event, at), JSON),
            ("with an empty signature", signer.empty(event, at), JSON),
            ("with a signature of zeros in capitals", signer.capitals(event, at), JSON),
            ("with two signatures, both wrong", signer.twice(event, at), JSON),
            ("with a signature of zeros, as plain text", signer.zeros(event, at), TEXT),
        ]

    async def _twice(self, post: "_Post", control: Delivery) -> Deliveries:
        event, at = post.event(), int(time.time())
        headers = post.signer.sign(event, at)
        first = await post.send("rightly signed", event, headers)
        second = await post.send("a second time, byte for byte", event, headers)
        if second.effect:
            return Deliveries((second,), first, post.blind)
        other = await post.right("rightly signed, another event", 0.0)
        return Deliveries((second,), control if post.blind else first, post.blind, other=other)


@dataclass(frozen=True, slots=True)
class _Order:
    """The order that the events are about."""

    api: str
    kind: Kind
    planted: Planted


@dataclass(slots=True)
class _Post:
    """Delivers, and looks at the order before and after."""

    world: "World"
    hook: WebhookSurface
    signer: Signer
    order: _Order | None
    blind: str
    lag: float = 0.0
    late: float = 0.0
    """Seconds from the last answer until its effect was seen."""

    @classmethod
    async def of(cls, world: "World", surface: str) -> "_Post":
        hook = world.declaration.surface(surface)
        if not isinstance(hook, WebhookSurface) or hook.url is None:
            raise CannotLook(f"launch.toml declares no webhook surface {surface}")
        if not (hook.event and hook.secret and hook.signature):
            raise CannotLook(
                f"launch.toml (line {hook.line}) does not give secret, signature and event of surface.{hook.name}, so "
                "neither a right nor a wrong delivery can be made"
            )
        signer = Signer(hook.signature, world.secrets.resolve(hook.secret))
        try:
            return cls(world, hook, signer, await _order(world, hook), "")
        except CannotLook as unknown:
            return cls(world, hook, signer, None, str(unknown))

    def event(self) -> Event:
        """A fresh event about the order."""
        identity = f"evt_{uuid4().hex}"
        body = self.hook.event.replace("{id}", identity)
        return Event(identity, body.replace("{order}", self.order.planted.ids[-1] if self.order else str(uuid4())))

    async def right(self, how: str, patience: float) -> Delivery:
        """A fresh event, rightly signed."""
        event = self.event()
        return await self.send(how, event, self.signer.sign(event, int(time.time())), patience=patience)

    async def send(
        self, how: str, event: Event, headers: Headers, *, media: str = JSON, patience: float | None = None
    ) -> Delivery:
        """Delivers one; looks for its effect at once, and where effects come late, as long as `patience` says."""
        before, self.late = await self._state(), 0.0
        request = Request(self.hook.url or "", "POST", (("Content-Type", media), *headers), event.body)
        reply: Reply = await patient(self.world, request)
        answered = time.monotonic()
        after = await self._state()
        ends = answered + (self.lag if patience is None else patience)
        pause = LOOK_AGAIN
        while before == after and (left := ends - time.monotonic()) > 0:
            await anyio.sleep(min(pause, left))
            after = await self._state()
            pause *= 2  # an operation of the product's may be asked so often and no more
            self.late = time.monotonic() - answered
        return Delivery(
            how,
            reply.status if isinstance(reply, Answer) else 0,
            before != after,
            after[:200] if self.order else reply.body[:200] if isinstance(reply, Answer) else reply.line(),
            self.world.curl(request),
            self._plain(reply, event),
        )

    async def _state(self) -> str:
        if self.order is None or self.order.kind.read is None:
            return ""
        planted = self.order.planted
        url = await planted.url(self.world, self.order.api, self.order.kind.read)
        return lasting((await self.world.answer(Request(url, by=planted.owner))).json())

    def _plain(self, reply: Reply, event: Event) -> str:
        if not isinstance(reply, Answer):
            return ""
        body = reply.body.replace(event.id, "")
        value = reply.json()
        return f"{reply.status} {lasting(value) if value is not None else body}".replace(event.id, "")[:300]


async def _order(world: "World", hook: WebhookSurface) -> _Order:
    apis = [one for one in world.declaration.surfaces if isinstance(one, ApiSurface)]
    near = [one for one in apis if one.environment == hook.environment and one.host == hook.host]
    api = next(iter((*near, *apis)), None)
    if api is None or "{order}" not in hook.event:
        raise CannotLook(f"the event of surface.{hook.name} names no {{order}} of an API, so its effect cannot be read")
    facts = await world.ask(Api(api.name))
    found = kinds(facts)
    kind = next((one for word in ORDER_WORDS for one in found if one.name == word and one.read), None)
    if kind is None:
        raise CannotLook(f"{facts.source} has no order that can be made and read, so the effect cannot be read")
    made = (await world.ask(Objects(api.name))).planted
    return _Order(api.name, kind, await plant(world, api.name, kind, made))


def _like(secret: str) -> str:
    """Another secret of the same form."""
    fresh = random.token_hex(16)  # base64, too, where that is wanted
    return f"whsec_{fresh}" if secret.startswith("whsec_") else fresh
