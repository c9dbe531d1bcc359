"""The same certificate, due before and overdue now, is a finding; another one after it is proof; a first run is neither."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.sightings import Sighting
from launchready.observe.net.tls import Certificate, Leaf, Shake
from launchready.stages.s3_deploy.certificate_is_not_renewed import CertificateIsNotRenewed, Seen

DAY = 86_400
NOW = 1_790_000_000


def seen(left: float, *earlier: tuple[float, str], lifetime: float = 90, serial: str = "2f") -> Seen:
    """A certificate with so many days left, and what was seen how many days ago."""
    ends = int(NOW + left * DAY)
    leaf = Leaf(("shop.test",), "shop.test", "An Authority", serial, int(ends - lifetime * DAY), ends)
    shown = Certificate("shop.test", "192.0.2.1", 443, Shake.DONE, trusted=True, named=True, leaf=leaf, at=NOW)
    sightings = tuple(
        Sighting("shop.test", int(NOW - ago * DAY), name, *((leaf.starts, ends) if name == serial else (1, NOW)))
        for ago, name in earlier
    )
    return Seen("shop.test", (shown,), sightings, "openssl s_client")


EXAMPLES = (
    (seen(16, (10, "2f")), Fail),
    (seen(1.4, (1, "2f"), lifetime=6), Fail),
    (seen(80, (20, "1f")), Pass),
    (seen(80, (20, "1f"), (5, "2f")), Pass),
    (seen(60), NotApplicable),
    (seen(16), NotApplicable),  # overdue, but never seen before: its share is judged by itself
    (seen(16, (0, "2f")), NotApplicable),  # this run's own sighting
    (seen(16, (2, "2f")), NotApplicable),  # two days apart: a weekly timer may come yet
    (seen(20, (8, "2f")), NotApplicable),  # due, not overdue: some authorities renew at a quarter
    (seen(16, (40, "2f")), NotApplicable),  # when it was seen it was not due
    (seen(60, (20, "2f")), NotApplicable),
    (Seen("shop.test", (Certificate("shop.test", "192.0.2.1", 443, Shake.TIMED_OUT, words="late"),), (), "x"), Unknown),
    (Seen("shop.test", (), (), "x"), Unknown),
)


def test_the_reader_is_told_from_when_on_it_can_be_told() -> None:
    verdict = CertificateIsNotRenewed().judge(seen(60))

    assert isinstance(verdict, NotApplicable)
    assert "seen for the first time" in verdict.because
    assert "from 2026-10-21 on" in verdict.because
