import asyncio

import pytest

from guard.tests.driving import Answer, Echo, ask
from launchready_guard.address import Proxies
from launchready_guard.asgi import Scope, header
from launchready_guard.rate_limits import By, RateLimits, Rule
from launchready_guard.window import Limit, Memory, StoreError, Taken

SIGN_IN = Rule("sign-in", Limit(2, 60), ("POST /auth/login",))


def asked_in_turn(app: RateLimits, *requests: str, client: str = "203.0.113.9", **headers: str) -> list[int]:
    async def go() -> list[int]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return [(await ask(app, one, sent, client=client)).status for one in requests]

    return asyncio.run(go())


def test_the_limit_holds_and_says_so() -> None:
    app = RateLimits(Echo(), rules=[SIGN_IN])

    async def go() -> list[Answer]:
        return [await ask(app, "POST /auth/login") for _ in range(3)]

    first, second, third = asyncio.run(go())

    assert [one.status for one in (first, second, third)] == [200, 200, 429]
    assert first["ratelimit-policy"] == '"sign-in";q=2;w=60'
    assert first["ratelimit"] == '"sign-in";r=1;t=0'
    assert second["ratelimit"] == '"sign-in";r=0;t=60'
    assert third["retry-after"] == "60"
    assert third.json() == {"type": "about:blank", "title": "too many requests", "status": 429}


@pytest.mark.parametrize("way", ["POST /auth/login/", "POST //auth/login", "POST /auth//login"])
def test_another_spelling_of_the_path_is_the_same_path(way: str) -> None:
    assert asked_in_turn(RateLimits(Echo(), rules=[SIGN_IN]), "POST /auth/login", "POST /auth/login", way) == [
        200,
        200,
        429,
    ]


def test_other_verbs_and_paths_are_free() -> None:
    app = RateLimits(Echo(), rules=[SIGN_IN])

    assert asked_in_turn(app, *["GET /auth/login", "POST /auth/logins"] * 5) == [200] * 10


def test_a_header_that_a_stranger_writes_opens_no_second_window() -> None:
    app = RateLimits(Echo(), rules=[SIGN_IN], proxies=Proxies(["10.0.0.0/8"]))

    found = [asked_in_turn(app, "POST /auth/login", x_forwarded_for=f"198.51.100.{number}")[0] for number in range(3)]

    assert found == [200, 200, 429]


def test_behind_our_proxy_each_client_has_a_window() -> None:
    app = RateLimits(Echo(), rules=[SIGN_IN], proxies=Proxies(["10.0.0.0/8"]))

    def once(said: str) -> int:
        return asked_in_turn(app, "POST /auth/login", client="10.0.0.1", x_forwarded_for=said)[0]

    assert [once("9.9.9.9, 198.51.100.1"), once("8.8.8.8, 198.51.100.1"), once("198.51.100.1")] == [200, 200, 429]
    assert once("198.51.100.2") == 200


def test_one_customer_of_ipv6_is_one_however_many_addresses() -> None:
    app = RateLimits(Echo(), rules=[SIGN_IN])

    found = [asked_in_turn(app, "POST /auth/login", client=f"2001:db8:1:2::{number}")[0] for number in range(3)]

    assert found == [200, 200, 429]
    assert asked_in_turn(app, "POST /auth/login", client="2001:db8:1:3::1") == [200]


def whose(scope: Scope) -> str | None:
    return header(scope, b"authorization")


def test_an_account_has_one_window_from_all_addresses_and_nobody_counts_by_address() -> None:
    app = RateLimits(Echo(), rules=[Rule("chat", Limit(1, 60), ("/chat/{id}",), By.ACCOUNT)], account=whose)

    assert asked_in_turn(app, "POST /chat/1", authorization="ada") == [200]
    assert asked_in_turn(app, "POST /chat/2", client="203.0.113.10", authorization="ada") == [429]
    assert asked_in_turn(app, "POST /chat/1", authorization="bo") == [200]
    assert asked_in_turn(app, "POST /chat/1", "POST /chat/1") == [200, 429]


def test_all_share_what_is_for_all() -> None:
    app = RateLimits(Echo(), rules=[Rule("all", Limit(1, 60), ("/report",), By.ALL)])

    assert asked_in_turn(app, "GET /report", client="203.0.113.1") == [200]
    assert asked_in_turn(app, "GET /report", client="203.0.113.2") == [429]


class Broken(Memory):
    async def take(self, key: str, limit: Limit) -> Taken:
        raise StoreError("no answer")


def test_without_its_store_it_shuts_or_opens_as_declared() -> None:
    shut, wide = (RateLimits(Echo(), rules=[SIGN_IN], store=Broken(), fails_open=opens) for opens in (False, True))

    assert asked_in_turn(shut, "POST /auth/login", "GET /") == [503, 200]
    assert asked_in_turn(wide, "POST /auth/login") == [200]


def test_under_a_mount_the_rule_means_the_inner_path() -> None:
    async def go() -> list[int]:
        app = RateLimits(Echo(), rules=[Rule("sign-in", Limit(1, 60), ("POST /auth/login",))])

        async def mounted(scope: Scope, receive: object, send: object) -> None:
            await app({**scope, "root_path": "/api"}, receive, send)  # type: ignore[arg-type]

        return [(await ask(mounted, "POST /api/auth/login")).status for _ in range(2)]

    assert asyncio.run(go()) == [200, 429]


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ([SIGN_IN, SIGN_IN], "two rules are called 'sign-in'"),
        ([Rule('a"b', Limit(1, 1), ("/",))], "no name for a rule"),
        ([Rule("a", Limit(1, 1), ("auth",))], "is no route"),
        ([Rule("a", Limit(1, 1), ("/",), By.ACCOUNT)], "needs `account`"),
    ],
)
def test_rules_that_cannot_hold_stop_the_start(rules: list[Rule], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        RateLimits(Echo(), rules=rules)


def test_a_websocket_over_its_limit_is_closed_before_it_opens() -> None:
    async def go() -> list[str]:
        said: list[str] = []

        async def inner(scope: Scope, receive: object, send: object) -> None:
            said.append("the app")

        async def send(message: dict[str, object]) -> None:
            said.append(f"{message['type']} {message['code']}")

        app = RateLimits(inner, rules=[Rule("live", Limit(1, 60), ("/live",))])
        scope = {"type": "websocket", "path": "/live", "headers": [], "client": ("203.0.113.9", 1)}
        for _ in range(2):
            await app(scope, send, send)  # type: ignore[arg-type]
        return said

    assert asyncio.run(go()) == ["the app", "websocket.close 1008"]
