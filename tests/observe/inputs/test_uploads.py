"""Uploads to APIs that keep, show, rename and refuse files in other ways than the reference marketplace."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

import pytest
from aiohttp import BodyPartReader, web

from launchready.observe.http import Answer, Request
from launchready.observe.inputs.files import runs
from launchready.observe.inputs.unpacking import UnpackingSeen
from launchready.observe.inputs.uploads import Uploads, UploadsSeen
from launchready.stages.s2_boundaries import upload_hides_macro, upload_keeps_path, upload_runs_as_page
from launchready.verdict import Fail, NotApplicable, Pass, Verdict
from tests.observe.strange_api import login, visited

DONE = {"responses": {"200": {"description": "done"}}}
FORM = {
    "type": "object",
    "required": ["image", "caption"],
    "properties": {"image": {"type": "string", "format": "binary"}, "caption": {"type": "string"}},
}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Pictures", "version": "1"},
    "paths": {
        "/pictures": {"post": {"requestBody": {"content": {"multipart/form-data": {"schema": FORM}}}, **DONE}},
        "/pictures/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "get": DONE,
            "delete": DONE,
        },
    },
}


@dataclass
class Pictures:
    """Keeps files, and says in JSON where they are; `ways` says how it treats them."""

    ways: frozenset[str]
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    rows: dict[int, str] = field(default_factory=dict)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/pictures", self.made)
        app.router.add_get("/pictures/{id:\\d+}", self.one)
        app.router.add_delete("/pictures/{id:\\d+}", self.gone)
        app.router.add_get("/{path:.*}", self.static)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def made(self, request: web.Request) -> web.Response:
        name, kind, content, caption = "", "", b"", ""
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            if part.name == "image":
                name, kind, content = part.filename or "", part.headers["Content-Type"], bytes(await part.read())
            else:
                caption = await part.text()
        assert caption
        ending = PurePosixPath(name).suffix
        if ("documents" in self.ways and ending not in {".txt", ".docx", ".doc"}) or (
            "inside" in self.ways and b"vbaProject" in content
        ):
            return web.json_response({"error": "only documents"}, status=415)
        if "stripped" in self.ways:
            content = content.replace(b"Description=", b"x=").partition(b"vbaProject.bin")[0]
        is_picture = content.startswith((b"\x89PNG", b"GIF89a"))
        if ("content" in self.ways and not is_picture) or ("type" in self.ways and kind != "image/png"):
            return web.json_response({"error": "only pictures"}, status=415)
        if "path" not in self.ways:
            name = PurePosixPath(name.replace("\\", "/")).name
        path = str(PurePosixPath("/media/pictures") / name)
        if "climbs" in self.ways:
            path, name = "/" + name.split("/")[-1] if ".." in name else path, name.split("/")[-1]
        key = len(self.rows) + 1
        self.rows[key], self.files[path] = path, (name, kind, content)
        return web.json_response({"data": {"id": key, "url": f"/media/pictures/{name}"}}, status=201)

    async def one(self, request: web.Request) -> web.Response:
        path = self.rows[int(request.match_info["id"])]
        return web.json_response(
            {"data": {"id": int(request.match_info["id"]), "url": path, "name": self.files[path][0]}}
        )

    async def gone(self, request: web.Request) -> web.Response:
        del self.files[self.rows.pop(int(request.match_info["id"]))]
        return web.Response(status=204)

    async def static(self, request: web.Request) -> web.Response:
        if request.path not in self.files:
            raise web.HTTPNotFound
        name, kind, content = self.files[request.path]
        ending = {".html": "text/html", ".svg": "image/svg+xml", ".png": "image/png"}.get(
            PurePosixPath(name).suffix, "text/plain"
        )
        headers = {"Content-Type": kind if "said" in self.ways else ending}
        if "saved" in self.ways:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return web.Response(body=content, headers=headers)


def seen(folder: Path, *ways: str) -> UploadsSeen:
    pictures = Pictures(frozenset(ways))

    async def run() -> UploadsSeen:
        async with visited(pictures.app(), folder) as world:
            found = await world.ask(Uploads("api"))
            assert await world.clean_up() == ()
            return found

    found = asyncio.run(run())
    assert pictures.files == {}
    return found


def verdicts(found: UploadsSeen) -> tuple[Verdict, Verdict]:
    runs_as_page = upload_runs_as_page.UploadRunsAsPage().judge(upload_runs_as_page.Seen(found))
    return runs_as_page, upload_keeps_path.UploadKeepsPath().judge(upload_keeps_path.Seen(found, UnpackingSeen((), ())))


def test_a_picture_alone_is_taken_by_its_content(tmp_path: Path) -> None:
    found = seen(tmp_path, "content", "said")

    assert [one.what for one in found.uploads if one.taken][:1] == ["a picture"]
    assert [type(one) for one in verdicts(found)] == [Pass, Pass]
    assert "image/png" in found.uploads[1].shown


def test_a_page_that_comes_back_as_a_page_is_seen(tmp_path: Path) -> None:
    found = seen(tmp_path)

    running = [one.what for one in found.uploads if one.runs]
    assert running[:2] == ["a page", "a drawing with a script"]
    assert running[2:] == ["a picture that is a page as well", "a document that is a page as well"]
    assert [type(one) for one in verdicts(found)] == [Fail, Pass]


def test_a_type_that_the_customer_said_is_believed(tmp_path: Path) -> None:
    assert len([one for one in seen(tmp_path, "said").uploads if one.runs]) == 4


def test_a_picture_that_is_a_page_as_well_is_taken_by_its_content_and_run_by_its_name(tmp_path: Path) -> None:
    found = seen(tmp_path, "content")

    assert [one.what for one in found.uploads if one.runs] == ["a picture that is a page as well"]
    assert [type(one) for one in verdicts(found)] == [Fail, Pass]


def test_a_picture_that_is_a_page_as_well_is_none_where_its_own_type_is_kept(tmp_path: Path) -> None:
    assert [type(one) for one in verdicts(seen(tmp_path, "content", "said"))] == [Pass, Pass]


@pytest.mark.parametrize(
    ("ways", "verdict"),
    [
        (("documents",), Fail),
        (("documents", "saved"), Fail),
        (("documents", "inside"), Pass),
        (("documents", "stripped"), Pass),
        ((), NotApplicable),
        (("content",), NotApplicable),
    ],
)
def test_a_macro_under_another_name_counts_where_it_comes_back(
    tmp_path: Path, ways: tuple[str, ...], verdict: type[Verdict]
) -> None:
    found = seen(tmp_path, *ways)

    said = upload_hides_macro.UploadHidesMacro().judge(upload_hides_macro.Seen(found))
    assert isinstance(said, verdict), said


def test_a_page_called_a_picture_that_comes_back_as_a_picture_is_none(tmp_path: Path) -> None:
    found = seen(tmp_path, "type")

    assert [one.what for one in found.uploads if one.sort == "page" and one.taken] == ["a page called a picture"]
    assert [type(one) for one in verdicts(found)] == [Pass, Pass]


def test_files_to_be_saved_run_nowhere(tmp_path: Path) -> None:
    assert [type(one) for one in verdicts(seen(tmp_path, "saved"))] == [Pass, Pass]


def test_a_name_that_keeps_its_path_is_seen(tmp_path: Path) -> None:
    found = seen(tmp_path, "saved", "path")

    assert [type(one) for one in verdicts(found)] == [Pass, Fail]


def test_a_file_that_climbed_out_of_its_folder_is_found(tmp_path: Path) -> None:
    found = seen(tmp_path, "saved", "path", "climbs")

    assert any("with the file's content" in one.leads for one in found.uploads)
    assert [type(one) for one in verdicts(found)] == [Pass, Fail]


PAGE = "<!DOCTYPE html><html><script>/*lrc*/</script></html>"


@pytest.mark.parametrize(
    ("headers", "run"),
    [
        ({"Content-Type": "text/html; charset=utf-8"}, True),
        ({"Content-Type": "IMAGE/SVG+XML"}, True),
        ({}, True),
        ({"X-Content-Type-Options": "nosniff"}, False),
        ({"Content-Type": "text/plain"}, False),
        ({"Content-Type": "image/png"}, False),
        ({"Content-Type": "application/octet-stream"}, False),
        ({"Content-Type": "application/json"}, False),
        ({"Content-Type": "text/html", "Content-Disposition": "Attachment; filename=x"}, False),
        ({"Content-Type": "text/html", "Content-Disposition": "inline"}, True),
        ({"Content-Type": "text/html", "Content-Security-Policy": "sandbox"}, False),
        ({"Content-Type": "text/html", "Content-Security-Policy": "sandbox allow-scripts"}, True),
        ({"Content-Type": "text/html", "Content-Security-Policy": "default-src 'none'"}, False),
        ({"Content-Type": "text/html", "Content-Security-Policy": "frame-ancestors 'none'"}, True),
        ({"Content-Type": "text/html", "Content-Security-Policy": "script-src 'unsafe-inline'"}, True),
    ],
)
def test_what_a_browser_runs(headers: dict[str, str], run: bool) -> None:
    answer = Answer(Request("https://shop.example/x"), 200, tuple(headers.items()), PAGE, 1.0)

    assert runs(answer, "lrc") == run
    assert not runs(answer, "another")


def test_a_page_that_shows_what_stands_in_the_file_is_none() -> None:
    shown = "<!DOCTYPE html><html><script>start()</script><pre>&lt;script>/*lrc*/&lt;/script></pre></html>"

    assert not runs(Answer(Request("https://shop.example/x"), 200, (("Content-Type", "text/html"),), shown, 1.0), "lrc")


@pytest.mark.parametrize(
    ("kind", "run"), [("text/html", True), ("image/svg+xml", False), ("image/gif", False), ("", False)]
)
def test_a_picture_with_a_page_in_it_runs_where_it_is_called_a_page(kind: str, run: bool) -> None:
    answer = Answer(Request("https://shop.example/x"), 200, (("Content-Type", kind),), f"GIF89a{PAGE}", 1.0)

    assert runs(answer, "lrc") == run
