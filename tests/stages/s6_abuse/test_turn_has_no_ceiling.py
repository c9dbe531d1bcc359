"""Examples of abuse.turn-has-no-ceiling."""

from launchready.declare.model import OneTurn
from launchready.observe.talk.trial import Trial
from launchready.observe.talk.trying import Tries
from launchready.observe.talk.turns import Cost, ToolCall, Turn
from launchready.stages.s6_abuse.turn_has_no_ceiling import NOTHING, Seen, TurnHasNoCeiling
from launchready.verdict import Fail, Pass, Unknown

CEILING = OneTurn(tokens=2000, tool_calls=2, seconds=20)
TOOL = ToolCall("look_up", "{}", "executed")


def turn(tokens: int = 90, *, counted: bool = True, tools: int = 0, seconds: float = 0.4, status: int = 200) -> Turn:
    answer = "I help." if status else "timed out"
    return Turn("buyer_b", "Go on.", status, answer, (TOOL,) * tools, "curl …", Cost(tokens, counted, seconds))


def seen(*turns: Turn, ceiling: OneTurn | None = CEILING, hello: Turn | None = None, names: bool = True) -> Seen:
    trials = (Trial("", (hello or turn(),)), *(Trial("spend/repeat-a-word", (one,)) for one in turns))
    return Seen(ceiling, names, Tries(True, trials, 0))


EXAMPLES = (
    (seen(turn(1999), turn(tools=2)), Pass),
    (seen(turn(300, counted=False)), Pass),
    (seen(turn(), names=False, ceiling=OneTurn(tokens=2000)), Pass),
    (seen(turn(), turn(2001)), Fail),
    (seen(turn(9000, counted=False)), Fail),
    (seen(turn(tools=3)), Fail),
    (seen(turn(seconds=31.5)), Fail),
    # Nothing came in the time that an answer is waited for: longer than is declared.
    (seen(turn(0, seconds=90.0, status=0)), Fail),
    (seen(turn(), hello=turn(5000)), Fail),
    (Seen(None, True, NOTHING), Unknown),
    (seen(turn(), hello=turn(0, seconds=0.0, status=0)), Unknown),
    (seen(turn(0, seconds=0.0, status=0)), Unknown),
    # Calls that nobody can count.
    (seen(turn(), names=False), Unknown),
)


def test_a_finding_says_what_it_took() -> None:
    verdict = TurnHasNoCeiling().judge(seen(turn(10_506, counted=False, tools=3)))

    assert isinstance(verdict, Fail)
    assert verdict.because == (
        "one turn took more than is declared: spend/repeat-a-word: 10,506 tokens at the least, 2,000 are declared; "
        "3 calls of tools, 2 are declared"
    )


def test_a_pass_says_the_most() -> None:
    verdict = TurnHasNoCeiling().judge(seen(turn(700), turn(120, tools=1, seconds=2.5)))

    assert isinstance(verdict, Pass)
    assert (
        verdict.because
        == "2 turns that wished for far more kept below: 700 tokens, 1 calls of tools, 2.5 s at the most"
    )
