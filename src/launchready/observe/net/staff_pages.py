"""Opens the pages that may be the staff's, as nobody and as a customer, and knows them by what an admin sees."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin
from uuid import uuid4

from launchready.declare.model import AdminSurface, ApiSurface, WebSurface
from launchready.observe.api.kinds import is_admin
from launchready.observe.api.openapi import Api
from launchready.observe.api.paging import pages
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.origin import SAME, pieces_of
from launchready.observe.net.site import SiteTold
from launchready.observe.question import Question
from launchready.observe.who.identity import Marks, marks_of
from launchready.observe.who.people import customers, staff

if TYPE_CHECKING:
    from launchready.observe.world import World

STAFF_WORDS = re.compile(
    r"admin|back-?office|back-?stage|staff|internal|manage|moderat|console|dashboard|cms", re.IGNORECASE
)
HABITS = ("/admin", "/administrator", "/backoffice", "/dashboard", "/manage", "/staff", "/console", "/internal")
MOST = 24
SHOWN = 200
OK = 200
TO_LIST = 2
"""People whose addresses an operation must show to be taken for a list of customers."""


@dataclass(frozen=True, slots=True)
class Control:
    """What an admin sees: the page's own pieces of text, or the people that a list shows."""

    line: str
    pieces: int
    people: int
    fills: str = ""
    """The address of the list that fills the page, where the page is the same shell for every path and everybody."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one path."""

    url: str
    source: str
    """Where the path is known from."""
    by: str
    status: int
    """0 where nothing came back."""
    people: int
    """How many other principals' addresses the page shows."""
    share: float
    """The share of the pieces of what the admin sees."""
    line: str
    shown: str
    curl: str


@dataclass(frozen=True, slots=True)
class StaffLooks:
    """Every look, and what proves that it could have seen something."""

    control: Control
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class StaffPages(Question[StaffLooks]):
    """Do pages of the staff open for somebody who is not of the staff?"""

    surface: str

    async def ask(self, world: "World") -> StaffLooks:
        """As nobody each path; as a customer those that are there."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, AdminSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} is no admin surface with a url")
        customer = customers(world).a
        everyone = [marks_of(world, one.name) for one in world.declaration.principals]
        control, pieces = await self._control(world, at.url, everyone)
        looks: list[Look] = []
        for by in (None, customer) if control.fills else ():
            reply = await world.get(control.fills, by=by)
            looks.append(_look(world, reply, "the list that fills the page", everyone, frozenset()))
        for url, source in (await self._candidates(world, at.url)).items():
            reply = await world.get(url)
            looks.append(_look(world, reply, source, everyone, pieces))
            if isinstance(reply, Answer) and reply.status == OK:
                looks.append(_look(world, await world.get(url, by=customer), source, everyone, pieces))
        return StaffLooks(control, tuple(looks))

    async def _candidates(self, world: "World", declared: str) -> dict[str, str]:
        """Addresses and where each is known from."""
        found = {declared: "launch.toml"}
        sites = [one for one in world.declaration.surfaces if isinstance(one, WebSurface) and one.url]
        for site in [one for one in sites if one.environment == "production"]:
            told = await world.ask(SiteTold(site.name))
            own = {*site.pages, *site.private_pages}
            named = [one for one in told.paths if one.path not in own]
            named = [one for one in named if one.where == "robots.txt" or STAFF_WORDS.search(one.path)]
            found |= {site.at(one.path): one.where for one in named[:MOST] if site.at(one.path) not in found}
            found |= {site.at(path): "habit" for path in HABITS if site.at(path) not in found}
        return dict(list(found.items())[:MOST])

    async def _control(self, world: "World", url: str, everyone: list[Marks]) -> tuple[Control, frozenset[str]]:
        """The declared page as an admin; where it does not open, a list that the API gives to admins."""
        crew = staff(world)
        if not crew:
            return Control("launch.toml declares no principal of the staff", 0, 0), frozenset()
        admin = crew[0].name
        try:
            mine, public = await world.get(url, by=admin), await world.get(url)
        except CannotLook as unknown:
            return Control(str(unknown), 0, 0), frozenset()
        if isinstance(mine, Answer) and mine.status == OK:
            public_pieces = pieces_of(public.body) if isinstance(public, Answer) else frozenset()
            # What is another one in each answer (a nonce, a token of a form) is nothing of the staff's.
            again = await world.get(url, by=admin)
            pieces = (pieces_of(mine.body) & pieces_of(again.body if isinstance(again, Answer) else "")) - public_pieces
            if pieces:
                people = _people(mine.body, everyone, admin)
                return Control(mine.line(), len(pieces), people), pieces
        control = await self._list(world, admin, everyone, mine)
        is_shell = await _is_shell(world, url, mine, public)
        return control if is_shell else replace(control, fills=""), frozenset()

    async def _list(self, world: "World", admin: str, everyone: list[Marks], page: Reply) -> Control:
        for surface in world.declaration.surfaces:
            if not isinstance(surface, ApiSurface) or surface.environment != "production":
                continue
            for operation in (await world.ask(Api(surface.name))).operations:
                if operation.method == "GET" and not operation.places and is_admin(operation):
                    shown = ""
                    async for reply in pages(world, operation, Request(surface.at(operation.path), by=admin)):
                        shown += reply.body if isinstance(reply, Answer) else ""
                        people = _people(shown, everyone, admin)
                        if people >= TO_LIST:
                            return Control(
                                f"{reply.line()}: the addresses of {people} people", 0, people, reply.request.url
                            )
        return Control(page.line(), 0, 0)


async def _is_shell(world: "World", url: str, mine: Reply, public: Reply) -> bool:
    """Whether an app answers every path with one page, whoever asks: what a path shows comes from its API."""
    if not isinstance(mine, Answer) or not isinstance(public, Answer) or OK not in {mine.status} & {public.status}:
        return False
    other = await world.get(urljoin(url, f"/lr-{uuid4().hex[:12]}"))
    shell = pieces_of(public.body)
    there = pieces_of(other.body) if isinstance(other, Answer) and other.status == OK else frozenset()
    return (
        bool(shell)
        and len(shell & there) >= SAME * len(shell)
        and len(shell & pieces_of(mine.body)) >= SAME * len(shell)
    )


def _people(body: str, everyone: list[Marks], asker: str | None) -> int:
    return sum(1 for marks in everyone if marks.principal != asker and marks.found_in(body))


def _look(world: "World", reply: Reply, source: str, everyone: list[Marks], pieces: frozenset[str]) -> Look:
    request = Request(reply.request.url, by=reply.request.by)
    by = request.by or "nobody"
    if not isinstance(reply, Answer):
        return Look(request.url, source, by, 0, 0, 0.0, reply.line(), "", world.curl(request))
    share = len(pieces & pieces_of(reply.body)) / len(pieces) if pieces else 0.0
    people = _people(reply.body, everyone, request.by)
    shown = " ".join(re.sub(r"<[^>]*>", " ", reply.body).split())[:SHOWN]
    return Look(
        request.url, source, by, reply.status, people, round(share, 2), reply.line(), shown, world.curl(request)
    )
