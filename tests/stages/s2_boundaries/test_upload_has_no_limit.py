"""Examples and traps of boundaries.upload-has-no-limit."""

from launchready.observe.limits.burst import Try
from launchready.observe.limits.floods import Flood
from launchready.stages.s2_boundaries.upload_has_no_limit import Seen, UploadHasNoLimit
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.s2_boundaries.bursts_seen import LIMIT, LOST, burst, tries


def seen(*told: Try, left: int = 0, seconds: float = 1.0) -> Seen:
    return Seen(Flood("POST /files", "an account made for this", burst(*told, seconds=seconds), "curl …", left))


EXAMPLES = (
    (seen(*tries(10, 201), LIMIT), Pass),
    (seen(*tries(30, 201), left=30), Fail),
    (seen(*tries(30, 403)), Unknown),
    (seen(*tries(10, 201), *tries(20, 507)), Unknown),
    (seen(*tries(20, 201), *tries(10, 400)), Unknown),
    (seen(*tries(28, 201), LOST, LOST), Unknown),
    (seen(LIMIT), Unknown),
    (Seen(None), NotApplicable),
)


def test_what_could_not_be_deleted_is_told() -> None:
    verdict = UploadHasNoLimit().judge(seen(*tries(30, 201), left=30))

    assert isinstance(verdict, Fail)
    assert "30 of them could not be deleted" in verdict.evidence[0].shown
