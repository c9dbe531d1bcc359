"""Examples and traps of boundaries.body-has-no-limit."""

from launchready.observe.inputs.oversize import OversizeSeen
from launchready.stages.s2_boundaries.body_has_no_limit import BodyHasNoLimit, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def seen(
    status: int, kept: int = 0, *, read: str = "GET /notes/{id} -> 200", control: int = 200, after: int = 200
) -> Seen:
    return Seen(
        OversizeSeen("PATCH /notes/{id}", "title", control, status, read, kept, after, removed=True, curl="curl …")
    )


EXAMPLES = (
    (seen(413), Pass),
    (seen(422), Pass),
    (seen(0), Pass),
    (seen(502), Pass),
    (seen(200, kept=255), Pass),
    (seen(200, kept=2_000_000), Fail),
    (seen(413, control=403), Unknown),
    (seen(413, after=0), Unknown),
    (seen(200, read="GET /notes/{id} -> timed out"), Unknown),
    (seen(201, read=""), Unknown),
    (Seen(OversizeSeen("", "", 0, 0, "", 0, 0, removed=True, curl="")), NotApplicable),
)


def test_what_stayed_is_told() -> None:
    stayed = OversizeSeen(
        "POST /notes", "title", 201, 201, "GET /notes/{id} -> 200", 2_000_000, 201, removed=False, curl="curl …"
    )

    verdict = BodyHasNoLimit().judge(Seen(stayed))

    assert isinstance(verdict, Fail)
    assert "could not be deleted" in verdict.because
