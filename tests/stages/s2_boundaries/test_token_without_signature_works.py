"""Examples and traps of boundaries.token-without-signature-works."""

from launchready.observe.auth.token import Forgeries, Forgery
from launchready.stages.s2_boundaries.token_without_signature_works import Seen, TokenWithoutSignatureWorks
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def seen(*tried: Forgery, kind: str = "HS256", right: bool = True) -> Seen:
    return Seen(Forgeries("GET /me", kind, right, tried, True, (), (), "", "", None, "curl …"))


REFUSED = Forgery("with alg none and no signature", 401, believed=False)

EXAMPLES = (
    (seen(REFUSED), Pass),
    (seen(Forgery("with alg none and no signature", 200, believed=True)), Fail),
    (seen(REFUSED, right=False), Unknown),
    (seen(Forgery("with its signature cut off", 0, believed=False)), Unknown),
    (seen(kind=""), NotApplicable),
)


def test_a_200_without_the_users_data_is_no_finding() -> None:
    public = Forgery("with alg none and no signature", 200, believed=False)

    assert isinstance(TokenWithoutSignatureWorks().judge(seen(public)), Pass)
