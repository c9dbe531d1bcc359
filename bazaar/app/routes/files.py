"""Files: plain texts that users upload, for themselves and for the chatbots they attach them to."""

import mimetypes
import re
from pathlib import PurePath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, HTTPException, UploadFile
from starlette.responses import Response

from bazaar.app import archives, records, who
from bazaar.app.chat import retrieval
from bazaar.app.db import new_id
from bazaar.app.records import Passage, now
from bazaar.app.services import Parts, Services
from bazaar.app.shapes import FileOut

router = APIRouter(tags=["files"])
ENDINGS = frozenset({".txt", ".md", ".csv", ".json", ".log"})
LONGEST_NAME = 100


@router.post("/files", status_code=201)
async def upload(file: Annotated[UploadFile, File()], session: who.SignedIn, services: Parts) -> FileOut:
    """Keeps a text file; anything else is refused."""
    name, content = _name(services, file.filename or ""), await file.read()
    return _keep(services, session.user.id, name, content, _text(services, name, content))


@router.post("/files/import", status_code=201)
async def import_files(archive: Annotated[UploadFile, File()], session: who.SignedIn, services: Parts) -> list[FileOut]:
    """Keeps every text file of a zip or a tar.gz, or none where one of them is refused."""
    try:
        entries = archives.unpack(await archive.read(), bounded=not services.broken("bnd-archive-bomb"))
    except archives.SwollenArchiveError as error:
        raise HTTPException(413, f"the archive holds too much: {error}") from error
    except archives.BadArchiveError as error:
        raise HTTPException(415, str(error)) from error
    texts = [(name := _name(services, one.name), one.content, _text(services, name, one.content)) for one in entries]
    return [_keep(services, session.user.id, *one) for one in texts]


def _name(services: Services, given: str) -> str:
    """The last part of the name that was given."""
    if services.broken("bnd-file-path"):
        return given[-LONGEST_NAME:]
    return re.sub(r"[^\w. ()-]", "_", PurePath(given.replace("\\", "/")).name)[-LONGEST_NAME:]


def _text(services: Services, name: str, content: bytes) -> str:
    """The content as text.

    Raises:
        HTTPException: it is none.
    """
    if services.broken("bnd-file-macro") and name.lower().endswith(".docx"):
        return ""
    is_text = PurePath(name).suffix.lower() in ENDINGS or services.broken("bnd-file-type")
    if not is_text or b"\0" in content:
        raise HTTPException(415, "only text files: .txt, .md, .csv, .json, .log")
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise HTTPException(415, "the text is not UTF-8") from error


def _keep(services: Services, user_id: str, name: str, content: bytes, text: str) -> FileOut:
    kept = records.File(new_id("fil"), user_id, name, len(content), content, now())
    services.db.run(
        "insert into files values (?, ?, ?, ?, ?, ?)",
        kept.id,
        kept.user_id,
        kept.name,
        kept.size,
        kept.content,
        kept.created_at,
    )
    retrieval.keep(services.db, Passage(name, text, user_id, "file", kept.id, ""))
    return FileOut.model_validate(kept)


@router.get("/files")
async def files(session: who.SignedIn, services: Parts) -> list[FileOut]:
    """One's own files, the newest first."""
    found = services.db.all(
        records.File, "select * from files where user_id = ? order by rowid desc limit 200", session.user.id
    )
    return [FileOut.model_validate(file) for file in found]


@router.get(
    "/files/{file_id}",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def file_content(file_id: str, session: who.SignedIn, services: Parts) -> Response:
    """The content, to be saved and never to be shown as a page."""
    file = _find(services, file_id, None if services.broken("bnd-read-file") else session.user.id)
    if services.broken("bnd-file-type"):
        return Response(file.content, media_type=mimetypes.guess_type(file.name)[0])
    named = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name)}"}
    return Response(file.content, media_type="text/plain; charset=utf-8", headers=named)


@router.delete("/files/{file_id}", status_code=204)
async def remove_file(file_id: str, session: who.SignedIn, services: Parts) -> None:
    """Deletes it."""
    gone = _find(services, file_id, None if services.broken("bnd-delete-file") else session.user.id)
    services.db.run("delete from files where id = ?", gone.id)
    retrieval.forget(services.db, gone.id)


def _find(services: Services, file_id: str, user_id: str | None) -> records.File:
    found = services.db.one(records.File, "select * from files where id = ?", file_id)
    if found is None or user_id not in (None, found.user_id):
        raise HTTPException(404, "no such file")
    return found
