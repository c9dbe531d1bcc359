"""Examples and traps of boundaries.value-becomes-operator."""

from launchready.observe.inputs.operators import Operated, OperatorsSeen
from launchready.stages.s2_boundaries.value_becomes_operator import Seen, ValueBecomesOperator
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

SOUND = Operated("POST /login", "password", tells=True, operator="", opened="", because="", curls=())
BLIND = Operated(
    "GET /search", "q", tells=False, operator="", opened="", because="no value of q shows an object", curls=()
)
SHUT = Operated("POST /login", "password", tells=True, operator="", opened="", because="it was not answered", curls=())
OPEN = Operated(
    "POST /login",
    "password",
    tells=True,
    operator='password: {"$ne": "x"}',
    opened="signed in",
    because="",
    curls=("curl …",),
)


def seen(*tried: Operated, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(OperatorsSeen(tried, missing))


EXAMPLES = (
    (seen(SOUND), Pass),
    (seen(SOUND, BLIND), Pass),
    (seen(OPEN), Fail),
    (seen(OPEN, missing=("sign-in: no account",)), Fail),
    (seen(BLIND), Unknown),
    (seen(SHUT), Unknown),
    (seen(missing=("sign-in: no account could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_what_could_not_be_told_is_named_in_a_pass() -> None:
    verdict = ValueBecomesOperator().judge(seen(SOUND, BLIND))

    assert isinstance(verdict, Pass)
    assert "not told of GET /search q" in verdict.because
