"""The pages of docs/guard do what they say: each example is run, and asked the same."""

import asyncio
import json
import re
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from guard.tests.driving import Answer, ask
from launchready_guard.access import UnruledError

DOCS = Path(__file__).parents[2] / "docs" / "guard"
HOST = {"host": "api.shop.example"}
PLAIN = ["fastapi", "starlette", "litestar"]


def blocks(page: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", (DOCS / f"{page}.md").read_text(encoding="utf-8"), re.DOTALL)


def run(page: str, name: str, text: str) -> dict[str, Any]:
    """As a module of its own, so that frameworks that read annotations find them."""
    module = types.ModuleType(name)
    sys.modules[name] = module
    exec(compile(text, f"{page}.md", "exec"), vars(module))
    return vars(module)


@pytest.fixture(scope="module", params=PLAIN)
def shop(request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    name = f"shop_of_{request.param}"
    yield run(request.param, name, "\n".join(blocks(request.param)))
    del sys.modules[name]


def asked(app: Any, what: str, *, by: str = "", body: bytes = b"", **headers: str) -> Answer:
    sent = {**HOST, **({"authorization": f"Bearer {by}"} if by else {}), **headers}
    if body:
        sent["content-type"] = "application/json"
    return asyncio.run(ask(app, what, sent, body, stays=True))


@pytest.mark.parametrize(
    ("what", "by", "status"),
    [
        ("GET /listings", "", 200),
        ("GET /orders/1", "", 401),
        ("GET /orders/1", "a-session", 200),
        ("GET /orders/2", "a-session", 404),
        ("GET /orders/9", "a-session", 404),
        ("DELETE /admin/listings/1", "", 401),
        ("DELETE /admin/listings/1", "a-session", 403),
        ("POST /listings", "a-session", 404),
        ("GET /nowhere", "a-session", 404),
        ("GET /openapi.json", "", 404),
        ("GET /schema", "", 404),
    ],
)
def test_the_table_holds(shop: dict[str, Any], what: str, by: str, status: int) -> None:
    found = asked(shop["app"], what, by=by)

    assert found.status == status
    assert found["x-request-id"]
    assert found["x-content-type-options"] == "nosniff"


def test_the_other_guards_stand_around_it(shop: dict[str, Any]) -> None:
    app = shop["app"]

    assert asked(app, "GET /listings", host="evil.example").status == 421
    assert asked(app, "GET /listings", origin="https://evil.example")["access-control-allow-origin"] is None
    own = asked(app, "GET /listings", origin="https://shop.example")
    assert own["access-control-allow-origin"] == "https://shop.example"
    assert own["ratelimit"]
    assert asked(app, "POST /chat", by="a-session", body=b"[" * 100).status == 400


def test_what_the_model_says_is_filtered_as_it_streams(shop: dict[str, Any]) -> None:
    found = asked(shop["app"], "POST /chat", by="a-session", body=b'{"text": "hello"}')

    assert (found.status, found.body.decode()) == (200, "You said hello. See a")


@pytest.mark.parametrize("page", PLAIN)
def test_a_route_that_was_forgotten_stops_the_start(page: str) -> None:
    text = "\n".join(blocks(page)).replace('        public("GET /listings"),\n', "")

    with pytest.raises(UnruledError, match="may: GET /listings"):
        run(page, f"forgotten_of_{page}", text)


PROJECT = """
import json, sys, types
from django.conf import settings
settings.configure(
    SECRET_KEY="x" * 50, ALLOWED_HOSTS=["api.shop.example"], ROOT_URLCONF="shop.urls", USE_TZ=True,
    INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
                    "django.contrib.messages", "django.contrib.sessions"],
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
                "django.contrib.auth.middleware.AuthenticationMiddleware",
                "django.contrib.messages.middleware.MessageMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True, "OPTIONS": {
        "context_processors": ["django.template.context_processors.request",
                               "django.contrib.auth.context_processors.auth",
                               "django.contrib.messages.context_processors.messages"]}}],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
)
import django
django.setup()
from django.contrib import admin
from django.core.management import call_command
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
call_command("migrate", verbosity=0)

shop = sys.modules["shop"] = types.ModuleType("shop")
models = sys.modules["shop.models"] = types.ModuleType("shop.models")
urls = sys.modules["shop.urls"] = types.ModuleType("shop.urls")
async def owner_of(order):
    return {"1": "ada", "2": "bo"}.get(order)
models.owner_of = owner_of

async def listings(request):
    return JsonResponse(["a bot"], safe=False)
async def order(request, order):
    return JsonResponse({"order": order})
@csrf_exempt
async def chat(request):
    return names["streamed"](json.loads(request.body)["text"])
urls.urlpatterns = [path("listings", listings), path("orders/<int:order>/", order), path("chat", chat),
                    path("admin/", admin.site.urls)]
if len(sys.argv) > 2:
    urls.urlpatterns.append(path("forgotten", listings))

from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
def session(name, **more):
    User.objects.create_user(name, password="x", **more)
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client.cookies["sessionid"].value
ADA, ROOT = session("ada"), session("root", is_staff=True, is_superuser=True)
"""

ASKED = """
import asyncio
from guard.tests.driving import ask
app = names["application"]
def asked(what, session="", body=b"", **headers):
    sent = {"host": "api.shop.example", **({"cookie": "sessionid=" + session} if session else {}), **headers}
    if body:
        sent.setdefault("content-type", "application/json")
    found = asyncio.run(ask(app, what, sent, body, stays=True))
    return [found.status, found.body.decode() if what == "POST /chat" else bool(found["x-request-id"])]
print(json.dumps([
    asked("GET /listings"), asked("GET /orders/1/"), asked("GET /orders/1/", ADA), asked("GET /orders/2/", ADA),
    asked("GET /orders/2/", ROOT), asked("GET /admin/", ADA), asked("GET /admin/", ROOT), asked("GET /admin/auth/user/", ROOT),
    asked("GET /listings", host="evil.example"), asked("POST /chat", ADA, b'{"text": "hello"}'), asked("GET /none", ADA),
    asked("POST /admin/login/", "", b"username=a&password=b", **{"content-type": "application/x-www-form-urlencoded"}),
]))
"""


def django_s(tmp_path: Path, *more: str) -> list[str]:
    """Django has one configuration a process: its page is run in another."""
    body = "\n".join(blocks("django"))
    top = str(Path(__file__).parents[2])
    head = f"import sys; sys.path.insert(0, {top!r})\n"
    runs = f"\nnames = {{}}\nexec(compile({body!r}, 'django.md', 'exec'), names)\n"
    return [sys.executable, "-c", head + PROJECT + runs + ASKED, str(tmp_path / "db.sqlite3"), *more]


def test_django_s_page_does_what_it_says(tmp_path: Path) -> None:
    done = subprocess.run(django_s(tmp_path), capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout) == [
        [200, True], [401, True], [200, True], [404, True],
        [200, True], [403, True], [200, True], [200, True],
        [421, True], [200, "You said hello. See a"], [404, True], [403, True],
    ]  # fmt: skip
    forgotten = subprocess.run(django_s(tmp_path / "..", "x"), capture_output=True, text=True, timeout=120, check=False)
    assert "no rule says who may: ANY OF /forgotten" in forgotten.stderr
