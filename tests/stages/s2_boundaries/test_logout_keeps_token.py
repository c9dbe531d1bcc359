"""Examples and traps of boundaries.logout-keeps-token."""

from launchready.observe.auth.leaving import Departure, SignOutSeen
from launchready.stages.s2_boundaries.logout_keeps_token import LogoutKeepsToken, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def left(
    *, carrier: str = "bearer token", before: bool = True, out: int = 204, after: int = 401, still: bool = False
) -> Departure:
    return Departure(carrier, before, out, after, still)


def seen(*departures: Departure) -> Seen:
    return Seen(SignOutSeen("POST /logout", "an account made for this", departures, "curl …"))


COOKIE_STAYS = left(carrier="cookie", after=200, still=True)

EXAMPLES = (
    (seen(left()), Pass),
    (seen(left(), left(carrier="cookie")), Pass),
    (seen(left(after=200, still=True)), Fail),
    (seen(left(), COOKIE_STAYS), Fail),
    (seen(left(before=False)), Unknown),
    (seen(left(out=404)), Unknown),
    (Seen(SignOutSeen("", "", (), "")), NotApplicable),
)


def test_a_200_that_shows_nobodys_profile_is_no_finding() -> None:
    assert isinstance(LogoutKeepsToken().judge(seen(left(after=200, still=False))), Pass)


def test_a_refused_sign_out_ends_nothing_and_is_no_finding() -> None:
    assert isinstance(LogoutKeepsToken().judge(seen(left(out=400, after=200, still=True))), Unknown)


def test_a_cookie_that_outlives_the_sign_out_is_named() -> None:
    verdict = LogoutKeepsToken().judge(seen(left(), COOKIE_STAYS))

    assert isinstance(verdict, Fail)
    assert "cookie" in verdict.because
