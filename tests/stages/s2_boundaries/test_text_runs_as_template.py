"""Examples and traps of boundaries.text-runs-as-template."""

from launchready.observe.inputs.expressions import ExpressionsSeen, Kept
from launchready.stages.s2_boundaries.text_runs_as_template import Seen, TextRunsAsTemplate
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def kept(back: str = "GET /notes/{id} -> 200", obeyed: str = "", status: int = 201) -> Kept:
    return Kept("POST /notes", "title", status, back, obeyed, "lrc {{2*3}}", "lrc 6", ("curl …",))


def seen(*texts: Kept, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(ExpressionsSeen(texts, missing))


EXAMPLES = (
    (seen(kept()), Pass),
    (seen(kept(), kept("", status=422)), Pass),
    (seen(kept(), kept(obeyed="double braces")), Fail),
    (seen(kept("", status=422)), Unknown),
    (seen(kept("", status=0)), Unknown),
    (seen(missing=("/notes: no note could be made",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_text_that_was_refused_alone_is_no_pass() -> None:
    assert isinstance(TextRunsAsTemplate().judge(seen(kept("", status=400))), Unknown)
