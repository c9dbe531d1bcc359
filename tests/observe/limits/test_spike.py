"""Small rushes on real servers: quick ones, slow ones, ones that break, and ones that a limit answers."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Flow, Step
from launchready.observe.errors import CannotLook
from launchready.observe.limits import spike
from launchready.observe.limits.spike import Rush, rushing
from launchready.stages.s4_edge.small_spike_hurts import Seen, SmallSpikeHurts
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.small_world import declared, site, visited

PEOPLE, SECONDS = 10, 2


class Shop:
    """Takes orders: at once, one at a time, until it breaks, or as many as a limit lets through."""

    def __init__(self, *, till: float = 0.0, breaks_after: int = 10_000, limit: int = 10_000) -> None:
        self.till, self.breaks_after, self.limit = till, breaks_after, limit
        self.lock = asyncio.Lock()
        self.asked = 0
        self.under_way = 0

    def app(self) -> web.Application:
        made = web.Application()
        made.router.add_get("/order", self.order)
        return made

    async def order(self, request: web.Request) -> web.Response:
        self.asked += 1
        if self.asked > self.breaks_after:
            raise web.HTTPServiceUnavailable
        if self.asked > self.limit:
            raise web.HTTPTooManyRequests
        if self.till:
            async with self.lock:
                await asyncio.sleep(self.till)
        return web.json_response({"id": self.asked})


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spike, "REST", 0.1)
    monkeypatch.setattr(spike, "GIVE_UP", 2.0)


def rushed(folder: Path, shop: Shop, rate: float = 5000, people: int = PEOPLE) -> Rush:
    async def go() -> Rush:
        async with site(shop.app()) as port:
            api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1)
            said = declared(folder, api)
            said = replace(said, consent=replace(said.consent, requests_per_second=rate))
            flow = Flow("checkout", 1, (Step("GET", "/order", None, 200),), "api")
            async with visited(said) as world:
                return await (await rushing(world, (flow,), people, SECONDS)).go()

    return asyncio.run(go())


def verdict(rush: Rush) -> Verdict:
    return SmallSpikeHurts().judge(Seen(PEOPLE, SECONDS, (rush,)))


def test_a_product_that_bears_it_passes(tmp_path: Path) -> None:
    shop = Shop()

    rush = rushed(tmp_path, shop)

    assert isinstance(verdict(rush), Pass)
    assert rush.during.requests == PEOPLE * SECONDS
    assert rush.before.requests == rush.after.requests == spike.ALONE
    assert rush.during.times[0].answers == PEOPLE * SECONDS


def test_what_waits_for_one_another_is_seen_though_no_answer_was_awaited(tmp_path: Path) -> None:
    rush = rushed(tmp_path, Shop(till=0.15))

    said = verdict(rush)

    assert isinstance(said, Fail)
    assert "GET /order" in said.because
    assert rush.during.times[0].p95 > 4 * rush.before.times[0].p95


def test_it_stops_as_soon_as_answers_fail(tmp_path: Path) -> None:
    shop = Shop(breaks_after=spike.ALONE + 2)
    started = time.monotonic()

    rush = rushed(tmp_path, shop, people=40)

    assert "failures" in rush.stopped
    assert rush.during.requests < 40 * SECONDS
    assert isinstance(verdict(rush), Fail)
    assert time.monotonic() - started < SECONDS + 5


def test_walks_that_are_never_answered_are_given_up(tmp_path: Path) -> None:
    rush = rushed(tmp_path, Shop(till=0.5))

    assert "walks" in rush.stopped
    assert isinstance(verdict(rush), Fail)


def test_a_limit_is_no_failure_and_proves_nothing(tmp_path: Path) -> None:
    rush = rushed(tmp_path, Shop(limit=spike.ALONE + 4))

    assert rush.during.limited == PEOPLE * SECONDS - 4
    assert rush.during.failures == 0
    assert isinstance(verdict(rush), Unknown)


def test_flows_that_are_broken_alone_are_not_rushed(tmp_path: Path) -> None:
    shop = Shop(breaks_after=0)

    rush = rushed(tmp_path, shop)

    assert shop.asked == spike.ALONE
    assert isinstance(verdict(rush), Unknown)


def test_a_rate_that_is_too_low_for_so_many_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match=r"consent\.requests_per_second is 1"):
        rushed(tmp_path, Shop(), rate=1)


def test_with_nothing_to_do_there_is_no_rush(tmp_path: Path) -> None:
    async def go() -> None:
        async with visited(declared(tmp_path)) as world:
            await rushing(world, (), PEOPLE, SECONDS)

    with pytest.raises(CannotLook, match="no flow and no page"):
        asyncio.run(go())
