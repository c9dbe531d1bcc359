import asyncio

import pytest

from guard.tests.driving import Answer, Echo, ask
from launchready_guard.cors import Cors

SHOP = "https://shop.example"
PREFLIGHT = {"access-control-request-method": "PUT"}


def asked(
    origin: str | None, method: str = "GET", echo: Echo | None = None, headers: dict[str, str] | None = None
) -> Answer:
    app = Cors(echo or Echo(), origins=[SHOP, "http://localhost:3000"], credentials=True, exposes=["X-Request-Id"])
    sent = {
        **(headers or {}),
        **({"origin": origin} if origin else {}),
    }
    return asyncio.run(ask(app, f"{method} /", sent))


@pytest.mark.parametrize("origin", [SHOP, "http://localhost:3000"])
def test_a_page_of_the_list_may_read(origin: str) -> None:
    found = asked(origin)

    assert found["access-control-allow-origin"] == origin
    assert found["access-control-allow-credentials"] == "true"
    assert found["access-control-expose-headers"] == "X-Request-Id"
    assert found["vary"] == "Origin"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://shop.example",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://sub.shop.example",
        "https://shop.example:8443",
        "HTTPS://SHOP.EXAMPLE",
        "https://shop.example/",
        "*",
    ],
)
def test_no_other_page_may(origin: str) -> None:
    for found in (asked(origin), asked(origin, "OPTIONS", headers=PREFLIGHT)):
        assert not [name for name, _ in found.headers if name.startswith("access-control-")]
        assert found["vary"] == "Origin"


def test_a_preflight_is_answered_and_never_reaches_the_app() -> None:
    echo = Echo()

    found = asked(SHOP, "OPTIONS", echo, PREFLIGHT)

    assert (found.status, echo.asked) == (204, [])
    assert found["access-control-allow-origin"] == SHOP
    assert found["access-control-allow-methods"] == "GET, HEAD, POST, PUT, PATCH, DELETE"
    assert found["access-control-max-age"] == "600"


def test_what_asks_without_a_preflight_reaches_the_app() -> None:
    assert asked(None, "OPTIONS").body == b"the app"
    assert asked(None)["access-control-allow-origin"] is None


def test_what_the_app_says_of_origins_does_not_count() -> None:
    loud = {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true", "Vary": "Accept"}

    found = asked("https://evil.example", echo=Echo(loud))

    assert found.headers == [("Vary", "Accept, Origin")]


@pytest.mark.parametrize(
    "origin", ["*", "null", "shop.example", "https://*.shop.example", "https://shop.example/", "ftp://a"]
)
def test_an_origin_that_is_none_stops_the_start(origin: str) -> None:
    with pytest.raises(ValueError, match="is no origin"):
        Cors(Echo(), origins=[origin])
