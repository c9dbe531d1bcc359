"""Objects that are nobody's own: every customer's list shows them, and nothing in them names whose they are."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import ANYONE, Json
from launchready.observe.access.matrix import rule_of
from launchready.observe.access.reserved_fields import OWNER
from launchready.observe.access.sights import Sights
from launchready.observe.api.calls import request, values
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.naming import LIST, READ, snake
from launchready.observe.api.objects import Objects
from launchready.observe.api.openapi import Api
from launchready.observe.api.paging import pages
from launchready.observe.api.planted import Planted
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.who.people import customers
from launchready.observe.who.whoami import WhoAmI

if TYPE_CHECKING:
    from launchready.observe.world import World


@dataclass(frozen=True, slots=True)
class CommonKind(Question[str | None]):
    """Why objects of a kind may be the common work of all who are signed in; None where somebody owns them."""

    surface: str
    collection: str

    async def ask(self, world: "World") -> str | None:
        """Looks for its maker in what the maker reads of an object that every customer is shown."""
        gallery = await world.ask(Sights(self.surface))
        planting = await world.ask(Objects(self.surface))
        own = next((one for one in planting.planted if one.collection == self.collection), None)
        kind = next(
            (one for one in kinds(await world.ask(Api(self.surface))) if one.collection == self.collection), None
        )
        if own is None or kind is None or not gallery.is_shared(self.collection):
            return None
        try:
            names = {value for _, value in (await world.ask(WhoAmI(self.surface, own.owner))).names}
            shown = await self._shown(world, kind, own)
        except CannotLook:
            return None
        if not shown or any(_names_somebody(one, names) for one in shown):
            return None
        role = customers(world).role
        return (
            f"every customer's list shows each {kind.name}, and it names no owner. Where they may all change it, say so: "
            f'[roles] "{kind.collection}/*" = ["{role}"] in launch.toml; where not, the product does not keep whose it is'
        )

    async def _shown(self, world: "World", kind: Kind, own: Planted) -> list[dict[str, Json]]:
        """The object in every answer that its maker reads of it."""
        found: list[dict[str, Json]] = []
        for use in kind.all(READ, LIST):
            if use.names_apart:
                continue
            ids = await values(world, self.surface, use, own.named)
            async for reply in pages(world, use.operation, request(world, self.surface, use, ids, own.owner)):
                canaries = own.shown_in(reply)
                if canaries and isinstance(reply, Answer):
                    found.append(smallest_around(reply.json(), canaries[0]))
                    break
        return found


async def may_all(world: "World", surface: str, operation: str) -> bool:
    """Whether launch.toml gives an operation to the customers' role."""
    facts = await world.ask(Api(surface))
    method, _, path = operation.split(" with ", maxsplit=1)[0].partition(" ")
    found = facts.operation(method, path.partition("?")[0])
    rule = rule_of(world.declaration, found) if found is not None else None
    return rule is not None and bool({ANYONE, customers(world).role} & set(rule.roles))


def _names_somebody(value: Json, names: set[str]) -> bool:
    """Whether an object names an owner, by a field or by what stands in one."""
    if isinstance(value, dict):
        named = any(OWNER.fullmatch(snake(key)) and one is not None for key, one in value.items())
        return named or any(_names_somebody(one, names) for one in value.values())
    if isinstance(value, list):
        return any(_names_somebody(one, names) for one in value)
    return not isinstance(value, bool) and value is not None and str(value) in names


def smallest_around(value: Json, canary: str) -> dict[str, Json]:
    """The smallest object that holds the canary and more than one field."""
    parts = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
    for one in parts:
        if isinstance(one, dict | list) and canary in str(one):
            inner = smallest_around(one, canary)
            if len(inner) > 1:
                return inner
    return value if isinstance(value, dict) else {}


def has_list_around(value: Json, canary: str) -> bool:
    """Whether the canary stands in an object of a list."""
    if isinstance(value, list):
        return any(isinstance(one, dict) and canary in str(one) for one in value)
    return isinstance(value, dict) and any(has_list_around(one, canary) for one in value.values())


def scalars_of(value: dict[str, Json]) -> set[str]:
    """The plain values of an object."""
    return {str(one) for one in value.values() if isinstance(one, str | int)}
