"""Examples and traps of boundaries.token-key-is-weak."""

from launchready.observe.auth.token import Forgeries, Forgery
from launchready.stages.s2_boundaries.token_key_is_weak import Seen, TokenKeyIsWeak
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

KNOWN = "a key of 6 characters that is on a list"


def seen(key: str = "", with_key: Forgery | None = None, kind: str = "HS256", *, right: bool = True) -> Seen:
    return Seen(Forgeries("GET /me", kind, right, (), True, (), (), "", key, with_key, "curl …"))


EXAMPLES = (
    (seen(), Pass),
    (seen(KNOWN, Forgery("signed with the guessed key", 200, believed=True)), Fail),
    (seen(KNOWN, Forgery("signed with the guessed key", 401, believed=False)), Unknown),
    (seen(right=False), Unknown),
    (seen(kind=""), NotApplicable),
    (seen(kind="RS256"), NotApplicable),
)


def test_the_finding_does_not_tell_the_key() -> None:
    verdict = TokenKeyIsWeak().judge(seen(KNOWN, Forgery("signed with the guessed key", 200, believed=True)))

    assert isinstance(verdict, Fail)
    assert "6 characters" in verdict.because
