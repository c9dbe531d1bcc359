"""Waits for a message in a Maildir and finds it by a mark that only this run knows."""

import time
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import anyio

from launchready.observe.mail.message import messages_in, new_in, parsed, text_of

STEP_SECONDS = 0.1
TEXT = 4000
"""Characters of a message's words that are kept."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that arrived."""

    sender: str
    to: str
    subject: str
    seconds: float
    """How long it was waited for."""
    text: str
    """Its sender, receiver and subject, and the start of what it says."""


async def wait_for(folder: Path, mark: str, seconds: float) -> Letter | None:
    """The first message that holds a mark in its headers or its text; None where none came in time.

    Raises:
        CannotLook: the folder is no Maildir.
    """
    messages_in(folder)
    started = time.monotonic()
    known: set[str] = set()
    with anyio.move_on_after(seconds):
        while True:
            for data, _ in new_in(folder, known):
                if letter := _letter(data, mark, time.monotonic() - started):
                    return letter
            await anyio.sleep(STEP_SECONDS)
    return None


async def await_mark(folder: Path, mark: str, seconds: float) -> str | None:
    """The text of the first message that holds a mark; None where none came in time.

    Raises:
        CannotLook: the folder is no Maildir.
    """
    letter = await wait_for(folder, mark, seconds)
    return letter.text if letter else None


def _letter(data: bytes, mark: str, seconds: float) -> Letter | None:
    message = parsed(data)
    words = _words(message)
    if mark not in data.decode("latin-1") and mark not in words:
        return None
    to = str(message["X-Original-To"] or message["Delivered-To"] or message["To"] or "")
    sender, subject = str(message["From"] or ""), str(message["Subject"] or "")
    text = f"From: {sender}\nTo: {to}\n{words[:TEXT]}"
    return Letter(sender, to, subject, round(seconds, 1), text)


def _words(message: EmailMessage) -> str:
    """What a reader sees: the decoded subject and every part that is text."""
    return f"Subject: {message['Subject'] or ''}\n{text_of(message)}"
