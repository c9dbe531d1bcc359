"""An open page that nothing keeps out is a finding; a password, a sign, a private network and a silence are none."""

from dataclasses import replace

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.indexing import Sighted, Sought
from launchready.stages.s3_deploy.staging_can_be_indexed import Seen, StagingCanBeIndexed

OPEN = Sought(
    "https://staging.shop.test/",
    "GET https://staging.shop.test/ -> 200, 512 characters",
    200,
    60,
    "Shop",
    asks_in=False,
    kept_out="",
    elsewhere="",
    curl="curl",
)
LOOSE = Sighted("staging", "staging", "staging.shop.test", False, "GET robots.txt -> 404", 404, (OPEN,))


def seen(*others: Sighted) -> Seen:
    return Seen(others)


def paged(**changes: object) -> Seen:
    return seen(replace(LOOSE, pages=(replace(OPEN, **changes),)))  # type: ignore[arg-type]


EXAMPLES = (
    (seen(), NotApplicable),
    (seen(LOOSE), Fail),
    (seen(replace(LOOSE, robots_status=200)), Fail),
    (paged(kept_out="X-Robots-Tag: noindex"), Pass),
    (paged(elsewhere="https://shop.test/"), Pass),
    (paged(asks_in=True), Pass),
    (paged(status=401, words=0), Pass),
    (paged(status=302, words=0), Pass),
    (paged(status=200, words=0), Pass),
    (seen(replace(LOOSE, inside=True)), Pass),
    (seen(replace(LOOSE, robots_status=503)), Pass),
    (paged(status=0, words=0), Unknown),
    (paged(words=0, scripted=True), Unknown),
    (paged(words=0, scripted=True, kept_out="X-Robots-Tag: noindex"), Pass),
    (seen(replace(LOOSE, robots_status=0)), Unknown),
    (seen(replace(LOOSE, only_for="the office")), Unknown),
    (seen(replace(LOOSE, only_for="the office"), LOOSE), Fail),
    (seen(replace(LOOSE, only_for="the office", pages=(replace(OPEN, status=403, words=0),))), Pass),
    (seen(replace(LOOSE, only_for="the office", pages=(replace(OPEN, kept_out="X-Robots-Tag: noindex"),))), Pass),
    (paged(status=503, words=0, doubt="it fails now"), Unknown),
    (paged(asks_in=True, words=400, doubt="much beside a password"), Unknown),
    (paged(asks_in=True, words=400, doubt="much beside a password", kept_out="X-Robots-Tag: noindex"), Pass),
)


def test_the_remedy_is_a_header_to_paste() -> None:
    assert StagingCanBeIndexed().remedy(seen(LOOSE)).paste == "X-Robots-Tag: noindex"


def test_the_remedy_and_the_doubt_say_what_an_owner_can_declare() -> None:
    check = StagingCanBeIndexed()
    doubt = check.judge(seen(replace(LOOSE, only_for="the office")))

    assert "only_for" in check.remedy(seen(LOOSE)).do
    assert isinstance(doubt, Unknown)
    assert "only for the office, and this machine is let in" in doubt.because
