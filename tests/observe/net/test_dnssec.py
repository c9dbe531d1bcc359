"""A zone's signatures are verified from the parent's word on, at each server, and what only cannot be seen is not called broken."""

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest
from dnslib import RR

from launchready.declare.model import Network, WebSurface
from launchready.observe.net import again
from launchready.observe.net.above import Way
from launchready.observe.net.dnssec import Chain, DnssecChain
from tests.observe.net.name_server import Authority, serving
from tests.observe.net.signed_zone import DAY, Key, Signer, a_key, denial, signed
from tests.observe.small_world import declared, visited

RECORDS = """shop.test. IN SOA ns1.shop.test. host.shop.test. 1 60 60 60 60
shop.test. IN NS ns1.shop.test.
ns1.shop.test. IN A 127.0.0.1
shop.test. IN A 192.0.2.1
api.shop.test. IN A 192.0.2.2
"""
TWO = RECORDS + "shop.test. IN NS ns2.shop.test.\nns2.shop.test. IN A 127.0.0.2\n"
KEY, OTHER = a_key(), a_key()
DENIED = ("that shop.test has no CAA (NSEC)", "that a made-up name has no A (NSEC)")


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(again, "PAUSES", (0.01, 0.01))


def signer(text: str, as_resolver: str = "", mood: str = "") -> Signer:
    """A server that denies with the zone's key what is not there."""
    return Signer(text, as_resolver, mood, denies=KEY)


def look(folder: Path, *servers: Authority) -> Chain:
    """The chain as it is seen; the first server is the resolver too."""

    async def go(port: int) -> Chain:
        network = Network(f"127.0.0.1:{port}", ((53, port),))
        surface = WebSurface("web", None, "production", "https://api.shop.test", 1)
        async with visited(declared(folder, surface, network=network)) as world:
            return await world.ask(DnssecChain())

    with ExitStack() as running:
        port = running.enter_context(serving(servers[0]))
        for other in servers[1:]:
            running.enter_context(serving(other, "127.0.0.2", port))
        return asyncio.run(go(port))


def test_a_zone_that_is_signed_holds_together(tmp_path: Path) -> None:
    chain = look(tmp_path, signer(signed(RECORDS, KEY) + KEY.ds))

    (server,) = chain.servers
    assert (chain.zone, chain.silence, chain.parent.tags, chain.parent.signed) == ("shop.test", "", (KEY.tag,), True)
    assert (server.keys, server.faults, server.silence) == ((KEY.tag,), (), "")
    assert server.held == (
        "shop.test DNSKEY",
        "shop.test SOA",
        "shop.test NS",
        "shop.test A",
        "api.shop.test A",
        *DENIED,
    )
    assert (chain.refuses, chain.verifies) == (False, False)


@pytest.mark.parametrize(("keyed", "keys"), [(False, 0), (True, 1)])
def test_a_zone_of_which_the_parent_says_nothing_is_not_signed(keyed: bool, keys: int, tmp_path: Path) -> None:
    chain = look(tmp_path, signer(signed(RECORDS, KEY)) if keyed else signer(RECORDS))

    assert (chain.parent.tags, chain.silence, chain.broken) == ((), "", ())
    assert [len(one.keys) for one in chain.servers] == [keys]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (RECORDS, f"it has no DNSKEY, and the parent vouches for key {KEY.tag}"),
        (signed(RECORDS, OTHER), f"the parent vouches for key {KEY.tag}, and the zone has {OTHER.tag}"),
        (signed(RECORDS, KEY, ends=-60), "the signature of shop.test DNSKEY ended "),
        (signed(RECORDS, KEY, begins=DAY, ends=2 * DAY), "the signature of shop.test DNSKEY begins "),
        # The parent's key stands in the zone and signed nothing: another one did.
        (
            signed(RECORDS, OTHER, published=(KEY, OTHER)),
            f"the signature of shop.test DNSKEY is by key {OTHER.tag}, which is none of the zone's that count",
        ),
        # A record that was changed after it was signed.
        (
            signed(RECORDS, KEY).replace("A 192.0.2.2", "A 192.0.2.3"),
            f"the signature of api.shop.test A by key {KEY.tag} does not verify",
        ),
        (
            "\n".join(one for one in signed(RECORDS, KEY).splitlines() if "RRSIG SOA" not in one) + "\n",
            "shop.test SOA has no signature",
        ),
    ],
    ids=["no key", "another key", "over", "not begun", "key that signed nothing", "changed", "no signature"],
)
def test_what_resolvers_must_refuse_is_told(text: str, fault: str, tmp_path: Path) -> None:
    chain = look(tmp_path, signer(text + KEY.ds))

    assert [one.server.name for one in chain.broken] == ["ns1.shop.test"]
    assert chain.broken[0].faults[0].startswith(fault)


