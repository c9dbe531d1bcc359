"""The share of life that is left decides, never a fixed number of days."""

from dataclasses import replace

import pytest

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.tls import Certificate, Leaf, Shake
from launchready.stages.s3_deploy.certificate_is_near_its_end import CertificateIsNearItsEnd, Seen

DAY = 86_400
START = 1_780_000_000


def seen(lifetime: float, left: float) -> Seen:
    """A certificate that lives and has left so many days."""
    ends = int(START + lifetime * DAY)
    leaf = Leaf(("shop.test",), "shop.test", "An Authority", "1f", START, ends)
    at = int(ends - left * DAY)
    shown = Certificate("shop.test", "192.0.2.1", 443, Shake.DONE, trusted=True, named=True, leaf=leaf, at=at)
    return Seen("shop.test", (shown,), "openssl s_client")


def beside(left: float, newer: float) -> Seen:
    """Two addresses of one name: one certificate of 90 days with so much left, and one that was made after it."""
    old, new = seen(90, left).certificates[0], seen(90, newer).certificates[0]
    assert old.leaf
    assert new.leaf
    later = replace(new.leaf, serial="2f", starts=int(old.at - (90 - newer) * DAY), ends=int(old.at + newer * DAY))
    return Seen("shop.test", (old, replace(new, address="192.0.2.2", at=old.at, leaf=later)), "openssl s_client")


EXAMPLES = (
    (beside(25, 85), Fail),
    (beside(40, 60), Pass),
    (beside(-1, 85), Pass),
    (seen(90, 60), Pass),
    (seen(90, 29), Pass),
    (seen(90, 10), Fail),
    (
        Seen("shop.test", (Certificate("shop.test", "192.0.2.1", 443, Shake.UNREACHABLE, words="refused"),), "x"),
        Unknown,
    ),
    (Seen("shop.test", (), "x"), Unknown),
    (seen(90, -1), NotApplicable),
)


@pytest.mark.parametrize(
    ("lifetime", "left", "verdict"),
    [
        (0.5, 0.2, Pass),  # 12 hours, 40 % left: 30 days would be an alarm for ever
        (0.5, 0.1, Fail),
        (6, 3.1, Pass),
        (6, 1.4, Fail),
        (47, 16, Pass),
        (47, 7, Fail),
        (200, 40, Pass),
        (200, 30, Fail),  # a month is left, and renewal is long overdue
    ],
)
def test_the_limit_follows_the_lifetime(lifetime: float, left: float, verdict: type) -> None:
    assert isinstance(CertificateIsNearItsEnd().judge(seen(lifetime, left)), verdict)


def test_between_due_and_overdue_the_pass_says_so() -> None:
    verdict = CertificateIsNearItsEnd().judge(seen(90, 20))

    assert isinstance(verdict, Pass)
    assert "watch it" in verdict.because
