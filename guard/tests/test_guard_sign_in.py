import asyncio

import pytest

from launchready_guard.sign_in import Attempt, SignInThrottle, folded
from launchready_guard.window import Limit

KEY = b"sixteen bytes of key"


def run(throttle: SignInThrottle, *asked: tuple[str, str, str | None]) -> list[bool]:
    async def go() -> list[bool]:
        return [(await throttle.attempt(*one)).allowed for one in asked]

    return asyncio.run(go())


def signed_in(throttle: SignInThrottle, account: str, address: str, cookie: str | None = None) -> str:
    async def go() -> str:
        return await throttle.succeeded(await throttle.attempt(account, address, cookie))

    return asyncio.run(go())


def test_guessing_stops_from_wherever_it_comes() -> None:
    throttle = SignInThrottle(KEY)

    found = run(throttle, *[("ada@shop.test", f"198.51.100.{number}", None) for number in range(8)])

    assert found == [True] * 5 + [False] * 3


@pytest.mark.parametrize("spelling", ["ADA@shop.test", " ada@shop.test ", "Ada@Shop.Test", "\uff41da@shop.test"])
def test_another_spelling_of_the_account_opens_no_second_window(spelling: str) -> None:
    throttle = SignInThrottle(KEY, account=Limit(1, 60))

    assert run(throttle, ("ada@shop.test", "198.51.100.1", None), (spelling, "198.51.100.2", None)) == [True, False]
    assert folded(spelling) == "ada@shop.test"


def test_a_stranger_who_fills_the_window_does_not_lock_the_owner_out() -> None:
    throttle = SignInThrottle(KEY)
    cookie = signed_in(throttle, "ada", "192.0.2.7")

    run(throttle, *[("ada", f"198.51.100.{number}", None) for number in range(20)])

    assert run(throttle, ("ada", "203.0.113.5", None), ("ada", "203.0.113.5", cookie)) == [False, True]


def test_one_account_s_cookie_is_none_for_another_s() -> None:
    throttle = SignInThrottle(KEY, account=Limit(1, 60))
    cookie = signed_in(throttle, "mallory", "192.0.2.7")

    assert run(throttle, *[("ada", "192.0.2.7", cookie)] * 2) == [True, False]


def test_a_browser_that_is_known_guesses_no_more_than_its_window() -> None:
    throttle = SignInThrottle(KEY, device=Limit(3, 60))
    cookie = signed_in(throttle, "ada", "192.0.2.7")

    assert run(throttle, *[("ada", f"198.51.100.{number}", cookie) for number in range(5)]) == [True] * 3 + [False] * 2


@pytest.mark.parametrize("bent", ["", ".", "a.b.c.d", "x" * 5000, "\ud800", "..9999999999."])
def test_a_cookie_that_is_not_ours_is_none(bent: str) -> None:
    throttle = SignInThrottle(KEY, account=Limit(1, 60))

    assert run(throttle, *[("ada", "192.0.2.7", bent)] * 2) == [True, False]


def test_a_cookie_whose_time_was_changed_is_none() -> None:
    throttle = SignInThrottle(KEY, account=Limit(1, 60))
    whose, device, until, mark = signed_in(throttle, "ada", "192.0.2.7").split(".")

    assert run(throttle, *[("ada", "192.0.2.7", f"{whose}.{device}.{int(until) + 1}.{mark}")] * 2) == [True, False]


def test_a_cookie_ends() -> None:
    now = [1_000_000.0]
    throttle = SignInThrottle(KEY, account=Limit(1, 60), remembers=10, clock=lambda: now[0])
    cookie = signed_in(throttle, "ada", "192.0.2.7")
    now[0] += 11

    assert run(throttle, *[("ada", "192.0.2.7", cookie)] * 2) == [True, False]


def test_one_address_cannot_try_account_after_account() -> None:
    throttle = SignInThrottle(KEY, address=Limit(4, 60))

    assert run(throttle, *[(f"user{number}", "198.51.100.1", None) for number in range(6)]) == [True] * 4 + [False] * 2


def test_what_the_address_is_refused_does_not_count_against_the_account() -> None:
    throttle = SignInThrottle(KEY, account=Limit(1, 60), address=Limit(1, 60))
    run(throttle, ("bo", "198.51.100.1", None))

    assert run(throttle, ("ada", "198.51.100.1", None), ("ada", "192.0.2.7", None)) == [False, True]


def test_signing_in_rightly_costs_nothing() -> None:
    throttle = SignInThrottle(KEY, account=Limit(1, 60), address=Limit(1, 60))

    for _ in range(5):
        signed_in(throttle, "ada", "192.0.2.7")

    assert run(throttle, ("ada", "192.0.2.7", None)) == [True]


def test_many_guesses_at_once_get_no_more_through() -> None:
    async def go() -> list[Attempt]:
        throttle = SignInThrottle(KEY)
        return await asyncio.gather(*(throttle.attempt("ada", f"198.51.100.{number}") for number in range(100)))

    assert sum(one.allowed for one in asyncio.run(go())) == 5


def test_a_short_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        SignInThrottle(b"short")
