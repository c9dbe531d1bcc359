"""Archives at APIs that unpack, keep, preview, cut and refuse them in other ways than the reference marketplace."""

import asyncio
import io
import tarfile
import zipfile
from dataclasses import dataclass, field
from math import inf
from pathlib import Path

import pytest
from aiohttp import BodyPartReader, web

from launchready.observe.inputs.bombs import Bomb, Bombs
from launchready.observe.inputs.unpacking import Unpacking, UnpackingSeen
from launchready.observe.inputs.uploads import UploadsSeen
from launchready.stages.s2_boundaries import archive_swells, upload_keeps_path
from launchready.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from tests.observe.strange_api import login, visited

DONE = {"responses": {"200": {"description": "done"}}}
FORM = {
    "type": "object",
    "required": ["bundle"],
    "properties": {"bundle": {"type": "string", "format": "binary"}},
}
PLACE = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}]}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Library", "version": "1"},
    "paths": {
        "/uploads": {"post": {"requestBody": {"content": {"multipart/form-data": {"schema": FORM}}}, **DONE}},
        "/documents": {"get": DONE},
        "/documents/{id}": {**PLACE, "delete": DONE},
        "/documents/{id}/text": {**PLACE, "get": DONE},
    },
}
BODY, TOTAL, BY_DESIGN = 1_000_000, 1_000_000, 20_000_000
SOON = 0.2


