"""Routes of small projects in each framework, written as their guides write them."""

from pathlib import PurePosixPath

import pytest

from launchready.observe.api.source.folder import is_source, routes_in_files

FASTAPI = {
    "app/main.py": """
from fastapi import FastAPI
from app.api import users
from .routers.orders import router as orders_router
app = FastAPI()
app.include_router(users.router, prefix="/api")
app.include_router(orders_router)
@app.get("/health")
def health(): ...
""",
    "app/api/users.py": """
from fastapi import APIRouter, Depends
from ..models import NewUser
router = APIRouter(prefix="/users", tags=["users"])
@router.get("")
async def all_users(): ...
@router.post("/", status_code=201)
async def create(user: NewUser, db = Depends(get_db)): ...
@router.get("/{user_id:int}")
async def one(user_id: int): ...
@router.api_route("/{user_id}/ban", methods=["PUT", "DELETE"])
async def ban(user_id: int): ...
""",
    "app/routers/orders.py": """
from fastapi import APIRouter, Form
router = APIRouter(prefix="/orders")
@router.post("/pay")
async def pay(amount: int = Form(...), note: str = Form("")): ...
""",
    "app/models.py": """
from pydantic import BaseModel
class NewUser(BaseModel):
    name: str
    age: int = 3
""",
}
FLASK = {
    "shop/__init__.py": """
from flask import Flask
from shop.orders import bp
def create_app():
    app = Flask(__name__)
    app.register_blueprint(bp, url_prefix="/v1/orders")
    app.add_url_rule("/things/<int:thing_id>", view_func=Things.as_view("things"))
    return app
class Things(MethodView):
    def get(self, thing_id): ...
    def delete(self, thing_id): ...
""",
    "shop/orders.py": """
from flask import Blueprint, request
bp = Blueprint("orders", __name__)
@bp.route("/", methods=["GET", "POST"])
def orders():
    data = request.get_json()
    return data["item"], data.get("note")
@bp.get("/<uuid:order_id>")
def order(order_id): ...
""",
}
DJANGO = {
    "site/urls.py": """
from django.contrib import admin
from django.urls import include, path, re_path
urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("shop.urls")),
    re_path(r"^legacy/(?P<slug>[\\w-]+)/$", views.legacy),
]
""",
    "shop/urls.py": """
from rest_framework.routers import DefaultRouter
from django.urls import path
from .views import OrderViewSet, Me, ping
router = DefaultRouter()
router.register(r"orders", OrderViewSet, basename="order")
urlpatterns = [path("me/", Me.as_view()), path("ping", ping)] + router.urls
""",
    "shop/views.py": """
class OrderViewSet(viewsets.ModelViewSet):
    serializer_class = OrderSerializer
    lookup_field = "number"
    @action(detail=True, methods=["post"], url_path="pay-now")
    def pay(self, request, number=None): ...
class Me(generics.RetrieveUpdateAPIView): ...
@api_view(["POST"])
def ping(request): ...
""",
    "shop/serializers.py": """
class OrderSerializer(serializers.ModelSerializer):
    note = serializers.CharField()
    class Meta:
        model = Order
        fields = ["id", "item", "note", "total"]
        read_only_fields = ["total"]
""",
}
PLAIN_DJANGO = {
    "diary/urls.py": """
from django.urls import path
from . import views
urlpatterns = [
    path("api/entries/", views.entries),
    path("api/entries/<slug:slug>/", views.Entry.as_view()),
    path("api/close/", views.close),
]
""",
    "diary/views.py": """
def entries(r):
    if r.method == "POST":
        b = json.loads(r.body) or {}
        if "mood" not in b: return bad()
        return made(b["headline"], b.get("body_text"))
    return listed()
class Entry(View):
    def dispatch(self, request, slug):
        match request.method:
            case "GET": return shown(slug)
            case "PATCH" | "PUT":
                changes = json.loads(request.body)
                return changed(slug, changes.get("headline"))
        return not_allowed()
def close(request):
    if request.method != "POST": return not_allowed()
""",
}
EXPRESS = {
    "server.js": """
const express = require('express');
const users = require('./routes/users');
const app = express();
app.use(express.json());
app.use('/api/users', auth, users);
app.use('/api/v2', require('./routes/v2'));
app.get('/health', (req, res) => res.send('ok'));
axios.get('/not/mine', x);
""",
    "routes/users.js": """
const router = require('express').Router();
router.get('/', list);
router.post('/', async (req, res) => { const { name, email: mail } = req.body; save(name, req.body.age); });
router.route('/:userId').get(one).put(change).delete(remove);
router.route('/:userId/trips') // of one
  .get((req, res) => { list(req); res.json({ note: "a ) in a text" }); })
  // makes one
  .post(auth, (req, res) => { const { place } = req.body || {}; if (!place) { return res.status(422).end(); } made(place); });
module.exports = router;
""",
    "routes/v2/index.ts": """
import { Router } from 'express';
import items from './items';
const r = Router();
r.use('/items', items);
export default r;
""",
    "routes/v2/items.ts": "export const items = Router();\nitems.get('/:id(\\\\d+)', one);\n",
}
NEXT = {
    "src/pages/api/orders/index.ts": "export default function handler(req, res) { if (req.method === 'POST') { save(req.body.item) } }",
    "src/pages/api/orders/[id].ts": "export default (req, res) => { switch (req.method) { case 'GET': break; case 'DELETE': break } }",
    "src/pages/about.tsx": "export default function About() { return null }",
    "app/(shop)/api/carts/[cartId]/route.ts": """
export async function GET() {}
export async function POST(request) { const { item } = await request.json() }
""",
}
NEST = {
    "src/main.ts": "app.setGlobalPrefix('api');",
    "src/cats.controller.ts": "@Controller('cats')\nexport class Cats {\n @Get() all() {}\n @Get(':id') one() {}\n @Post() make() {}\n}",
}
FASTIFY = {
    "app.ts": """
fastify.register(items, { prefix: '/x' });
fastify.route({ method: ['GET', 'POST'], url: '/things', handler });
fastify.delete<{ Params: P }>('/things/:id', drop);
""",
}
STARLETTE = {
    "app.py": """
from starlette.routing import Mount, Route
app = Starlette(routes=[Route("/", home), Mount("/api", routes=[Route("/notes", notes, methods=["GET", "POST"])])])
""",
    "aio.py": "app = web.Application()\napp.router.add_get('/aio', f)\napp.router.add_post('/aio/{name}', f)\n",
}
PHP = {"routes/api.php": "Route::get('/users/{id}', f);\nRoute::apiResource('photos', C::class);"}
RAILS = {"config/routes.rb": "Rails.application.routes.draw do\n  get '/ping', to: 'x#y'\n  resources :books\nend"}


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            FASTAPI,
            {
                "GET /health",
                "GET /api/users",
                "POST /api/users/ name=string age=integer",
                "GET /api/users/{user_id}",
                "PUT /api/users/{user_id}/ban",
                "DELETE /api/users/{user_id}/ban",
                "POST /orders/pay amount note",
            },
            id="FastAPI",
        ),
        pytest.param(
            FLASK,
            {
                "GET /v1/orders/",
                "POST /v1/orders/ item note",
                "GET /v1/orders/{order_id}",
                "GET /things/{thing_id}",
                "DELETE /things/{thing_id}",
            },
            id="Flask",
        ),
        pytest.param(
            DJANGO,
            {
                "GET /legacy/{slug}/",
                "GET /api/me/",
                "PUT /api/me/",
                "PATCH /api/me/",
                "POST /api/ping",
                "GET /api/orders/",
                "POST /api/orders/ note item",
                "GET /api/orders/{number}/",
                "PUT /api/orders/{number}/ note item",
                "PATCH /api/orders/{number}/ note item",
                "DELETE /api/orders/{number}/",
                "POST /api/orders/{number}/pay-now/",
            },
            id="Django",
        ),
        pytest.param(
            PLAIN_DJANGO,
            {
                "GET /api/entries/",
                "POST /api/entries/ mood headline body_text",
                "GET /api/entries/{slug}/",
                "PUT /api/entries/{slug}/ headline",
                "PATCH /api/entries/{slug}/ headline",
                "POST /api/close/",
            },
            id="Django without more",
        ),
        pytest.param(
            EXPRESS,
            {
                "GET /health",
                "GET /api/users/",
                "POST /api/users/ age name email",
                "GET /api/users/{userId}",
                "PUT /api/users/{userId}",
                "DELETE /api/users/{userId}",
                "GET /api/users/{userId}/trips",
                "POST /api/users/{userId}/trips place",
                "GET /api/v2/items/{id}",
            },
            id="Express",
        ),
        pytest.param(
            NEXT,
            {
                "POST /api/orders item",
                "GET /api/orders/{id}",
                "DELETE /api/orders/{id}",
                "GET /api/carts/{cartId}",
                "POST /api/carts/{cartId} item",
            },
            id="Next",
        ),
        pytest.param(NEST, {"GET /api/cats", "GET /api/cats/{id}", "POST /api/cats"}, id="Nest"),
        pytest.param(FASTIFY, {"GET /things", "POST /things", "DELETE /things/{id}"}, id="Fastify"),
        pytest.param(
            STARLETTE,
            {"GET /", "GET /api/notes", "POST /api/notes", "GET /aio", "POST /aio/{name}"},
            id="Starlette and aiohttp",
        ),
        pytest.param(
            PHP,
            {
                "GET /api/users/{id}",
                "GET /api/photos",
                "POST /api/photos",
                "GET /api/photos/{id}",
                "PUT /api/photos/{id}",
                "PATCH /api/photos/{id}",
                "DELETE /api/photos/{id}",
            },
            id="Laravel",
        ),
        pytest.param(
            RAILS,
            {
                "GET /ping",
                "GET /books",
                "POST /books",
                "GET /books/{id}",
                "PUT /books/{id}",
                "PATCH /books/{id}",
                "DELETE /books/{id}",
            },
            id="Rails",
        ),
    ],
)
def test_routes_are_found_with_their_whole_paths_and_fields(files: dict[str, str], expected: set[str]) -> None:
    found = routes_in_files(files)

    assert {" ".join((one.found.method, one.found.path, *one.found.fields)) for one in found} == expected


