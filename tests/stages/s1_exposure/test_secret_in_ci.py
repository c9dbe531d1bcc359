"""A key in a build file is a finding; a repository without build files has none to read."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.found import Found
from launchready.observe.secrets.places.gather import NOTHING, Part
from launchready.stages.s1_exposure._secrets import Seen
from launchready.stages.s1_exposure.secret_in_ci import SecretInCi

KEY = Found(".github/workflows/deploy.yml:17", "github token", "0a1b2c3d4e5f")


def seen(*found: Found, looked_at: int = 2, missed: tuple[str, ...] = (), control: bool = True) -> Seen:
    return Seen("/repo", Part(found, looked_at, 0, missed, ()), control)


EXAMPLES = (
    (seen(), Pass),
    (seen(KEY), Fail),
    (seen(KEY, missed=("Jenkinsfile: Permission denied",)), Fail),
    (seen(missed=("Jenkinsfile: Permission denied",)), Unknown),
    (seen(looked_at=0, missed=("Jenkinsfile: Permission denied",)), Unknown),
    (seen(control=False), Unknown),
    (Seen("/repo", NOTHING, control=True), NotApplicable),
)


def test_the_finding_says_where_to_look() -> None:
    verdict = SecretInCi().judge(seen(KEY))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("0a1b2c3d4e5f",)
    assert verdict.reproduce == ("sed -n 17p '/repo/.github/workflows/deploy.yml'",)
