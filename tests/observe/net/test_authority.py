"""Each server that answers for the zone is found and asked for all of it, and what it does is kept apart from silence."""

import asyncio
from pathlib import Path

import pytest

from launchready.declare.model import Network
from launchready.observe.net.authority import Authorities, Handed, Transfers, ZoneServers
from tests.observe.net.name_server import NS, SOA, name_server
from tests.observe.small_world import declared, visited, zone

HOSTS = "shop.test. IN A 127.0.0.1\nbeta.shop.test. IN A 127.0.0.1\n"


def look(folder: Path, resolver: str, domain: str = "shop.test") -> tuple[Authorities, tuple[Handed, ...]]:
    async def go() -> tuple[Authorities, tuple[Handed, ...]]:
        async with visited(declared(folder, domain=domain, network=Network(resolver))) as world:
            return await world.ask(ZoneServers()), await world.ask(Transfers())

    return asyncio.run(go())


def test_an_open_server_gives_all_and_the_names_in_it_are_told(tmp_path: Path) -> None:
    with name_server(SOA + NS + HOSTS, transfer="gives") as resolver:
        found, (handed,) = look(tmp_path, resolver)

    assert found.zone == "shop.test"
    assert (handed.answers, handed.records, handed.refusal, handed.silence) == (True, 4, "", "")
    assert handed.names == ("ns1.shop.test", "beta.shop.test")


@pytest.mark.parametrize(
    ("transfer", "refusal"),
    [
        ("refuses", "refused"),
        ("gives nothing", "nothing in the answer"),
        ("gives its start alone", "only the zone's SOA in the answer"),
    ],
)
def test_a_server_that_says_no_is_told_apart_from_one_that_is_silent(
    transfer: str, refusal: str, tmp_path: Path
) -> None:
    with name_server(SOA + NS + HOSTS, transfer=transfer) as resolver:
        _, (handed,) = look(tmp_path, resolver)

    assert (handed.answers, handed.records, handed.refusal, handed.silence) == (True, 0, refusal, "")


def test_a_server_that_does_not_answer_for_the_zone_proves_nothing(tmp_path: Path) -> None:
    with name_server(NS + HOSTS) as resolver:
        _, (handed,) = look(tmp_path, resolver)

    assert not handed.answers
    assert handed.silence == "it does not answer for shop.test"


def test_a_server_without_tcp_proves_nothing(tmp_path: Path) -> None:
    with zone(SOA + NS + HOSTS) as resolver:
        _, (handed,) = look(tmp_path, resolver)

    assert not handed.answers
    assert handed.silence


def test_a_name_server_without_an_address_is_told(tmp_path: Path) -> None:
    with name_server(SOA + "shop.test. IN NS ns9.shop.test.\n") as resolver:
        found, handed = look(tmp_path, resolver)

    assert handed == ()
    assert [one.partition(": the name does not exist")[0] for one in found.lost] == ["ns9.shop.test"]


def test_the_walk_up_ends_where_consent_ends(tmp_path: Path) -> None:
    with name_server("test. IN NS ns.test.\nns.test. IN A 127.0.0.1\na.shop.test. IN A 127.0.0.1\n") as resolver:
        found, handed = look(tmp_path, resolver, "a.shop.test")

    assert (found.zone, handed) == ("", ())
