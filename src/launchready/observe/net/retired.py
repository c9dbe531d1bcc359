"""Asks for names that the owner has retired: whether DNS still knows them, and whether the product's servers still do."""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.observe.net.discovery import Wildcard
from launchready.observe.net.dns import Records
from launchready.observe.net.likeness import SAME, alike
from launchready.observe.question import Question
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

KINDS = ("CNAME", "A", "AAAA")
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Retired:
    """A name that should be gone."""

    name: str
    records: tuple[str, ...]
    """What DNS still says of it: `A 192.0.2.1`."""
    silent: str
    """What did not answer, DNS or the product's own address; empty where both did."""
    as_any: bool
    """Whether the zone says the same of a name that nobody ever had."""
    line: str
    """How the product's own address answered for it."""
    served: bool
    """Whether it served a page there, and another one, or none, for a name that nobody ever had."""
    made_up: str
    curl: str


@dataclass(frozen=True, slots=True)
class Gone(Question[tuple[Retired, ...]]):
    """Are the names gone that the owner has retired?"""

    async def ask(self, world: "World") -> tuple[Retired, ...]:
        """DNS, and two GETs a name at the address of the product's domain."""
        world = world.lend("retired names", Touch.READ)
        return tuple([await _looked(world, name) for name in world.declaration.dns.retired])


async def _looked(world: "World", name: str) -> Retired:
    records, silent = await _records(world, name)
    nobodys = f"{secrets.token_hex(8)}.{world.declaration.product.domain}"
    as_any = bool(records) and await world.ask(Wildcard()) and (await _records(world, nobodys))[0] == records
    try:
        at = (await world.addresses(world.declaration.product.domain))[:1]
    except CannotLook:
        at = ()
    if not at:
        return Retired(name, records, silent, as_any, "", served=False, made_up="", curl="")
    asked, other = (Request(f"https://{one}/", address=at[0], verify=False) for one in (name, nobodys))
    reply = await world.send(asked)
    if isinstance(reply, Silence) and reply.why is Why.TIMED_OUT:
        silent = silent or reply.line()
    control = await world.send(other) if _is_page(reply) else None
    served = control is not None and _is_page(reply) and not _is_same(reply, control)
    made_up = control.line() if control else ""
    return Retired(name, records, silent, as_any, reply.line(), served, made_up, world.curl(asked))


async def _records(world: "World", name: str) -> tuple[tuple[str, ...], str]:
    found: list[str] = []
    for kind in KINDS:
        answer = await world.ask(Records(name, kind))
        if not answer.known:
            return (), f"{kind} of {name}: {answer.state} {answer.detail}".strip()
        found += [f"{kind} {record}" for record in answer.records]
    return tuple(found), ""


def _is_page(reply: Reply) -> bool:
    return isinstance(reply, Answer) and reply.status in OK and bool(reply.body.strip())


def _is_same(one: Reply, other: Reply) -> bool:
    both = isinstance(one, Answer) and isinstance(other, Answer)
    return both and _is_page(other) and alike(one.body, other.body) >= SAME  # type: ignore[union-attr]
