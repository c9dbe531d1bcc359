import asyncio
import json
from dataclasses import dataclass, field

import pytest

from guard.tests.driving import Answer, ask
from launchready_guard.address import Proxies
from launchready_guard.asgi import Receive, Scope, Send
from launchready_guard.sign_in import SignInThrottle
from launchready_guard.sign_ins import LONGEST, SignIns
from launchready_guard.window import Limit, StoreError, Taken

KEY = b"sixteen bytes or more"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@dataclass
class Door:
    """An app that lets in whoever knows the password, and tells which bodies reached it."""

    bodies: list[bytes] = field(default_factory=list)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = b""
        while (message := await receive())["type"] == "http.request":
            body += message["body"]
            if not message.get("more_body"):
                break
        self.bodies.append(body)
        await send({"type": "http.response.start", "status": 200 if b"right" in body else 401, "headers": []})
        await send({"type": "http.response.body", "body": b""})


def guarded(door: Door, **more: object) -> SignIns:
    throttle = SignInThrottle(KEY, account=Limit(3, 60), device=Limit(3, 60), address=Limit(8, 60))
    return SignIns(door, routes=["POST /login"], **{"throttle": throttle, **more})  # type: ignore[arg-type]


def tries(app: SignIns, password: str, email: object = "ann@shop.example", **more: object) -> Answer:
    body = json.dumps({"email": email, "password": password}).encode()
    headers = {**JSON, **({"cookie": str(more.pop("cookie"))} if "cookie" in more else {})}
    return asyncio.run(ask(app, "POST /login", headers, body, **more))  # type: ignore[arg-type]


def test_guesses_are_stopped_and_the_app_gets_each_body_whole() -> None:
    door = Door()
    app = guarded(door)

    assert [tries(app, "wrong").status for _ in range(4)] == [401, 401, 401, 429]
    assert json.loads(door.bodies[0]) == {"email": "ann@shop.example", "password": "wrong"}
    assert tries(app, "right").status == 429
    assert int(tries(app, "wrong")["retry-after"] or 0) >= 1


def test_the_owner_s_own_sign_ins_do_not_count_and_their_browser_is_known_again() -> None:
    app = guarded(Door())

    assert [tries(app, "right").status for _ in range(10)] == [200] * 10
    line = tries(app, "right")["set-cookie"] or ""
    assert all(tries(app, "wrong", client=f"198.51.100.{number}").status == 401 for number in range(3))

    assert tries(app, "right").status == 429
    assert tries(app, "right", cookie=f"a=b; {line.partition(';')[0]}").status == 200
    assert line.endswith("; Path=/; Max-Age=2592000; HttpOnly; Secure; SameSite=Lax")
    assert tries(guarded(Door()), "wrong")["set-cookie"] is None


def test_spellings_forms_and_other_fields_name_the_same_account() -> None:
    app = guarded(Door())

    tries(app, "wrong", "ANN@shop.example ")
    asyncio.run(ask(app, "POST /login", FORM, b"username=ann%40shop.example&password=wrong"))
    asyncio.run(ask(app, "POST //login/", JSON, b'{"login": "ann@shop.example"}'))

    assert tries(app, "wrong").status == 429


def test_an_address_is_limited_over_all_accounts_and_a_stranger_s_header_is_no_address() -> None:
    app = guarded(Door(), proxies=Proxies(["10.0.0.1"]))
    body = b'{"email": "%d", "password": "wrong"}'

    def guess(number: int, forged: str, client: str) -> int:
        headers = {**JSON, "x-forwarded-for": forged}
        return asyncio.run(ask(app, "POST /login", headers, body % number, client=client)).status

    assert [guess(number, f"192.0.2.{number}", "203.0.113.9") for number in range(9)] == [401] * 8 + [429]
    assert guess(10, "192.0.2.1", "10.0.0.1") == 401


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 5000, b"[]", b'{"email": ["ann"]}', b'{"email": null}', b'{"name": "ann"}', b"\xff"]
)
def test_what_names_no_account_goes_on_as_it_came(body: bytes) -> None:
    door = Door()
    app = guarded(door)

    assert [asyncio.run(ask(app, "POST /login", JSON, body)).status for _ in range(10)] == [401] * 10
    assert door.bodies == [body] * 10


def test_only_its_routes_are_read_and_no_endless_sign_in_is() -> None:
    door = Door()
    app = guarded(door)

    assert [asyncio.run(ask(app, "POST /other", JSON, b'{"email": "a"}')).status for _ in range(5)] == [401] * 5
    assert asyncio.run(ask(app, "POST /login", JSON, [b"x" * LONGEST, b"x"])).status == 413


def test_a_store_that_cannot_tell_lets_nobody_in() -> None:
    class Away:
        async def take(self, key: str, limit: Limit) -> Taken:
            raise StoreError

        async def give_back(self, key: str) -> None:
            raise StoreError

    door = Door()

    assert tries(guarded(door, throttle=SignInThrottle(KEY, store=Away())), "right").status == 503
    assert door.bodies == []
