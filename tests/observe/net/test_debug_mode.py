"""Debug modes are known by what they put on pages; pages that speak of debugging are none."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.http import Answer, Request
from launchready.observe.net.debug_mode import DebugMode, DebugModeOf, debugging
from tests.observe.small_world import declared, site, visited

DJANGO = "<title>Page not found at /x</title><p>You\u2019re seeing this error because you have <code>DEBUG = True</code> in your"
EXPRESS = (
    "<pre>URIError: Failed to decode param &#39;/%ff&#39;<br> &nbsp; &nbsp;at decodeURIComponent (&lt;anonymous&gt;)<br> "
    "&nbsp; &nbsp;at decode_param (/srv/app/node_modules/express/lib/router/layer.js:172:12)</pre>"
)


def answer(body: str, *headers: tuple[str, str]) -> Answer:
    return Answer(Request("https://shop.test/x"), 404, headers, body, 1.0)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (DJANGO, "Django's debug page"),
        (EXPRESS, "Express's development errors"),
        ("<title>BuildError // Werkzeug Debugger</title>", "Werkzeug's debugger"),
        ("<h1>Routing Error</h1><p>Rails.root: /srv/app</p><a>Application Trace</a>", "Rails' debug page"),
        ('<script src="/_debugbar"></script><div class="phpdebugbar phpdebugbar-minimized">', "Laravel's debug bar"),
        ('<script type="module" src="/@vite/client"></script>', "Vite's development server"),
        ('<script id="__NEXT_DATA__">{"page":"/","buildId":"development"}</script>', "Next's development server"),
        ("<title>Starlette Debugger</title>", "Starlette's debug page"),
    ],
)
def test_a_debug_mode_is_known_by_its_page(body: str, what: str) -> None:
    assert debugging(answer(body))[0] == what


def test_a_profiler_is_known_by_its_header() -> None:
    assert (
        debugging(answer("", ("X-Debug-Token-Link", "https://shop.test/_profiler/a1b2c3")))[0] == "Symfony's profiler"
    )


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<title>Not found</title><h1>404</h1>",
        "<p>How to switch DEBUG = True off in Django, and the Werkzeug Debugger too; Rails.root: what it is",
        '{"error": {"code": "not_found"}}',
        '<script id="__NEXT_DATA__">{"page":"/","buildId":"kJ3x9"}</script>',
        "<h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error</p>",
        "<pre>Cannot GET /x</pre>",
        "An unhandled exception occurred while processing the request.",
    ],
)
def test_an_ordinary_error_is_none(body: str) -> None:
    assert debugging(answer(body)) == ("", "")


def seen(folder: Path, page: str, *, status: int = 404) -> DebugMode:
    async def given(request: web.Request) -> web.Response:
        html = "text/html" in request.headers.get("Accept", "")
        if request.path == "/":
            return web.Response(text="<title>Shop</title>", content_type="text/html")
        return web.Response(text=page if html else "{}", status=status, content_type="text/html")

    async def go() -> DebugMode:
        app = web.Application()
        app.router.add_get("/{path:.*}", given)
        async with site(app) as port, visited(declared(folder)) as world:
            return await world.ask(DebugModeOf(f"http://127.0.0.1:{port}"))

    return asyncio.run(go())


def test_a_page_that_only_browsers_get_is_seen(tmp_path: Path) -> None:
    assert "Django's debug page" in {one.what for one in seen(tmp_path, DJANGO).tries}


def test_a_busy_host_did_not_answer(tmp_path: Path) -> None:
    assert "-> 503" in seen(tmp_path, "", status=503).silent
