"""Servers of one zone are compared: old copies and servers that do not answer for it are told, what only changes is not."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from dnslib import DNSRecord
from dnslib.server import DNSHandler

from launchready.declare.model import Dns, Network, WebSurface
from launchready.observe.net import again
from launchready.observe.net.agreement import Agreement, ServersAgree
from launchready.observe.net.dns import State
from launchready.observe.net.told import Told, ToldByEach
from tests.observe.net.name_server import Authority, serving
from tests.observe.small_world import declared, visited

NS = (
    "shop.test. IN NS ns1.shop.test.\nshop.test. IN NS ns2.shop.test.\n"
    "ns1.shop.test. IN A 127.0.0.1\nns2.shop.test. IN A 127.0.0.2\n"
)
HOSTS = "shop.test. IN A 192.0.2.1\nshop.test. IN MX 10 mail.shop.test.\nwww.shop.test. IN CNAME shop.test.\n"
OLD = HOSTS.replace("MX 10", "MX 20")


def soa(serial: int, primary: str = "ns1") -> str:
    return f"shop.test. IN SOA {primary}.shop.test. host.shop.test. {serial} 60 60 60 60\n"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "PAUSES", (0.01, 0.01))


class Turning(Authority):
    """Answers from one zone and another by turns."""

    def __init__(self, *zones: str) -> None:
        super().__init__(zones[0], "refuses", "")
        self._turns: Iterator[Authority] = iter([Authority(one, "refuses", "") for one in zones * 40])

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        if str(request.q.qname) in {"shop.test.", "www.shop.test."} and request.q.qtype in {1, 15}:
            return next(self._turns).resolve(request, handler)
        return super().resolve(request, handler)


def look(folder: Path, first: Authority | str, second: Authority | str | None) -> tuple[Agreement, tuple[Told, ...]]:
    """What two servers say; the first is the resolver too."""

    async def go(port: int) -> tuple[Agreement, tuple[Told, ...]]:
        network = Network(f"127.0.0.1:{port}", ((53, port),))
        surface = WebSurface("web", None, "production", "https://shop.test", 1, aliases=("www.shop.test",))
        records = ("shop.test MX 10 mail.shop.test", "deep.part.shop.test A 192.0.2.9")
        declaration = replace(declared(folder, surface, network=network), dns=Dns(records=records))
        async with visited(declaration) as world:
            return await world.ask(ServersAgree()), await world.ask(ToldByEach("deep.part.shop.test", "A"))

    with ExitStack() as running:
        servers = [
            one if isinstance(one, Authority) else Authority(one, "refuses", "") for one in (first, second) if one
        ]
        port = running.enter_context(serving(servers[0]))
        for other in servers[1:]:
            running.enter_context(serving(other, "127.0.0.2", port))
        return asyncio.run(go(port))


def test_servers_with_the_same_copy_agree(tmp_path: Path) -> None:
    found, _ = look(tmp_path, soa(7) + NS + HOSTS, soa(7) + NS + HOSTS)

    assert [(one.server.name, one.serial, one.lame, one.silence) for one in found.copies] == [
        ("ns1.shop.test", "7", "", ""),
        ("ns2.shop.test", "7", "", ""),
    ]
    assert found.compared == 8
    assert (found.differing, found.steered) == ((), ())


def test_another_number_alone_is_no_difference(tmp_path: Path) -> None:
    found, _ = look(tmp_path, soa(8) + NS + HOSTS, soa(7) + NS + HOSTS)

    assert [one.serial for one in found.copies] == ["8", "7"]
    assert found.differing == ()


def test_an_old_copy_is_told_record_by_record(tmp_path: Path) -> None:
    old = OLD.replace("192.0.2.1", "192.0.2.66")

    found, _ = look(tmp_path, soa(8) + NS + HOSTS, soa(7) + NS + old)

    assert {(one.name, one.type): one.said for one in found.differing} == {
        ("shop.test", "A"): (("ns1.shop.test", "192.0.2.1"), ("ns2.shop.test", "192.0.2.66")),
        ("shop.test", "MX"): (("ns1.shop.test", "10 mail.shop.test"), ("ns2.shop.test", "20 mail.shop.test")),
    }


@pytest.mark.parametrize(
    "second",
    [
        # Two providers, each with its own numbers, steer visitors each in its own way.
        soa(2026, "ns2") + NS + HOSTS.replace("192.0.2.1", "192.0.2.66"),
        # One provider that answers by where it is asked.
        soa(7) + NS + HOSTS.replace("192.0.2.1", "192.0.2.66"),
    ],
)
def test_addresses_that_servers_choose_are_no_difference(second: str, tmp_path: Path) -> None:
    found, _ = look(tmp_path, soa(7) + NS + HOSTS, second)

    assert found.differing == ()
    assert "shop.test A" in found.steered


def test_a_server_that_lacks_a_name_is_told_whatever_its_number(tmp_path: Path) -> None:
    found, _ = look(
        tmp_path, soa(7) + NS + HOSTS, soa(7) + NS + HOSTS.replace("www.shop.test. IN CNAME shop.test.\n", "")
    )

    (one, *_) = found.differing
    assert (one.name, one.said) == (
        "www.shop.test",
        (("ns1.shop.test", "an alias of shop.test"), ("ns2.shop.test", "the name does not exist")),
    )


def test_what_changes_by_turns_is_no_difference(tmp_path: Path) -> None:
    zones = (soa(7) + NS + HOSTS, soa(7) + NS + HOSTS.replace("192.0.2.1", "192.0.2.2"))

    found, _ = look(tmp_path, soa(7) + NS + HOSTS, Turning(*zones))

    assert found.differing == ()


@pytest.mark.parametrize(
    ("mood", "words"),
    [("lame", "the server refused to answer"), ("not its own", "it answers without authority")],
)
def test_a_server_that_does_not_answer_for_the_zone_is_told(mood: str, words: str, tmp_path: Path) -> None:
    found, _ = look(tmp_path, soa(7) + NS + HOSTS, Authority(soa(7) + NS + HOSTS, "refuses", "", mood))

    assert [one.lame for one in found.copies] == ["", words]


def test_where_something_answers_in_place_of_the_servers_nobody_is_good(tmp_path: Path) -> None:
    copy = soa(7) + NS + HOSTS

    found, _ = look(tmp_path, *(Authority(copy, "refuses", "", "not its own") for _ in range(2)))

    assert all(one.lame for one in found.copies)
    assert found.compared == 0


def test_a_server_that_nobody_reaches_is_silent_and_not_lame(tmp_path: Path) -> None:
    found, _ = look(tmp_path, soa(7) + NS + HOSTS, None)

    assert [(one.lame, bool(one.silence)) for one in found.copies] == [("", False), ("", True)]


def test_a_part_of_the_zone_is_asked_at_its_own_servers(tmp_path: Path) -> None:
    parts = "part.shop.test. IN NS ns2.shop.test.\n"
    below = Authority("part.shop.test. IN SOA a. b. 1 1 1 1 1\ndeep.part.shop.test. IN A 192.0.2.9\n", "refuses", "")

    # ns2 answers for the part alone, as ns1 says.
    _, told = look(tmp_path, Authority(soa(7) + NS + HOSTS, "refuses", parts), below)

    assert [(one.server.name, one.state, one.records) for one in told] == [
        ("ns2.shop.test", State.FOUND, ("192.0.2.9",)),
    ]
