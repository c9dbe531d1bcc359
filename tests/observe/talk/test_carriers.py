"""Which carrier holds a listing, a file or a name, under any name that such have; and who reads what it holds."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Call, ChatSurface, Principal, Secret
from launchready.declare.packs.model import Goal
from launchready.observe.talk.carriers import (
    FILE,
    LISTING,
    NAME_WORDS,
    Sending,
    carrier_of,
    is_called,
    reader,
    sendings,
)
from tests.observe.small_world import declared, site, visited

SAY = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"),))


def call(by: str, upload: str | None = None) -> Call:
    return Call("POST", "/x", by=by, upload=upload, json=None if upload else {"text": "{text}"}, pick=(("id", "$.id"),))


def chat(*carriers: tuple[str, Call], url: str = "http://127.0.0.1:1") -> ChatSurface:
    return ChatSurface("chat", None, "production", url, 1, say=SAY, carriers=carriers, packs=("all",))


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("listing", LISTING),
        ("products", LISTING),
        ("offer", LISTING),
        ("blog_posts", LISTING),
        ("reviews", LISTING),
        ("wares", LISTING),
        ("documents", FILE),
        ("attachment", FILE),
    ],
)
def test_a_carrier_is_known_under_any_name(name: str, wanted: str) -> None:
    others = (("name", call("sal")), ("upload" if wanted == LISTING else "listing", call("sal", None)))

    assert carrier_of(chat(*others, (name, call("sal"))), wanted)[0] == name


def test_what_takes_files_holds_them_whatever_it_is_called() -> None:
    assert carrier_of(chat(("item", call("sal")), ("paper", call("ann", "f"))), FILE)[0] == "paper"
    assert carrier_of(chat(("paper", call("ann", "f"))), LISTING) == (LISTING, None)
    assert carrier_of(chat(("user_name", call("sal"))), LISTING) == (LISTING, None)


def test_a_name_takes_only_what_is_made_for_names() -> None:
    ready, _ = sendings(chat(("user_name", call("sal")), ("item", call("sal"))), Goal.ACT)

    assert {one.carrier for one in ready} == {"", "item"}
    assert all(isinstance(one, Sending) for one in ready)
    assert is_called("user_name", NAME_WORDS)


@pytest.mark.parametrize(
    ("roles", "carrier", "expected"),
    [
        ({"ann": "buyer", "bob": "buyer", "sal": "seller"}, ("listing", call("sal")), "bob"),
        ({"ann": "buyer", "sal": "seller"}, ("item", call("sal")), "ann"),
        ({"ann": "member", "bob": "member"}, ("post", call("ann")), "bob"),
        ({"ann": "member", "bob": "member"}, ("file", call("ann", "f")), "ann"),
        ({"ann": "member", "bob": "member"}, ("note", call("ann")), "ann"),
    ],
)
def test_what_is_shown_to_others_is_read_by_another(
    tmp_path: Path, roles: dict[str, str], carrier: tuple[str, Call], expected: str
) -> None:
    async def go() -> str:
        async with site(web.Application()) as port:
            there = chat(carrier, url=f"http://127.0.0.1:{port}")
            people = tuple(Principal(one, role, 1, token=Secret("file:token")) for one, role in roles.items())
            (tmp_path / "token").write_text("t")
            async with visited(replace(declared(tmp_path, there), principals=people)) as world:
                return await reader(world, "chat", carrier[0])

    assert asyncio.run(go()) == expected
