"""A release is old where a newer one like it was made; what cannot be compared is not known."""

from dataclasses import replace

from launchready.check import Fail, Pass, Unknown
from launchready.observe.ops.releases import Releases, Tag, Told
from launchready.stages.s3_deploy.old_release_is_served import OldReleaseIsServed

DAY = 86_400
NOW = 1_800_000_000
HEALTH = "GET https://api.shop.test/health: release"
TAGS = (
    Tag("v1.9.0", "a" * 40, NOW - 9 * DAY),
    Tag("v1.10.0", "b" * 40, NOW - DAY),
    Tag("docs-2026", "c" * 40, NOW - DAY),
)
COMMITS = ("d" * 40, "b" * 40, "a" * 40)


def told(value: str) -> Told:
    return Told(HEALTH, value, "curl health")


def seen(*values: str, tags: tuple[Tag, ...] = TAGS, declared: str = "", without: str = "") -> Releases:
    command = "bin/release" if declared else ""
    return Releases(tuple(told(value) for value in values), "", declared, command, tags, COMMITS, without, NOW)


def at_both(page: str, health: str) -> Releases:
    """What the page says, and what the API does."""
    return replace(seen(), told=(Told("GET https://shop.test/: release", page, "curl page"), told(health)))


YOUNG = (TAGS[0], replace(TAGS[1], at=NOW - 60))
EXAMPLES = (
    (seen("1.10.0"), Pass),
    (seen("shop@1.10.0"), Pass),
    (seen("1.9.0"), Fail),
    (seen("v1.9.0"), Fail),
    (seen("1.9.0", "1.10.0"), Fail),
    (seen("1.9.0", tags=YOUNG), Unknown),
    (seen("2.0.0"), Unknown),
    (seen("16"), Unknown),
    (seen(), Unknown),
    (seen("1.9.0", tags=(), without="launch.toml declares no repository"), Unknown),
    (seen("ddddddd"), Pass),
    (seen("bbbbbbb"), Pass),
    (seen("aaaaaaa"), Fail),
    (seen("aaaaaaa", tags=()), Unknown),
    # Each place counts: a new page before an old API is no release that was put out whole.
    (at_both("1.10.0", "1.10.0"), Pass),
    (at_both("1.10.0", "1.9.0"), Fail),
    (at_both("1.9.0", "1.10.0"), Fail),
    (at_both("1.10.0", "16"), Pass),
    (seen("2026.7", declared="2026.7"), Pass),
    (seen("2026.6", declared="2026.7"), Fail),
    (seen("2026.6", declared="fatal: no such thing"), Unknown),
)


def test_the_newest_is_told_by_its_numbers_and_not_by_its_letters() -> None:
    verdict = OldReleaseIsServed().judge(seen("1.9.0"))

    assert verdict.because == "1.9.0 answers, and the newest release is v1.10.0"


def test_the_release_of_each_place_is_told() -> None:
    verdict = OldReleaseIsServed().judge(at_both("1.10.0", "v1.10.0"))

    assert verdict.because == f"1.10.0 answers: GET https://shop.test/: release; v1.10.0 answers: {HEALTH}"