def test_a_place_is_the_file_and_the_line() -> None:
    found = {one.found.path: one.place for one in routes_in_files(FASTAPI)}

    assert found["/health"] == "app/main.py:8"
    assert found["/api/users/{user_id}"] == "app/api/users.py:9"


def test_a_body_that_is_a_form_is_told_from_json() -> None:
    login = """
@app.post("/token")
def token(form: OAuth2PasswordRequestForm = Depends()): ...
"""
    pages = """
@app.route("/notes", methods=["POST"])
def note(): return kept(request.form.get("title", ""), request.form["body"])
@app.route("/tags", methods=["POST"])
def tag(): return kept(request.get_json()["word"] if request.is_json else request.form["word"])
"""
    files = {**FASTAPI, "app/login.py": f"app = FastAPI(){login}", "app/pages.py": f"app = Flask(__name__){pages}"}
    found = {one.found.path: one.found for one in routes_in_files(files)}

    assert {path for path, one in found.items() if one.form} == {"/orders/pay", "/token", "/notes"}
    assert found["/notes"].fields == ("title", "body")
    assert found["/token"].fields == ("username", "password")


def test_a_router_that_nothing_includes_may_have_a_prefix_that_nobody_sees() -> None:
    found = routes_in_files({"x.py": "r = APIRouter(prefix='/a')\n@r.get('/b')\ndef f(): ...\n"})

    assert [(one.found.path, one.found.certain) for one in found] == [("/a/b", False)]


@pytest.mark.parametrize("text", ["def f(:\n", "x = '\\x00'", "", "@app.get(path)\ndef f(): ...", "app = app"])
def test_what_cannot_be_read_is_left_out(text: str) -> None:
    assert routes_in_files({"a.py": text, "b.js": text, "c.ts": "router.get(`/${x}`, f)"}) == ()


@pytest.mark.parametrize(
    ("path", "is_it"),
    [
        ("src/app.py", True),
        ("tests/app.py", False),
        ("src/app.test.ts", False),
        ("test_app.py", False),
        ("routes/web.php", True),
        ("index.php", False),
        ("README.md", False),
    ],
)
def test_source_is_told_from_tests_and_texts(path: str, *, is_it: bool) -> None:
    assert is_source(PurePosixPath(path)) is is_it
