"""Each framework's own routes are held against the table."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views import View
from litestar import Litestar, Router, WebSocket, asgi, delete, get, websocket
from litestar.params import FromPath
from litestar.static_files import create_static_files_router
from litestar.types import Receive, Scope, Send

from guard.tests.driving import Echo
from launchready_guard.access import Access, Allow, UnruledError, public
from launchready_guard.covers import routes


async def nobody(_scope: object) -> None:
    return None


def covers(found: Any, *table: Allow) -> None:
    Access(Echo(), table=table, who=nobody).covers(found)


@get("/listings")
async def listings() -> list[str]:
    return []


@delete("/orders/{order:int}")
async def cancel(order: FromPath[int]) -> None: ...


@websocket("/live")
async def live(socket: WebSocket[Any, Any, Any]) -> None: ...


@asgi("/desk", is_mount=True, copy_scope=True)
async def desk(scope: Scope, receive: Receive, send: Send) -> None: ...


def litestar() -> list[Any]:
    static = create_static_files_router("/static", directories=["."])
    app = Litestar([Router("/v1", route_handlers=[listings, cancel]), live, desk, static], openapi_config=None)
    return list(app.routes)


def test_litestar_s_routes_are_read() -> None:
    assert sorted(routes(litestar())) == [
        ("*", "/desk/{}"),
        ("DELETE", "/v1/orders/{order:int}"),
        ("GET", "/live"),
        ("GET", "/static/{file_path:path}"),
        ("GET", "/v1/listings"),
    ]


def test_litestar_s_routes_without_a_rule_stop_the_start() -> None:
    table = [public("GET /v1/listings", "/live", "/static/{rest:path}")]

    with pytest.raises(UnruledError, match=r"may: \* /desk/\{\}, DELETE /v1/orders/\{\}\."):
        covers(litestar(), *table)
    covers(litestar(), *table, public("DELETE /v1/orders/{order}", "/desk/{rest:path}"))


def test_litestar_s_own_documents_are_routes_too() -> None:
    with pytest.raises(UnruledError, match=r"GET /schema/openapi\.json"):
        covers(Litestar([listings]).routes, public("GET /listings"))


async def view(request: HttpRequest, **places: object) -> HttpResponse:
    return HttpResponse()


class Order(View):  # type: ignore[misc]  # Django ships no types
    async def get(self, request: HttpRequest, order: int) -> HttpResponse:
        return HttpResponse()

    async def delete(self, request: HttpRequest, order: int) -> HttpResponse:
        return HttpResponse()


def rest_framework_s(**actions: str) -> Any:
    """A view as `ViewSet.as_view({"get": "list"})` makes it."""

    async def made(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    made.actions = actions  # type: ignore[attr-defined]
    return made


def django() -> list[URLPattern | URLResolver]:
    settings.configure() if not settings.configured else None
    inner = [path("", view), path("<path:rest>", view)]
    return [
        path("", view),
        path("listings/", view),
        path("orders/<int:order>/", Order.as_view()),
        path("carts/", rest_framework_s(get="list", post="create")),
        path("inner/", include((inner, "inner"))),
        re_path(r"^old/(?P<year>[0-9]{4})/([a-z(]+\))/$", view),
        re_path(r"^v1\.0/(?:a|b)/?$", view),
    ]


def test_django_s_routes_are_read() -> None:
    assert list(routes(django())) == [
        ("ANY OF", "/"),
        ("ANY OF", "/listings/"),
        ("DELETE", "/orders/{}/"),
        ("GET", "/orders/{}/"),
        ("GET", "/carts/"),
        ("POST", "/carts/"),
        ("ANY OF", "/inner/"),
        ("ANY OF", "/inner/{}"),
        ("ANY OF", "/old/{}/{}/"),
        ("ANY OF", "/v1.0/{}/"),
    ]


def test_django_s_routes_without_a_rule_stop_the_start() -> None:
    table = [public("GET /", "POST /listings", "/inner", "/inner/{rest:path}", "/old/{year}/{name}", "/v1.0/{x}")]

    with pytest.raises(UnruledError, match=r"may: DELETE /orders/\{\}, POST /carts\."):
        covers(django(), *table, public("GET /carts", "GET /orders/{order}"))
    covers(django(), *table, public("/carts", "/orders/{order}"))


@pytest.mark.parametrize("pattern", [r"^a/\d+/$", r"^a/b+/$", r"^(?P<x>a)?/$", r"^a|b$", r"^a/(?=b)/$"])
def test_a_pattern_that_is_no_plain_path_stops_the_start(pattern: str) -> None:
    settings.configure() if not settings.configured else None
    with pytest.raises(UnruledError, match="no plain path"):
        covers([re_path(pattern, view)], public("/{rest:path}"))


def test_all_below_a_path_is_a_rule_and_what_only_begins_alike_is_not() -> None:
    table = public("GET /admin/{rest:path}")

    covers([path("admin/users/<int:one>/", view)], table)
    for other in (path("administrators/", view), path("admin/", view), path("", view)):
        with pytest.raises(UnruledError, match="no rule says"):
            covers([other], table)
