"""Tells whether an answer that shows B what is A's is the product's own, where a cache that says nothing of itself may have kept it."""

from contextlib import suppress
from typing import TYPE_CHECKING

from launchready.observe.api.kinds import kinds
from launchready.observe.api.making import make
from launchready.observe.api.objects import Objects
from launchready.observe.api.openapi import Api
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request

if TYPE_CHECKING:
    from launchready.observe.net.views import Looker

MOST_MADE = 2
"""Objects that are made to see whether a list shows them."""


async def unsettled(looker: "Looker", surface: str, url: str, made: list[str]) -> str:
    """Why it cannot be told whose doing it is; empty where it is the product's.

    A cache that keeps by the address alone gives everybody the same: where nobody is refused at the same address, where two fetches
    differ, or where an object shows that was made a moment ago, what B is shown is no kept answer.

    Args:
        looker: who looks.
        surface: the API.
        url: where B was shown what is A's.
        made: the lists for which an object was made already; this one is added.
    """
    world, by = looker.world, looker.b.principal
    first, again = [await world.send(Request(url, by=by)) for _ in range(2)]
    nobody = await world.send(Request(url))
    if not all(isinstance(one, Answer) for one in (first, again, nobody)):
        return "it was not answered again"
    assert isinstance(first, Answer)
    assert isinstance(again, Answer)
    assert isinstance(nobody, Answer)
    if first.body != again.body or nobody.body != again.body or nobody.status != again.status:
        return ""
    with suppress(CannotLook):
        planting = await world.ask(Objects(surface))
        own = next((one for one in planting.planted if one.in_(again)), None)
        kind = next(
            (one for one in kinds(await world.ask(Api(surface))) if own and one.collection == own.collection), None
        )
        if own is not None and kind is not None and len(made) < MOST_MADE:
            made.append(url)
            fresh = await make(world, surface, kind, planting, own.owner)
            after = await world.send(Request(url, by=by))
            if isinstance(after, Answer) and after.body != again.body:
                return ""
            return f"a {kind.name} that was made a moment ago ({fresh.planted.ids[-1]}) does not show in it"
    return "who does not sign in is shown the same, and nothing could be made that it would have to show"
