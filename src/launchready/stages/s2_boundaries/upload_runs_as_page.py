"""Uploads pages and drawings with scripts, and looks whether a browser would run them when they come back."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, ChatSurface
from launchready.observe.inputs.uploads import Uploads, UploadsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries._uploads import unknown
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The files and how they came back."""

    uploads: UploadsSeen


class UploadRunsAsPage(Check[ApiSurface | ChatSurface, Seen]):
    """A customer uploads a page with a script, and whoever opens the file runs it as a page of yours.

    What it does
        Uploads a page, a drawing (SVG) with a script, and pages under a picture's or a text's name and type, and fetches each
        as it is offered. What counts is what comes back: the file's own mark, in a type that browsers run (HTML, SVG, XML, or
        none at all without `nosniff`), not as an attachment, and without a policy that holds scripts back. An upload that is
        accepted and comes back as a plain text or to be saved is fine. The files are removed. The same is sent where a chat takes
        files (`upload` of its carriers) that no API's document names: it is fetched where the answer says that it is, or by its id.

    Why it is bad
        The script acts as the person who opens the file: it reads their chats and orders through your API.

    See it yourself
        Upload a file x.html with `<script>alert(1)</script>` in it, and open its address in a browser.
    """

    title = "An uploaded file runs as a page"
    impact = Impact.BLOCKS_LAUNCH
    rows = ("BND-5",)
    refs = ("CWE-434", "CWE-79", "ASVS 5.0 5.2.2")
    touch = Touch.WRITE
    faults = ("bnd-file-type",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface | ChatSurface, world: World) -> Seen:
        """Shares the files with the check of their names."""
        return Seen(await world.ask(Uploads(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a browser would run one."""
        files = [one for one in seen.uploads.uploads if one.sort == "page"]
        running = [one for one in files if one.runs]
        if running:
            return Fail(
                f"{running[0].operation} took {', '.join(dict.fromkeys(one.what for one in running))}, and a browser would run it",
                tuple(Evidence(f"{one.what}, {one.name}", one.runs) for one in running[:3]),
                (running[0].curl,),
                tuple(dict.fromkeys(one.operation for one in running)),
            )
        if not files:
            missing = seen.uploads.missing
            return Unknown(missing[0]) if missing else NotApplicable(seen.uploads.none)
        because = unknown(seen.uploads, files)
        if because:
            return Unknown(because)
        for one in files:
            good = seen.uploads.good(one.operation)
            if one.taken and not one.shown and (good is None or not good.shown):
                return Unknown(f"{one.operation} took {one.what}, and nothing that it takes could be read back")
        taken = [one for one in files if one.taken]
        told = f"{len(taken)} were taken and come back as no page" if taken else "each was refused"
        good = seen.uploads.good(files[0].operation)
        assert good is not None
        return Pass(
            f"of {len(files)} files with a script, {told}{seen.uploads.left_out}",
            f"{good.operation} took {good.what}" + (f", and it came back: {good.shown}" if good.shown else ""),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Judge by content, serve as an attachment."""
        del seen
        return Remedy(
            "Decide by the content which few types you take, keep the type that you found, and serve uploads from a host of their own, or "
            "with the headers below.",
            Effort.HOURS,
            "Content-Disposition: attachment\nX-Content-Type-Options: nosniff\nContent-Security-Policy: sandbox; default-src 'none'",
        )
