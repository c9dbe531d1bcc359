"""Each way of signing in works by an address and a password alone, and a refusal is told with what the product said."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Declaration, Principal, Secret
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.who.session import CannotSignIn
from launchready.observe.world import World
from launchready.verdict import Touch
from tests.observe.doors import DOORS, Door
from tests.observe.small_world import declared, site, visited

ANN = Principal("ann", "buyer", 9, email="ann@shop.example", password=Secret("file:ann"))


def asked(
    door: Door, folder: Path, what: Callable[[World], object], *who: Principal, touch: Touch = Touch.WRITE
) -> object:
    async def run() -> object:
        async with site(door.app()) as port:
            (folder / "ann").write_text("pw-of-ann-1")
            (folder / "wrong").write_text("not-the-password")
            surface = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1)
            base = declared(folder, surface, domain="127.0.0.1")
            declaration: Declaration = replace(
                base, principals=who or (ANN,), consent=replace(base.consent, touch=touch)
            )
            async with visited(declaration) as world:
                return await what(world)  # type: ignore[misc]

    return asyncio.run(run())


async def me(world: World) -> tuple[str, str]:
    """Who the API says that Ann is, and how she came in."""
    session = await world.sign_in("ann")
    surface = world.declaration.surfaces[0]
    reply = await world.send(Request(surface.at("/me"), by="ann"))
    assert isinstance(reply, Answer)
    return reply.body, session.how


@pytest.mark.parametrize("style", DOORS)
def test_an_address_and_a_password_are_enough_where_the_api_documents_itself(style: str, tmp_path: Path) -> None:
    make, expected = DOORS[style]

    body, how = asked(make(), tmp_path, me)  # type: ignore[misc]

    assert "ann@shop.example" in body
    assert expected in how
    assert "pw-of-ann-1" not in how
    assert "tok." not in how


@pytest.mark.parametrize("style", [name for name in DOORS if name != "HTTP Basic"])
def test_a_refusal_is_told_with_its_answer(style: str, tmp_path: Path) -> None:
    make, _ = DOORS[style]

    with pytest.raises(CannotSignIn, match="ann cannot sign in") as told:
        asked(make(), tmp_path, me, replace(ANN, password=Secret("file:wrong")))

    assert "wrong password" in told.value.said or "CSRF" in told.value.said


def test_a_name_is_as_good_as_an_address(tmp_path: Path) -> None:
    door = Door(user="username")

    body, _ = asked(door, tmp_path, me, replace(ANN, email=None, username="ann"))  # type: ignore[misc]

    assert "ann@shop.example" in body


def test_what_nothing_documents_is_asked_for(tmp_path: Path) -> None:
    door = Door(is_documented=False)

    with pytest.raises(CannotLook, match=r"nothing in .*/openapi\.json says how ann signs in.*Add sign_in"):
        asked(door, tmp_path, me)


def test_a_ready_token_is_sent_as_the_document_says(tmp_path: Path) -> None:
    make, _ = DOORS["a header of its own"]
    door = make()
    door.sessions["a-ready-token"] = "ann@shop.example"
    (tmp_path / "token").write_text("a-ready-token")

    body, how = asked(door, tmp_path, me, Principal("ann", "buyer", 9, token=Secret("file:token")))  # type: ignore[misc]

    assert ("ann@shop.example" in body, how) == (True, "a token, sent as X-Auth-Token: {token}")


def test_declared_headers_are_enough(tmp_path: Path) -> None:
    door = Door()
    door.sessions["a-ready-token"] = "ann@shop.example"
    (tmp_path / "header").write_text("Bearer a-ready-token")
    who = Principal("ann", "buyer", 9, headers=(("Authorization", "file:header"), ("X-Client", "web")))

    body, _ = asked(door, tmp_path, me, who)  # type: ignore[misc]

    assert "ann@shop.example" in body


def test_a_declared_sign_in_is_filled_in_and_its_token_read_where_it_says(tmp_path: Path) -> None:
    make, _ = DOORS["a token in a header of the answer"]
    call = Call(
        "POST",
        "/auth/login",
        json={"email": "{email}", "password": "{password}"},
        pick=(("token", "header:X-Auth-Token"),),
    )

    body, how = asked(make(), tmp_path, me, replace(ANN, sign_in=call))  # type: ignore[misc]

    assert "ann@shop.example" in body
    assert "header:X-Auth-Token" in how


def test_a_form_that_comes_back_is_no_sign_in_though_it_sets_a_cookie(tmp_path: Path) -> None:
    def again(door: Door, token: str) -> web.Response:
        page = web.Response(text='<form><input type="password" name="password"></form>', content_type="text/html")
        page.set_cookie("visitor", "a-stranger")
        return page

    call = Call("POST", "/login", form=(("email", "{email}"), ("password", "{password}")))
    door = Door(login="/login", media="application/x-www-form-urlencoded", answer=again)

    with pytest.raises(CannotSignIn, match="but with the form again"):
        asked(door, tmp_path, me, replace(ANN, sign_in=call))


def test_a_session_that_ends_is_renewed_once(tmp_path: Path) -> None:
    door = Door()

    async def twice(world: World) -> tuple[int, ...]:
        url = world.declaration.surfaces[0].at("/me")
        statuses = []
        for _ in range(3):
            reply = await world.send(Request(url, by="ann"))
            assert isinstance(reply, Answer)
            statuses.append(reply.status)
            door.sessions.clear()
        return tuple(statuses)

    assert asked(door, tmp_path, twice) == (200, 200, 200)
    assert door.seen.count("POST /auth/login") == 3


def test_an_api_that_says_401_to_one_thing_is_not_signed_in_to_again_and_again(tmp_path: Path) -> None:
    door = Door()

    async def shut(world: World) -> None:
        base = world.declaration.surfaces[0]
        await world.send(Request(base.at("/me"), by="ann"))
        for _ in range(5):
            await world.send(Request(base.at("/auth/login"), "DELETE", by="ann"))

    asked(door, tmp_path, shut)

    assert door.seen.count("POST /auth/login") == 1


def test_a_sign_in_that_never_worked_is_not_repeated(tmp_path: Path) -> None:
    make, _ = DOORS["a header of its own"]
    door = make()
    call = Call("POST", "/auth/login", json={"email": "{email}", "password": "{password}"})

    body, _ = asked(door, tmp_path, me, replace(ANN, sign_in=call, send="Authorization: Bearer {token}"))  # type: ignore[misc]

    assert "who are you?" in body
    assert door.seen.count("POST /auth/login") == 1


def test_another_token_takes_the_place_of_the_right_one(tmp_path: Path) -> None:
    make, _ = DOORS["a key in the query"]

    async def other(world: World) -> tuple[Request, Request]:
        session = await world.sign_in("ann")
        request = Request("http://127.0.0.1/me?page=1")
        return session.on(request), session.holding("forged").on(request)

    right, forged = asked(make(), tmp_path, other)  # type: ignore[misc]

    assert right.url.startswith("http://127.0.0.1/me?page=1&api_key=tok.")
    assert forged.url == "http://127.0.0.1/me?page=1&api_key=forged"