def test_a_resolver_that_verifies_tells_nothing_and_its_servers_are_found_all_the_same(tmp_path: Path) -> None:
    chain = look(tmp_path, signer(RECORDS + KEY.ds, "verifies"))

    assert [one.server.name for one in chain.broken] == ["ns1.shop.test"]
    assert chain.refuses


def test_a_resolver_that_verified_the_zone_says_so(tmp_path: Path) -> None:
    assert look(tmp_path, signer(signed(RECORDS, KEY) + KEY.ds, "vouches")).verifies


def test_one_server_with_old_signatures_is_told_by_its_name(tmp_path: Path) -> None:
    fresh, old = signer(signed(TWO, KEY) + KEY.ds), signer(signed(TWO, KEY, ends=-60))

    chain = look(tmp_path, fresh, old)

    assert [one.server.name for one in chain.broken] == ["ns2.shop.test"]


def test_an_old_word_of_the_parent_beside_a_right_one_harms_nobody(tmp_path: Path) -> None:
    chain = look(tmp_path, signer(signed(RECORDS, KEY) + KEY.ds + OTHER.ds.splitlines()[0] + "\n"))

    assert (chain.parent.tags, chain.broken) == (tuple(sorted((KEY.tag, OTHER.tag))), ())


def test_a_key_of_a_kind_that_nobody_verifies_makes_the_zone_unsigned(tmp_path: Path) -> None:
    chain = look(tmp_path, signer(RECORDS + KEY.ds.replace(" 13 2 ", " 99 2 ", 1)))

    assert (chain.parent.tags, chain.parent.usable, chain.broken) == ((KEY.tag,), False, ())


def test_a_name_below_that_has_no_signature_may_be_somebody_else_s_part(tmp_path: Path) -> None:
    text = "\n".join(
        one for one in signed(RECORDS, KEY).splitlines() if not one.startswith("api.shop.test. 60 IN RRSIG")
    )

    assert look(tmp_path, signer(text + "\n" + KEY.ds)).broken == ()


@pytest.mark.parametrize("mood", ["lame", "not its own"])
def test_who_does_not_answer_for_the_zone_is_not_judged(mood: str, tmp_path: Path) -> None:
    chain = look(tmp_path, signer(signed(TWO, KEY) + KEY.ds), signer(TWO, mood=mood))

    assert [(one.faults, bool(one.silence)) for one in chain.servers] == [((), False), ((), True)]


def test_keys_that_only_the_resolver_shows_are_taken_out_on_the_way(tmp_path: Path) -> None:
    one = RECORDS.replace("ns1.shop.test. IN A 127.0.0.1", "ns1.shop.test. IN A 127.0.0.2")

    chain = look(tmp_path, signer(signed(one, KEY) + KEY.ds), signer(one))

    assert [(each.faults, each.silence.partition(":")[2].strip()) for each in chain.servers] == [
        ((), "something on the way takes them out"),
    ]


def test_a_resolver_that_says_nothing_of_the_parent_leaves_it_unknown(tmp_path: Path) -> None:
    chain = look(tmp_path, signer(RECORDS, mood="lame"))

    assert "refused" in chain.silence


def not_proved(name: str, key: Key) -> list[RR]:
    return []


def of_another_name(name: str, key: Key) -> list[RR]:
    return denial("other.shop.test.", key)


def with_that_type(name: str, key: Key) -> list[RR]:
    return denial(name, key, types="A CAA RRSIG NSEC")


def over(name: str, key: Key) -> list[RR]:
    return denial(name, key, ends=-60)


@pytest.mark.parametrize(
    ("denied", "fault"),
    [
        (not_proved, "it says that shop.test has no CAA, and sends no proof of it (NSEC)"),
        (of_another_name, "it says that shop.test has no CAA, and its NSEC records do not prove it"),
        (with_that_type, "it says that shop.test has no CAA, and its NSEC records do not prove it"),
        (over, "the signature of shop.test NSEC ended "),
    ],
)
def test_what_is_said_not_to_be_there_has_to_be_proved(
    denied: Callable[[str, Key], list[RR]], fault: str, tmp_path: Path
) -> None:
    chain = look(tmp_path, Signer(signed(RECORDS, KEY) + KEY.ds, denies=KEY, denied=denied))

    assert chain.broken[0].faults[0].startswith(fault)


def test_where_nothing_above_is_told_it_is_not_seen(tmp_path: Path) -> None:
    chain = look(tmp_path, signer(signed(RECORDS, KEY) + KEY.ds))

    assert chain.above.way is Way.UNSEEN
    assert "asked for DNSKEY of ." in chain.above.because
