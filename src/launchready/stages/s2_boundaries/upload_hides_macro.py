"""Uploads documents with a macro under the names of documents without one, and looks whether the macro comes back."""

from dataclasses import dataclass

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import ApiSurface, ChatSurface
from launchready.observe.inputs.files import MACRO, OFFICE
from launchready.observe.inputs.uploads import Upload, Uploads, UploadsSeen
from launchready.observe.world import World
from launchready.stages.s2_boundaries._uploads import unknown
from launchready.verdict import Evidence


@dataclass(frozen=True, slots=True)
class Seen:
    """The files and how they came back."""

    uploads: UploadsSeen


class UploadHidesMacro(Check[ApiSurface | ChatSurface, Seen]):
    """Your product refuses documents with macros by their name, and takes them under another.

    What it does
        Uploads an ordinary document and an ordinary spreadsheet: the control. Where one is taken, the same with a macro that
        does nothing follows under its own name (.docm, .xlsm). Where that is refused, the same bytes follow under the names of
        ordinary ones (.docx, .xlsx, and .doc and .xls of before), and each that is taken is fetched. What counts is that the
        macro comes back. A product that takes documents with macros under their own name does so by design.
        A chat's own uploads (`upload` of its carriers) are tried in the same way.

    Why it is bad
        Whoever opens the file, your staff first, believes that it was checked. Word and Excel run the macro of a file that is
        called .doc or .xls, whatever it is inside.

    See it yourself
        Save a document with a macro as x.docm, rename it x.doc, upload it, and fetch it again.
    """

    title = "A document with a macro is taken as one without"
    impact = Impact.SHOULD_FIX
    rows = ("BND-5",)
    refs = ("CWE-434", "CWE-646", "ASVS 5.0 5.2.2")
    touch = Touch.WRITE
    faults = ("bnd-file-macro",)
    deadline_s = 120.0

    async def look(self, at: ApiSurface | ChatSurface, world: World) -> Seen:
        """Shares the files with the check of their types."""
        return Seen(await world.ask(Uploads(at.name)))

    def judge(self, seen: Seen) -> Verdict:
        """Fails where a macro came back that is refused under its own name."""
        hidden = [one for one in seen.uploads.uploads if one.sort == MACRO]
        back = [one for one in hidden if one.shown]
        if back:
            return Fail(
                f"{back[0].operation} refuses documents with macros by their name, and took {', '.join(one.what for one in back)}",
                tuple(
                    Evidence(f"{one.what}, {one.name}", f"it came back with its macro: {one.shown}") for one in back[:3]
                ),
                (back[0].curl,),
                tuple(dict.fromkeys(one.operation for one in back)),
            )
        if not seen.uploads.uploads:
            missing = seen.uploads.missing
            return Unknown(missing[0]) if missing else NotApplicable(seen.uploads.none)
        documents = [one for one in seen.uploads.uploads if one.sort == OFFICE]
        because = unknown(seen.uploads, [*documents, *hidden])
        if because:
            return Unknown(because)
        if not documents:
            return Unknown((*seen.uploads.missing, "no document could be tried")[0])
        if not hidden:
            return NotApplicable(_by_design(documents))
        lost = next((one for one in hidden if one.taken and not _plain(documents, one).shown), None)
        if lost is not None:
            return Unknown(f"{lost.operation} took {lost.what}, and no document that it takes could be read back")
        taken = [one for one in hidden if one.taken]
        told = f"{len(taken)} were taken and come back without it" if taken else "each was refused"
        good = _plain(documents, hidden[0])
        return Pass(
            f"of {len(hidden)} documents with a macro under other names, {told}",
            f"{good.operation} took {good.what} without one"
            + (f", and it came back: {good.shown}" if good.shown else ""),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """Look inside."""
        del seen
        return Remedy(
            "Look into the archive that such a document is: refuse it where a part is called vbaProject.bin or its content types speak of "
            "macroEnabled, and what is no archive at all where you do not take files of before. Or keep a copy without them.",
            Effort.HOURS,
            'macros = any(name.lower().endswith("vbaproject.bin") for name in zipfile.ZipFile(file).namelist())',
        )


def _plain(documents: list[Upload], hidden: Upload) -> Upload:
    """The ordinary document of the kind, which was taken."""
    return next(
        one for one in documents if one.operation == hidden.operation and hidden.what.startswith(f"{one.what} ")
    )


def _by_design(documents: list[Upload]) -> str:
    taken = [one for one in documents if one.taken]
    if not taken:
        return "no upload takes documents or spreadsheets"
    return f"documents with macros are taken under their own name, so by design: {', '.join(one.what for one in taken)}"
