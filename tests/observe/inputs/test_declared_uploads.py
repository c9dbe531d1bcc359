"""Uploads to chats that no API's document names: what launch.toml declares is tried as documented ones are."""

import asyncio
import io
import tarfile
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

import pytest
from aiohttp import BodyPartReader, web

from launchready.declare.model import ApiSurface, Call, ChatSurface, Principal, Secret
from launchready.observe.inputs.bombs import Bomb, Bombs
from launchready.observe.inputs.unpacking import Unpacking, UnpackingSeen
from launchready.observe.inputs.uploads import Uploads, UploadsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries.archive_swells import ArchiveSwells
from launchready.stages.s2_boundaries.archive_swells import Seen as Swelling
from launchready.stages.s2_boundaries.upload_hides_macro import Seen as Macros
from launchready.stages.s2_boundaries.upload_hides_macro import UploadHidesMacro
from launchready.stages.s2_boundaries.upload_keeps_path import Seen as Paths
from launchready.stages.s2_boundaries.upload_keeps_path import UploadKeepsPath
from launchready.stages.s2_boundaries.upload_runs_as_page import Seen as Pages
from launchready.stages.s2_boundaries.upload_runs_as_page import UploadRunsAsPage
from launchready.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from tests.observe.small_world import declared, site, visited

UPLOAD = Call("POST", "/bot/attach", by="ann", upload="doc", pick=(("id", "$.attachment.ref"),))
LARGEST = 1_000_000
FORM = {"type": "object", "properties": {"doc": {"type": "string", "format": "binary"}}}
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "Shop", "version": "1"},
    "paths": {
        "/bot/attach": {
            "post": {
                "requestBody": {"content": {"multipart/form-data": {"schema": FORM}}},
                "responses": {"200": {"description": "done"}},
            }
        }
    },
}


@dataclass
class Bot:
    """A chat that takes attachments; `ways` says how it treats them, and how it tells where they are."""

    ways: frozenset[str]
    files: dict[str, tuple[str, str, bytes]] = field(default_factory=dict)
    askers: set[str] = field(default_factory=set)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=80_000_000)
        app.router.add_post("/bot/attach", self.attached)
        app.router.add_get("/bot/attach/{ref}", self.by_id)
        app.router.add_get("/served/{at}", self.by_address)
        app.router.add_get("/docs.json", self.document)
        app.router.add_get("/{rest:.*}", self.nothing)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def nothing(self, _request: web.Request) -> web.Response:
        raise web.HTTPNotFound

    def keep(self, name: str, kind: str, content: bytes) -> dict[str, str]:
        ref = f"r{len(self.files) + 1}"
        self.files[ref] = (name, kind, content)
        told = {"ref": ref}
        if "names" in self.ways:
            told["title"] = name
        if "address" in self.ways:
            told["seen_at"] = f"/served/{ref.replace('r', '9')}"
        return told

    async def attached(self, request: web.Request) -> web.Response:
        self.askers.add(request.headers.get("Authorization", ""))
        part = await (await request.multipart()).next()
        assert isinstance(part, BodyPartReader)
        assert part.name == "doc"
        name, kind, content = part.filename or "", part.headers["Content-Type"], bytes(await part.read())
        if len(content) > LARGEST:
            return web.json_response({}, status=413)
        if "path" not in self.ways:
            name = PurePosixPath(name.replace("\\", "/")).name
        if "unpacks" in self.ways and name.endswith((".zip", ".tar.gz")):
            return self.unpacked(name, content)
        ending = PurePosixPath(name).suffix
        is_active = b"vbaProject" in content or b"<script" in content
        is_wanted = ending in {".txt", ".pdf", ".docx", ".doc", ".zip"} or "any" in self.ways
        if not is_wanted or ("inside" in self.ways and is_active) or ending in {".docm", ".xlsm"}:
            status = 200 if "says no with 200" in self.ways else 415
            return web.json_response({"error": "no such attachments"}, status=status)
        return web.json_response({"attachment": self.keep(name, kind, content)})

    def unpacked(self, name: str, content: bytes) -> web.Response:
        entries: list[tuple[str, bytes]] = []
        if name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                entries = [(one.filename, archive.read(one)) for one in archive.infolist()]
        else:
            with tarfile.open(fileobj=io.BytesIO(content)) as tar:
                entries = [(one.name, (tar.extractfile(one) or io.BytesIO()).read()) for one in tar.getmembers()]
        if "bounded" in self.ways and sum(len(one) for _, one in entries) > LARGEST:
            return web.json_response({}, status=413)
        kept = [self.keep(PurePosixPath(one).name, "text/plain", text) for one, text in entries]
        return web.json_response({"files": [{"id": one["ref"], **one} for one in kept]})

    def shown(self, ref: str) -> web.Response:
        if ref not in self.files:
            raise web.HTTPNotFound
        name, kind, content = self.files[ref]
        headers = {"Content-Type": kind}
        if "saved" in self.ways:
            headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return web.Response(body=content, headers=headers)

    async def by_id(self, request: web.Request) -> web.Response:
        if "id" not in self.ways:
            raise web.HTTPNotFound
        return self.shown(request.match_info["ref"])

    async def by_address(self, request: web.Request) -> web.Response:
        return self.shown(request.match_info["at"].replace("9", "r", 1))


