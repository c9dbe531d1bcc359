"""The release that answers is read from health and pages; the one that was made, from the repository."""

import asyncio
import subprocess
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, RepositorySurface
from launchready.observe.http import Answer, Request
from launchready.observe.ops import releases
from launchready.observe.ops.releases import Releases, ReleasesSeen, form, named, order, same
from tests.observe.small_world import declared, site, visited


def answer(body: str, *headers: tuple[str, str]) -> Answer:
    return Answer(Request("https://shop.test/health"), 200, headers, body, 1.0)


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (answer('{"status": "ok", "release": "1.4.2"}'), (("release", "1.4.2"),)),
        (
            answer('{"build": {"version": "1.4.2"}, "git": {"commit": {"id": "a1b2c3d"}}}'),
            (("version", "1.4.2"), ("commit id", "a1b2c3d")),
        ),
        (answer("{}", ("X-Git-Sha", "a1b2c3d")), (("X-Git-Sha", "a1b2c3d"),)),
        (
            answer(
                '<meta name="release" content="1.4.2"><meta name="viewport" content="x">', ("Content-Type", "text/html")
            ),
            (("meta release", "1.4.2"),),
        ),
        (answer('{"database": {"version": "16.2"}, "status": "ok", "version": true}'), ()),
        (answer('<meta name="generator" content="Shop 1.2">', ("Content-Type", "text/html")), ()),
        (answer("ok"), ()),
    ],
)
def test_a_release_is_read_where_the_product_names_its_own(reply: Answer, found: tuple[tuple[str, str], ...]) -> None:
    assert named(reply) == found


def test_releases_are_compared_by_their_numbers() -> None:
    assert same("v1.4.2", "shop@1.4.2")
    assert not same("1.4.2", "1.4.20")
    assert form("v1.4.2") == form("1.10.0") != form("2026-11-23.42")
    assert order("1.10.0") > order("1.9.3")


def seen(folder: Path, answers: Iterator[str]) -> Releases:
    async def health(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok", "release": next(answers)})

    async def go() -> Releases:
        app = web.Application()
        app.router.add_get("/health", health)
        async with site(app) as port:
            api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1, health="/health")
            repo = RepositorySurface("repo", None, "production", None, 2, path=folder / "repo")
            async with visited(declared(folder, api, repo)) as world:
                return await world.ask(ReleasesSeen())

    return asyncio.run(go())


def test_the_repository_tells_its_tags_and_commits(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    words = ("git", "-C", str(repo), "-c", "user.name=Bea", "-c", "user.email=bea@shop.test")
    subprocess.run(["git", "init", "-q", str(repo)], check=True)
    for more in (("commit", "-q", "--allow-empty", "-m", "One"), ("tag", "v1"), ("tag", "-a", "v2", "-m", "Two")):
        subprocess.run([*words, *more], check=True)

    found = seen(tmp_path, cycle(["2"]))

    assert [one.name for one in found.tags] == ["v1", "v2"]
    assert {one.commit for one in found.tags} == set(found.commits)
    assert [one.value for one in found.told] == ["2"]


def test_two_releases_in_turns_are_told_after_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "PATIENCE", 0.01)

    assert {one.value for one in seen(tmp_path, cycle(["1", "2"])).told} == {"1", "2"}


def test_a_number_that_is_another_each_time_is_no_release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(releases, "PATIENCE", 0.01)

    assert seen(tmp_path, (str(number) for number in range(100))).told == ()
