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
