"""The doctor opens every declared mailbox, and says why where one does not open."""

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from launchready.declare.model import Declaration, MailSurface, Secret
from launchready.first.line import Line, State
from launchready.first.mailboxes import mailboxes
from launchready.observe.secret import Secrets
from launchready.verdict import Touch
from tests.observe.mail.imap_server import PASSWORD, certificate, imap_server
from tests.observe.small_world import declared


def told(declaration: Declaration) -> Line:
    (line,) = asyncio.run(mailboxes(declaration, Secrets(declaration.root, commands=False)))
    return line


def at(folder: Path, mailbox: str, server: str | None = None) -> Declaration:
    password = Secret("env:MAILBOX_PASSWORD")
    return declared(
        folder,
        MailSurface("mail", None, "production", None, 3, "shop.test", (), folder / mailbox, None, server, password),
    )


def test_a_maildir_is_counted_and_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "mail" / "new").mkdir(parents=True)
    (tmp_path / "mail" / "new" / "1").write_bytes(b"Subject: x\n\nx")

    there, gone = told(at(tmp_path, "mail")), told(at(tmp_path, "gone"))

    assert (there.state, "holds 1 messages" in there.what) == (State.OK, True)
    assert (gone.state, gone.line) == (State.MISSING, 3)


@pytest.mark.parametrize(("password", "state"), [(PASSWORD, State.OK), ("hunter2", State.MISSING)])
def test_an_imap_mailbox_is_opened(
    password: str, state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAILBOX_PASSWORD", password)

    with imap_server() as server:
        line = told(at(tmp_path, "spool", server.url))

    assert line.state is state
    assert password not in line.what
    assert ("{tag}@shop.test" in line.what) is (state is State.OK)


def test_a_certificate_that_does_not_hold_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOX_PASSWORD", PASSWORD)

    with imap_server(certificate(tmp_path, "127.0.0.1")) as server:
        line = told(at(tmp_path, "spool", server.url))

    assert line.state is State.MISSING
    assert "the certificate of 127.0.0.1 is not valid here" in line.what


def test_a_port_to_listen_at_must_be_free(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"smtp://127.0.0.1:{taken.getsockname()[1]}"
        busy = told(at(tmp_path, "spool", url))

    assert (busy.state, told(at(tmp_path, "spool", url)).state) == (State.MISSING, State.OK)


def test_a_server_is_left_alone_where_nothing_is_written(tmp_path: Path) -> None:
    declaration = at(tmp_path, "spool", "smtp://127.0.0.1:1")
    reading = replace(declaration, consent=replace(declaration.consent, touch=Touch.READ))

    assert told(reading).state is State.NOT_TRIED
