"""Examples and traps of boundaries.new-password-keeps-sessions."""

from dataclasses import replace

from launchready.observe.auth.password_change import ChangeSeen
from launchready.stages.s2_boundaries.new_password_keeps_sessions import NewPasswordKeepsSessions, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.observe.reset_examples import SOUND

CHANGE = ChangeSeen("POST /password", "… -> 204", True, ("bearer token", "cookie"), (), "curl …")
NONE = ChangeSeen("", "", False, (), (), "")

EXAMPLES = (
    (Seen(CHANGE, SOUND), Pass),
    (Seen(CHANGE, None), Pass),
    (Seen(NONE, SOUND), Pass),
    (Seen(replace(CHANGE, still=("cookie",)), None), Fail),
    (Seen(CHANGE, replace(SOUND, sessions=("bearer token",))), Fail),
    (Seen(replace(CHANGE, changed=False), None), Unknown),
    (Seen(replace(CHANGE, before=()), None), Unknown),
    (Seen(NONE, None), NotApplicable),
)


def test_a_change_that_was_refused_ends_nothing_and_is_no_finding() -> None:
    refused = replace(CHANGE, changed=False, still=("bearer token", "cookie"))

    assert isinstance(NewPasswordKeepsSessions().judge(Seen(refused, None)), Unknown)
