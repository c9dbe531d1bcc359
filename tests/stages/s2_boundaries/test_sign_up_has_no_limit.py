"""Examples and traps of boundaries.sign-up-has-no-limit."""

from launchready.observe.limits.burst import Try
from launchready.observe.limits.signups import SignUpBurst
from launchready.stages.s2_boundaries.sign_up_has_no_limit import Seen, SignUpHasNoLimit
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.s2_boundaries.bursts_seen import LIMIT, LOST, burst, tries


def seen(*told: Try, last: str = "", left: int = 0, aim: int = 0) -> Seen:
    return Seen(SignUpBurst("POST /signup", burst(*told, aim=aim), last, left, "curl …"))


ASKS = Try(400, 5.0, limited=True, said="400, and it says: captcha")
EXAMPLES = (
    (seen(*tries(10, 201), LIMIT, aim=30), Pass),
    (seen(*tries(3, 201), ASKS, aim=30), Pass),
    (seen(*tries(3, 201), *tries(3, 201, 4000.0), aim=30), Pass),  # made slow
    (seen(*tries(30, 201), left=31), Fail),
    (seen(*tries(30, 302)), Fail),
    (seen(*tries(30, 202), last="POST /login answered 401"), Unknown),  # answered alike, and no account
    (seen(*tries(20, 201), *tries(10, 400)), Unknown),
    (seen(*tries(20, 201), *tries(10, 503)), Unknown),
    (seen(*tries(30, 409)), Unknown),
    (seen(*tries(28, 201), LOST, LOST), Unknown),
    (seen(*tries(12, 201), aim=30), Unknown),
    (seen(LIMIT), Unknown),
    (Seen(None), NotApplicable),
)


def test_what_could_not_be_removed_is_told() -> None:
    verdict = SignUpHasNoLimit().judge(seen(*tries(30, 201), left=31))

    assert isinstance(verdict, Fail)
    assert "31 of them could not be removed" in verdict.evidence[0].shown
