"""Examples and traps of boundaries.upload-hides-macro."""

from launchready.observe.inputs.uploads import Upload, UploadsSeen
from launchready.stages.s2_boundaries.upload_hides_macro import Seen, UploadHidesMacro
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

SHOWN = "GET /files/{id} -> 200, application/octet-stream, attachment"
HIDDEN = "a document with a macro, called .doc"


def file(sort: str, what: str, status: int, shown: str = "") -> Upload:
    return Upload("POST /files", sort, what, "lrc.docx", status, shown, "", "", "curl …")


def seen(*files: Upload, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(UploadsSeen(files, missing))


GOOD = file("good", "a text", 201, SHOWN)
PLAIN, PLAIN_UNSEEN = file("document", "a document", 201, SHOWN), file("document", "a document", 201)
NAMED, SHEET = file("document", "a document with a macro", 415), file("document", "a spreadsheet", 415)
EXAMPLES = (
    (seen(GOOD, PLAIN, NAMED, file("macro", HIDDEN, 415), SHEET), Pass),
    (seen(GOOD, PLAIN_UNSEEN, NAMED, file("macro", HIDDEN, 415)), Pass),
    # It was taken, and came back without the macro.
    (seen(GOOD, PLAIN, NAMED, file("macro", HIDDEN, 201)), Pass),
    (seen(GOOD, PLAIN, NAMED, file("macro", HIDDEN, 201, SHOWN)), Fail),
    (seen(GOOD, PLAIN_UNSEEN, NAMED, file("macro", HIDDEN, 201)), Unknown),
    (seen(GOOD, PLAIN, NAMED, file("macro", HIDDEN, 429)), Unknown),
    (seen(GOOD, PLAIN, file("document", "a document with a macro", 500), file("macro", HIDDEN, 500)), Unknown),
    (seen(file("good", "a text", 415), missing=("POST /files: it takes nothing",)), Unknown),
    (seen(missing=("POST /files: nobody may upload",)), Unknown),
    (seen(GOOD, file("document", "a document", 415), SHEET), NotApplicable),
    (seen(GOOD, PLAIN, file("document", "a document with a macro", 201, SHOWN)), NotApplicable),
    (seen(), NotApplicable),
)


def test_what_takes_documents_with_macros_openly_does_so_by_design() -> None:
    verdict = UploadHidesMacro().judge(seen(GOOD, PLAIN, file("document", "a document with a macro", 201, SHOWN)))

    assert isinstance(verdict, NotApplicable)
    assert "by design: a document, a document with a macro" in verdict.because
