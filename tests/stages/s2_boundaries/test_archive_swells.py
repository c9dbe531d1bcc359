"""Examples and traps of boundaries.archive-swells."""

from dataclasses import replace

from launchready.observe.inputs.bombs import Bomb
from launchready.observe.inputs.unpacking import Archive, UnpackingSeen
from launchready.stages.s2_boundaries.archive_swells import ArchiveSwells, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

READ = "GET /files/{id} -> 200"
SMALL = Archive(
    operation="POST /files/import",
    form="zip",
    inside="a text",
    status=201,
    said="201",
    read=READ,
    named=READ,
    speaks=True,
    slipped=201,
    leads="",
    slip_name="../../lrc.txt",
    curl="curl …",
)
HELD = Bomb(
    operation="POST /files/import",
    form="zip",
    control=READ,
    curl="curl …",
    plain=1_100_000,
    plain_status=413,
    status=413,
    packed=5_600,
    unpacked=5_500_000,
    after=True,
)
SWOLLEN = replace(HELD, status=201, kept=5_500_000, read=READ, beside=True)


def seen(*bombs: Bomb) -> Seen:
    return Seen(UnpackingSeen((SMALL,), ()), bombs)


def without(*archives: Archive, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(UnpackingSeen(archives, missing), ())


EXAMPLES = (
    (seen(HELD), Pass),
    (seen(SWOLLEN), Fail),
    (seen(HELD, replace(SWOLLEN, form="tar.gz")), Fail),
    (seen(replace(SWOLLEN, kept=0)), Pass),  # left out, the file beside it is there
    (seen(replace(SWOLLEN, kept=1_000_000)), Pass),  # cut at what a body may hold
    (seen(replace(SWOLLEN, plain=5_500_000, kept=2_097_000)), Unknown),  # read no further
    (seen(replace(SWOLLEN, kept=0, beside=False)), Unknown),
    (seen(replace(HELD, unpacked=55_000_000, allowed=5_500_000)), Pass),  # more than a body by design, and bounded
    (seen(replace(SWOLLEN, unpacked=55_000_000, kept=1_500_000, allowed=1_500_000)), Pass),  # cut by design
    (seen(replace(SWOLLEN, unpacked=55_000_000, kept=55_000_000, allowed=5_500_000)), Fail),
    (seen(replace(HELD, status=500)), Unknown),
    (seen(replace(HELD, status=500, plain_status=500)), Pass),
    (seen(replace(HELD, status=0)), Unknown),
    (seen(replace(HELD, status=429)), Unknown),
    (seen(replace(HELD, after=False)), Unknown),
    (seen(Bomb("POST /files/import", "zip", READ, "curl …", 0, 201)), Unknown),
    (seen(Bomb("POST /files/import", "zip", READ, "curl …", 1_100_000, 429)), Unknown),
    (without(replace(SMALL, read="", named="", speaks=False)), NotApplicable),  # kept as it is
    (without(replace(SMALL, status=415, read="", named="", speaks=False)), NotApplicable),
    (without(replace(SMALL, status=415, read="", named="", speaks=True)), Unknown),
    (without(replace(SMALL, read="", speaks=False)), Unknown),  # named, and not to be read
    (without(replace(SMALL, status=0, read="", named="", speaks=False)), Unknown),
    (without(missing=("POST /files: there is no object",)), Unknown),
    (without(), NotApplicable),
)


def test_what_could_not_be_deleted_is_told() -> None:
    verdict = ArchiveSwells().judge(seen(replace(SWOLLEN, removed=False)))

    assert isinstance(verdict, Fail)
    assert "could not be deleted" in verdict.because
    assert "1,100,000" in verdict.because