@dataclass(frozen=True)
class Found:
    """What was seen at the chat, and what is left of it."""

    uploads: UploadsSeen
    unpacking: UnpackingSeen
    bombs: tuple[Bomb, ...]
    left: tuple[str, ...]

    def verdicts(self) -> list[type[Verdict]]:
        """Of pages, paths, macros, archives."""
        said: tuple[Verdict, ...] = (
            UploadRunsAsPage().judge(Pages(self.uploads)),
            UploadKeepsPath().judge(Paths(self.uploads, self.unpacking)),
            UploadHidesMacro().judge(Macros(self.uploads)),
            ArchiveSwells().judge(Swelling(self.unpacking, self.bombs)),
        )
        return [type(one) for one in said]


def seen(folder: Path, *ways: str, call: Call = UPLOAD, documented: bool = False) -> Found:
    (folder / "token").write_text("t-1")
    people = tuple(Principal(name, "buyer", 1, token=Secret("file:token")) for name in ("ann", "ben"))
    bot = Bot(frozenset(ways))

    async def look(world: World) -> Found:
        unpacking = await world.ask(Unpacking("bot"))
        bombs = await world.ask(Bombs("bot")) if unpacking.unpacked() else ()
        return Found(await world.ask(Uploads("bot")), unpacking, bombs, await world.clean_up())

    async def run() -> Found:
        async with site(bot.app()) as port:
            url = f"http://127.0.0.1:{port}"
            there = ChatSurface("bot", None, "production", url, 1, carriers=(("scan", call),))
            shop = declared(folder, there)
            if documented:
                api = ApiSurface("api", None, "production", f"{url}/v1", 1, openapi="/docs.json")
                shop = replace(shop, surfaces=(*shop.surfaces, api))
            async with visited(replace(shop, principals=people)) as world:
                return await look(world)

    found = asyncio.run(run())
    assert bot.askers <= {"Bearer t-1"}
    return found


def test_files_that_come_back_at_the_address_that_the_answer_tells_are_judged(tmp_path: Path) -> None:
    found = seen(tmp_path, "address", "any")

    assert found.verdicts() == [Fail, Pass, Fail, NotApplicable]
    assert found.uploads.uploads[0].operation == "POST /bot/attach"
    assert found.left


@pytest.mark.parametrize("way", ["address", "id"])
def test_a_bot_that_takes_few_types_and_looks_inside_passes_with_its_control(tmp_path: Path, way: str) -> None:
    found = seen(tmp_path, way, "inside", "saved")

    assert found.verdicts() == [Pass, Pass, Pass, NotApplicable]
    assert "/bot/attach/" in found.uploads.uploads[0].shown or "/served/" in found.uploads.uploads[0].shown


def test_a_name_that_keeps_its_path_is_seen_where_the_answer_tells_it(tmp_path: Path) -> None:
    assert seen(tmp_path, "names", "path").verdicts()[1] is Fail
    assert seen(tmp_path, "names").verdicts()[1] is Pass


def test_nothing_is_told_of_files_that_nothing_leads_back_to(tmp_path: Path) -> None:
    assert seen(tmp_path, "any").verdicts() == [Unknown, Unknown, Unknown, Unknown]


def test_an_answer_without_the_id_that_is_declared_is_a_refusal(tmp_path: Path) -> None:
    found = seen(tmp_path, "inside", "id", "says no with 200")

    assert found.verdicts()[:3] == [Pass, Pass, Pass]
    assert not any(one.taken for one in found.uploads.uploads if one.sort == "page")


def test_files_that_are_refused_need_not_be_read_back(tmp_path: Path) -> None:
    assert seen(tmp_path, "inside").verdicts() == [Pass, Unknown, Pass, Unknown]


@pytest.mark.parametrize(("way", "verdict"), [("loose", Fail), ("bounded", Pass)])
def test_an_archive_that_swells_in_a_chat_is_seen(tmp_path: Path, way: str, verdict: type[Verdict]) -> None:
    found = seen(tmp_path, "id", "unpacks", way)

    assert [one.form for one in found.unpacking.unpacked()] == ["zip", "tar.gz"]
    assert found.verdicts()[3] is verdict


def test_what_an_api_documents_is_tried_there(tmp_path: Path) -> None:
    found = seen(tmp_path, "address", "any", documented=True)

    assert found.verdicts() == [NotApplicable] * 4
    assert "POST /bot/attach (surface.api)" in found.uploads.none


def test_a_carrier_of_text_is_no_upload(tmp_path: Path) -> None:
    assert seen(tmp_path, call=replace(UPLOAD, upload=None, json={"t": "{text}"})).verdicts() == [NotApplicable] * 4


def test_a_path_that_nothing_fills_is_told(tmp_path: Path) -> None:
    found = seen(tmp_path, call=replace(UPLOAD, path="/bots/{bot}/attach"))

    assert found.verdicts() == [Unknown] * 4
    assert "a place to fill" in found.uploads.missing[0]
