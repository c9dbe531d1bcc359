"""A product that documents nothing: a front end that adds a prefix, source that hands bodies on, numbers that must be numbers."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Principal, RepositorySurface, Secret, WebSurface
from launchready.observe.access.hostile import Changes, Deletes
from launchready.observe.access.sights import Sights
from launchready.observe.api.objects import Objects
from launchready.observe.api.openapi import Api
from launchready.observe.world import World
from launchready.stages.s2_boundaries import list_shows_strangers as lists
from launchready.stages.s2_boundaries import stranger_changes_object as changes
from launchready.stages.s2_boundaries import stranger_deletes_object as deletes
from launchready.stages.s2_boundaries import stranger_reads_object as reads
from launchready.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from tests.observe.small_world import declared, site, visited

AnswerT = TypeVar("AnswerT")
SCRIPT = """
const api=(p,o)=>fetch('/api'+p,{credentials:'include',...o});
export const book=(b)=>api('/v2/bookings',{method:'POST',body:JSON.stringify({roomId:b.room,guestNote:b.note})});
export const booking=(id)=>api(`/v2/bookings/${id}`);
"""
SOURCE = """
from flask import Blueprint, Flask, request
v2 = Blueprint("v2", __name__, url_prefix="/api/v2")
@v2.get("/rooms")
def rooms(): ...
@v2.get("/bookings")
def bookings(): ...
@v2.post("/bookings")
def book(): ...
@v2.route("/bookings/<int:i>", methods=["GET", "PUT", "DELETE"])
def booking(i): ...
@v2.get("/coupons/<int:i>")
def coupon(i): ...
@v2.post("/coupons")
def new_coupon():
    return keep(request.json["title"])
