"""What the doctor says of each way of signing in: how it went, what was answered, and what to do."""

import asyncio
from pathlib import Path

import pytest

from launchready.first.doctor import Line, State, doctor
from launchready.observe.who.session import shortly
from tests.observe.doors import DOORS, Door
from tests.observe.small_world import site

FILE = """version = 1
[product]
name = "Doors"
domain = "127.0.0.1"
[consent]
scope = ["127.0.0.1"]
touch = "{touch}"
[surface.api]
kind = "api"
url = "http://127.0.0.1:{port}"
[principal.ann]
role = "buyer"
{who}
"""
ANN = 'email = "ann@shop.example"\npassword = "file:password"'


def told(door: Door, folder: Path, who: str, *, password: str = "pw-of-ann-1", touch: str = "write") -> list[Line]:
    async def run() -> tuple[Line, ...]:
        async with site(door.app()) as port:
            (folder / "password").write_text(password)
            (folder / "launch.toml").write_text(FILE.format(port=port, who=who, touch=touch))
            return await doctor(folder / "launch.toml")

    return [line for line in asyncio.run(run()) if line.part == "sign-in"]


@pytest.mark.parametrize("style", DOORS)
def test_a_sound_sign_in_is_shown_with_what_it_opens(style: str, tmp_path: Path) -> None:
    make, expected = DOORS[style]

    line = told(make(), tmp_path, ANN)[0]

    assert line.state is State.OK
    assert expected in line.what
    assert line.what.endswith("GET /me answers 200 with it and 401 without")
    assert "pw-of-ann-1" not in line.what
    assert "tok." not in line.what


@pytest.mark.parametrize("style", [name for name in DOORS if name != "HTTP Basic"])
def test_a_refusal_is_shown_without_the_password(style: str, tmp_path: Path) -> None:
    make, _ = DOORS[style]

    line = told(make(), tmp_path, ANN, password="not-the-password")[0]

    assert line.state is State.MISSING
    assert "ann: ann cannot sign in (launch.toml line 11)" in line.what
    assert "it said: " in line.what
    assert "not-the-password" not in line.what


def test_a_wrong_name_or_password_for_basic_opens_nothing(tmp_path: Path) -> None:
    make, _ = DOORS["HTTP Basic"]

    line = told(make(), tmp_path, ANN, password="not-the-password")[0]

    assert (line.state, line.what) == (
        State.MISSING,
        "ann has name and password, as HTTP Basic; but GET /me answers 401 with it and 401 without",
    )


def test_a_token_that_is_sent_in_the_wrong_way_is_told_with_what_to_write(tmp_path: Path) -> None:
    make, _ = DOORS["a header of its own"]

    line = told(make(), tmp_path, f'{ANN}\nsend = "Authorization: Bearer {{token}}"')[0]

    assert line.state is State.MISSING
    assert "but GET /me answers 401 with it and 401 without" in line.what
    assert "X-Auth-Token: {token}" in line.do


def test_what_the_run_will_make_is_told_and_not_made(tmp_path: Path) -> None:
    door = Door(signs_up=True)

    second = told(door, tmp_path, ANN)[1]

    assert (second.state, second.what) == (
        State.NOT_TRIED,
        "customer_b is not declared: the audit makes an account by POST /auth/register and signs in by POST /auth/login",
    )
    assert "POST /auth/register" not in door.seen


def test_a_declared_sign_up_is_told_and_not_tried(tmp_path: Path) -> None:
    door = Door(signs_up=True)
    up = 'sign_up = { post = "/auth/register", json = { email = "{email}", password = "{password}" } }'

    line = told(door, tmp_path, up)[0]

    assert (line.state, line.what) == (State.NOT_TRIED, "ann: the audit makes an account by POST /auth/register")
    assert told(door, tmp_path, up, touch="probe")[0].do == "Set consent.touch to write, so that it may"
    assert "POST /auth/register" not in door.seen


def test_a_token_that_the_line_would_halve_is_left_out_whole() -> None:
    token = "eyJhbGciOiJIUzI1NiJ9." + "a1B2" * 60
    text = f'{{"id": "7", "name": "ann", "token": "{token}"}}'

    assert shortly(text, 80) == '{"id": "7", "name": "ann", "token": "…'
    assert shortly("a short answer", 80) == "a short answer"
