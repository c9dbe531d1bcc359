from dataclasses import replace

from launchready.observe.net.dns import RecordSet, State
from launchready.observe.net.fronts import HEADER, ORIGIN, RANGE, Front, Sign
from launchready.stages.s4_edge.host_is_not_proxied import HostIsNotProxied, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

HOST = "api.shop.example"


def seen(
    *addresses: str,
    edge: tuple[str, ...] = ("198.51.100.0/24", "2001:db8:1::/48"),
    origin: tuple[str, ...] = ("192.0.2.9",),
    state: State = State.NO_DATA,
    environment: str = "production",
    ours: bool = True,
) -> Seen:
    four = tuple(one for one in addresses if ":" not in one)
    six = tuple(one for one in addresses if ":" in one)
    return Seen(
        HOST,
        ours,
        environment,
        edge,
        origin,
        RecordSet(HOST, "A", State.FOUND if four else state, four),
        RecordSet(HOST, "AAAA", State.FOUND if six else State.NO_DATA, six),
        f"dig A {HOST}",
    )


def front(*signs: Sign) -> Front:
    return Front(HOST, signs, "2026-11-25", 30)


FOUR, SIX = Sign(RANGE, "Cloudflare", "104.16.0.7"), Sign(RANGE, "Cloudflare", "2606:4700::7")
RAY = Sign(HEADER, "Cloudflare", "cf-ray")
BARE = Sign(ORIGIN, "Cloudflare", "its issuer makes certificates for origins alone: CloudFlare Origin SSL")


def told(*addresses: str, signs: tuple[Sign, ...] = (), origin: tuple[str, ...] = ()) -> Seen:
    """Where launch.toml declares no edge."""
    return replace(seen(*addresses, edge=(), origin=origin), front=front(*signs))


EXAMPLES = (
    (told("104.16.0.7", "2606:4700::7", signs=(FOUR, SIX, RAY)), Pass),
    (told("104.16.0.7", signs=(FOUR,)), Pass),
    (told("104.16.0.7", "2001:db8::9", signs=(FOUR, RAY)), Unknown),  # by IPv6 past it, or through another edge?
    (told("104.16.0.7", "151.101.1.1", signs=(FOUR, Sign(RANGE, "Fastly", "151.101.1.1"))), Unknown),
    (told("203.0.113.9", signs=(RAY,)), Unknown),  # anybody may write a header
    (told("203.0.113.9"), Unknown),
    (told("203.0.113.9", signs=(BARE,)), Fail),
    (told("192.0.2.9", origin=("192.0.2.9",)), Fail),
    (told(), Unknown),
    (seen("198.51.100.7"), Pass),
    (seen("198.51.100.7", "2001:db8:1::7"), Pass),
    (seen("192.0.2.9"), Fail),
    (seen("203.0.113.5"), Fail),
    (seen("198.51.100.7", "2001:db8:2::9"), Fail),
    (seen(state=State.NXDOMAIN), Unknown),
    (seen("198.51.100.7", edge=()), Unknown),
    (seen("2001:db8:1::7", state=State.TIMED_OUT), Unknown),
    (seen("198.51.100.7", origin=("198.51.100.7",)), Unknown),
    (seen("192.0.2.9", environment="staging"), NotApplicable),
    (seen("203.0.113.5", ours=False), NotApplicable),
)


def test_each_piece_of_evidence_is_told_as_what_it_is() -> None:
    passed = HostIsNotProxied().judge(told("104.16.0.7", signs=(FOUR, RAY)))
    unknown = HostIsNotProxied().judge(told("203.0.113.9", signs=(RAY,)))

    assert isinstance(passed, Pass)
    assert "by its published ranges (a list of 2026-11-25, 30 days old)" in passed.because
    assert "header: cf-ray (Cloudflare)" in passed.control
    assert "header: cf-ray (Cloudflare)" in unknown.because
