"""What answers carry too much, and what nobody in particular makes, on shops in other styles."""

import asyncio
from pathlib import Path

import pytest

from launchready.observe.access.excess import Read, TooMuch
from launchready.observe.access.nobodys import Creation, Creations
from tests.observe.role_api import STYLES, Shop, Style, visited

styles = pytest.mark.parametrize("style", STYLES, ids=[one.name for one in STYLES])


async def _read(folder: Path, shop: Shop) -> Read:
    async with visited(shop.app(), folder, shop.style) as world:
        return await world.ask(TooMuch("api"))


async def _made(folder: Path, shop: Shop) -> tuple[Creation, ...]:
    async with visited(shop.app(), folder, shop.style) as world:
        return await world.ask(Creations("api"))


def read(folder: Path, style: Style, *wrong: str) -> Read:
    return asyncio.run(_read(folder, Shop(style, frozenset(wrong))))


@styles
@pytest.mark.parametrize("trap", [(), ("own-key",)], ids=["sound", "own-key"])
def test_a_sound_shop_shows_nothing_too_much(tmp_path: Path, style: Style, trap: tuple[str, ...]) -> None:
    seen = read(tmp_path, style, *trap)

    assert seen.excess == ()
    assert seen.answers >= 8


@styles
@pytest.mark.parametrize(
    ("switch", "place", "words"),
    [
        ("own-hash", "GET {base}/me", ("a password hash",)),
        ("seller-mail", "GET {base}/products", ("another user's e-mail address",)),
        ("seller-code", "GET {base}/products", ("another user's reset_token",)),
        ("phones", "GET {base}/team", ("another user's phone number",)),
    ],
)
def test_each_thing_too_much_is_found(tmp_path: Path, style: Style, switch: str, place: str, words: tuple[str]) -> None:
    found = {(one.operation, one.what) for one in read(tmp_path, style, switch).excess}

    assert (place.format(base=style.base), words[0]) in found
    assert {what for _, what in found} == set(words)


@styles
def test_what_nobody_makes_is_read_by_the_staff(tmp_path: Path, style: Style) -> None:
    sound = asyncio.run(_made(tmp_path, Shop(style)))
    faulty = asyncio.run(_made(tmp_path, Shop(style, frozenset({"anyone-orders"}))))

    assert {(one.operation, one.status, one.done) for one in sound} == {
        (f"POST {style.base}/orders", 401, False),
        (f"POST {style.base}/products", 401, False),
    }
    assert [(one.operation, one.shown) for one in faulty if one.done] == [
        (f"POST {style.base}/orders", f"sue then read it by GET {style.base}/backoffice/orders")
    ]
