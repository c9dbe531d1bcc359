"""Uploads files whose names lead to other folders, and looks where they end."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, ChatSurface
from launchready.observe.inputs.unpacking import Unpacking, UnpackingSeen
from launchready.observe.inputs.uploads import Uploads, UploadsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries._uploads import unknown
from launchready.verdict import Evidence

ANSWERED = frozenset({*range(200, 300), *range(400, 429), *range(430, 500)})


@dataclass(frozen=True, slots=True)
class Seen:
    """The files and how they came back, and those in archives."""

    uploads: UploadsSeen
    unpacking: UnpackingSeen


class UploadKeepsPath(Check[ApiSurface | ChatSurface, Seen]):
    r"""A file's name may lead to another folder, so an upload can end where it was never meant to be.

    What it does
        Uploads an ordinary file under the names `../../x.txt`, `..\..\x.txt` and `/tmp/x.txt`. It counts when the product
        names the file with the path in it, in an answer or in the download, or when the file's content is found at another
        address than its own. Where an archive (zip, tar.gz) is unpacked, it sends one with files of such names, too. The files
        are removed. So are a chat's own uploads tried (`upload` of its carriers), where its answer names the file or leads back to it.

    Why it is bad
        What keeps the path today writes to it tomorrow: over a page, a key or a program, or on the machine of whoever
        unpacks a backup.

    See it yourself
        `curl -F 'file=@x.txt;filename="../../x.txt"'` to your upload, and read the name in the answer.
    """

    title = "An uploaded file keeps the path in its name"
    impact = Impact.SHOULD_FIX
    rows = ("BND-5",)
    refs = ("CWE-22", "CWE-73", "ASVS 5.0 5.3.2")
    touch = Touch.WRITE
    faults = ("bnd-file-path",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface | ChatSurface, world: World) -> Seen:
        """Shares the files with the check of their types."""
        return Seen(await world.ask(Uploads(at.name)), await world.ask(Unpacking(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a path was kept."""
        files = [one for one in seen.uploads.uploads if one.sort == "path"]
        leading = [one for one in files if one.leads]
        slipping = [one for one in seen.unpacking.unpacked() if one.leads]
        if leading or slipping:
            operations = dict.fromkeys([*(one.operation for one in leading), *(one.operation for one in slipping)])
            what = [one.what for one in leading] + [f"in a {one.form}" for one in slipping]
            return Fail(
                f"{next(iter(operations))} keeps a path in a file's name ({', '.join(what)})",
                (
                    *(Evidence(f"a file was sent as {one.name}", one.leads) for one in leading),
                    *(Evidence(f"a {one.form} held {one.slip_name}", one.leads) for one in slipping),
                ),
                (leading[0].curl if leading else slipping[0].curl,),
                tuple(operations),
            )
        lost = next((one for one in seen.unpacking.unpacked() if one.slipped not in ANSWERED), None)
        if lost is not None:
            return Unknown(
                f"{lost.operation}: a {lost.form} with paths was not answered with yes or no ({lost.slipped})"
            )
        if not files and seen.unpacking.unpacked():
            one = seen.unpacking.unpacked()[0]
            return Pass(
                f"a {one.form} with paths: {one.slipped}, and none was kept", f"a plain one is unpacked: {one.read}"
            )
        if not files:
            missing = seen.uploads.missing
            return Unknown(missing[0]) if missing else NotApplicable(seen.uploads.none)
        because = unknown(seen.uploads, files)
        if because:
            return Unknown(because)
        taken = [one for one in files if one.taken]
        good = seen.uploads.good(files[0].operation)
        assert good is not None
        archives = "".join(f", nor did one in a {one.form}" for one in seen.unpacking.unpacked())
        return Pass(
            f"of {len(files)} names with a path, {len(taken)} were taken, and none kept its path{archives}{seen.uploads.left_out}",
            f"{good.operation} took {good.what} under a plain name",
        )

    def remedy(self, seen: Seen) -> Remedy:
        """A name of one's own."""
        del seen
        return Remedy(
            "Store uploads under a random name of your own; keep the customer's name beside it, cut to what follows the last slash or "
            "backslash, for display alone.",
            Effort.HOURS,
            'name = PurePath(given.replace("\\\\", "/")).name',
        )
