"""A key in what is shipped is a finding; silence counts only where the engine is proved to see and all was read."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.secrets.bundle import File, Shipped
from launchready.observe.secrets.found import Found
from launchready.stages.s3_deploy.bundle_holds_key import BundleHoldsKey

SCRIPT = "https://shop.test/assets/app.1a2b.js"
KEY = Found(f"{SCRIPT}:1", "stripe access token", "0a1b2c3d4e5f")


def seen(*found: Found, read: bool = True, control: bool = True) -> Shipped:
    file = File(SCRIPT, f"GET {SCRIPT} -> {200 if read else 500}, 9 characters", read, f"curl {SCRIPT}")
    return Shipped((file,), (), found, 1, (), (), control, inside_control=True)


EXAMPLES = (
    (seen(), Pass),
    (seen(KEY), Fail),
    (seen(KEY, read=False, control=False), Fail),
    (seen(control=False), Unknown),
    (seen(read=False), Unknown),
    (Shipped((), (), (), 0, (), (), control=True, inside_control=True), Unknown),
)


def test_the_finding_is_known_by_the_value_because_files_are_renamed_by_each_build() -> None:
    verdict = BundleHoldsKey().judge(seen(KEY))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("0a1b2c3d4e5f",)
    assert verdict.reproduce == (f"curl {SCRIPT}",)
