"""What is written in staging is looked for in production, with a real API at each end."""

import asyncio
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Principal, WebSurface
from launchready.observe.secrets.written_elsewhere import CUSTOMER, NOBODY, WrittenElsewhere, WrittenThere
from launchready.stages.s3_deploy.staging_writes_reach_production import Seen, StagingWritesReachProduction
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.secrets.test_shared_data import DOCUMENT, PASSWORD, PEOPLE, Notes, door, sign_in
from tests.observe.small_world import declared, site, visited

OWN = {"type": "object", "required": ["email", "password"]}
FIELDS = {"email": {"type": "string", "format": "email"}, "password": {"type": "string", "format": "password"}}
JOIN = {
    "post": {
        "requestBody": {"required": True, "content": {"application/json": {"schema": {**OWN, "properties": FIELDS}}}},
        "responses": {"201": {"description": "made"}},
    }
}


class Shop(Notes):
    """The same with a sign-up, and a wall that shows everybody the notes of `wall`."""

    def __init__(
        self,
        kept: dict[str, tuple[str, str]],
        people: dict[str, str],
        *,
        wall: dict[str, tuple[str, str]] | None = None,
        joining: bool = True,
    ) -> None:
        super().__init__(kept, people)
        self.wall, self.joining, self.removed = wall, joining, 0

    async def join(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.people[given["email"]] = given["password"]
        return web.json_response({}, status=201)

    async def every(self, request: web.Request) -> web.Response:
        if self.wall is None:
            return await super().every(request)
        return web.json_response([{"id": key, "text": text} for key, (_, text) in self.wall.items()])

    async def remove(self, request: web.Request) -> web.Response:
        self.removed += self.kept.pop(request.match_info["note_id"], None) is not None
        return web.Response(status=204)

    async def document(self, request: web.Request) -> web.Response:
        if not self.joining:
            return await super().document(request)
        return web.json_response({**DOCUMENT, "paths": {**DOCUMENT["paths"], "/register": JOIN}})  # type: ignore[dict-item]

    def app(self, below: str = "") -> web.Application:
        app = web.Application()
        app.add_routes([web.post(f"{below}/login", self.login), web.post(f"{below}/notes", self.make)])
        app.add_routes([web.get(f"{below}/notes", self.every), web.get(f"{below}/notes/{{note_id}}", self.one)])
        app.add_routes([web.delete(f"{below}/notes/{{note_id}}", self.remove)])
        app.add_routes([web.get(f"{below}/openapi.json", self.document)])
        if self.joining:
            app.add_routes([web.post(f"{below}/register", self.join)])
        return app


left: list[str] = []
"""What could not be removed."""


def look(
    folder: Path, home: Shop, there: web.Application, *, at_staging: Call | None = None
) -> tuple[WrittenThere, Verdict]:
    async def go() -> WrittenThere:
        async with site(home.app()) as port, site(there) as other:
            people = tuple(Principal(name, "buyer", 3, sign_in(f"{name}@shop.test")) for name in ("ann", "bob"))
            if at_staging:
                people = (replace(people[0], sign_in_at=(("staging", at_staging),)), people[1])
            api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1, openapi="/openapi.json")
            staging = WebSurface("staging", None, "staging", f"http://localhost:{other}", 2)
            declaration = declared(folder, api, staging)
            consent = replace(declaration.consent, scope=("127.0.0.1", "localhost"))
            async with visited(replace(declaration, principals=people, consent=consent)) as world:
                (seen,) = await world.ask(WrittenElsewhere())
                left.extend(one for one in await world.clean_up() if "account" in one)
                return seen

    seen = asyncio.run(go())
    return seen, StagingWritesReachProduction().judge(Seen((seen,)))


def test_one_store_behind_both_shows_the_canary_and_lets_the_account_in(tmp_path: Path) -> None:
    kept: dict[str, tuple[str, str]] = {}
    people = dict(PEOPLE)
    there = Shop(kept, people)

    seen, verdict = look(tmp_path, Shop(kept, people), there.app())

    assert seen.is_known
    assert any(one.shows for one in seen.views)
    assert isinstance(verdict, Fail)
    assert there.removed == 1


def test_two_products_with_the_same_code_are_apart(tmp_path: Path) -> None:
    seen, verdict = look(tmp_path, Shop({}, dict(PEOPLE)), Shop({}, {}).app("/api"))

    assert seen.way == "an account that was made there a moment ago"
    assert any("at localhost: the API names no operation that deletes it" in one for one in left)
    assert seen.is_known is False
    assert {one.by for one in seen.views} == {NOBODY, CUSTOMER}
    assert isinstance(verdict, Pass)
    assert "both stand at 127.0.0.1" in verdict.because


def test_a_store_of_its_own_whose_writes_are_shown_in_production_is_found(tmp_path: Path) -> None:
    kept: dict[str, tuple[str, str]] = {}

    seen, verdict = look(tmp_path, Shop({}, dict(PEOPLE), wall=kept), Shop(kept, {}).app())

    assert seen.is_known is False
    assert isinstance(verdict, Fail)


def test_the_same_test_accounts_in_two_stores_are_apart(tmp_path: Path) -> None:
    home, there = Shop({}, dict(PEOPLE), joining=False), Shop({}, dict(PEOPLE), joining=False)

    seen, verdict = look(tmp_path, home, there.app())

    assert seen.way == "production's account, which is let in there"
    assert isinstance(verdict, Pass)
    assert not there.kept


def test_a_declared_sign_in_is_the_way(tmp_path: Path) -> None:
    call = replace(sign_in("tester@shop.test"), on="staging")

    seen, verdict = look(
        tmp_path, Shop({}, dict(PEOPLE)), Shop({}, {"tester@shop.test": PASSWORD}).app(), at_staging=call
    )

    assert seen.why == ""
    assert seen.way == "ann by sign_in_at.staging"
    assert isinstance(verdict, Pass)


def test_a_door_before_everything_tells_nothing(tmp_path: Path) -> None:
    seen, verdict = look(tmp_path, Shop({}, dict(PEOPLE)), door())

    assert not seen.wrote
    assert isinstance(verdict, Unknown)


def test_a_sign_in_that_makes_an_account_for_whoever_comes_proves_no_store_in_common(tmp_path: Path) -> None:
    class Open(Shop):
        async def login(self, request: web.Request) -> web.Response:
            given = await request.json()
            self.people.setdefault(given["email"], given["password"])
            return await super().login(request)

    seen, verdict = look(tmp_path, Open({}, dict(PEOPLE)), Shop({}, {}).app())

    assert "one that nobody made is let in as well" in seen.account
    assert isinstance(verdict, Unknown)
