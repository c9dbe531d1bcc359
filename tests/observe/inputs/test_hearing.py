"""A listener whose silence tells something: one that the product can reach, or none."""

import asyncio
import socket
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Catching
from launchready.observe.errors import CannotLook
from launchready.observe.inputs.listening import hearing
from tests.observe.strange_api import visited

ELSEWHERE = "192.0.2.7"


def free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.2", 0))
        return int(one.getsockname()[1])


def ear(folder: Path, host: str, catcher: Catching | None) -> str:
    async def run() -> str:
        async with visited(web.Application(), folder, catcher=catcher) as world, hearing(world, host, "control") as it:
            return it.url

    return asyncio.run(run())


def test_a_product_on_this_machine_reaches_its_loopback(tmp_path: Path) -> None:
    assert ear(tmp_path, "127.0.0.1", None).startswith("http://127.0.0.1:")


def test_elsewhere_there_is_none_unless_it_is_declared(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match=r"\[catcher\]"):
        ear(tmp_path, ELSEWHERE, None)


def test_elsewhere_the_declared_one_of_the_inside_listens(tmp_path: Path) -> None:
    inside = f"127.0.0.2:{free()}"

    assert ear(tmp_path, ELSEWHERE, Catching(f"127.0.0.2:{free()}", "http://192.0.2.9", inside)) == f"http://{inside}"


def test_elsewhere_the_declared_one_of_the_outside_listens_where_it_hears(tmp_path: Path) -> None:
    place = f"127.0.0.2:{free()}"

    assert ear(tmp_path, ELSEWHERE, Catching(place, f"http://{place}")) == f"http://{place}"


def test_one_that_does_not_hear_is_none(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match="does not hear"):
        ear(tmp_path, ELSEWHERE, Catching(f"127.0.0.2:{free()}", f"http://127.0.0.2:{free()}"))


def test_two_at_once_share_the_declared_one_and_each_hears_its_own(tmp_path: Path) -> None:
    place = f"127.0.0.2:{free()}"
    catcher = Catching(place, f"http://{place}")

    async def run() -> list[str]:
        async with (
            visited(web.Application(), tmp_path, catcher=catcher) as world,
            hearing(world, ELSEWHERE, "first") as one,
            hearing(world, ELSEWHERE, "second") as two,
        ):
            await two.catcher.knock("a-mark-of-the-second")
            assert one.catcher.heard("a-mark-of-nobody") == ""
            return [one.url, two.url, await two.catcher.caught("a-mark-of-the-second", 2) or ""]

    assert asyncio.run(run()) == [f"http://{place}"] * 2 + ["GET /a-mark-of-the-second HTTP/1.1"]


@pytest.mark.parametrize("hears", [True, False])
def test_who_reads_pages_is_given_the_outside_where_that_hears(tmp_path: Path, *, hears: bool) -> None:
    inside, outside = (f"127.0.0.2:{free()}" for _ in range(2))
    url = f"http://{outside if hears else f'127.0.0.2:{free()}'}"

    async def run() -> str:
        catcher = Catching(outside, url, inside)
        async with (
            visited(web.Application(), tmp_path, catcher=catcher) as world,
            hearing(world, ELSEWHERE, "control", prefers_outside=True) as it,
        ):
            return it.url

    assert asyncio.run(run()) == (url if hears else f"http://{inside}")
