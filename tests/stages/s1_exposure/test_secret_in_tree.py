"""A key in a file is a finding; silence counts only where the engine is proved to see."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.secrets.found import Found
from launchready.observe.secrets.places.gather import Part
from launchready.stages.s1_exposure._secrets import Seen
from launchready.stages.s1_exposure.secret_in_tree import SecretInTree

KEY = Found("src/pay.py:12", "stripe access token", "0a1b2c3d4e5f")


def seen(*found: Found, looked_at: int = 40, missed: tuple[str, ...] = (), control: bool = True) -> Seen:
    return Seen("/repo", Part(found, looked_at, 2, missed, ()), control)


EXAMPLES = (
    (seen(), Pass),
    (seen(KEY), Fail),
    (seen(KEY, control=False), Fail),
    (seen(KEY, missed=("a.py: Permission denied",)), Fail),
    (seen(control=False), Unknown),
    (seen(looked_at=0), Unknown),
    (seen(missed=("a.py: Permission denied",)), Unknown),
)


def test_the_finding_is_known_by_the_value_and_not_by_the_line() -> None:
    verdict = SecretInTree().judge(seen(KEY))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("0a1b2c3d4e5f",)
    assert verdict.reproduce == ("sed -n 12p '/repo/src/pay.py'",)


def test_an_engine_that_sees_nothing_is_our_fault() -> None:
    verdict = SecretInTree().judge(seen(control=False))

    assert isinstance(verdict, Unknown)
    assert verdict.ours


def test_a_pass_says_what_it_does_not_cover() -> None:
    unread = tuple(f"{number}.7z: 7z archives are not unpacked" for number in range(50))

    verdict = SecretInTree().judge(Seen("/repo", Part((), 40, 2, (), unread, 72), control=True))

    assert isinstance(verdict, Pass)
    assert verdict.because.startswith(
        "no live-looking secret is in the code (40 read; 2 weaker hints do not count); not read, and so"
    )
    assert verdict.because.endswith("9.7z: 7z archives are not unpacked; and 62 more")
