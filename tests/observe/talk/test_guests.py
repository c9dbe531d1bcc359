"""Who talks at length has an account of the run's own, where the product makes one and its model talks to it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Call, ChatSurface, Principal, Secret
from launchready.declare.who import ASKER, ATTACKER, READER, WISHER, guests
from launchready.observe.chat import attacker, reader_beside
from launchready.observe.world import World
from tests.observe.small_world import declared, site, visited

ACCOUNT = {"email": "{email}", "password": "{password}"}
SIGN_UP = Call("POST", "/sign-up", on="chat", json=ACCOUNT)
SIGN_IN = Call("POST", "/sign-in", on="chat", json=ACCOUNT, pick=(("token", "$.token"),))
SAYS = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"),))
MAKES = Principal("ann", "buyer", 1, sign_in=SIGN_IN, sign_up=SIGN_UP)
DECLARED = Principal("ann", "buyer", 1, token=Secret("file:token"))


def product(*, signs_up: bool, talks: bool) -> web.Application:
    """A shop whose model may talk to those alone who paid."""
    accounts: dict[str, str] = {}

    async def sign_up(request: web.Request) -> web.Response:
        if not signs_up:
            return web.json_response({"error": "by invitation"}, status=403)
        said = await request.json()
        accounts[said["email"]] = said["password"]
        return web.json_response({}, status=201)

    async def sign_in(request: web.Request) -> web.Response:
        said = await request.json()
        if accounts.get(said["email"]) != said["password"]:
            return web.json_response({}, status=401)
        return web.json_response({"token": said["email"]})

    async def chat(request: web.Request) -> web.Response:
        if not talks and "audit" in request.headers.get("Authorization", ""):
            return web.json_response({"error": "choose a plan"}, status=402)
        return web.json_response({"answer": "Happy to help."})

    made = web.Application()
    made.router.add_post("/sign-up", sign_up)
    made.router.add_post("/sign-in", sign_in)
    made.router.add_post("/chat", chat)
    return made


def who_asks(folder: Path, app: web.Application, first: Principal) -> tuple[str, str, str]:
    """Who attacks, who reads what nobody else reads, and who reads what the second customer placed."""
    (folder / "token").write_text("t-1")
    people = (first, Principal("ben", "buyer", 2, token=Secret("file:token")))

    async def ask(world: World) -> tuple[str, str, str]:
        return (
            await attacker(world, "chat"),
            await reader_beside(world, "chat", None),
            await reader_beside(world, "chat", "ben"),
        )

    async def go() -> tuple[str, str, str]:
        async with site(app) as port:
            there = ChatSurface("chat", None, "production", f"http://127.0.0.1:{port}/", 1, say=SAYS)
            shop = replace(declared(folder, there), principals=people, guests=guests(people))
            async with visited(shop) as world:
                return await ask(world)

    return asyncio.run(go())


def test_accounts_of_the_run_talk_where_the_product_makes_them(tmp_path: Path) -> None:
    assert who_asks(tmp_path, product(signs_up=True, talks=True), MAKES) == (ATTACKER, READER, READER)


@pytest.mark.parametrize(
    ("signs_up", "talks", "first"),
    [
        pytest.param(True, False, MAKES, id="its model talks to those who paid"),
        pytest.param(True, True, DECLARED, id="nothing tells how to sign up"),
    ],
)
def test_else_the_declared_customers_talk(tmp_path: Path, first: Principal, *, signs_up: bool, talks: bool) -> None:
    assert who_asks(tmp_path, product(signs_up=signs_up, talks=talks), first) == ("ann", "ben", "ann")


def test_a_guest_is_like_the_first_customer_without_its_account() -> None:
    root = Principal("root", "admin", 3, token=Secret("file:token"))
    ann = replace(DECLARED, headers=(("X-Tenant", "shop"),))

    assert guests((root,)) == ()
    assert [(one.name, one.role, one.made, one.token, one.headers) for one in guests((root, ann))] == [
        (name, "buyer", True, None, ann.headers) for name in (ATTACKER, READER, ASKER, WISHER)
    ]
    assert guests((MAKES,)) == tuple(replace(MAKES, name=one) for one in (ATTACKER, READER, ASKER, WISHER))
