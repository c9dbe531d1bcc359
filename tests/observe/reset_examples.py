"""A reset as it should be, for tests to change one thing of."""

from launchready.observe.auth.guessable import Strength
from launchready.observe.auth.reset import ResetSeen

STRONG = Strength(3, 43, "letters, digits and signs", 258.0, ())
SHORT = Strength(3, 6, "digits", 19.9, ())

SOUND = ResetSeen(
    asked="POST https://api.example/reset -> 202, 2 characters",
    arrived=3,
    way="POST /reset/confirm",
    told="POST https://api.example/reset/confirm -> 204, 0 characters",
    works=True,
    made_up=False,
    old_password=False,
    sessions=(),
    sessions_before=("bearer token",),
    again=False,
    older=False,
    strength=STRONG,
    wrong_codes=0,
    after_wrong_codes=None,
    curl="curl … /reset/confirm",
    wish_curl="curl … /reset",
)
