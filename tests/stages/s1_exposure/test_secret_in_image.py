"""A key in any layer is a finding, also one that a later layer deletes; an image that is not there is Unknown."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.found import Found
from launchready.observe.secrets.places.gather import NOTHING, Part
from launchready.stages.s1_exposure._secrets import Seen
from launchready.stages.s1_exposure.secret_in_image import SecretInImage

KEY = Found("dist/app.tar layer 3 srv/.env, deleted by a later layer:1", "github token", "0a1b2c3d4e5f")


def seen(*found: Found, looked_at: int = 2, missed: tuple[str, ...] = (), control: bool = True) -> Seen:
    return Seen("/repo", Part(found, looked_at, 0, missed, ()), control)


EXAMPLES = (
    (seen(), Pass),
    (seen(KEY), Fail),
    (seen(KEY, missed=("images: dist/app.tar is not there",)), Fail),
    (seen(missed=("images: dist/app.tar is not there",)), Unknown),
    (seen(looked_at=0, missed=("images: dist/app.tar is not there",)), Unknown),
    (seen(control=False), Unknown),
    (Seen("", NOTHING, control=True), NotApplicable),
)


def test_the_finding_says_where_to_look() -> None:
    verdict = SecretInImage().judge(seen(KEY))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("0a1b2c3d4e5f",)
    assert verdict.reproduce == ("in /repo: dist/app.tar layer 3 srv/.env, deleted by a later layer, line 1",)
