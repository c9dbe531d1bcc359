"""Examples and traps of boundaries.upload-keeps-path."""

from launchready.observe.inputs.unpacking import Archive, UnpackingSeen
from launchready.observe.inputs.uploads import Upload, UploadsSeen
from launchready.stages.s2_boundaries.upload_keeps_path import Seen, UploadKeepsPath
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def file(sort: str, status: int, leads: str = "", runs: str = "") -> Upload:
    return Upload("POST /files", sort, "two folders up", "../../lrc.txt", status, "", runs, leads, "curl …")


def archive(slipped: int, leads: str = "", read: str = "GET /files/{id} -> 200") -> Archive:
    return Archive(
        "POST /files/zip", "zip", "a text", 201, "", read, "", True, slipped, leads, "../../lrc.txt", "curl …"
    )  # fmt: skip


def seen(*files: Upload, missing: tuple[str, ...] = (), archives: tuple[Archive, ...] = ()) -> Seen:
    return Seen(UploadsSeen(files, missing), UnpackingSeen(archives, ()))


GOOD = file("good", 201)
EXAMPLES = (
    (seen(GOOD, file("path", 201), file("path", 400)), Pass),
    (seen(GOOD, file("path", 201, "the product names it ../../lrc.txt")), Fail),
    (seen(GOOD, file("path", 201, "GET https://shop.example/lrc.txt -> 200, with the file's content")), Fail),
    (seen(GOOD, file("path", 429)), Unknown),
    (seen(GOOD, file("path", 0)), Unknown),
    (seen(file("path", 400)), Unknown),
    (seen(missing=("POST /files: it takes nothing",)), Unknown),
    (seen(), NotApplicable),
    (seen(GOOD, file("path", 400), archives=(archive(201, "the product names it ../../lrc.txt"),)), Fail),
    (seen(archives=(archive(201, "the product names it ../../lrc.txt"),)), Fail),
    (seen(GOOD, file("path", 201), archives=(archive(400), archive(201))), Pass),
    (seen(archives=(archive(400),)), Pass),
    (seen(GOOD, file("path", 201), archives=(archive(0),)), Unknown),
    (seen(GOOD, file("path", 201), archives=(archive(429),)), Unknown),
    (seen(archives=(archive(0, read=""),)), NotApplicable),
)


def test_a_page_is_another_checks() -> None:
    page = file("page", 201, runs="GET /files/{id} -> 200, text/html")

    assert isinstance(UploadKeepsPath().judge(seen(GOOD, page, file("path", 201))), Pass)
