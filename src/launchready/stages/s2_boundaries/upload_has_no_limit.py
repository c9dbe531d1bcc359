"""Uploads thirty small files in a row as one user, and looks whether anything stops it."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface
from launchready.observe.api.openapi import Api
from launchready.observe.api.risky import uploads_of
from launchready.observe.limits.floods import Flood, Uploads
from launchready.observe.world import World
from launchready.stages.s2_boundaries._limits import SUCCESS, bounded, first_is, promised, statuses
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The uploads and what came of them; nothing where the API takes no files."""

    flood: Flood | None


class UploadHasNoLimit(Check[ApiSurface, Seen]):
    """One user with a script can fill your storage, and your bill for it, without end.

    What it does
        Uploads thirty small files in a row (or a few more than the bound that launch.toml promises) as an account made for
        it, and looks for a limit. The first upload is the control. It deletes them again where the API lets it.

    Why it is bad
        Storage, scanning and whatever reads the files cost money by the piece; a loop fills a disk in an hour.

    See it yourself
        Upload the same small file in a loop and count the answers.
    """

    title = "One user can upload without limit"
    impact = Impact.COSTS_MONEY
    rows = ("BND-4",)
    refs = ("API4:2023", "CWE-770")
    touch = Touch.WRITE
    faults = ("bnd-upload-unlimited",)
    alone = True
    deadline_s = 180.0

    async def look(self, at: ApiSurface, world: World) -> Seen:
        """Uploads as an account made for it, where the API has a sign-up."""
        if not uploads_of(await world.ask(Api(at.name))):
            return Seen(None)
        return Seen(await world.ask(Uploads(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where every file was taken."""
        flood = seen.flood
        if flood is None:
            return NotApplicable("the API documents no operation that takes a file")
        burst = flood.burst
        lost = first_is(burst, SUCCESS, flood.first)
        if lost is not None:
            return lost
        if verdict := bounded(burst, f"the first one was taken: {burst.tries[0].status}"):
            return verdict
        taken = sum(one.status in SUCCESS for one in burst.tries)
        if taken < len(burst.tries):
            return Unknown(f"{len(burst.tries) - taken} of {len(burst.tries)} uploads failed without naming a limit")
        kept = f"; {flood.left} of them could not be deleted again" if flood.left else ""
        return Fail(
            f"{taken} files in a row were all taken by {flood.operation}{promised(burst)}",
            (Evidence(f"{taken} uploads as {flood.by}", f"{statuses(burst)} in {burst.seconds:g} s{kept}"),),
            (flood.curl,),
            (flood.operation,),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A rate and a room."""
        del seen
        return Remedy(
            "Count uploads by user (ten a minute) and their bytes by user in all; answer 429 with Retry-After before the "
            "body is read.",
            Effort.HOURS,
            "limits.take(f'upload:{user.id}', per_minute=10)",
        )
