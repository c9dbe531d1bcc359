from dataclasses import replace

import pytest

from launchready.observe.net.dns import RecordSet, State
from launchready.observe.net.zonefile import plain
from launchready.stages.s5_observability.dns_drifts import Answer, Compared, DnsDrifts, Seen
from launchready.verdict import Fail, Pass, Unknown


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
