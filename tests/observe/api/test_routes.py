"""Routes of an API without a document, and those that a document leaves out."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler

from launchready.declare.model import ApiSurface, Call, Principal, RepositorySurface, Secret, WebSurface
from launchready.observe.api.links import routes_in_answer, templated
from launchready.observe.api.named import documented_as
from launchready.observe.api.objects import Objects
from launchready.observe.api.openapi import Api, ApiFacts
from launchready.observe.api.operation import Operation
from launchready.observe.api.routes import FRONT_END, LINKS, SOURCE, RouteFacts, Routes
from launchready.observe.api.source.found import Found
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from tests.observe.small_world import declared, site, visited

PAGE = '<!doctype html><title>Notes</title><script src="/app.js"></script><a href="/about">About</a>'
SCRIPT = """
const API="";
fetch(API+"/v1/session",{method:"POST",body:JSON.stringify({email:e,password:p})}).then(r=>r.json());
fetch(`${API}/v1/notes`,{headers:h}); fetch(`${API}/v1/notes`,{method:"POST",body:JSON.stringify({title:t,pages:1})});
fetch(`${API}/v1/notes/${note.id}`,{method:"DELETE"}); fetch("/v1/gone"); const old=["/internal/people"];
"""
SOURCE_TEXT = """
app.get('/v1/notes/:note_id', one);
app.get('/v1/logout', out);
app.post('/v1/tags', (req, res) => { const { word } = req.body; });
"""
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Notes", "version": "1"},
    "paths": {
        "/v1/session": {"post": {"responses": {}}},
        "/v1/notes": {"get": {"responses": {}}, "post": {"responses": {}}},
        "/v1/notes/{id}": {"get": {"responses": {}}, "delete": {"responses": {}}},
        "/v1/tags": {"post": {"responses": {}}},
    },
}
PEOPLE = {"tok-ann-0815": "ann@shop.example", "tok-bob-0815": "bob@shop.example"}


@dataclass
class Notes:
    """A small product on one host: a page, a script, an API, and perhaps a document of it."""

    document: dict[str, object] | None = None
    shadow: bool = True
    is_spa: bool = False
    rows: dict[str, dict[str, object]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application(middlewares=[self._middle])
        app.router.add_get("/", self._page)
        app.router.add_get("/app.js", self._script)
        app.router.add_post("/v1/session", self._session)
        app.router.add_get("/v1/notes", self._all)
        app.router.add_post("/v1/notes", self._make)
        app.router.add_get("/v1/notes/{id}", self._one)
        app.router.add_delete("/v1/notes/{id}", self._drop)
        app.router.add_get("/v1/logout", self._page)
        app.router.add_get("/v1", self._root)
        app.router.add_get("/v1/labels", self._root)
        if self.shadow:
            app.router.add_get("/internal/people", self._people)
        if self.document:
            app.router.add_get("/openapi.json", self._document)
        return app

    @web.middleware
    async def _middle(self, request: web.Request, handler: object) -> web.StreamResponse:
        self.asked.append(f"{request.method} {request.path}")
        try:
            return await handler(request)  # type: ignore[operator, no-any-return]
        except web.HTTPNotFound:
            return await self._page(request) if self.is_spa else web.json_response({"error": "not found"}, status=404)

    def _who(self, request: web.Request) -> str:
        who = PEOPLE.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if who is None:
            raise web.HTTPUnauthorized(text="{}", content_type="application/json")
        return who

    async def _page(self, request: web.Request) -> web.Response:
        return web.Response(text=PAGE, content_type="text/html")

    async def _script(self, request: web.Request) -> web.Response:
        return web.Response(text=SCRIPT, content_type="text/javascript")

    async def _document(self, request: web.Request) -> web.Response:
        return web.json_response(self.document)

    async def _root(self, request: web.Request) -> web.Response:
        return web.json_response(
            {"labels_url": "/v1/labels", "_links": {"note": {"href": f"{request.url.origin()}/v1/notes/12"}}}
        )

    async def _session(self, request: web.Request) -> web.Response:
        given = await request.json()
        token = next((token for token, email in PEOPLE.items() if email == given["email"]), None)
        if token is None or given["password"] != "a password":
            raise web.HTTPUnauthorized
        return web.json_response({"token": token})

    async def _people(self, request: web.Request) -> web.Response:
        return web.json_response(list(PEOPLE.values()))

    async def _all(self, request: web.Request) -> web.Response:
        who = self._who(request)
        return web.json_response([row for row in self.rows.values() if row["owner"] == who])

    async def _make(self, request: web.Request) -> web.Response:
        who, given = self._who(request), json.loads(await request.text())
        if not isinstance(given.get("pages"), int):
            return web.json_response({"errors": {"pages": ["must be a number"]}}, status=422)
        key = str(len(self.rows) + 1)
        self.rows[key] = {**given, "id": key, "owner": who}
        return web.json_response(self.rows[key], status=201)

    async def _one(self, request: web.Request) -> web.Response:
        row = self.rows.get(request.match_info["id"])
        if row is None or row["owner"] != self._who(request):
            raise web.HTTPNotFound
        return web.json_response(row)

    async def _drop(self, request: web.Request) -> web.Response:
        await self._one(request)
        del self.rows[request.match_info["id"]]
        return web.Response(status=204)


def answered(product: Notes, folder: Path, question: Question[object], *, with_source: bool = False) -> object:
    async def run() -> object:
        async with site(product.app()) as port:
            url = f"http://127.0.0.1:{port}"
            (folder / "password").write_text("a password")
            (folder / "repo").mkdir(exist_ok=True)
            (folder / "repo" / "server.js").write_text(SOURCE_TEXT)
            surfaces = [
                ApiSurface("api", None, "production", url, 3),
                WebSurface("web", None, "production", url, 4),
                *([RepositorySurface("repo", None, "production", None, 5, folder / "repo")] if with_source else []),
            ]
            call = Call("POST", "/v1/session", "api", json={"email": "{email}", "password": "{password}"})
            who = tuple(
                Principal(name, "member", 6, call, email=f"{name}@shop.example", password=Secret("file:password"))
                for name in ("ann", "bob")
            )
            declaration = replace(declared(folder, *surfaces, domain="127.0.0.1"), principals=who)
            async with visited(declaration) as world:
                return await world.ask(question)

    return asyncio.run(run())


def routes(product: Notes, folder: Path, *, with_source: bool = False) -> RouteFacts:
    found = answered(product, folder, Routes("api"), with_source=with_source)
    assert isinstance(found, RouteFacts)
    return found


def test_without_a_document_the_routes_are_what_front_end_source_and_links_name(tmp_path: Path) -> None:
    product = Notes()
    found = routes(product, tmp_path, with_source=True)

    assert found.document == ""
    assert {one.name for one in found.named_by(FRONT_END)} == {
        "POST /v1/session",
        "GET /v1/notes",
        "POST /v1/notes",
        "DELETE /v1/notes/{note_id}",
        "GET /internal/people",
    }
    assert {one.name for one in found.named_by(SOURCE)} == {
        "GET /v1/notes/{note_id}",
        "GET /v1/logout",
        "POST /v1/tags",
    }
    assert {one.name for one in found.named_by(LINKS)} >= {"GET /v1/labels", "GET /v1/notes/{note_id}"}
    assert "GET /v1/logout" not in product.asked
    assert not any(request.startswith(("DELETE", "PUT", "PATCH")) for request in product.asked)


def test_a_read_that_is_named_and_not_there_is_left_out(tmp_path: Path) -> None:
    names = {one.name for one in routes(Notes(shadow=False), tmp_path).routes}

    assert "GET /v1/gone" not in names
    assert "GET /internal/people" not in names


def test_other_questions_take_the_routes_for_the_api(tmp_path: Path) -> None:
    facts = answered(Notes(), tmp_path, Api("api"))
    assert isinstance(facts, ApiFacts)
    create = facts.operation("POST", "/v1/notes")
    assert create

    assert not facts.documented
    assert "front end" in facts.source
    assert [(one.name, one.type, one.required) for one in create.body] == [
        ("title", "string", True),
        ("pages", "any", True),
    ]


def test_objects_can_be_made_by_routes_alone(tmp_path: Path) -> None:
    planting = answered(Notes(), tmp_path, Objects("api"), with_source=True)

    assert [(one.name, one.shown) for one in planting.planted] == [("note", "GET /v1/notes/{note_id}")]  # type: ignore[attr-defined]


def test_what_a_document_leaves_out_is_told_with_what_names_it_and_how_it_answers(tmp_path: Path) -> None:
    found = routes(Notes(document=DOCUMENT), tmp_path, with_source=True)

    told = {one.name: (one.named_by, one.lives) for one in found.undocumented}

    assert set(told) == {"GET /internal/people"}
    named_by, lives = told["GET /internal/people"]
    assert named_by[0].startswith("front end http://127.0.0.1")
    assert lives.startswith("GET /internal/people answers 200, where GET /internal/")
    assert lives.endswith("answers 404")


@pytest.mark.parametrize(
    "product", [Notes(document=DOCUMENT, shadow=False), Notes(document=DOCUMENT, shadow=False, is_spa=True)]
)
def test_a_front_end_that_answers_every_path_makes_no_route(product: Notes, tmp_path: Path) -> None:
    assert routes(product, tmp_path, with_source=True).undocumented == ()


def test_an_api_of_which_nothing_is_known_says_so(tmp_path: Path) -> None:
    async def run() -> None:
        async with site(web.Application()) as port:
            surface = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 3)
            async with visited(declared(tmp_path, surface, domain="127.0.0.1")) as world:
                await world.ask(Api("api"))

    with pytest.raises(CannotLook, match="Neither front end, source nor links name an operation either"):
        asyncio.run(run())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/orders/123", "/orders/{order_id}"),
        ("/v1/users/7c9e6679-7425-40de-944b-e07fc1f90ae7/notes/9", "/v1/users/{user_id}/notes/{note_id}"),
        ("/items/ord_8fh3k2m1x9", "/items/{item_id}"),
        ("/v2/things", "/v2/things"),
        ("/blog/hello-world", "/blog/hello-world"),
        ("/files/9f86d081884c7d659a2feaa0c55ad015", "/files/{file_id}"),
    ],
)
def test_ids_in_links_become_parameters(path: str, expected: str) -> None:
    assert templated(path) == expected


@pytest.mark.parametrize(
    ("path", "kind", "body", "link", "expected"),
    [
        (
            "/",
            "application/json",
            '{"users_url": "https://a.example/users{/user}", "logo": "/logo.png"}',
            "",
            ["GET /users"],
        ),
        (
            "/",
            "application/json",
            '{"_links": {"self": {"href": "/x/1"}, "next": "https://b.example/y"}}',
            "",
            ["GET /x/{x_id}"],
        ),
        ("/notes", "application/json", "[]", '<https://a.example/notes?page=2>; rel="next"', ["GET /notes"]),
        (
            "/robots.txt",
            "text/plain",
            "User-agent: *\nDisallow: /admin/\nAllow: /\nDisallow: /*.php$",
            "",
            ["GET /admin/"],
        ),
        (
            "/sitemap.xml",
            "text/xml",
            "<urlset><url><loc>https://a.example/p/1</loc></url></urlset>",
            "",
            ["GET /p/{p_id}"],
        ),
        (
            "/page",
            "text/html",
            '<a href="/a">x</a><a href="https://b.example/no">y</a><form method="post" action="/login"><input name="u"></form>',
            "",
            ["GET /a", "POST /login"],
        ),
        ("/", "application/json", '{"text": "see /orders", "bio": "/me"}', "", []),
    ],
)
def test_links_of_the_own_host_are_routes(path: str, kind: str, body: str, link: str, expected: list[str]) -> None:
    headers = (("Content-Type", kind), *([("Link", link)] if link else []))

    found = routes_in_answer(Answer(Request(f"https://a.example{path}"), 200, headers, body, 1.0))

    assert [f"{one.method} {one.path}" for one in found] == expected


@pytest.mark.parametrize(
    ("path", "documented"),
    [
        ("/notes", "GET /v1/notes"),
        ("/v1/notes/{note_id}", "GET /v1/notes/{id}"),
        ("/notes/{x}", "GET /v1/notes/{id}"),
        ("/notes/newest", "GET /v1/notes/{id}"),
        ("/teaser", None),
        ("/{anything}", None),
        ("/pages/{id}", None),
        ("/v2/notes", None),
    ],
)
def test_a_route_is_documented_if_it_is_the_end_of_a_documented_path(path: str, documented: str | None) -> None:
    known = (Operation("GET", "/v1/notes"), Operation("GET", "/v1/notes/{id}"))

    found = documented_as(Found("GET", path, 1), known)

    assert (found.name if found else None) == documented


def test_a_page_that_leads_to_the_sign_in_is_there_and_a_token_of_its_form_is_no_field_of_the_callers(
    tmp_path: Path,
) -> None:
    async def closed(request: web.Request) -> web.Response:
        raise web.HTTPFound("/login")

    product = Notes()
    made = product.app
    product.app = lambda: _with_pages(made(), closed)  # type: ignore[method-assign]
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "pages.py").write_text(
        "app = Flask(__name__)\n@app.route('/diary', methods=['GET', 'POST'])\n"
        "def diary(): return kept(request.form['title'], request.form['csrf_token'])\n"
    )

    found = {one.name: one for one in routes(product, tmp_path, with_source=True).routes}

    assert "GET /diary" in found
    assert found["POST /diary"].operation.body_kind == "form"
    assert [one.name for one in found["POST /diary"].operation.body] == ["title"]


def _with_pages(app: web.Application, page: Callable[[web.Request], Awaitable[web.Response]]) -> web.Application:
    app.router.add_get("/diary", page)
    return app


def test_where_nobody_is_answered_alike_everywhere_a_customer_asks(tmp_path: Path) -> None:
    @web.middleware
    async def shut(request: web.Request, handler: Handler) -> web.StreamResponse:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if request.path.startswith("/v1/") and request.path != "/v1/session" and token not in PEOPLE:
            return web.json_response({"error": "who are you?"}, status=401)
        return await handler(request)

    product = Notes()
    made = product.app

    def app() -> web.Application:
        whole = made()
        whole.middlewares.insert(0, shut)
        return whole

    product.app = app  # type: ignore[method-assign]

    found = {one.name: one for one in routes(product, tmp_path).routes}

    assert "as ann answers 200" in found["GET /v1/notes"].lives
    assert "GET /v1/gone" not in found
