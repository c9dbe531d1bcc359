"""A day's ceiling, tried on a real chat that counts tokens or does not, and that stops a user or does not."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.limits import spending as module
from launchready.observe.limits.spending import Spent, spending
from tests.observe.limited_api import NONE, Limited, visited

PRICE = 0.002


@dataclass
class Metered(Limited):
    """A chat whose model costs by the token."""

    counts: bool = True
    longest: int = 100_000
    per_day: int = 10**9
    """Tokens of a user and day."""
    a_minute: int = 10**9
    """Messages before a pause of a second."""
    politely: bool = False
    """Says so with a 200."""
    used: int = 0
    texts: list[str] = field(default_factory=list)

    async def talk(self, request: web.Request) -> web.Response:
        text = (await request.json()).get("text", "")
        if len(text) > self.longest:
            return web.json_response({"error": "too long"}, status=422)
        if self.used >= self.per_day and self.politely:
            return web.json_response({"message": "You have reached your daily limit. Upgrade to go on."})
        if self.used >= self.per_day:
            return web.json_response({"error": "slow"}, status=429, headers={"Retry-After": "86000"})
        if self.texts and len(self.texts) % self.a_minute == 0:
            self.texts.append("")
            return web.json_response({"error": "slow"}, status=429, headers={"Retry-After": "1"})
        self.texts.append(text)
        tokens = len(text) // 4 + 20
        self.used += tokens
        usage = {"usage": {"total_tokens": tokens}} if self.counts else {}
        return web.json_response({"message": "Yes.", **usage})


def spent(folder: Path, api: Metered, ceiling: float, probe: float | None = None) -> Spent:
    async def go() -> Spent:
        async with visited(api, folder) as world:
            return await spending(world, "chat", PRICE, ceiling, probe or 2 * ceiling)

    return asyncio.run(go())


def test_a_ceiling_that_nothing_keeps_is_passed_and_no_more_is_spent(tmp_path: Path) -> None:
    api = Metered(NONE)

    found = spent(tmp_path, api, 0.1)

    assert (found.ended, found.measured, found.stops) == ("the ceiling is passed", True, ())
    assert found.tokens == found.sure == api.used
    assert 0.1 < found.cost(PRICE) < 0.2
    assert len(set(api.texts)) == len(api.texts)


def test_a_budget_of_the_day_is_met_before_the_ceiling(tmp_path: Path) -> None:
    found = spent(tmp_path, Metered(NONE, per_day=25_000), 0.1)

    assert found.cost(PRICE) < 0.1
    assert (found.stops[-1].after, found.stops[-1].is_long) == (86_000, True)


def test_a_limit_that_is_told_in_the_answer_is_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LONGEST_WAIT", 4.2)

    found = spent(tmp_path, Metered(NONE, counts=False, per_day=4_000, politely=True), 0.1)

    assert (found.stops[-1].is_long, found.stops[-1].of_a_day) == (True, True)
    assert "reached your daily limit" in found.stops[-1].said


def test_what_nobody_counts_is_estimated_and_only_a_part_of_it_is_sure(tmp_path: Path) -> None:
    api = Metered(NONE, counts=False)

    found = spent(tmp_path, api, 0.02)

    assert (found.measured, found.ended, found.characters) == (False, "the ceiling is passed", 4000)
    assert found.sure < api.used


def test_the_longest_message_that_is_taken_is_sent(tmp_path: Path) -> None:
    assert spent(tmp_path, Metered(NONE, longest=7000), 0.1).characters == 6000


def test_a_limit_that_opens_again_is_waited_for(tmp_path: Path) -> None:
    found = spent(tmp_path, Metered(NONE, longest=4000, a_minute=30), 0.1)

    assert [one.is_long for one in found.stops].count(True) == 0
    assert found.stops
    assert found.ended == "the ceiling is passed"


def test_no_more_than_the_probe_may_cost_is_spent(tmp_path: Path) -> None:
    found = spent(tmp_path, Metered(NONE), 0.1, 0.06)

    assert "spend.probe" in found.ended
    assert found.cost(PRICE) <= 0.06


def test_as_many_messages_as_a_run_sends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_TURNS", 10)

    found = spent(tmp_path, Metered(NONE, longest=4000), 10.0)

    assert found.ended == "10 messages are as many as a run sends"


def test_a_chat_that_does_not_work_proves_nothing(tmp_path: Path) -> None:
    assert not spent(tmp_path, Metered(NONE, per_day=0), 0.1).works


def test_a_chat_that_takes_no_long_message_tells_so(tmp_path: Path) -> None:
    assert spent(tmp_path, Metered(NONE, longest=100), 0.1).ended == "no long message was taken"
