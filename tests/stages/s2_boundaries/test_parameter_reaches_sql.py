"""Examples and traps of boundaries.parameter-reaches-sql."""

from launchready.observe.inputs.injection import InjectionSeen, Tried
from launchready.stages.s2_boundaries.parameter_reaches_sql import ParameterReachesSql, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

SOUND = Tried("GET /search", "q", tells=True, where="", because="", true="", false="", curls=())
BLIND = Tried(
    "GET /list", "tag", tells=False, where="", because="no value of tag changes it", true="", false="", curls=()
)
SLOW = Tried("GET /search", "q", tells=True, where="", because="it was not answered", true="", false="", curls=())
OPEN = Tried(
    "GET /notes/{id}",
    "id",
    tells=True,
    where="a number",
    because="",
    true="7 AND 5>3 -> 200",
    false="404",
    curls=("curl …",),
)


def seen(*tried: Tried, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(InjectionSeen(tried, missing))


EXAMPLES = (
    (seen(SOUND), Pass),
    (seen(SOUND, BLIND), Pass),
    (seen(SOUND, OPEN), Fail),
    (seen(BLIND), Unknown),
    (seen(SOUND, SLOW), Unknown),
    (seen(missing=("/notes: no note could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_what_could_not_be_told_is_named_in_a_pass() -> None:
    verdict = ParameterReachesSql().judge(seen(SOUND, BLIND))

    assert isinstance(verdict, Pass)
    assert "not told of GET /list tag" in verdict.because
