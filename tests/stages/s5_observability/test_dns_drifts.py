import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from dnslib import QTYPE, RCODE, DNSRecord
from dnslib.server import DNSHandler

from launchready.declare.model import Dns, Network
from launchready.observe.net import again
from launchready.observe.net.dns import RecordSet, State
from launchready.observe.net.zonefile import plain
from launchready.stages.s5_observability.dns_drifts import Answer, Compared, DnsDrifts, Seen, steady
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.net.name_server import NS, SOA, Authority, serving
from tests.observe.small_world import declared, visited


def compared(kind: str, declared: tuple[str, ...], served: tuple[str, ...], state: State = State.FOUND) -> Compared:
    return Compared(declared, RecordSet("shop.example", kind, state, served), f"dig {kind} shop.example")


def by(server: str, *records: str, state: State = State.FOUND) -> Answer:
    return Answer(server, records, state, f"dig @{server}")


SAME = compared("A", ("192.0.2.1",), ("192.0.2.1",))
STALE = compared("A", ("192.0.2.1",), ("192.0.2.66",))

EXAMPLES = (
    (Seen((SAME,)), Pass),
    (Seen((SAME, compared("MX", ("10  MAIL.shop.example.",), ("10 mail.shop.example",)))), Pass),
    (Seen((compared("TXT", ('"v=spf1 " "-all"',), ("v=spf1 -all",)),)), Pass),
    (Seen((compared("TXT", ("v=spf1 -all",), ("v=spf1 -all",)),)), Pass),
    (Seen((SAME, compared("MX", ("10 mail.shop.example",), ("20 mail.shop.example",)))), Fail),
    (Seen((compared("A", ("192.0.2.1",), ("192.0.2.1", "198.51.100.9")),)), Fail),
    (Seen((compared("A", ("192.0.2.1",), (), State.NXDOMAIN),)), Fail),
    (Seen((SAME, compared("MX", ("10 mail.shop.example",), (), State.TIMED_OUT))), Unknown),
    (Seen(()), Unknown),
    # The zone's servers are asked, and what a resolver still remembers, or what its network wants it to say, is no drift.
    (Seen((replace(STALE, servers=(by("ns1", "192.0.2.1"), by("ns2", "192.0.2.1"))),)), Pass),
    (Seen((replace(SAME, servers=(by("ns1", "192.0.2.1"), by("ns2", "192.0.2.9"))),)), Fail),
    (Seen((replace(SAME, servers=(by("ns1", "192.0.2.1"), by("ns2", state=State.NXDOMAIN))),)), Fail),
    (Seen((replace(SAME, servers=(by("ns1", "192.0.2.1"), by("ns2", state=State.TIMED_OUT))),)), Pass),
    (Seen((replace(SAME, servers=(by("ns1", state=State.TIMED_OUT), by("ns2", state=State.FAILED))),)), Unknown),
)


def test_the_difference_is_told_record_by_record_and_server_by_server() -> None:
    mail = compared("MX", ("10 a.example", "20 b.example"), ())
    drifted = replace(
        mail, servers=(by("ns1", "10 a.example", "20 b.example"), by("ns2", "10 a.example", "20 c.example"))
    )

    verdict = DnsDrifts().judge(Seen((SAME, drifted)))

    assert isinstance(verdict, Fail)
    assert verdict.because == "1 of 2 differ: shop.example MX at ns2"
    assert [one.shown for one in verdict.evidence] == ["- 20 b.example\n+ 20 c.example"]
    assert verdict.reproduce == ("dig @ns2",)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("AAAA", "2001:DB8:0:0::1", "2001:db8::1"),
        ("CAA", '0 issue "letsencrypt.org"', "0 issue letsencrypt.org"),
        ("CNAME", "Shop.Example.", "shop.example"),
        ("TXT", '"a\\"b"', 'a"b'),
    ],
)
def test_two_spellings_of_a_record_are_the_same(kind: str, one: str, other: str) -> None:
    assert plain(one, kind) == plain(other, kind)


def test_txt_keeps_its_case() -> None:
    assert plain("Token=Abc", "TXT") != plain("token=abc", "TXT")


MAIL = "shop.test. IN MX 10 mail.shop.test.\n"


class Moody(Authority):
    """Says something else of the mail server (or that it failed) the first times that it is asked."""

    def __init__(self, first: str, times: int) -> None:
        super().__init__(SOA + NS + MAIL, "refuses", "")
        self._first = Authority(SOA + NS + first, "refuses", "") if first else None
        self._left = times

    def resolve(self, request: DNSRecord, handler: DNSHandler) -> DNSRecord:
        # The resolver's look, which is this server as well, is left alone: it says what it remembers.
        if QTYPE[request.q.qtype] != "MX" or request.header.rd or not self._left:
            return super().resolve(request, handler)
        self._left -= 1
        if self._first:
            return self._first.resolve(request, handler)
        reply = request.reply()
        reply.header.rcode = RCODE.SERVFAIL
        return reply


def drift(folder: Path, server: Authority) -> Verdict:
    """The verdict on a zone whose one server is this."""

    async def go(port: int) -> Seen:
        network = Network(f"127.0.0.1:{port}", ((53, port),))
        declaration = replace(declared(folder, network=network), dns=Dns(records=("shop.test MX 10 mail.shop.test",)))
        async with visited(declaration) as world:
            return await DnsDrifts().look(declaration, world)

    with serving(server) as port:
        return DnsDrifts().judge(asyncio.run(go(port)))


@pytest.mark.parametrize(
    ("first", "times", "wanted"),
    [
        (MAIL, 0, Pass),
        # A change that is on its way has arrived when it is asked for again.
        (MAIL.replace("10", "20"), 1, Pass),
        (MAIL.replace("10", "20"), 2, Pass),
        (MAIL.replace("10", "20"), 9, Fail),
        ("", 1, Pass),
        ("", 9, Pass),  # where the servers fail, the resolver's word is left
    ],
)
def test_what_differs_is_asked_again_and_is_drift_only_if_it_stays(
    first: str, times: int, wanted: type[Verdict], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "PAUSES", (0.01, 0.01))

    assert isinstance(drift(tmp_path, Moody(first, times)), wanted)


def test_a_server_that_differs_once_and_one_that_is_silent_once_are_each_taken_at_their_best_word() -> None:
    first = replace(STALE, servers=(by("ns1", "192.0.2.66"), by("ns2", "192.0.2.1")))
    second = replace(STALE, servers=(by("ns1", "192.0.2.1"), by("ns2", state=State.TIMED_OUT)))

    assert steady([first, second]).servers == (by("ns1", "192.0.2.1"), by("ns2", "192.0.2.1"))
