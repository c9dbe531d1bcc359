"""What an API does not document and answers nevertheless, on shops in other styles."""

import asyncio
from pathlib import Path

import pytest

from launchready.observe.access.shadow import Shadow
from launchready.observe.access.shadow_verbs import ShadowVerbs
from tests.observe.role_api import STYLES, Shop, Style, visited

styles = pytest.mark.parametrize("style", STYLES, ids=[one.name for one in STYLES])


async def _hits(folder: Path, shop: Shop) -> set[tuple[str, str]]:
    async with visited(shop.app(), folder, shop.style) as world:
        shadow, verbs = await world.ask(Shadow("api")), await world.ask(ShadowVerbs("api"))
        assert shadow.control
        assert verbs.missing == ()
        return {(hit.path, hit.by) for hit in (*shadow.hits, *verbs.hits)}


def hits(folder: Path, style: Style, *wrong: str) -> set[tuple[str, str]]:
    return asyncio.run(_hits(folder, Shop(style, frozenset(wrong))))


@styles
@pytest.mark.parametrize("trap", [(), ("put-trap",)], ids=["sound", "put-trap"])
def test_a_sound_shop_has_no_shadow(tmp_path: Path, style: Style, trap: tuple[str, ...]) -> None:
    assert hits(tmp_path, style, *trap) == set()


@styles
@pytest.mark.parametrize(
    ("switch", "place", "by"),
    [
        ("put", "PUT {base}/orders/{{id}}", "bob"),
        ("put:nobody", "PUT {base}/orders/{{id}}", "nobody"),
        ("users-all", "{base}/users", "bob"),
        ("dump", "{base}/orders/export", "bob"),
        ("nobodys-dump", "{base}/orders/export", "nobody"),
    ],
)
def test_each_shadow_is_found(tmp_path: Path, style: Style, switch: str, place: str, by: str) -> None:
    assert (place.format(base=style.base), by) in hits(tmp_path, style, switch)


@styles
@pytest.mark.parametrize(("switch", "end"), [("slash", "/"), ("old", "")])
def test_an_object_is_found_at_other_addresses_of_its_own(tmp_path: Path, style: Style, switch: str, end: str) -> None:
    found = {path for path, _ in hits(tmp_path, style, switch)}

    assert found
    assert all("/orders/" in path and path.endswith(end) for path in found)
