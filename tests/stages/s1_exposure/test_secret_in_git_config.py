"""A token in git's own settings is a finding; a folder without git has no settings."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.found import Found
from launchready.observe.secrets.places.gather import NOTHING, Part
from launchready.stages.s1_exposure._secrets import Seen
from launchready.stages.s1_exposure.secret_in_git_config import SecretInGitConfig

KEY = Found(".git/config:9", "github token", "0a1b2c3d4e5f")


def seen(*found: Found, looked_at: int = 2, missed: tuple[str, ...] = (), control: bool = True) -> Seen:
    return Seen("/repo", Part(found, looked_at, 0, missed, ()), control)


EXAMPLES = (
    (seen(), Pass),
    (seen(KEY), Fail),
    (seen(KEY, missed=(".git/config: Permission denied",)), Fail),
    (seen(missed=(".git/config: Permission denied",)), Unknown),
    (seen(looked_at=0, missed=(".git/config: Permission denied",)), Unknown),
    (seen(control=False), Unknown),
    (Seen("/repo", NOTHING, control=True), NotApplicable),
)


def test_the_finding_says_where_to_look() -> None:
    verdict = SecretInGitConfig().judge(seen(KEY))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("0a1b2c3d4e5f",)
    assert verdict.reproduce == ("sed -n 9p '/repo/.git/config'",)
