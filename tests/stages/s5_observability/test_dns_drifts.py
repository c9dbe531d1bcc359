import pytest

from launchready.observe.net.dns import RecordSet, State
from launchready.stages.s5_observability.dns_drifts import Compared, Seen, plain
from launchready.verdict import Fail, Pass, Unknown


def compared(kind: str, declared: tuple[str, ...], served: tuple[str, ...], state: State = State.FOUND) -> Compared:
    return Compared(declared, RecordSet("shop.example", kind, state, served), f"dig {kind} shop.example")


SAME = compared("A", ("192.0.2.1",), ("192.0.2.1",))

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
)


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
