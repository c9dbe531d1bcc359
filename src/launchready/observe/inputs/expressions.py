"""Keeps texts with sums in them, as templates write them, and looks whether the results come back."""

import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.making import Made, make, removal
from launchready.observe.api.objects import Objects, address
from launchready.observe.api.openapi import Api
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.question import Question
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

FORMS = (
    ("double braces (Jinja, Twig, Handlebars, Angular)", "{{", "}}"),
    ("a dollar and braces (Freemarker, Velocity, JSP, Mako)", "${", "}"),
    ("a hash and braces (Ruby, Pug, Thymeleaf)", "#{", "}"),
    ("percent tags (ERB, EJS)", "<%=", "%>"),
    ("single braces (Smarty)", "{", "}"),
)
MOST_KINDS = 4
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Kept:
    """One text with sums that was kept, and how it came back."""

    operation: str
    field: str
    status: int
    """0 where nothing came back."""
    back: str
    """The read that brought the text back, by the word in it: `GET /notes/{id} -> 200`; empty for none."""
    obeyed: str
    """The form whose sum came back as its result; empty for none."""
    sent: str
    shown: str
    """What came back of the text."""
    curls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ExpressionsSeen:
    """All texts."""

    kept: tuple[Kept, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expressions(Question[ExpressionsSeen]):
    """Are texts of customers run as templates?"""

    surface: str

    async def ask(self, world: "World") -> ExpressionsSeen:
        """Once for each kind of object that can be deleted again; once for one that cannot, where there is no other."""
        facts = await world.ask(Api(self.surface))
        planting = await world.ask(Objects(self.surface))
        owners = {one.collection: one.owner for one in planting.planted if one.canaries}
        ready = [
            one for one in kinds(facts) if one.create and one.create.body_kind == "json" and (one.read or one.listing)
        ]
        ready = [one for one in ready if one.collection in owners and not one.is_nested]
        chosen = [one for one in ready if one.delete][:MOST_KINDS] or ready[:1]
        found: list[Kept] = []
        missing = [f"{one.collection}: {one.because}" for one in planting.missing if not one.forbidden]
        for kind in chosen:
            try:
                made = await make(world, self.surface, kind, planting, owners[kind.collection])
            except CannotLook as unknown:
                missing.append(f"{kind.collection}: {unknown}")
                continue
            if made.free:
                found.append(await self._kept(world, kind, made))
        return ExpressionsSeen(tuple(found), tuple(missing))

    async def _kept(self, world: "World", kind: Kind, made: Made) -> Kept:
        assert kind.create is not None
        mark = world.plant(Mark("token"), "a text with sums", kind.create.name).value
        sums = [(name, 1001 + secrets.randbelow(8000), 1001 + secrets.randbelow(8000)) for name, _, _ in FORMS]
        parts = [f"{start}{a}*{b}{end}" for (_, start, end), (_, a, b) in zip(FORMS, sums, strict=True)]
        text = f"{mark} {' '.join(parts)}"
        request = replace(made.request, body=json.dumps({**made.json, made.free: text}))
        reply = await world.send(request)
        away = await removal(world, self.surface, made, reply, made.planted.owner)
        reads = [(kind.create.name, reply), *await self._reads(world, kind, made, away)]
        if away is not None:
            await world.send(away)
        status = reply.status if isinstance(reply, Answer) else 0
        back = obeyed = shown = ""
        for name, answer in reads:
            at = answer.body.find(mark) if isinstance(answer, Answer) and name.startswith("GET") else -1
            if isinstance(answer, Answer) and at >= 0:
                around = answer.body[max(0, at - 300) : at + 600]
                back, shown = back or f"{name} -> {answer.status}", shown or around
                result = next((form for form, a, b in sums if str(a * b) in around and f"{a}*{b}" not in around), "")
                if result and not obeyed:
                    obeyed, back, shown = result, f"{name} -> {answer.status}", around
        curls = (world.curl(request), *(world.curl(one.request) for _, one in reads[1:2]))
        return Kept(kind.create.name, made.free, status, back, obeyed, text, shown, curls)

    async def _reads(self, world: "World", kind: Kind, made: Made, away: Request | None) -> list[tuple[str, Reply]]:
        """The reads of the object, by the address that removes it, and of the list it is in."""
        found: list[tuple[str, Reply]] = []
        if kind.read is not None and away is not None:
            last = away.url.rstrip("/").rpartition("/")[2]
            url = (await made.planted.called("launchready-place").url(world, self.surface, kind.read)).replace(
                "launchready-place", last
            )
            found.append((kind.read.name, await world.send(Request(url, by=made.planted.owner))))
        if kind.listing is not None:
            ids = await made.planted.ids_for(world, self.surface, kind.listing)
            request = Request(address(world, self.surface, kind.listing, ids), by=made.planted.owner)
            found.append((kind.listing.name, await world.send(request)))
        return found
