"""Bursts of sign-ups at APIs that hold them in different ways, or not at all."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.bounds import Limit
from launchready.observe.errors import CannotLook
from launchready.observe.limits.signups import SIGN_UPS, SignUpBurst, SignUps
from launchready.stages.s2_boundaries.sign_up_has_no_limit import Seen, SignUpHasNoLimit
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.limited_api import DOCUMENT, FORBIDDEN, NONE, OK, REFUSED, SHUT, WORDS, Limited, visited


@dataclass
class Open(Limited):
    """Takes sign-ups."""

    removes: bool = False
    """Whether people can remove their own account."""
    silent_after: int = 999
    """Sign-ups after which the answer is the same and no account is made."""

    async def register(self, request: web.Request) -> web.Response:
        usual = web.json_response({"ok": True}, status=201)
        refused = await self.refusal(request, "register", usual)
        if refused is not None:
            return refused
        if self.counted["register"] > self.silent_after:
            return usual
        return await Limited.register(self, request)

    async def document(self, request: web.Request) -> web.Response:
        more = {"/v1/me": {"delete": OK}} if self.removes else {}
        return web.json_response({**DOCUMENT, "paths": {**DOCUMENT["paths"], **more}})  # type: ignore[dict-item]  # it is one

    async def leave(self, request: web.Request) -> web.Response:
        name = request.headers["Authorization"].removeprefix("Bearer tok-")
        del self.accounts[name]
        return web.Response(status=204)

    def app(self) -> web.Application:
        app = Limited.app(self)
        app.router.add_delete("/v1/me", self.leave)
        return app


def asked(folder: Path, api: Limited, *limits: Limit) -> tuple[SignUpBurst, tuple[str, ...]]:
    async def run() -> tuple[SignUpBurst, tuple[str, ...]]:
        async with visited(api, folder, *limits) as world:
            return await world.ask(SignUps("api")), await world.clean_up()

    return asyncio.run(run())


def verdict(seen: SignUpBurst) -> Verdict:
    return SignUpHasNoLimit().judge(Seen(seen))


@pytest.mark.parametrize("style", [REFUSED, FORBIDDEN, WORDS, SHUT])
def test_a_limit_on_sign_ups_is_seen_however_it_speaks(style: str, tmp_path: Path) -> None:
    seen, left = asked(tmp_path, Open(style))

    assert isinstance(verdict(seen), Pass)
    assert len(left) == 1
    assert "accounts of a burst" in left[0]


def test_accounts_without_end_are_a_finding_and_each_signs_in(tmp_path: Path) -> None:
    api = Open(NONE)
    seen, left = asked(tmp_path, api)

    assert isinstance(verdict(seen), Fail)
    assert (seen.left, len(api.accounts)) == (SIGN_UPS + 1, SIGN_UPS + 3)
    assert [one.partition(" (")[0] for one in left] == [f"{SIGN_UPS + 1} accounts of a burst"]


def test_the_accounts_are_removed_where_people_can_remove_their_own(tmp_path: Path) -> None:
    api = Open(NONE, removes=True)
    seen, left = asked(tmp_path, api)

    assert isinstance(verdict(seen), Fail)
    assert (seen.left, left) == (0, ())
    assert sorted(api.accounts) == ["ann@shop.example", "bob@shop.example"]


def test_answers_alike_that_make_no_account_are_unknown(tmp_path: Path) -> None:
    assert isinstance(verdict(asked(tmp_path, Open(NONE, silent_after=10))[0]), Unknown)


def test_the_declared_bound_is_what_is_tried(tmp_path: Path) -> None:
    bound = Limit("POST", "/v1/register", 5, 60, 1)
    (tmp_path / "1").mkdir()
    (tmp_path / "2").mkdir()

    held = asked(tmp_path / "1", Open(REFUSED, most=9), bound)[0]

    broken = asked(tmp_path / "2", Open(REFUSED, most=40), bound)[0]

    assert isinstance(verdict(held), Pass)
    assert isinstance(verdict(broken), Fail)
    assert broken.burst.aim == 12


def test_an_address_that_made_too_many_before_is_unknown(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match="429"):
        asked(tmp_path, Open(REFUSED, most=0))