app = Flask(__name__)
app.register_blueprint(v2)
"""
PEOPLE = {"tok-ann-0815": "ann@shop.example", "tok-bob-0815": "bob@shop.example"}


@dataclass
class Studio:
    """The product; `wrong` names what it does wrong, `shut` whether customers may make nothing at all."""

    wrong: set[str] = field(default_factory=set)
    shut: bool = False
    rows: dict[int, dict[str, object]] = field(default_factory=dict)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", self._page)
        app.router.add_get("/app.js", self._script)
        app.router.add_post("/login", self._login)
        app.router.add_get("/api/v2/rooms", self._rooms)
        app.router.add_get("/api/v2/bookings", self._all)
        app.router.add_post("/api/v2/bookings", self._make)
        app.router.add_route("*", "/api/v2/bookings/{id}", self._one)
        app.router.add_route("*", "/api/v2/coupons", self._barred)
        app.router.add_route("*", "/api/v2/coupons/{id}", self._barred)
        return app

    def _who(self, request: web.Request) -> str:
        who = PEOPLE.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if who is None:
            raise web.HTTPUnauthorized(text="{}", content_type="application/json")
        return who

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text='<!doctype html><script src="/app.js"></script>', content_type="text/html")

    async def _script(self, request: web.Request) -> web.Response:
        return web.Response(text=SCRIPT, content_type="text/javascript")

    async def _login(self, request: web.Request) -> web.Response:
        given = await request.json()
        token = next((token for token, email in PEOPLE.items() if email == given["email"]), None)
        return web.json_response({"token": token})

    async def _barred(self, request: web.Request) -> web.Response:
        self._who(request)
        raise web.HTTPForbidden(text="{}", content_type="application/json")

    async def _rooms(self, request: web.Request) -> web.Response:
        self._who(request)
        return web.json_response({"data": [{"id": 101, "name": "A"}]})

    async def _all(self, request: web.Request) -> web.Response:
        who = self._who(request)
        return web.json_response({"data": [one for one in self.rows.values() if one["owner"] == who]})

    async def _make(self, request: web.Request) -> web.Response:
        who, given = self._who(request), await request.json()
        if self.shut:
            raise web.HTTPForbidden(text="{}", content_type="application/json")
        if problem := self._problem(given):
            return web.json_response({"error": {"fields": problem}}, status=400)
        key = 501 + len(self.rows)
        self.rows[key] = {**given, "id": key, "owner": who}
        return web.json_response({"data": self.rows[key]}, status=201)

    def _problem(self, given: dict[str, object]) -> dict[str, str]:
        if given.get("roomId") != 101:
            return {"roomId": "no such room"}
        return {} if isinstance(given.get("guests"), int) else {"guests": "must be a number"}

    async def _one(self, request: web.Request) -> web.Response:
        who, row = self._who(request), self.rows.get(int(request.match_info["id"]))
        if row is None or (row["owner"] != who and request.method not in self.wrong):
            raise web.HTTPNotFound(text="{}", content_type="application/json")
        if request.method == "PUT":
            given = await request.json()
            if problem := self._problem(given):
                return web.json_response({"error": {"fields": problem}}, status=400)
            row["guestNote"] = given.get("guestNote", row["guestNote"])
        if request.method == "DELETE":
            del self.rows[int(request.match_info["id"])]
        return web.json_response({"data": row})


def asked(product: Studio, folder: Path, ask: Callable[[World], Awaitable[AnswerT]]) -> AnswerT:
    async def run() -> AnswerT:
        async with site(product.app()) as port:
            url = f"http://127.0.0.1:{port}"
            (folder / "password").write_text("a password")
            (folder / "repo").mkdir(exist_ok=True)
            (folder / "repo" / "app.py").write_text(SOURCE)
            call = Call("POST", "/login", "api", json={"email": "{email}", "password": "{password}"})
            who = tuple(
                Principal(name, "member", 6, call, email=f"{name}@shop.example", password=Secret("file:password"))
                for name in ("ann", "bob")
            )
            surfaces = (
                ApiSurface("api", None, "production", url, 3),
                WebSurface("web", None, "production", url, 4),
                RepositorySurface("repo", None, "production", None, 5, folder / "repo"),
            )
            declaration = replace(declared(folder, *surfaces, domain="127.0.0.1"), principals=who)
            async with visited(declaration) as world:
                return await ask(world)

    return asyncio.run(run())


async def verdicts(world: World) -> dict[str, Verdict]:
    gallery = await world.ask(Sights("api"))
    return {
        "reads": reads.StrangerReadsObject().judge(reads.Seen(gallery)),
        "lists": lists.ListShowsStrangers().judge(lists.Seen(gallery)),
        "changes": changes.StrangerChangesObject().judge(changes.Seen(await world.ask(Changes("api")))),
        "deletes": deletes.StrangerDeletesObject().judge(deletes.Seen(await world.ask(Deletes("api")))),
    }


def test_a_route_behind_a_prefix_is_the_one_that_the_source_names_whole(tmp_path: Path) -> None:
    async def ask(world: World) -> dict[str, tuple[str, ...]]:
        facts = await world.ask(Api("api"))
        return {one.name: tuple(field.name for field in one.body) for one in facts.operations}

    known = asked(Studio(), tmp_path, ask)

    assert known["POST /api/v2/bookings"] == ("roomId", "guestNote")
    assert not [name for name in known if " /v2/" in name]


def test_a_change_of_which_nothing_is_told_takes_what_the_making_takes(tmp_path: Path) -> None:
    async def ask(world: World) -> tuple[str, ...]:
        facts = await world.ask(Api("api"))
        put = next(one for one in facts.operations if one.method == "PUT")
        return tuple(field.name for field in put.body)

    assert asked(Studio(), tmp_path, ask) == ("roomId", "guestNote")


def test_what_an_object_refers_to_is_found_in_a_list_and_sent_as_the_number_that_it_is(tmp_path: Path) -> None:
    product = Studio()

    planting = asked(product, tmp_path, lambda world: world.ask(Objects("api")))

    assert [(one.name, dict(one.known)["room"]) for one in planting.planted] == [("booking", "101")]
    assert planting.barred == ("/api/v2/coupons",)


def test_a_pass_tells_what_no_customer_may_make(tmp_path: Path) -> None:
    found = asked(Studio(), tmp_path, verdicts)

    assert {type(one) for one in found.values()} == {Pass}
    assert "not tried, as no customer may make one: /api/v2/coupons" in found["reads"].because
    assert "not tried, as no customer may make one: /api/v2/coupons" in found["lists"].because
    assert "coupons" not in found["changes"].because  # nothing changes one


def test_each_flaw_is_seen(tmp_path: Path) -> None:
    found = asked(Studio({"GET", "PUT", "DELETE"}), tmp_path, verdicts)

    assert {name for name, one in found.items() if isinstance(one, Fail)} == {"reads", "changes", "deletes"}


def test_where_nobody_may_make_what_is_a_customers_own_nothing_is_known(tmp_path: Path) -> None:
    found = asked(Studio(shut=True), tmp_path, verdicts)

    assert {name: type(one) for name, one in found.items()} == {
        "reads": Unknown,
        "lists": Unknown,
        "changes": Unknown,
        "deletes": Unknown,
    }
    assert "declare accounts that may make one" in found["reads"].because


def test_where_customers_make_nothing_by_any_name_it_does_not_apply() -> None:
    seen = reads.Seen(lists.Gallery((), (), barred=("/api/v2/coupons",)))

    verdict = reads.StrangerReadsObject().judge(seen)

    assert isinstance(verdict, NotApplicable)
    assert "/api/v2/coupons" in verdict.because
