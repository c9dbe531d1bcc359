"""Writes in the other environments and looks for it in production: where it shows, tests reach the customers."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from launchready.declare.model import ApiSurface, Principal, Surface
from launchready.observe.api.calls import request, values
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.maker import Maker
from launchready.observe.api.naming import LIST, READ
from launchready.observe.api.objects import Objects, Planted
from launchready.observe.api.openapi import Api
from launchready.observe.api.paging import pages
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.secrets.elsewhere import Entered, enter
from launchready.observe.secrets.shared_data import SAYS_NO, View
from launchready.observe.who.people import Account, customers, with_credentials
from launchready.observe.who.session import Session, put, session_from

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_KINDS = 3
NOBODY, CUSTOMER, ACCOUNT = "nobody", "a customer of production", "the account that was made there"


@dataclass(frozen=True, slots=True)
class WrittenThere:
    """What was written in another environment, and where it showed."""

    surface: str
    environment: str
    way: str
    """As whom it was written; empty where this run did not get in."""
    why: str
    """Why nothing was written; empty where something was."""
    wrote: str = ""
    """What, and how its writer read it there."""
    readable: str = ""
    """That production shows its own customers what they make by the same operations: the control."""
    account: str = ""
    """How production took the sign-in of the account that was made there; empty where none was."""
    is_known: bool | None = None
    """Whether production let it in; None where it said neither yes nor no, or where there was no such account."""
    views: tuple[View, ...] = ()
    shared: tuple[str, ...] = ()
    """Addresses at which both stand: a fact, and no more."""


@dataclass(frozen=True, slots=True)
class WrittenElsewhere(Question[tuple[WrittenThere, ...]]):
    """Does production show what is written in another environment?"""

    async def ask(self, world: "World") -> tuple[WrittenThere, ...]:
        """One account and one object for each environment, removed at once, and a few reads of production."""
        apart = [one for one in world.declaration.surfaces if one.url and one.environment != "production"]
        elsewhere = list({urlsplit(one.url or "").netloc: one for one in reversed(apart)}.values())[::-1]
        if not elsewhere:
            return ()
        apis = [one for one in world.declaration.surfaces if isinstance(one, ApiSurface) and one.url]
        api = next((one for one in apis if one.environment == "production"), None)
        if api is None:
            raise CannotLook(
                "launch.toml declares no API in production, by whose operations something could be written"
            )
        return tuple([await _written(world, api, one) for one in elsewhere])


async def _written(world: "World", api: ApiSurface, other: Surface) -> WrittenThere:
    seen = WrittenThere(other.name, other.environment, "", "", shared=await _shared(world, api, other))
    try:
        ready = await _ready(world, api)
        entered = await enter(world, api, other)
    except CannotLook as unknown:
        return replace(seen, why=str(unknown))
    seen = replace(seen, way=entered.way)
    try:
        kind, planted = await _make(entered, api, [kind for kind, _ in ready])
        home = next(one for known, one in ready if known is kind)
        account, is_known, session = await _at_home(world, entered)
        views = await _views(world, api, kind, planted, session)
    except CannotLook as unknown:
        return replace(seen, why=str(unknown))
    finally:
        await entered.there.tidy()
    return replace(
        seen,
        wrote=f"{planted.name} by {entered.way}, who read it there by {planted.shown}",
        readable=f"{home.owner} reads what they make in production by {home.shown}",
        account=account,
        is_known=is_known,
        views=views,
    )


async def _shared(world: "World", api: ApiSurface, other: Surface) -> tuple[str, ...]:
    try:
        own, there = await world.addresses(api.host or ""), await world.addresses(other.host or "")
    except CannotLook:
        return ()
    return tuple(one for one in own if one in there)


async def _ready(world: "World", api: ApiSurface) -> list[tuple[Kind, Planted]]:
    """Kinds that need no other object, of which production shows its owner one that this run made.

    Raises:
        CannotLook: there is none.
    """
    made = {one.collection: one for one in (await world.ask(Objects(api.name))).planted if one.shown and one.canaries}
    found = [
        (kind, made[kind.collection])
        for kind in kinds(await world.ask(Api(api.name)))
        if kind.collection in made and not made[kind.collection].borrowed and kind.making and not kind.making.parents
    ]
    if not found:
        raise CannotLook(
            "production shows its customers nothing that they make by itself, so that there is nothing to look for"
        )
    return found[:MOST_KINDS]


async def _make(entered: Entered, api: ApiSurface, ready: list[Kind]) -> tuple[Kind, Planted]:
    """The first object that could be made there and that its maker reads there.

    Raises:
        CannotLook: there is none.
    """
    refusals: list[str] = []
    owner = customers(entered.there).a
    for kind in ready:
        try:
            planted = await Maker(entered.there, api.name, kind, (), owner).make()
        except CannotLook as refusal:
            refusals.append(str(refusal))
            continue
        if planted.shown:
            return kind, planted
        refusals.append(f"a {planted.name} was made there, and nothing shows it to its maker")
    raise CannotLook("; ".join(refusals))


async def _at_home(world: "World", entered: Entered) -> tuple[str, bool | None, Session | None]:
    """How production takes the account that was made there: the line, whether it is known, and its session."""
    account = entered.account
    who = world.declaration.principal(customers(world).a)
    if account is None or who is None:
        return "", None, None
    reply, call = await put(world, account.call)
    try:
        session = session_from(who, call, reply, world)
        if await _lets_anybody_in(world, who, account):
            return f"{reply.line()}, and one that nobody made is let in as well", None, None
        return reply.line(), True, session
    except CannotLook:
        is_no = isinstance(reply, Answer) and (reply.status in SAYS_NO or reply.status == 404)  # noqa: PLR2004 - as some say it
        return reply.line(), False if is_no else None, None


async def _lets_anybody_in(world: "World", who: Principal, account: Account) -> bool:
    """The control: whether production's sign-in makes an account for whoever comes, as some do."""
    email = f"audit-{uuid4().hex[:10]}@{account.email.rpartition('@')[2]}"
    nobodys = with_credentials(account.call, email, f"Aa1-{uuid4().hex}", email.partition("@")[0])
    reply, call = await put(world, nobodys)
    try:
        session_from(who, call, reply, world)
    except CannotLook:
        return False
    world.leave(f"account {email} of production: its sign-in makes one for whoever comes")
    return True


async def _views(
    world: "World", api: ApiSurface, kind: Kind, planted: Planted, session: Session | None
) -> tuple[View, ...]:
    """Production, asked for what was written there: by the object's id, and in its lists."""
    customer = customers(world).a
    views: list[View] = []
    for use in kind.all(READ, LIST):
        try:
            ids = await values(world, api.name, use, planted.named)
        except CannotLook:
            continue
        asked = request(world, api.name, use, ids, None)
        for by, whose in ((NOBODY, None), (CUSTOMER, customer)):
            async for reply in pages(world, use.operation, replace(asked, by=whose)):
                status = reply.status if isinstance(reply, Answer) else 0
                views.append(View(by, reply.line(), status, planted.in_(reply), world.curl(replace(asked, by=whose))))
        if session is not None:
            reply = await world.send(asked, session=session)
            status = reply.status if isinstance(reply, Answer) else 0
            views.append(View(ACCOUNT, reply.line(), status, planted.in_(reply), world.curl(asked)))
    return tuple(views)
