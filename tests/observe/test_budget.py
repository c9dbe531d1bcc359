"""A budget in requests and seconds ends what is sent, and what it cut off is known to be cut off."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface
from launchready.observe.api.openapi import Api
from launchready.observe.budget import Budget, Purse, budget_of
from launchready.observe.errors import BudgetSpent, CannotLook
from launchready.observe.opening import opened
from launchready.observe.question import Question
from launchready.observe.secret import Secrets
from launchready.observe.world import CLEAN_UP, World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.small_world import declared, site

DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/things/{id}": {"get": {"responses": {"200": {"description": "it"}}}},
        "/health": {"get": {"responses": {"200": {"description": "well"}}}},
    },
}


@pytest.mark.parametrize(
    ("words", "budget"),
    [
        (("500r",), Budget(500, None)),
        (("30s",), Budget(None, 30)),
        (("500r,30s",), Budget(500, 30)),
        (("500r", "2m"), Budget(500, 120)),
        (("1.5s",), Budget(None, 1.5)),
        (("40requests|9sec",), Budget(40, 9)),
        ((), Budget()),
    ],
)
def test_a_budget_is_read(words: tuple[str, ...], budget: Budget) -> None:
    assert budget_of(words) == budget


@pytest.mark.parametrize("word", ["500", "0r", "s", "-5r", "5h", "", "1,2"])
def test_what_is_no_budget_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="is no budget; write 500r"):
        budget_of((word,))


def test_seconds_run_out_by_the_clock() -> None:
    now = 100.0
    purse = Purse(Budget(seconds=5), clock=lambda: now)
    purse.pay()
    now = 105.1

    with pytest.raises(BudgetSpent, match="the budget of 5 seconds was spent"):
        purse.pay()


def test_one_operation_has_its_own_bound() -> None:
    purse = Purse(Budget(), per_operation=2)
    for operation in ("GET /a", "GET /a", "GET /b", None, None, None):
        purse.pay(operation)

    with pytest.raises(BudgetSpent, match=r"GET /a was asked 2 times.*consent.requests_per_operation"):
        purse.pay("GET /a")
    assert purse.spent() == ""


@dataclass(frozen=True, slots=True)
class Asks(Question[int]):
    """Asks twice, and takes a refusal of the second for an answer."""

    url: str

    async def ask(self, world: "World") -> int:
        await world.get(self.url)
        try:
            await world.get(self.url)
        except CannotLook:
            return 1
        return 2


def visit(
    tmp_path: Path, do: Callable[[World, Callable[..., World], str], Awaitable[object]], budget: Budget, most: int = 60
) -> tuple[object, list[str]]:
    asked: list[str] = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.json_response(DOCUMENT if request.path == "/openapi.json" else {})

    async def whole() -> object:
        app = web.Application()
        app.router.add_route("*", "/{rest:.*}", answer)
        async with site(app) as port:
            here = f"http://127.0.0.1:{port}"
            base = declared(tmp_path, ApiSurface("api", None, "production", here, 3, openapi="/openapi.json"))
            consent = replace(base.consent, requests_per_operation=most)
            declaration = replace(base, consent=consent)
            kept: list[object] = []
            async with opened(
                declaration,
                mint=Mint(b"key"),
                ledger=Ledger(),
                secrets=Secrets(tmp_path, commands=False),
                record=lambda _: None,
                keep=lambda _, answer: kept.append(answer),
                budget=budget,
            ) as commons:

                def world(name: str = "test", **more: bool) -> World:
                    return World(commons, name, Touch.WRITE, **more)

                return await do(world(), world, here), kept

    return asyncio.run(whole()), asked


def test_nothing_is_sent_past_the_budget_but_the_clean_up(tmp_path: Path) -> None:
    async def do(world: World, another: Callable[..., World], here: str) -> str:
        await world.get(f"{here}/1")
        with pytest.raises(BudgetSpent):
            await world.get(f"{here}/2")
        assert (await another(CLEAN_UP).get(f"{here}/3")).line().endswith("200, 2 characters")
        return world.cut

    (cut, _), asked = visit(tmp_path, do, Budget(requests=1))  # type: ignore[misc]  # a pair

    assert cut == "the budget of 1 request was spent"
    assert asked == ["/1", "/3"]


def test_an_answer_that_the_budget_cut_is_not_kept_and_whoever_asks_for_it_knows(tmp_path: Path) -> None:
    async def do(world: World, another: Callable[..., World], here: str) -> tuple[int, str, str]:
        answer = await world.ask(Asks(f"{here}/a"))
        later = another("later")
        await later.ask(Asks(f"{here}/a"))
        return answer, world.cut, later.cut

    ((answer, cut, later), kept), _ = visit(tmp_path, do, Budget(requests=1))  # type: ignore[misc]  # a pair

    assert (answer, kept) == (1, [])
    assert cut == later == "the budget of 1 request was spent"


def test_an_operation_is_asked_so_often_and_not_more_but_by_what_bounds_itself(tmp_path: Path) -> None:
    async def do(world: World, another: Callable[..., World], here: str) -> None:
        await world.ask(Api("api"))
        await world.get(f"{here}/things/1")
        await world.get(f"{here}/things/2")
        with pytest.raises(BudgetSpent, match=r"GET /things/\{id\} for test was asked 2 times"):
            await world.get(f"{here}/things/3")
        await world.get(f"{here}/health")
        await another("burst", bounded=True).get(f"{here}/things/4")
        await world.lend("attacks", Touch.WRITE, bounded=True).get(f"{here}/things/5")

    _, asked = visit(tmp_path, do, Budget(), most=2)

    assert asked == ["/openapi.json", "/things/1", "/things/2", "/health", "/things/4", "/things/5"]
