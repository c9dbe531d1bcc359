"""Tells which cookies of a sign-in carry its session: by their names, or else by what they open."""

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.who.arriving import cookie_header
from launchready.observe.who.own import OwnView
from launchready.observe.who.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

NO_SESSION = re.compile(
    r"csrf|xsrf|lang|locale|theme|consent|flash|analytics|_ga|tz$|timezone|^awsalb|^arr_?affinity|^__cf|^cf_|^gclb|"
    r"^incap_|^visid_|^nsc_|^bigip|^serverid|^ph_|^ajs_|^mp_|^_hj|^_fb|^intercom|^ab_?test",
    re.IGNORECASE,
)
"""Cookies that are no session: preferences, protection against forged forms, balancers, edges, and analytics."""
SESSION = re.compile(r"sess|sid$|auth|token|jwt|remember|refresh|ticket|identity|credential", re.IGNORECASE)
"""Names of cookies that say of themselves that they are one, or make one."""

_Door: TypeAlias = tuple[Request, Callable[[Reply], bool]]
OK = 200


async def carrying(world: "World", url: str, who: str, jar: Mapping[str, str]) -> frozenset[str]:
    """The names of the cookies that a sign-in set and that carry its session, or make a new one.

    A cookie whose name says so is one. Any other is one where it opens what its user alone may see, or where without it the
    others do not; where nothing can be opened by cookies, none of the others is.

    Args:
        world: what is asked.
        url: where the sign-in went.
        who: the principal who signed in.
        jar: names and values.
    """
    ours = {name: value for name, value in jar.items() if value and not NO_SESSION.search(name)}
    named = frozenset(name for name in ours if SESSION.search(name))
    others = ours.keys() - named
    door = await _door(world, url, who) if others else None
    if door is None or not await _opens(world, door, jar):
        return named
    found = set(named)
    for name in sorted(others):
        rest = {one: value for one, value in jar.items() if one != name}
        if await _opens(world, door, {name: jar[name]}) or not (rest and await _opens(world, door, rest)):
            found.add(name)
    return frozenset(found)


async def _opens(world: "World", door: _Door, jar: Mapping[str, str]) -> bool:
    request, shows = door
    return shows(await world.send(request, session=Session("one cookie", (cookie_header(tuple(jar.items())),), None)))


async def _door(world: "World", url: str, who: str) -> _Door | None:
    """What a principal's session opens and nobody else's does, on the surface that a sign-in went to."""
    there = [one for one in world.declaration.surfaces if one.url and url.startswith(one.url)]
    for surface in sorted(there, key=lambda one: len(one.url or ""), reverse=True):
        if isinstance(surface, ApiSurface):
            try:
                view = await world.ask(OwnView(surface.name, who))
            except CannotLook:
                continue
            if view.marks:
                return view.request, view.shows
        elif isinstance(surface, WebSurface) and surface.private_pages:
            request = Request(surface.at(surface.private_pages[0]))
            if not _is_page(await world.send(request)):
                return request, _is_page
    return None


def _is_page(reply: Reply) -> bool:
    return isinstance(reply, Answer) and reply.status == OK
