"""Ways to be refused: who is not signed in, what cannot be read, what is no address; each refusal is a kind of answer."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from launchready.declare.model import ApiSurface, Call, Declaration, WebSurface
from launchready.observe.access.likes import every_plain_read
from launchready.observe.api.kinds import last_word
from launchready.observe.api.objects import address
from launchready.observe.api.openapi import Operation
from launchready.observe.errors import CannotLook, ConsentMissing
from launchready.observe.http import Answer, Request
from launchready.observe.net.allowance import left_out
from launchready.observe.who.recipe import SELF_WORDS
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_READS = 2
MOST_SIGN_INS = 1
SAME = "one layer refuses them all as a rule, and a few were asked for"
HALF = '{"'
"""A body of JSON that ends too early: nothing can be done with it."""


@dataclass(frozen=True, slots=True)
class Refusals:
    """How a surface refuses."""

    answers: tuple[Answer, ...]
    left: tuple[str, ...]
    """Lines on what was not asked for, each with its number."""


async def refused(world: "World", at: ApiSurface | WebSurface) -> Refusals:
    """How a surface refuses who does not sign in, and a sign-in that cannot be read; what was not refused is left out."""
    found: list[Answer] = []
    left: list[str] = []
    if isinstance(at, ApiSurface):
        with suppress(CannotLook):
            reads = _personal_first(await every_plain_read(world, at.name))
            left += left_out((one.name for one in reads[MOST_READS:]), "reads as nobody", SAME)
            for read in reads[:MOST_READS]:
                found += await _sent(world, Request(address(world, at.name, read, ())))
    if world.declaration.consent.touch >= Touch.PROBE:
        unreadable = _unreadable(world.declaration, at)
        left += left_out((urlsplit(one.url).path for one in unreadable[MOST_SIGN_INS:]), "unreadable sign-ins", SAME)
        for request in unreadable[:MOST_SIGN_INS]:
            with suppress(CannotLook, ConsentMissing):
                found += await _sent(world.lend("answers to what cannot be read", Touch.PROBE), request)
    refusals = tuple(one for one in found if one.status >= 400)  # noqa: PLR2004 - HTTP's refusals start here
    return Refusals(refusals, tuple(left))


def _personal_first(reads: tuple[Operation, ...]) -> list[Operation]:
    """Those that tell a user of themselves are the surest to be refused."""
    sent = [one for one in reads if "#" not in one.path]
    return sorted(sent, key=lambda one: last_word(one.path) not in SELF_WORDS)


async def broken(world: "World", at: ApiSurface | WebSurface) -> list[Answer]:
    """How an address that holds a null is answered, which many servers do by themselves, before the product is asked."""
    return await _sent(world, Request(at.at(f"/not-there-{uuid4().hex[:12]}%00")))


def _unreadable(declared: Declaration, at: ApiSurface | WebSurface) -> list[Request]:
    """Sign-ins of a surface with nothing in them that a product could read, as nobody."""
    if isinstance(at, ApiSurface):
        apis = [one.name for one in declared.surfaces if isinstance(one, ApiSurface)]
        calls = [one.sign_in for one in declared.principals if one.sign_in is not None and one.sign_in.json is not None]
        own = [one for one in calls if (one.on or apis[0]) == at.name and _is_plain(one)]
        kind = (("Content-Type", "application/json"),)
        return list(dict.fromkeys(Request(at.at(one.path), one.method, kind, HALF) for one in own))
    forms = [call for one in declared.principals for name, call in one.sign_in_at if name == at.name and call.form]
    kind = (("Content-Type", "application/x-www-form-urlencoded"),)
    return list(dict.fromkeys(Request(at.at(one.path), one.method, kind, "") for one in forms if _is_plain(one)))


def _is_plain(call: Call) -> bool:
    return call.method == "POST" and "{" not in call.path


async def _sent(world: "World", request: Request) -> list[Answer]:
    reply = await world.send(request)
    return [reply] if isinstance(reply, Answer) else []
