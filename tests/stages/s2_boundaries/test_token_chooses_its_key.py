"""Examples and traps of boundaries.token-chooses-its-key."""

from dataclasses import replace

from launchready.observe.auth.token import Forgeries, Forgery
from launchready.stages.s2_boundaries.token_chooses_its_key import Seen, TokenChoosesItsKey
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def seen(*tried: Forgery, kind: str = "HS256", right: bool = True, verified: bool = True) -> Seen:
    return Seen(Forgeries("GET /me", kind, right, (), verified, tried, (), "", "", None, "curl …"))


def pointing(*tried: Forgery, elsewhere: str = "") -> Seen:
    return Seen(replace(seen(REFUSED).forgeries, by_address=tried, unreached=elsewhere))


REFUSED = Forgery("whose kid is /dev/null", 401, believed=False)

EXAMPLES = (
    (seen(REFUSED), Pass),
    (seen(REFUSED, Forgery("that brings its own key along", 200, believed=True)), Fail),
    (seen(REFUSED, right=False), Unknown),
    (seen(Forgery("of any kind", 200, believed=True), verified=False), Unknown),
    (seen(Forgery("whose kid is /dev/null", 0, believed=False)), Unknown),
    (seen(REFUSED, Forgery("that brings its own key along", 429, believed=False)), Unknown),
    (seen(kind=""), NotApplicable),
    (pointing(Forgery("that names the address of its key set (jku)", 200, believed=True, fetched=True)), Fail),
    (pointing(Forgery("that names the address of its key set (jku)", 401, believed=False, fetched=True)), Fail),
    (pointing(Forgery("that names the address of its key set (jku)", 401, believed=False)), Pass),
    (pointing(Forgery("that brings its own certificate along (x5c)", 200, believed=True)), Fail),
)


def test_a_500_is_no_belief() -> None:
    crashed = Forgery("whose kid is /dev/null", 500, believed=False)

    assert isinstance(TokenChoosesItsKey().judge(seen(crashed)), Pass)


def test_what_could_not_be_tried_elsewhere_is_named() -> None:
    certificate = Forgery("that brings its own certificate along (x5c)", 401, believed=False)

    verdict = TokenChoosesItsKey().judge(pointing(certificate, elsewhere="nothing listens"))

    assert isinstance(verdict, Unknown)
    assert "jku, x5u" in verdict.because
    assert "nothing listens" in verdict.because
