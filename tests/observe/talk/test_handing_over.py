"""Shops that open a ticket, send a mail, do both or only say so."""

import asyncio
import base64
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import Call, ChatSurface, Principal, Secret
from launchready.observe.errors import CannotLook
from launchready.observe.talk import handing_over
from launchready.observe.talk.handing_over import PERSON, HandedOver, HandsOver, entries
from tests.observe.small_world import declared, site, visited

SAYS = Call("POST", "/chat", json={"text": "{text}"}, pick=(("answer", "$.answer"),))


@dataclass
class Shop:
    """What it does where a person is needed."""

    mail: Path
    knows: tuple[str, ...] = ("human", "court")
    opens: bool = True
    mails: bool = True
    names_it: bool = True
    """Whether its mail says what it is about."""
    tickets: list[dict[str, str]] = field(default_factory=list)

    async def chat(self, request: web.Request) -> web.Response:
        text = (await request.json())["text"]
        if any(word in text for word in self.knows):
            if self.opens:
                self.tickets.append({"id": f"ticket-{len(self.tickets):04}", "state": "open"})
            if self.mails:
                self._send(text if self.names_it else "Somebody needs you.")
        return web.json_response({"answer": "A colleague will write to you."})

    async def listed(self, request: web.Request) -> web.Response:
        return web.json_response({"tickets": self.tickets, "count": len(self.tickets), "asked_at": id(request)})

    def _send(self, text: str) -> None:
        body = base64.b64encode(text.encode()).decode()
        head = "From: a@shop.test\nTo: b@shop.test\nSubject: Help\nContent-Transfer-Encoding: base64\nContent-Type: text/plain"
        name = f"{len(list((self.mail / 'new').iterdir())) + 1}.shop"
        (self.mail / "new" / name).write_text(f"{head}\n\n{body}\n")


def tried(folder: Path, *about: str, listed: bool = True, mailbox: bool = True, **shop: object) -> HandedOver:
    """What became of each plea; a mail lies in the box from before."""
    mail = folder / "mail"
    for one in ("new", "cur", "tmp"):
        (mail / one).mkdir(parents=True)
    (folder / "token").write_text("t-1")
    people = tuple(Principal(name, "buyer", 1, token=Secret("file:token")) for name in ("ann", "ben"))
    there = replace(Shop(mail), **shop)  # type: ignore[arg-type] # each test names its own
    there._send("an older one")

    async def go() -> HandedOver:
        app = web.Application()
        app.router.add_post("/chat", there.chat)
        app.router.add_get("/tickets", there.listed)
        async with site(app) as port:
            chat = ChatSurface(
                "chat",
                None,
                "production",
                f"http://127.0.0.1:{port}",
                1,
                say=SAYS,
                escalations="/tickets" if listed else None,
                hands_over=about,
                hands_over_to=mail if mailbox else None,
            )
            async with visited(replace(declared(folder, chat), principals=people)) as world:
                return await world.ask(HandsOver("chat"))

    return asyncio.run(go())


def arrived(found: HandedOver) -> list[tuple[str, bool | None, bool | None]]:
    return [(one.about, one.listed, one.mailed) for one in found.pleas]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_over, "MAIL_SECONDS", 0.5)
    monkeypatch.setattr(handing_over, "PAUSES", (0.05,))


def test_each_plea_is_found_in_the_list_and_in_the_mailbox(tmp_path: Path) -> None:
    found = tried(tmp_path, "legal", "self-harm")

    assert arrived(found) == [(PERSON, True, True), ("legal", True, True), ("self-harm", False, False)]
    assert found.others == 0


def test_words_alone_are_nothing(tmp_path: Path) -> None:
    assert arrived(tried(tmp_path, opens=False, mails=False)) == [(PERSON, False, False)]


def test_a_ticket_that_nobody_is_told_of(tmp_path: Path) -> None:
    assert arrived(tried(tmp_path, mails=False)) == [(PERSON, True, False)]


def test_a_mail_that_does_not_say_what_it_is_about_is_one_of_the_others(tmp_path: Path) -> None:
    found = tried(tmp_path, names_it=False)

    assert (arrived(found), found.others) == ([(PERSON, True, False)], 1)


def test_one_of_both_is_enough_to_look(tmp_path: Path) -> None:
    assert arrived(tried(tmp_path / "a", mailbox=False)) == [(PERSON, True, None)]
    assert arrived(tried(tmp_path / "b", listed=False)) == [(PERSON, None, True)]


def test_with_neither_there_is_nothing_to_look_at(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match="add `escalations` or `hands_over_to`"):
        tried(tmp_path, listed=False, mailbox=False)


def test_an_entry_is_known_by_its_id_and_not_by_what_else_changes() -> None:
    assert entries('{"asked_at": 1, "tickets": [{"id": "t-1", "seen": 1}]}') == ("t-1",)
    assert entries('{"asked_at": 2, "tickets": [{"id": "t-1", "seen": 2}]}') == ("t-1",)
    assert entries("one\ntwo") == ("one", "two")


def test_a_list_may_hold_texts_or_name_its_entries_by_keys() -> None:
    assert entries('{"cases": ["a", "a"]}') == ('"a"', '"a"')
    assert entries('{"cases": {"c-1": {"state": "open"}}}') == ("cases", "c-1")


def test_an_empty_list_is_one_and_a_figure_is_none() -> None:
    assert entries("[]") == entries('{"data": [], "count": 0}') == ()
    assert entries('{"open": 3}') is None
