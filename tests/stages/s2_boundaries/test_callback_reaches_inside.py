"""Examples and traps of boundaries.callback-reaches-inside."""

from launchready.observe.inputs.callbacks import Attempt, CallbacksSeen, Target
from launchready.stages.s2_boundaries.callback_reaches_inside import CallbackReachesInside, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def attempt(status: int, caught: str = "", triggered: str = "") -> Attempt:
    return Attempt("http://127.0.0.1:5/lrc", status, triggered, caught, ("curl …",))


def target(*attempts: Attempt, good: int = 201, called: bool = True, operation: str = "POST /hooks") -> Target:
    return Target(operation, "url", good, called, attempts)


def seen(*targets: Target, hears: bool = True, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(CallbacksSeen(targets, hears, missing))


TESTED = "POST /hooks/{id}/test -> 202"
EXAMPLES = (
    (seen(target(attempt(422), attempt(422))), Pass),
    (seen(target(attempt(201, triggered=TESTED))), Pass),
    (seen(target(attempt(201, "GET /lrc HTTP/1.1", TESTED))), Fail),
    (seen(target(attempt(422), attempt(201, "POST /lrc HTTP/1.1"))), Fail),
    (seen(target(attempt(502, "GET /lrc HTTP/1.1"), good=502)), Fail),
    (seen(target(attempt(201))), Unknown),
    (seen(target(attempt(201), called=False)), Pass),
    (seen(target(attempt(200), operation="GET /preview")), Pass),
    (seen(target(attempt(422), good=422)), Unknown),
    (seen(target(attempt(0))), Unknown),
    (seen(target(attempt(500))), Unknown),
    (seen(target(attempt(422)), hears=False), Unknown),
    (seen(missing=("POST /hooks url: none of the customers may do it",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_listener_that_is_deaf_is_our_own_fault() -> None:
    verdict = CallbackReachesInside().judge(seen(target(attempt(422)), hears=False))

    assert isinstance(verdict, Unknown)
    assert verdict.ours
