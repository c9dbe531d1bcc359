"""A key in an old version is a finding, and the command that shows it fits where it lies."""

import pytest

from launchready.check import Fail, Pass, Unknown
from launchready.observe.secrets.found import Found
from launchready.observe.secrets.places.gather import Part
from launchready.stages.s1_exposure._secrets import Seen
from launchready.stages.s1_exposure.secret_in_history import SecretInHistory


def seen(*places: str, missed: tuple[str, ...] = ()) -> Seen:
    found = tuple(Found(place, "github pat", f"{n:012x}") for n, place in enumerate(places))
    return Seen("/repo", Part(found, 90, 0, missed, ()), control=True)


EXAMPLES = (
    (seen(), Pass),
    (seen("commit 1234567 src/pay.py:3"), Fail),
    (seen(missed=("it is a shallow clone: fetch the whole history (git fetch --unshallow)",)), Unknown),
    (seen(missed=("it has no history: the folder is not a git repository",)), Unknown),
)


@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("commit 1234567 src/my pay.py:3", "git -C '/repo' show '1234567:src/my pay.py' | sed -n 3p"),
        ("object 1234567890, in no commit:7", "git -C '/repo' cat-file -p 1234567890 | sed -n 7p"),
        ("message of tag 1234567890:6", "git -C '/repo' cat-file -p 1234567890 | sed -n 6p"),
    ],
)
def test_the_command_shows_the_place(place: str, command: str) -> None:
    verdict = SecretInHistory().judge(seen(place))

    assert isinstance(verdict, Fail)
    assert verdict.reproduce == (command,)
