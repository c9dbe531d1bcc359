"""Examples and traps of boundaries.token-of-another-audience-works."""

from launchready.observe.auth.token import Forgery
from launchready.observe.auth.token_times import Misfits
from launchready.stages.s2_boundaries.token_of_another_audience_works import Seen, TokenOfAnotherAudienceWorks
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def seen(*tried: Forgery, kind: str = "HS256", control: bool = True, unlike: tuple[str, ...] = ()) -> Seen:
    return Seen(Misfits("GET /me", kind, control, tried, unlike, "curl …"))


REFUSED = Forgery("that is a refresh token", 401, believed=False)
BELIEVED = Forgery("that is a refresh token", 200, believed=True)

EXAMPLES = (
    (seen(REFUSED), Pass),
    (seen(REFUSED, kind=""), Pass),
    (seen(BELIEVED), Fail),
    (seen(REFUSED, control=False), Unknown),
    (seen(), Unknown),
    (seen(unlike=("the sample of ann has not expired",)), Unknown),
    (seen(Forgery("that is a refresh token", 0, believed=False)), Unknown),
    (seen(kind=""), NotApplicable),
)


def test_without_a_sample_nothing_is_claimed() -> None:
    verdict = TokenOfAnotherAudienceWorks().judge(seen())

    assert isinstance(verdict, Unknown)
    assert "launch.toml" in verdict.because
