"""Examples and traps of boundaries.token-lives-too-long."""

import pytest

from launchready.observe.auth.token_times import DAY, Lifetime
from launchready.stages.s2_boundaries.token_lives_too_long import Seen, words
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def seen(seconds: float | None, *, kind: str = "HS256", control: bool = True, told: float | None = None) -> Seen:
    return Seen(Lifetime("GET /me", kind, control, seconds, told, "curl …"))


EXAMPLES = (
    (seen(3600), Pass),
    (seen(30 * DAY), Pass),
    (seen(32 * DAY), Fail),
    (seen(None), Fail),
    (seen(None, told=3600), Fail),
    (seen(None, kind="", told=3600), Pass),
    (seen(None, kind="", told=400 * DAY), Fail),
    (seen(3600, control=False), Unknown),
    (seen(None, kind=""), NotApplicable),
    # The number of a session that the server keeps: its end is not in it.
    (Seen(Lifetime("GET /me", "HS256", True, None, None, "curl …", is_reference=True)), Unknown),
)


@pytest.mark.parametrize(
    ("seconds", "said"), [(900, "15 minutes"), (7200, "2 hours"), (86400, "24 hours"), (7 * DAY, "7 days")]
)
def test_a_time_is_said_as_a_person_says_it(seconds: float, said: str) -> None:
    assert said == words(seconds)
