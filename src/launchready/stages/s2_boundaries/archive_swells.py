"""Uploads a small archive that holds more than the product takes as it is, and looks what became of it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, ChatSurface
from launchready.observe.http import BODY_LIMIT
from launchready.observe.inputs.bombs import Bomb, Bombs
from launchready.observe.inputs.unpacking import Archive, Unpacking, UnpackingSeen
from launchready.observe.world import World
from launchready.verdict import Evidence

TAKEN = range(200, 300)
REFUSED = range(400, 500)
TOO_MANY = 429
SLACK = 10_000
"""Characters of an answer that may be other than the file."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What unpacks, and what came of archives that swell."""

    unpacking: UnpackingSeen
    bombs: tuple[Bomb, ...]


class ArchiveSwells(Check[ApiSurface | ChatSurface, Seen]):
    r"""A customer sends a few kilobytes, and your server unpacks them until the memory or the disk is full.

    What it does
        Tries each upload with a small zip and a small tar.gz of two files, and looks whether the files come back: that is the
        control. Where they do, it sends an archive that holds 1.1 million characters (then 5.5 and 11, where that is taken)
        without packing them. Where this is refused, it sends one that is packed tight and holds five times as much: some
        kilobytes. Where more of it is there afterwards, in a file or in its size, than was refused as it is, one more follows
        that holds 55 million: it counts when that is unpacked as well, since some products unpack more than a body may hold
        by design, and bound it. Everything is removed at once. A chat's own uploads
        (`upload` of its carriers) are tried as well.

    Why it is bad
        A limit on the body does not see what is inside: the same archive with a thousand times as much takes the process,
        the disk and everybody on it down.

    See it yourself
        `head -c 20000000 /dev/zero | tr '\0' x > x.txt; zip x.zip x.txt`, and upload x.zip.
    """

    title = "A small archive is unpacked to more than the product takes"
    impact = Impact.COSTS_MONEY
    rows = ("BND-5", "ABU-5")
    refs = ("CWE-409", "API4:2023", "ASVS 5.0 5.2.3")
    touch = Touch.WRITE
    faults = ("bnd-archive-bomb",)
    alone = True
    deadline_s = 180.0

    async def look(self, at: ApiSurface | ChatSurface, world: World) -> Seen:
        """Shares the small archives with the check of names that keep their path."""
        unpacking = await world.ask(Unpacking(at.name))
        return Seen(unpacking, await world.ask(Bombs(at.name)) if unpacking.unpacked() else ())

    def judge(self, seen: Seen) -> Verdict:
        """Fails where more was unpacked than is taken; the worst of all archives counts."""
        swollen = [one for one in seen.bombs if one.plain and one.status in TAKEN and _is_swollen(one)]
        if swollen:
            one = swollen[0]
            left = "" if one.removed else "; it could not be deleted: look for it and take it away"
            return Fail(
                f"{one.operation} unpacked a {one.form} of {one.packed:,} bytes to a file of {one.kept:,}, though it refuses "
                f"{one.plain:,} that are not packed{left}",
                tuple(
                    Evidence(
                        f"a {one.form} of {one.packed:,} bytes with a file of {one.unpacked:,}",
                        f"{one.status}; {one.read} shows {one.kept:,} bytes of it; not packed, {one.plain:,} bytes: "
                        f"{one.plain_status}",
                    )
                    for one in swollen
                ),
                (one.curl,),
                tuple(dict.fromkeys(one.operation for one in swollen)),
            )
        if not seen.bombs:
            return _without(seen.unpacking)
        because = next((text for one in seen.bombs if (text := _unclear(one))), "")
        if because:
            return Unknown(because)
        formats = " and ".join(one.form for one in seen.bombs)
        one = max(seen.bombs, key=lambda bomb: bomb.allowed)
        if one.allowed:
            return Pass(
                f"of a file that would be {one.unpacked:,} bytes {one.kept:,} were kept: what comes out is bounded, at more than "
                f"the {one.plain:,} bytes that a body may not hold ({formats})",
                f"{one.allowed:,} bytes of a smaller archive were unpacked: {one.control}",
            )
        return Pass(
            f"of a file that would be {one.unpacked:,} bytes nothing was kept, or no more than a body may hold ({formats})",
            f"a small one is unpacked: {one.control}; {one.plain:,} bytes that are not packed: {one.plain_status}",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Count what comes out."""
        del seen
        return Remedy(
            "Bound what comes out of an archive: the bytes of all entries together, counted while they are read (what its header says "
            "may be a lie), the number of entries and the ratio; leave archives inside of archives packed.",
            Effort.HOURS,
            "while piece := entry.read(65536):\n    total += len(piece)\n    if total > min(MOST_BYTES, 100 * len(archive)):\n"
            "        raise TooLarge",
        )


def _is_swollen(one: Bomb) -> bool:
    """Whether more was kept than is taken as it is, and of the largest archive more than of the one before it."""
    return one.kept > one.plain and (one.kept > one.allowed or one.kept >= BODY_LIMIT - SLACK)


def _unclear(one: Bomb) -> str:
    """Why nothing can be told of a format; empty where it was held."""
    what = f"{one.operation}, {one.form}"
    if not one.plain:
        return f"{what}: it takes an archive of 11 million bytes as it is, so one that swells beyond that would be no small one"
    if not one.unpacked:
        return f"{what}: an archive that is not packed was neither taken nor refused for its size ({one.said})"
    if one.status in TAKEN and not one.kept and not one.beside:
        return f"{what}: the archive that swells was taken, and nothing of it was seen again"
    if one.status in TAKEN and one.kept >= BODY_LIMIT - SLACK:
        return f"{what}: the file was read to {one.kept:,} bytes and no further"
    if one.status not in TAKEN and (one.status == TOO_MANY or one.status not in {*REFUSED, one.plain_status}):
        return f"{what}: the archive that swells was answered neither yes nor no ({one.said})"
    return "" if one.after else f"{what}: afterwards no small archive was unpacked any more, so the control is lost"


def _without(seen: UnpackingSeen) -> Unknown | NotApplicable:
    """What is to be said where nothing was unpacked."""
    unclear = next((text for one in seen.archives if (text := _is_unclear(one))), "")
    if unclear or (seen.missing and not seen.archives):
        return Unknown(unclear or seen.missing[0])
    if not seen.archives:
        return NotApplicable(seen.none)
    told = ", ".join(f"{one.operation} {one.form}: {one.status}" for one in seen.archives)
    return NotApplicable(f"no upload unpacks archives ({told})")


def _is_unclear(one: Archive) -> str:
    if one.status in TAKEN and (one.named or one.speaks):
        return f"{one.operation} took a {one.form}, and the content of no file in it could be read back"
    if one.status == TOO_MANY or one.status not in {*TAKEN, *REFUSED}:
        return f"{one.operation}, {one.form}: it was not answered with yes or no ({one.said})"
    return f"{one.operation} speaks of archives, and refused ours ({one.said})" if one.speaks else ""
