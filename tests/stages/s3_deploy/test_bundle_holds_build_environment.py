"""The build's environment in what is shipped is a finding; what could not be read is not known."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.secrets.build_leftovers import ENVIRONMENT, VARIABLE, Leftover
from launchready.observe.secrets.bundle import File, Shipped
from launchready.stages.s3_deploy.bundle_holds_build_environment import BundleHoldsBuildEnvironment

SCRIPT = "https://shop.test/assets/app.1a2b.js"
ENV = Leftover(ENVIRONMENT, SCRIPT, ("PATH", "HOME", "PWD"))
SECRET = Leftover(VARIABLE, SCRIPT, ("NEXT_PUBLIC_MAIL_SECRET",))


def seen(*left: Leftover, read: bool = True, control: bool = True, more: int = 0) -> Shipped:
    file = File(SCRIPT, f"GET {SCRIPT} -> 200, 9 characters", read, f"curl {SCRIPT}")
    return Shipped(
        (file,),
        (),
        (),
        0,
        (),
        (),
        control=True,
        inside_control=True,
        leftovers=left,
        leftovers_control=control,
        more=more,
    )


EXAMPLES = (
    (seen(), Pass),
    (seen(ENV), Fail),
    (seen(SECRET), Fail),
    (seen(ENV, read=False), Fail),
    (seen(read=False), Unknown),
    (seen(control=False), Unknown),
    (seen(more=3), Unknown),
)


def test_the_remedy_names_the_secret_that_is_public() -> None:
    assert "NEXT_PUBLIC_MAIL_SECRET" in BundleHoldsBuildEnvironment().remedy(seen(SECRET)).do
