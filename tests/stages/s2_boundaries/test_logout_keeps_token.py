"""Examples and traps of boundaries.logout-keeps-token."""

from launchready.observe.leaving import SignOutSeen
from launchready.stages.s2_boundaries.logout_keeps_token import LogoutKeepsToken, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def seen(*, before: bool = True, out: int = 204, after: int = 401, still: bool = False) -> Seen:
    return Seen(SignOutSeen("POST /logout", "an account made for this", before, out, after, still, "curl …"))


EXAMPLES = (
    (seen(), Pass),
    (seen(after=200, still=True), Fail),
    (seen(before=False), Unknown),
    (seen(out=404), Unknown),
    (Seen(SignOutSeen("", "", False, 0, 0, False, "")), NotApplicable),
)


def test_a_200_that_shows_nobodys_profile_is_no_finding() -> None:
    assert isinstance(LogoutKeepsToken().judge(seen(after=200, still=False)), Pass)
