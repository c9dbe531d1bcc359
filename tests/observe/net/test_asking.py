"""A question finds its answer by UDP or by TCP, waits for its turn, and stands in the record of what was sent."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from launchready.declare.model import Network
from launchready.observe.net import asking
from launchready.observe.net.dns import Records
from launchready.observe.net.message import Message
from launchready.observe.opening import opened
from launchready.observe.record import Sent
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.net.name_server import NS, SOA, Authority, serving
from tests.observe.small_world import declared

RECORDS = (
    SOA + NS + 'shop.test. IN A 127.0.0.1\nshop.test. IN CAA 0 issue "ca.test"\nshop.test. IN MX 10 Mail.shop.test.\n'
)


def asked(folder: Path, authority: Authority, *kinds: str, rate: float = 5000) -> tuple[list[Message], list[Sent]]:
    """Asks one server directly for a name that it has, and as the resolver for one that it lacks, unless it says nothing."""
    sent: list[Sent] = []

    async def go(port: int) -> list[Message]:
        declaration = declared(folder, network=Network(f"127.0.0.1:{port}"))
        declaration = replace(declaration, consent=replace(declaration.consent, requests_per_second=rate))
        async with opened(
            declaration,
            mint=Mint(b"a key of this test's own"),
            ledger=Ledger.open(folder / "canaries.jsonl"),
            secrets=Secrets(folder, commands=False),
            record=sent.append,
        ) as commons:
            world = World(commons, "a-check", Touch.READ)
            found = [await world.dns.at("127.0.0.1", port, "shop.test", kind) for kind in kinds]
            if authority.mood != "silent":
                await world.ask(Records("gone.shop.test", "A"))
            return found

    with serving(authority) as port:
        return asyncio.run(go(port)), sent


@pytest.mark.parametrize(
    ("mood", "protocols"),
    [
        ("", ["udp"]),
        ("long", ["udp", "tcp"]),
        ("no EDNS", ["udp", "udp"]),
        ("silent", ["udp", "udp", "udp", "tcp"]),
    ],
)
def test_an_answer_is_had_by_the_way_that_the_server_leaves_open(
    mood: str, protocols: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "DATAGRAM_SECONDS", 0.3)
    authority = Authority(RECORDS, "refuses", "", mood)

    (message,), _ = asked(tmp_path, authority, "A")

    assert [(one.type, one.data) for one in message.answers] == [("A", "127.0.0.1")]
    assert message.authoritative
    assert [way for way, name, _ in authority.asked if name == "shop.test"] == protocols


def test_each_question_is_on_the_record_with_who_asked_whom(tmp_path: Path) -> None:
    _, sent = asked(tmp_path, Authority(RECORDS, "refuses", "", "long"), "CAA")

    lines = [(one.check, one.method, one.url.partition("/shop")[2], one.outcome) for one in sent]
    assert lines[:2] == [
        ("a-check", "DNS", ".test?type=CAA", "too long for UDP"),
        ("a-check", "DNS", ".test?type=CAA", "answered"),
    ]
    assert sent[-1].outcome == "the name does not exist"
    assert sent[-1].url.endswith("/gone.shop.test?type=A")
    assert sent[-1].url.startswith("dns://127.0.0.1:")


def test_questions_keep_to_the_declared_rate(tmp_path: Path) -> None:
    began = time.monotonic()

    asked(tmp_path, Authority(RECORDS, "refuses", ""), *["A"] * 5, rate=4)

    assert time.monotonic() - began > 4 * 0.2 / 4


def test_records_are_told_as_a_resolver_tells_them(tmp_path: Path) -> None:
    messages, _ = asked(tmp_path, Authority(RECORDS, "refuses", ""), "CAA", "MX", "SOA")

    assert [one.data for message in messages for one in message.answers] == [
        '0 issue "ca.test"',
        "10 mail.shop.test",
        "ns1.shop.test host.shop.test 1",
    ]


def test_a_server_that_is_not_there_is_an_error_and_no_answer(tmp_path: Path) -> None:
    async def go() -> None:
        async with opened(
            declared(tmp_path),
            mint=Mint(b"a key of this test's own"),
            ledger=Ledger.open(tmp_path / "canaries.jsonl"),
            secrets=Secrets(tmp_path, commands=False),
            record=lambda _: None,
        ) as commons:
            await World(commons, "a-check", Touch.READ).dns.at("127.0.0.1", 1, "shop.test", "A")

    with pytest.raises(ConnectionRefusedError):
        asyncio.run(go())
