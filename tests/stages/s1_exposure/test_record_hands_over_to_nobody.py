"""A target that DNS denies is a finding; one without an address, or of which nothing was told, is not."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.dangling import Hand
from launchready.observe.net.dns import State
from launchready.stages.s1_exposure.record_hands_over_to_nobody import RecordHandsOverToNobody, Seen

MAIL = Hand("shop.test", "MX", "mail.host.example", State.FOUND, "")
LAPSED = Hand("news.shop.test", "MX", "mx.gone.example", State.NXDOMAIN, "", "gone.example")
PART = Hand("chat.shop.test", "NS", "ns1.gone.example", State.NXDOMAIN, "", "gone.example")
SPF = Hand("shop.test", "SPF", "_spf.gone.example", State.NXDOMAIN, "", "gone.example")
EMPTY = Hand("shop.test", "SRV", "im.host.example", State.NO_DATA, "")
LATE = Hand("shop.test", "MX", "mail.host.example", State.TIMED_OUT, "")
REFUSED = Hand("shop.test", "MX", "mail.host.example", State.REFUSED, "")


def seen(*hands: Hand, silent: tuple[str, ...] = (), asked: int = 9, domain: str = "shop.test") -> Seen:
    return Seen(domain, hands, silent, asked, tuple(f"dig {one.name} {one.kind}" for one in hands))


EXAMPLES = (
    (seen(), Pass),
    (seen(MAIL), Pass),
    (seen(MAIL, EMPTY), Pass),
    (seen(MAIL, LAPSED), Fail),
    (seen(PART), Fail),
    (seen(SPF), Fail),
    (seen(LATE, LAPSED), Fail),
    (seen(LATE), Unknown),
    (seen(REFUSED), Unknown),
    (seen(MAIL, silent=("MX of shop.test: timed out",)), Unknown),
    (seen(asked=0), Unknown),
    (seen(asked=0, domain=""), NotApplicable),
)


def test_the_evidence_says_which_name_is_free_to_be_had() -> None:
    verdict = RecordHandsOverToNobody().judge(seen(MAIL, LAPSED))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("news.shop.test MX",)
    assert verdict.evidence[0].shown == "mail for it goes there; DNS says that gone.example does not exist"
