"""No limiter lets in more than its bound: whatever comes in whatever order, at once, and over steps of the clock."""

import asyncio
import hmac
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.tests.driving import Echo, ask
from guard.tests.places import Opened, Place
from launchready_guard.model.budget import DAY, Budget, Cost, SpentError
from launchready_guard.rate_limits import RateLimits, Rule
from launchready_guard.sign_in import SignInThrottle
from launchready_guard.webhooks import GitHub, Refused, Webhooks
from launchready_guard.window import Limit, Memory

KEY = b"sixteen bytes of key"


class Clock:
    def __init__(self, now: float = 1000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def most_in_a_window(times: list[float], seconds: float) -> int:
    return max((sum(first <= one < first + seconds for one in times) for first in times), default=0)


@given(st.lists(st.tuples(st.floats(0, 30), st.integers(0, 3)), max_size=60), st.integers(1, 4))
def test_no_address_gets_more_requests_in_than_its_rule(steps: list[tuple[float, int]], count: int) -> None:
    clock = Clock()
    rules = [Rule("all", Limit(count, 20), ("/{rest:path}",))]
    app = RateLimits(Echo(), rules=rules, store=Memory(clock=clock))

    async def go() -> dict[int, list[float]]:
        let_in: dict[int, list[float]] = {}
        for step, who in steps:
            clock.now += step
            found = await ask(app, "GET /", client=f"203.0.113.{who}")
            if found.status == 200:
                let_in.setdefault(who, []).append(clock.now)
            else:
                assert int(found["retry-after"] or 0) >= 1
        return let_in

    assert all(most_in_a_window(times, 20) <= count for times in asyncio.run(go()).values())


STRANGERS = st.lists(
    st.tuples(st.floats(0, 40), st.integers(0, 5), st.sampled_from(["ada", "ADA", " ada ", "bo"])), max_size=60
)


@given(STRANGERS)
def test_strangers_never_guess_more_than_may_and_never_lock_the_owner_s_browser_out(
    steps: list[tuple[float, int, str]],
) -> None:
    clock = Clock()
    throttle = SignInThrottle(KEY, store=Memory(clock=clock), account=Limit(3, 60), address=Limit(5, 60))

    async def go() -> tuple[dict[str, list[float]], dict[int, list[float]]]:
        cookie = await throttle.succeeded(await throttle.attempt("ada", "198.51.100.1"))
        accounts: dict[str, list[float]] = {}
        addresses: dict[int, list[float]] = {}
        for step, who, account in steps:
            clock.now += step
            if (await throttle.attempt(account, f"203.0.113.{who}")).allowed:
                accounts.setdefault(account.strip().lower(), []).append(clock.now)
                addresses.setdefault(who, []).append(clock.now)
            attempt = await throttle.attempt("ada", "198.51.100.1", cookie)
            assert attempt.allowed
            cookie = await throttle.succeeded(attempt)
        return accounts, addresses

    accounts, addresses = asyncio.run(go())

    assert all(most_in_a_window(times, 60) <= 3 for times in accounts.values())
    assert all(most_in_a_window(times, 60) <= 5 for times in addresses.values())


@given(st.lists(st.floats(-4000, 4000), max_size=40))
def test_an_event_is_believed_once_whatever_the_clock_does(steps: list[float]) -> None:
    """The wall clock may be set; the memory goes by one that may not."""
    wall = Clock(1_700_000_000.0)
    webhooks = Webhooks(GitHub("secret"), Memory(clock=Clock()), clock=wall)
    headers = [(b"x-hub-signature-256", b"sha256=" + _signed(b"{}").encode())]

    async def go() -> int:
        believed = 0
        for step in [0.0, *steps]:
            wall.now += step
            try:
                await webhooks.believe(headers, b"{}")
                believed += 1
            except Refused:
                pass
        return believed

    assert asyncio.run(go()) == 1


def _signed(body: bytes) -> str:
    return hmac.new(b"secret", body, "sha256").hexdigest()


TURNS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 500), st.integers(-1, 1), st.booleans()), max_size=15)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(turns=TURNS)
def test_no_day_costs_more_than_its_ceiling(
    tmp_path_factory: pytest.TempPathFactory, turns: list[tuple[int, int, int, bool]]
) -> None:
    """Whatever is set aside and used, and though the clock may be set by a day either way."""
    clock = Clock(100.0 * DAY)
    budget = Budget(Path(tmp_path_factory.mktemp("b"), "spent.db"), Cost(1000, 0, 0), clock=clock)
    used: dict[float, int] = {}

    for most, wanted, days, breaks in turns:
        clock.now += days * DAY
        day = clock.now // DAY
        try:
            with budget.turn("ada", Cost(most)) as turn:
                turn.add(Cost(min(most, wanted)))
                used[day] = used.get(day, 0) + min(most, wanted)
                if breaks:
                    raise ZeroDivisionError  # noqa: TRY301 - what breaks
        except (SpentError, ZeroDivisionError):
            pass
        assert budget.spent("ada") == Cost(used.get(day, 0))

    assert all(one <= 1000 for one in used.values())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_burst_on_a_shared_store_exceeds_its_bound(opened: Opened, seed: int) -> None:
    """Each take lies between two looks at our clock: five that are let in lie at least a window from the sixth."""
    count, seconds = 5, 0.2
    chance = random.Random(seed)

    async def go() -> list[tuple[float, float]]:
        loop = asyncio.get_running_loop()
        let_in: list[tuple[float, float]] = []
        async with opened() as store:
            for _ in range(60):
                await asyncio.sleep(chance.choice((0.0, 0.0, 0.002, 0.02, 0.05)))
                before = loop.time()
                if (await store.take(f"burst {seed}", Limit(count, seconds))).allowed:
                    let_in.append((before, loop.time()))
        return let_in

    let_in = asyncio.run(go())

    assert len(let_in) >= count
    for first, last in zip(let_in, let_in[count:], strict=False):
        assert last[1] - first[0] >= seconds - 0.001


def test_many_turns_at_once_keep_to_one_ceiling(place: Place) -> None:
    budget = Budget(place.open(), Cost(1000, 0, 0))

    async def once() -> int:
        try:
            async with budget.turn("ada", Cost(150)) as turn:
                await asyncio.sleep(0)
                turn.add(Cost(150))
        except SpentError:
            return 0
        return 1

    async def go() -> int:
        return sum(await asyncio.gather(*(once() for _ in range(30))))

    assert asyncio.run(go()) == 6
    assert budget.spent("ada") == Cost(900)
