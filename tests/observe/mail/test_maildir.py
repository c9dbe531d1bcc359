"""A message is found by its mark, however it is encoded."""

import asyncio
import threading
from email.message import EmailMessage
from pathlib import Path

import pytest

from launchready.observe.errors import CannotLook
from launchready.observe.mail.maildir import Letter, await_mark, wait_for

MARK = "lrcabcdefghijklmnopqrstuvwx"


@pytest.fixture
def mailbox(tmp_path: Path) -> Path:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    return tmp_path


def message(text: str, subject: str = "Alert", encoding: str = "7bit") -> bytes:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "alerts@shop.example", "oncall@shop.example", subject
    made.set_content(text, cte=encoding)
    return made.as_bytes()


def waited(mailbox: Path, seconds: float = 0.3) -> Letter | None:
    return asyncio.run(wait_for(mailbox, MARK, seconds))


@pytest.mark.parametrize("encoding", ["7bit", "base64", "quoted-printable"])
def test_a_mark_in_the_text_is_found_in_each_encoding(mailbox: Path, encoding: str) -> None:
    (mailbox / "cur" / "1:2,S").write_bytes(message(f"Down, says {MARK}.", encoding=encoding))

    letter = waited(mailbox)

    assert letter is not None
    assert (letter.sender, letter.to, letter.subject) == ("alerts@shop.example", "oncall@shop.example", "Alert")


def test_a_mark_in_an_encoded_subject_is_found(mailbox: Path) -> None:
    (mailbox / "new" / "1").write_bytes(message("Nothing here.", subject=f"Störung {MARK}"))

    assert waited(mailbox) is not None


def test_another_message_is_not_taken_for_it(mailbox: Path) -> None:
    (mailbox / "new" / "1").write_bytes(message("Down, says somebody else."))

    assert waited(mailbox) is None


def test_a_message_that_comes_while_it_waits_is_found(mailbox: Path) -> None:
    def deliver() -> None:  # whole at once, as a Maildir demands: written elsewhere, then moved
        (mailbox / "2").write_bytes(message(f"Late: {MARK}"))
        (mailbox / "2").rename(mailbox / "new" / "2")

    async def go() -> str | None:
        sender = threading.Timer(0.2, deliver)
        sender.start()
        try:
            return await await_mark(mailbox, MARK, 20)
        finally:
            sender.join()

    text = asyncio.run(go())

    assert text is not None
    assert f"Late: {MARK}" in text


def test_a_folder_that_is_no_maildir_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match="no Maildir"):
        waited(tmp_path)
