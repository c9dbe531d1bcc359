from dataclasses import replace

from launchready.observe.net.above import Above, Way
from launchready.observe.net.authority import Server
from launchready.observe.net.dnssec import Chain, Signed
from launchready.observe.net.validating import Vouched
from launchready.stages.s3_deploy.dnssec_is_broken import DnssecIsBroken, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

ONE = Signed(Server("ns1.shop.example", "192.0.2.1", 53), (4711,), held=("shop.example SOA",), ends=1_800_000_000)
TWO = replace(ONE, server=Server("ns2.shop.example", "192.0.2.2", 53))
BARE = replace(ONE, keys=(), held=(), ends=0, faults=("it has no DNSKEY, and the parent vouches for key 4711",))
OLD = replace(TWO, held=(), ends=0, faults=("the signature of shop.example SOA ended 2026-11-01",))
SILENT = replace(TWO, keys=(), held=(), ends=0, silence="timed out")
SIGNED = Chain("shop.example", "192.0.2.53", Vouched((4711,), usable=True, signed=True), servers=(ONE, TWO))
HOLDS = Above(Way.HOLDS, links=("example",))
OPEN = Above(Way.OPEN, "example", "the root proves that example is not signed")
CUT = Above(Way.BROKEN, "example", "the signature of example DS ended 2026-11-01")


def seen(chain: Chain) -> Seen:
    digs = tuple((one.server.name, f"dig @{one.server.address} DNSKEY") for one in chain.servers)
    return Seen(chain, "dig shop.example DS", digs)


EXAMPLES = (
    (seen(SIGNED), Pass),
    (seen(replace(SIGNED, servers=(ONE, SILENT))), Pass),
    # Where everything holds, the parent's own signature is nothing to miss.
    (seen(replace(SIGNED, parent=Vouched((4711,), usable=True))), Pass),
    (seen(replace(SIGNED, servers=(BARE, replace(BARE, server=TWO.server)))), Fail),
    (seen(replace(SIGNED, servers=(ONE, OLD))), Fail),
    # One of two servers is broken for whoever asks that one, also where the resolver asked the other.
    (seen(replace(SIGNED, servers=(ONE, OLD), verifies=True)), Fail),
    (seen(replace(SIGNED, parent=Vouched((4711,), usable=True), servers=(BARE,), refuses=True)), Fail),
    # Below a parent that is not signed itself, a wrong DS harms nobody.
    (seen(replace(SIGNED, parent=Vouched((4711,), usable=True), servers=(BARE,))), Unknown),
    # A resolver that verified what we cannot: it remembers, or the clocks differ.
    (seen(replace(SIGNED, servers=(OLD,), verifies=True)), Unknown),
    (seen(replace(SIGNED, refuses=True)), Unknown),
    (seen(replace(SIGNED, servers=(SILENT,))), Unknown),
    (seen(replace(SIGNED, servers=())), Unknown),
    (seen(Chain("shop.example", silence="the resolver, asked for DS of shop.example: timed out")), Unknown),
    (seen(Chain("")), Unknown),
    (seen(replace(SIGNED, above=HOLDS)), Pass),
    (seen(replace(SIGNED, above=HOLDS, parent=Vouched((4711,), usable=True), servers=(BARE,))), Fail),
    # A zone above that is not signed: nobody goes by the parent's word.
    (seen(replace(SIGNED, above=OPEN, servers=(BARE,))), NotApplicable),
    (seen(replace(SIGNED, above=OPEN, servers=(BARE,), refuses=True)), Fail),
    (seen(replace(SIGNED, above=CUT, refuses=True)), Fail),
    (seen(replace(SIGNED, above=CUT)), Unknown),
    (seen(Chain("shop.example", "192.0.2.53", servers=(ONE,))), NotApplicable),
    (seen(Chain("shop.example", "192.0.2.53", Vouched((4711,)))), NotApplicable),
)


def test_the_finding_tells_the_parent_s_word_each_server_s_and_the_effect() -> None:
    verdict = DnssecIsBroken().judge(seen(replace(SIGNED, servers=(ONE, OLD), refuses=True)))

    assert isinstance(verdict, Fail)
    assert verdict.because == (
        "the DNSSEC of shop.example is broken at ns2.shop.example: the signature of shop.example SOA ended 2026-11-01"
    )
    assert [one.shown for one in verdict.evidence] == [
        "the signature of shop.example SOA ended 2026-11-01",
        "DS 4711",
        "SERVFAIL; and an answer as soon as it is told not to verify",
    ]
    assert verdict.reproduce == ("dig shop.example DS", "dig @192.0.2.2 DNSKEY")


def test_a_zone_that_is_not_signed_is_told_as_such() -> None:
    verdict = DnssecIsBroken().judge(seen(Chain("shop.example", "192.0.2.53", servers=(ONE,))))

    assert verdict.because.startswith(
        "shop.example is not signed: the resolver tells of no DS record at its parent; it has"
    )


def test_what_is_broken_above_is_the_registrys_to_mend() -> None:
    broken = seen(replace(SIGNED, above=CUT, refuses=True))

    verdict = DnssecIsBroken().judge(broken)

    assert isinstance(verdict, Fail)
    assert verdict.because == (
        "the DNSSEC above shop.example is broken, at example: the signature of example DS ended 2026-11-01"
    )
    assert "tell the registry" in DnssecIsBroken().remedy(broken).do
