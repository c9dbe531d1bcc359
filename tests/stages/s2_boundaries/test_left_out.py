"""A Pass says what it is silent about: what no customer may make or send, and what lies beyond what one run tries."""

from dataclasses import replace

import pytest

from launchready.observe.access.excess import Read
from launchready.stages.s2_boundaries.answer_holds_too_much import AnswerHoldsTooMuch
from launchready.stages.s2_boundaries.answer_holds_too_much import Seen as SeenRead
from launchready.stages.s2_boundaries.bad_body_crashes import BadBodyCrashes
from launchready.stages.s2_boundaries.error_shows_stack_trace import ErrorShowsStackTrace
from launchready.verdict import Pass
from tests.stages.s2_boundaries.test_bad_body_crashes import EXAMPLES as BODIES
from tests.stages.s2_boundaries.test_error_shows_stack_trace import EXAMPLES as ERRORS

LEFT = "; not tried, as no customer may make one: /coupons"


@pytest.mark.parametrize(("check", "examples"), [(BadBodyCrashes(), BODIES), (ErrorShowsStackTrace(), ERRORS)])
def test_bad_input(check: BadBodyCrashes, examples: tuple[tuple[object, type]]) -> None:
    good = [seen for seen, kind in examples if kind is Pass]

    for seen in good:
        told = check.judge(replace(seen, inputs=replace(seen.inputs, left_out=LEFT)))  # type: ignore[type-var,attr-defined]
        assert isinstance(told, Pass)
        assert told.because.endswith(LEFT)
    assert good


def test_full_answers() -> None:
    told = AnswerHoldsTooMuch().judge(SeenRead(Read((), 9, 3, "; not read, as there are too many: GET /many")))

    assert isinstance(told, Pass)
    assert told.because.endswith("GET /many")
