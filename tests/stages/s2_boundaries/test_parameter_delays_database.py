"""Examples and traps of boundaries.parameter-delays-database."""

from dataclasses import replace

from launchready.observe.inputs.delays import Delayed, DelaysSeen
from launchready.stages.s2_boundaries.parameter_delays_database import ParameterDelaysDatabase, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

SOUND = Delayed("GET /search", "q", 12.0, 7, "", "", (), "", ())
LATE = Delayed(
    "GET /notes/{id}",
    "id",
    9.0,
    2,
    "MySQL",
    "a number",
    ((0, 8.0), (2, 2010.0), (0, 9.0), (1, 1009.0)),
    "",
    ("curl …",),
)
SLOW = replace(SOUND, because="it takes 4000 ms by itself, too long to tell a wait")


def seen(*tried: Delayed, obeyed: tuple[str, ...] = (), missing: tuple[str, ...] = ()) -> Seen:
    return Seen(DelaysSeen(tried, obeyed, missing))


EXAMPLES = (
    (seen(SOUND), Pass),
    (seen(SOUND, obeyed=("GET /notes id",)), Pass),
    (seen(SOUND, LATE), Fail),
    (seen(SOUND, SLOW), Unknown),
    (seen(obeyed=("GET /notes id",)), Unknown),
    (seen(missing=("/notes: no note could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_what_is_known_already_is_named() -> None:
    verdict = ParameterDelaysDatabase().judge(seen(SOUND, obeyed=("GET /notes id",)))

    assert isinstance(verdict, Pass)
    assert "known to reach the database already: GET /notes id" in verdict.because
