"""Examples and traps of boundaries.session-id-is-guessable."""

from dataclasses import replace

from launchready.observe.auth.guessable import Strength
from launchready.observe.auth.session_ids import Named, SessionIdsSeen
from launchready.stages.s2_boundaries.session_id_is_guessable import SessionIdIsGuessable
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

STRONG = Strength(4, 43, "letters, digits and signs", 258.0, ())
TOKEN = Named("bearer token", False, STRONG)
JWT = Named("cookie session", True, replace(STRONG, bits=256.0))


def seen(*named: Named, control: bool = True) -> SessionIdsSeen:
    return SessionIdsSeen("POST /login -> 200, 90 characters", control, named, "curl …")


EXAMPLES = (
    (seen(TOKEN), Pass),
    (seen(TOKEN, JWT), Pass),
    (seen(replace(TOKEN, strength=replace(STRONG, patterns=("a number that is counted up (+1, +1)",)))), Fail),
    (seen(replace(TOKEN, strength=Strength(4, 8, "digits", 26.6, ()))), Fail),
    (seen(replace(TOKEN, strength=replace(STRONG, samples=1))), Unknown),
    (seen(TOKEN, control=False), Unknown),
    (seen(JWT), NotApplicable),
)


def test_one_short_value_that_never_changes_is_not_called_guessable() -> None:
    same = replace(TOKEN, strength=Strength(1, 8, "digits", 26.6, ()))

    assert isinstance(SessionIdIsGuessable().judge(seen(same)), Unknown)
