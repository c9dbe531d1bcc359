"""Examples and traps of boundaries.parameter-reaches-sql."""

from dataclasses import replace

from launchready.observe.inputs.injection import LEFT_OUT, InjectionSeen, Tried
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


def test_what_was_left_to_others_or_lies_beyond_a_run_is_named_in_a_pass() -> None:
    left = replace(BLIND, because=LEFT_OUT)
    told = replace(seen(SOUND, left).injection, beyond=tuple(f"GET /list f{number}" for number in range(7)))
    verdict = ParameterReachesSql().judge(Seen(told))

    assert isinstance(verdict, Pass)
    assert "not tried: GET /list tag, GET /list f0" in verdict.because
    assert verdict.because.endswith("and 2 more")
    assert "find nothing" not in verdict.because
