"""Users go out to a file of Web Fuzzing Commons and come back in, and still sign in."""

import asyncio
import stat
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from launchready.commands.export.auth import command
from launchready.declare.read import read
from launchready.first.auth_file import auth_file, pointer
from launchready.first.initialize import InitError, init
from launchready.first.questions import default_answers
from launchready.first.visit import visiting
from launchready.observe.http import Answer, Request
from launchready.verdict import Touch
from tests.first.conftest import Product
from tests.first.test_sign_ins import ANN, FILE
from tests.observe.doors import DOORS
from tests.observe.small_world import site

INTO_QUERY = "a key in the query"
PROTECTED = "a form that is protected against other sites"


@pytest.mark.parametrize("style", [name for name in DOORS if name != PROTECTED])
def test_who_goes_out_comes_back_and_signs_in(style: str, tmp_path: Path) -> None:
    make, _ = DOORS[style]

    async def run() -> str:
        async with site(make().app()) as port:
            (tmp_path / "password").write_text("pw-of-ann-1")
            (tmp_path / "launch.toml").write_text(FILE.format(port=port, who=ANN, touch="probe"))
            made = await auth_file(read(tmp_path / "launch.toml"))
            assert made.left_out == ()
            (tmp_path / "password").unlink()
            (tmp_path / "auth.yaml").write_text(made.text)
            text = FILE.format(port=port, who="", touch="probe").split("[principal.ann]")[0]
            (tmp_path / "launch.toml").write_text(text.replace("version = 1", 'version = 1\nauth = "auth.yaml"'))
            declaration = read(tmp_path / "launch.toml")
            async with visiting(declaration, "test", Touch.PROBE) as (world, _):
                reply = await world.send(Request(f"http://127.0.0.1:{port}/me", by="ann"))
            assert isinstance(reply, Answer)
            return reply.body

    assert "ann@shop.example" in asyncio.run(run())


def test_the_file_is_as_the_format_wants_it(tmp_path: Path) -> None:
    make, _ = DOORS["a header of its own"]

    async def run() -> None:
        async with site(make().app()) as port:
            (tmp_path / "password").write_text("pw-of-ann-1")
            (tmp_path / "launch.toml").write_text(FILE.format(port=port, who=ANN, touch="probe"))
            made = await auth_file(read(tmp_path / "launch.toml"))
            assert yaml.safe_load(made.text) == {
                "auth": [
                    {
                        "name": "ann",
                        "loginEndpointAuth": {
                            "endpoint": "/auth/login",
                            "verb": "POST",
                            "contentType": "application/json",
                            "payloadUserPwd": {
                                "username": "ann@shop.example",
                                "usernameField": "email",
                                "password": "pw-of-ann-1",
                                "passwordField": "password",
                            },
                            "token": {
                                "extractFrom": "body",
                                "extractSelector": "/token",
                                "sendIn": "header",
                                "sendName": "X-Auth-Token",
                                "sendTemplate": "{token}",
                            },
                        },
                    }
                ]
            }

    asyncio.run(run())


def test_who_cannot_sign_in_is_left_out_and_told(tmp_path: Path) -> None:
    make, _ = DOORS["JSON and a bearer token"]

    async def run() -> tuple[int, tuple[str, ...]]:
        async with site(make().app()) as port:
            (tmp_path / "password").write_text("wrong")
            (tmp_path / "launch.toml").write_text(FILE.format(port=port, who=ANN, touch="write"))
            made = await auth_file(read(tmp_path / "launch.toml"))
            return made.count, made.left_out

    count, left_out = asyncio.run(run())

    assert count == 0
    assert left_out[0].startswith("ann: ann cannot sign in")
    assert left_out[1] == "customer_b: each run makes its account anew"


def test_only_its_owner_may_read_the_file_and_none_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "launch.toml").write_text(
        FILE.format(port=1, who='headers = { X-Client = "web" }', touch="read"), encoding="utf-8"
    )
    words = [str(tmp_path / "launch.toml"), "--out", str(tmp_path / "auth.yaml")]

    first = CliRunner().invoke(command, words)
    second = CliRunner().invoke(command, words)

    assert (first.exit_code, second.exit_code) == (0, 2)
    assert stat.S_IMODE((tmp_path / "auth.yaml").stat().st_mode) == 0o600
    assert yaml.safe_load((tmp_path / "auth.yaml").read_text())["auth"] == [
        {"name": "ann", "fixedHeaders": [{"name": "X-Client", "value": "web"}]}
    ]


def test_init_writes_the_users_of_a_file_and_asks_for_none(product: Product, tmp_path: Path) -> None:
    (tmp_path / "auth.yaml").write_text(
        'auth:\n  - {name: user_a, loginEndpointAuth: {endpoint: /auth/login, verb: POST, payloadRaw: \'{"email": "a", '
        '"password": "pw-1"}\', token: {extractFrom: body, extractSelector: /access_token, sendIn: header, '
        "sendName: Authorization, sendTemplate: 'Bearer {token}'}}}\n"
        "  - {name: root admin, fixedHeaders: [{name: X-Key, value: pw-2}]}\n"
    )
    asked: list[str] = []

    def ask(question: object) -> str:
        asked.append(question.id)  # type: ignore[attr-defined]
        return ""

    made = asyncio.run(
        init("http://lamps.test", None, ask, network=product.network, folder=tmp_path, auth=tmp_path / "auth.yaml")
    )

    assert "buyers" not in asked
    assert "[principal.user_a]" in made.text
    assert 'password = "file:auth.yaml#/auth/0/loginEndpointAuth/payloadRaw#/password"' in made.text
    assert 'headers = { X-Key = "file:auth.yaml#/auth/1/fixedHeaders/0/value" }' in made.text
    assert "pw-1" not in made.text


def test_init_says_what_is_wrong_with_a_file_of_users(product: Product, tmp_path: Path) -> None:
    with pytest.raises(InitError, match=r"gone\.yaml cannot be read"):
        asyncio.run(
            init("http://lamps.test", None, default_answers, network=product.network, auth=tmp_path / "gone.yaml")
        )


@pytest.mark.parametrize(("path", "expected"), [("$.a.b", "/a/b"), ("$.items[0].token", "/items/0/token"), ("$", "")])
def test_a_path_is_written_as_a_pointer(path: str, expected: str) -> None:
    assert pointer(path) == expected
