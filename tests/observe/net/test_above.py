"""The chain above a zone is followed link by link, and each way in which it may end is told for what it is."""

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path

import dns.dnssec
import dns.name
import dns.rrset
import pytest
from dnslib import QTYPE, RD, RR, DNSRecord
from dnslib.server import DNSHandler

from launchready.declare.model import Network
from launchready.observe.net import above as looked_at
from launchready.observe.net.above import Above, Way, above
from tests.observe.net.name_server import Authority, serving
from tests.observe.net.signed_zone import DAY, Key, a_key
from tests.observe.small_world import declared, visited

ROOT, TEST, SHOP = a_key(), a_key(), a_key()
NOW = time.time()
START = ". IN SOA a.test. b.test. 1 60 60 60 60\n"


def ds(name: str, key: Key) -> str:
    return str(dns.dnssec.make_ds(dns.name.from_text(name), key.public, "SHA256"))


def told(name: str, kind: str, data: str, by: Key, zone: str, *, ends: float = DAY) -> list[RR]:
    """A record with its signature."""
    records = dns.rrset.from_text(name, 60, "IN", kind, data)
    made = dns.dnssec.sign(
        records, by.private, dns.name.from_text(zone), by.public, inception=NOW - DAY, expiration=NOW + ends
    )
    return [
        RR(name, getattr(QTYPE, kind), ttl=60, rdata=RD(records[0].to_wire())),
        RR(name, QTYPE.RRSIG, ttl=60, rdata=RD(made.to_wire())),
    ]


def keys(name: str, key: Key) -> list[RR]:
    return told(name, "DNSKEY", str(key.public), key, name)


class Tree(Authority):
    """A resolver that tells what it was given, by name and type: as an answer, or as the proof that there is none."""

    def __init__(self, answers: dict[tuple[str, str], list[RR]], denials: dict[tuple[str, str], list[RR]]) -> None:
        super().__init__(START, "refuses", "")
        self._answers, self._denials = answers, denials

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        del handler
        asked = (str(request.q.qname), QTYPE[request.q.qtype])
        reply = request.reply()
        reply.add_answer(*self._answers.get(asked, []))
        reply.add_auth(*self._denials.get(asked, []))
        return reply


WHOLE = {
    (".", "DNSKEY"): keys(".", ROOT),
    ("test.", "DS"): told("test.", "DS", ds("test.", TEST), ROOT, "."),
    ("test.", "DNSKEY"): keys("test.", TEST),
    ("shop.test.", "DS"): told("shop.test.", "DS", ds("shop.test.", SHOP), TEST, "test."),
}


def look(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    changed: Iterable[tuple[tuple[str, str], list[RR]]] = (),
    denials: Iterable[tuple[tuple[str, str], list[RR]]] = (),
    zone: str = "shop.test",
) -> Above:
    monkeypatch.setattr(looked_at, "ANCHORS", (ds(".", ROOT),))

    async def go(port: int) -> Above:
        async with visited(declared(folder, network=Network(f"127.0.0.1:{port}"))) as world:
            return await above(world, zone)

    with serving(Tree(WHOLE | dict(changed), dict(denials))) as port:
        return asyncio.run(go(port))


def test_a_chain_that_holds_is_followed_from_the_root_to_the_parents_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look(tmp_path, monkeypatch) == Above(Way.HOLDS, links=("test",))


def test_a_name_between_that_is_no_zone_is_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = [(("own.co.test.", "DS"), told("own.co.test.", "DS", ds("own.co.test.", SHOP), TEST, "test."))]
    none = [(("co.test.", "DS"), told("co.test.", "NSEC", "d.test. A RRSIG NSEC", TEST, "test."))]

    assert look(tmp_path, monkeypatch, deep, none, "own.co.test").way is Way.HOLDS


@pytest.mark.parametrize(
    ("changed", "at", "because"),
    [
        (
            (("test.", "DS"), told("test.", "DS", ds("test.", TEST), ROOT, ".", ends=-60)),
            "test",
            "the signature of test DS ended",
        ),
        ((("test.", "DS"), told("test.", "DS", ds("test.", TEST), SHOP, ".")), "test", "the signature of test DS"),
        ((("test.", "DNSKEY"), keys("test.", SHOP)), "test", "test has none of the keys that are vouched for"),
        ((("test.", "DNSKEY"), []), "test", "it has no keys"),
        ((("shop.test.", "DS"), WHOLE["shop.test.", "DS"][:1]), "shop.test", "shop.test DS has no signature"),
    ],
)
def test_a_link_that_does_not_hold_is_told_by_its_place(
    changed: tuple[tuple[str, str], list[RR]], at: str, because: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(tmp_path, monkeypatch, [changed])

    assert (found.way, found.at) == (Way.BROKEN, at)
    assert found.because.startswith(because)


def test_a_zone_above_that_is_proved_not_to_be_signed_leaves_it_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    none = told("test.", "NSEC", "tz. NS RRSIG NSEC", ROOT, ".")

    found = look(tmp_path, monkeypatch, [(("test.", "DS"), [])], [(("test.", "DS"), none)])

    assert found == Above(Way.OPEN, "test", "the root proves that test is not signed")


@pytest.mark.parametrize(
    ("changed", "because"),
    [
        ((".", "DNSKEY"), "the keys of the root, as the resolver tells them: it has no keys"),
        (("test.", "DS"), "the resolver proves neither that test has DS records nor that it has none"),
    ],
)
def test_what_the_resolver_does_not_tell_is_not_seen(
    changed: tuple[str, str], because: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(tmp_path, monkeypatch, [(changed, [])])

    assert (found.way, found.because) == (Way.UNSEEN, because)


def test_another_root_than_the_public_one_is_not_called_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look(tmp_path, monkeypatch, [((".", "DNSKEY"), keys(".", SHOP))]).way is Way.UNSEEN