@dataclass
class Library:
    """Unpacks archives into documents; `ways` says how."""

    ways: frozenset[str]
    kept: dict[int, tuple[str, bytes]] = field(default_factory=dict)
    last: int = 0
    later: list[asyncio.Task[None]] = field(default_factory=list)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=30_000_000)
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/uploads", self.sent)
        app.router.add_get("/documents", self.all)
        app.router.add_get("/documents/{id:\\d+}/text", self.text)
        app.router.add_delete("/documents/{id:\\d+}", self.gone)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def sent(self, request: web.Request) -> web.Response:
        if (request.content_length or 0) > BODY and "any size" not in self.ways:
            return web.json_response({"error": "too large"}, status=500 if "fails" in self.ways else 413)
        part = await (await request.multipart()).next()
        assert isinstance(part, BodyPartReader)
        name, content = part.filename or "", bytes(await part.read())
        if "keeps" in self.ways:
            return web.json_response({"ids": [self.keep(name, content)]}, status=201)
        try:
            entries = self.unpacked(content)
        except (zipfile.BadZipFile, tarfile.TarError):
            return web.json_response({"error": "no archive"}, status=415)
        if "names" in self.ways:
            return web.json_response({"holds": [{"name": name, "size": len(one)} for name, one in entries]})
        most = TOTAL if "bounded" in self.ways else BY_DESIGN if "by design" in self.ways else inf
        if sum(len(one) for _, one in entries) > most:
            return web.json_response({"error": "too much inside"}, status=422)
        return self.answered(self.lessened(entries))

    def lessened(self, entries: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
        if "skips" in self.ways:
            return [one for one in entries if len(one[1]) < BODY]
        return [(name, one[:BODY]) for name, one in entries] if "cuts" in self.ways else entries

    def answered(self, entries: list[tuple[str, bytes]]) -> web.Response:
        if "later" in self.ways:
            self.later.append(asyncio.create_task(self.soon(entries)))
            return web.json_response({"job": "j-1"}, status=202)
        if "bare" in self.ways:
            return web.json_response({"data": [{"id": self.keep("", one)} for _, one in entries]})
        return web.json_response({"items": [{"id": self.keep(name, one), "path": name} for name, one in entries]})

    def unpacked(self, content: bytes) -> list[tuple[str, bytes]]:
        if content.startswith(b"PK"):
            if "tar alone" in self.ways:
                raise zipfile.BadZipFile
            with zipfile.ZipFile(io.BytesIO(content)) as whole:
                found = [(one.filename, whole.read(one)) for one in whole.infolist()]
        else:
            if "zip alone" in self.ways:
                raise tarfile.TarError
            with tarfile.open(fileobj=io.BytesIO(content)) as tar:
                found = [(one.name, stream.read()) for one in tar if (stream := tar.extractfile(one))]
        return [(name if "paths" in self.ways else name.replace("\\", "/").split("/")[-1], one) for name, one in found]

    async def soon(self, entries: list[tuple[str, bytes]]) -> None:
        await asyncio.sleep(SOON)
        for name, one in entries:
            self.keep(name, one)

    def keep(self, name: str, content: bytes) -> int:
        self.last += 1
        self.kept[self.last] = (name, content)
        return self.last

    async def all(self, _request: web.Request) -> web.Response:
        rows = [{"id": key, "title": name, "bytes": len(content)} for key, (name, content) in self.kept.items()]
        return web.json_response({"data": rows})

    async def text(self, request: web.Request) -> web.Response:
        found = self.kept.get(int(request.match_info["id"]))
        return web.Response(body=found[1]) if found else web.Response(status=404)

    async def gone(self, request: web.Request) -> web.Response:
        return web.Response(status=204 if self.kept.pop(int(request.match_info["id"]), None) else 404)


def seen(folder: Path, *ways: str) -> tuple[UnpackingSeen, tuple[Bomb, ...]]:
    library = Library(frozenset(ways))

    async def run() -> tuple[UnpackingSeen, tuple[Bomb, ...]]:
        async with visited(library.app(), folder) as world:
            found = await world.ask(Unpacking("api")), await world.ask(Bombs("api"))
            assert await world.clean_up() == () or {"keeps", "names"} & {*ways}
            return found

    found = asyncio.run(run())
    assert library.kept == {} or "keeps" in ways
    return found


def verdict(found: tuple[UnpackingSeen, tuple[Bomb, ...]]) -> Verdict:
    return archive_swells.ArchiveSwells().judge(archive_swells.Seen(*found))


@pytest.mark.parametrize("way", ["", "later", "bare", "fails"])
def test_what_swells_is_seen_however_the_files_are_told(tmp_path: Path, way: str) -> None:
    found = seen(tmp_path, way)

    assert isinstance(verdict(found), Fail)
    assert [(one.form, one.plain, one.kept > 2_000_000, one.removed) for one in found[1]] == [
        ("zip", 1_100_000, True, True),
        ("tar.gz", 1_100_000, True, True),
    ]
    assert all(one.packed < 150_000 for one in found[1])


@pytest.mark.parametrize("way", ["bounded", "skips", "cuts", "by design"])
def test_what_is_held_is_no_finding(tmp_path: Path, way: str) -> None:
    assert isinstance(verdict(seen(tmp_path, way)), Pass)


def test_one_format_alone_is_enough(tmp_path: Path) -> None:
    assert [one.form for one in seen(tmp_path, "zip alone", "bounded")[1]] == ["zip"]
    assert [one.form for one in seen(tmp_path, "tar alone")[1]] == ["tar.gz"]


def test_an_archive_that_is_kept_as_it_is_or_only_listed_is_not_unpacked(tmp_path: Path) -> None:
    kept, listed = seen(tmp_path, "keeps"), seen(tmp_path, "names")

    assert (kept[1], listed[1]) == ((), ())
    assert isinstance(verdict(kept), NotApplicable)
    assert isinstance(verdict(listed), Unknown)


def test_a_product_that_takes_everything_as_it_is_shows_no_bound_to_evade(tmp_path: Path) -> None:
    found = seen(tmp_path, "any size", "zip alone")

    assert [(one.plain, one.unpacked) for one in found[1]] == [(0, 0)]
    assert isinstance(verdict(found), Unknown)


@pytest.mark.parametrize(("way", "kind"), [("paths", Fail), ("bounded", Pass)])
def test_a_path_in_an_archive_is_seen(tmp_path: Path, way: str, kind: type[Verdict]) -> None:
    unpacking, _ = seen(tmp_path, "bounded", way)
    judged = upload_keeps_path.UploadKeepsPath().judge(upload_keeps_path.Seen(UploadsSeen((), ()), unpacking))

    assert isinstance(judged, kind)
