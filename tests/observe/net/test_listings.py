"""A list of a folder is a web server's own, with names on it; a page about files is none."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import WebSurface
from launchready.observe.net.listings import Listings, listed
from launchready.observe.net.served import Search
from tests.observe.small_world import declared, site, visited

NGINX = """<html><head><title>Index of /uploads/</title></head><body><h1>Index of /uploads/</h1><hr><pre><a href="../">../</a>
<a href="invoice%207.pdf">invoice 7.pdf</a>  25-Nov-2026 10:00  1204
<a href="old/">old/</a></pre></body></html>"""
APACHE = """<title>Index of /files</title><h1>Index of /files</h1><table><th><a href="?C=N;O=D">Name</a></th>
<td><a href="/">Parent Directory</a></td><td><a href="dump.sql">dump.sql</a></td></table>"""
PYTHON = """<title>Directory listing for /data/</title><h1>Directory listing for /data/</h1><li><a href="a.csv">a.csv</a></li>"""
BUCKET = """<?xml version="1.0"?><ListBucketResult><Name>shop</Name><Contents><Key>a.png</Key></Contents></ListBucketResult>"""
IIS = """<pre><A HREF="/">[To Parent Directory]</A><br> 1/1/2026 <A HREF="/data/a.txt">a.txt</A></pre>"""


@pytest.mark.parametrize(
    ("body", "path", "names"),
    [
        (NGINX, "/uploads/", ("invoice 7.pdf", "old/")),
        (APACHE, "/files/", ("dump.sql",)),
        (PYTHON, "/data/", ("a.csv",)),
        (BUCKET, "/media/", ("shop", "a.png")),
        (IIS, "/data/", ("a.txt",)),
    ],
)
def test_a_server_s_own_list_is_known(body: str, path: str, names: tuple[str, ...]) -> None:
    assert listed(body, path) == names


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<title>Index</title><h1>Our files</h1><a href="a.pdf">a.pdf</a>',
        '<title>Index of /empty/</title><h1>Index of /empty/</h1><pre><a href="../">../</a></pre>',
        '<title>Shop</title><p>Index of prices</p><a href="x">x</a>',
        '{"files": ["a.pdf"]}',
    ],
)
def test_a_page_about_files_is_no_list(body: str) -> None:
    assert listed(body, "/empty/") == ()


def looked(folder: Path, pages: dict[str, str], other: str | None = None) -> Search:
    async def answer(request: web.Request) -> web.Response:
        text = pages.get(request.path, other)
        return web.Response(text=text or "", status=200 if text else 404, content_type="text/html")

    async def go() -> Search:
        app = web.Application()
        app.router.add_get("/{path:.*}", answer)
        async with site(app) as port:
            url = f"http://127.0.0.1:{port}"
            async with visited(declared(folder, WebSurface("web", None, "production", url, 1))) as world:
                return await world.ask(Listings(url))

    return asyncio.run(go())


def test_the_folders_of_the_site_s_own_files_are_asked_for(tmp_path: Path) -> None:
    page = '<script src="/_built/js/app.js"></script>'

    seen = looked(tmp_path, {"/": page, "/_built/js/app.js": "1", "/_built/": NGINX})

    assert [(one.path, one.names) for one in seen.served] == [("/_built/", ("invoice 7.pdf", "old/"))]


def test_a_host_that_shows_the_same_list_for_every_path_gives_nothing_away(tmp_path: Path) -> None:
    assert looked(tmp_path, {}, NGINX).served == ()
