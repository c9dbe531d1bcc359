"""Records that come back are a finding; a refusal by a server that answers is none; a silence proves nothing."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.authority import Handed, Server
from launchready.stages.s1_exposure.zone_is_handed_out import Seen, ZoneIsHandedOut

NS1, NS2 = Server("ns1.shop.test", "192.0.2.1", 53), Server("ns2.shop.test", "192.0.2.2", 53)
CLOSED = Handed(NS1, True, 0, (), "refused", "")
HUNG_UP = Handed(NS2, True, 0, (), "the server ended the conversation", "")
OPEN = Handed(NS2, True, 9, ("beta.shop.test",), "", "")
LATE = Handed(NS2, False, 0, (), "", "timed out")
LATE_THEN = Handed(NS2, True, 0, (), "", "timed out")
LAME = Handed(NS2, False, 0, (), "", "it does not answer for shop.test")


def seen(*handed: Handed, lost: tuple[str, ...] = ()) -> Seen:
    return Seen("shop.test", handed, lost, tuple(f"dig @{one.server.address} AXFR" for one in handed))


EXAMPLES = (
    (seen(CLOSED), Pass),
    (seen(CLOSED, HUNG_UP), Pass),
    (seen(CLOSED, OPEN), Fail),
    (seen(LATE, OPEN), Fail),
    (seen(CLOSED, LATE), Unknown),
    (seen(CLOSED, LATE_THEN), Unknown),
    (seen(CLOSED, LAME), Unknown),
    (seen(CLOSED, lost=("ns3.shop.test: the name does not exist",)), Unknown),
    (seen(), Unknown),
    (Seen("", (), (), ()), NotApplicable),
)


def test_only_the_open_server_is_named() -> None:
    verdict = ZoneIsHandedOut().judge(seen(CLOSED, OPEN))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("ns2.shop.test",)
    assert verdict.reproduce == ("dig @192.0.2.2 AXFR",)
