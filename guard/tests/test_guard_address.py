import pytest

from launchready_guard.address import Proxies, network_of

OURS = Proxies(["10.0.0.0/8", "2001:db8:ff::/48", "192.0.2.1"])


def scope(peer: str | None, *said: str) -> dict[str, object]:
    return {
        "client": (peer, 1) if peer else None,
        "headers": [(b"x-forwarded-for", one.encode()) for one in said],
    }


@pytest.mark.parametrize(
    ("peer", "said", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("10.1.1.1", ["198.51.100.1"], "198.51.100.1"),
        ("10.1.1.1", ["1.1.1.1, 198.51.100.1, 10.2.2.2"], "198.51.100.1"),
        ("10.1.1.1", ["1.1.1.1", "198.51.100.1, 192.0.2.1"], "198.51.100.1"),
        ("10.1.1.1", ["198.51.100.1:4711"], "198.51.100.1"),
        ("10.1.1.1", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("10.1.1.1", ["1.1.1.1, unknown"], "10.1.1.1"),
        ("10.1.1.1", ["1.1.1.1, unknown, 10.2.2.2"], "10.2.2.2"),
        ("10.1.1.1", ["10.3.3.3"], "10.3.3.3"),
        ("10.1.1.1", [""], "10.1.1.1"),
        ("::ffff:10.1.1.1", ["198.51.100.1"], "198.51.100.1"),
        ("2001:db8:ff::1", ["::ffff:198.51.100.1"], "198.51.100.1"),
        (None, ["198.51.100.1"], ""),
    ],
)
def test_the_client_is_the_last_one_whom_no_proxy_of_ours_is(peer: str | None, said: list[str], client: str) -> None:
    assert OURS.client(scope(peer, *said)) == client


def test_without_proxies_the_header_counts_for_nothing() -> None:
    assert Proxies().client(scope("10.1.1.1", "198.51.100.1")) == "10.1.1.1"
    assert not Proxies().trusts(scope("10.1.1.1"))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("a socket", "a socket"),
    ],
)
def test_what_one_person_holds_is_one(address: str, network: str) -> None:
    assert network_of(address) == network


def test_a_network_that_is_none_stops_the_start() -> None:
    with pytest.raises(ValueError, match="ours"):
        Proxies(["ours"])
