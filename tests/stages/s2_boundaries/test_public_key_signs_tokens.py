"""Examples and traps of boundaries.public-key-signs-tokens."""

from launchready.observe.auth.token import Forgeries, Forgery
from launchready.stages.s2_boundaries.public_key_signs_tokens import PublicKeySignsTokens, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

JWKS = "https://api.example/.well-known/jwks.json"


def seen(
    *tried: Forgery, kind: str = "RS256", right: bool = True, verified: bool = True, published: str = JWKS
) -> Seen:
    return Seen(Forgeries("GET /me", kind, right, (), verified, (), tried, published, "", None, "curl …"))


REFUSED = Forgery("signed by HS256 with the public key (PEM)", 401, believed=False)

EXAMPLES = (
    (seen(REFUSED), Pass),
    (seen(REFUSED, Forgery("signed by HS256 with the public key (PEM)", 200, believed=True)), Fail),
    (seen(published=""), Unknown),
    (seen(REFUSED, right=False), Unknown),
    (seen(Forgery("of any kind", 200, believed=True), verified=False), Unknown),
    (seen(kind="HS256", published=""), NotApplicable),
    (seen(kind="", published=""), NotApplicable),
)


def test_the_remedy_names_the_algorithm_that_is_used() -> None:
    assert "ES256" in PublicKeySignsTokens().remedy(seen(kind="ES256")).paste
