"""Examples and traps of boundaries.upload-runs-as-page."""

from launchready.observe.inputs.uploads import Upload, UploadsSeen
from launchready.stages.s2_boundaries.upload_runs_as_page import Seen, UploadRunsAsPage
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

SHOWN = "GET /files/{id} -> 200, text/plain, attachment"
RUNS = "GET /files/{id} -> 200, text/html, no disposition"


def file(sort: str, status: int, shown: str = "", runs: str = "") -> Upload:
    return Upload("POST /files", sort, "a page", "lrc.html", status, shown, runs, "", "curl …")


def seen(*files: Upload, missing: tuple[str, ...] = ()) -> Seen:
    return Seen(UploadsSeen(files, missing))


GOOD, GOOD_UNSEEN = file("good", 201, SHOWN), file("good", 201)
EXAMPLES = (
    (seen(GOOD, file("page", 415), file("page", 201, SHOWN)), Pass),
    (seen(GOOD, file("page", 415)), Pass),
    (seen(GOOD_UNSEEN, file("page", 415)), Pass),
    (seen(GOOD, file("page", 201)), Pass),
    (seen(GOOD, file("page", 415), file("page", 201, RUNS, RUNS)), Fail),
    (seen(GOOD_UNSEEN, file("page", 201)), Unknown),
    (seen(GOOD, file("page", 429)), Unknown),
    (seen(GOOD, file("page", 500)), Unknown),
    (seen(file("page", 415)), Unknown),
    (seen(file("good", 415), missing=("POST /files: it takes nothing",)), Unknown),
    (seen(), NotApplicable),
)


def test_a_path_in_a_name_is_another_checks() -> None:
    path = Upload(
        "POST /files", "path", "two folders up", "../../x", 201, SHOWN, "", "the product names it ../../x", "curl …"
    )

    assert isinstance(UploadRunsAsPage().judge(seen(GOOD, file("page", 415), path)), Pass)
