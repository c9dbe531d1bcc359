"""A Maildir is filled from an IMAP server or by listening, tells why where it cannot be, and is gone afterwards."""

import asyncio
import smtplib
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from launchready.declare.model import Declaration, MailSurface, Network, Secret
from launchready.observe.errors import CannotLook
from launchready.observe.mail.letters import Mailbox
from launchready.observe.mail.message import messages_in
from launchready.observe.mail.spool import spooling
from launchready.observe.secret import Secrets
from launchready.verdict import Touch
from tests.observe.mail.imap_server import PASSWORD, certificate, imap_server
from tests.observe.small_world import declared

LETTER = (
    b"From: no-reply@shop.test\r\nTo: ann@shop.test\r\nSubject: x\r\n\r\nhttps://shop.test/reset?token=abc123def\r\n"
)


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAILBOX_PASSWORD", PASSWORD)


def served(folder: Path, server: str, password: Secret | None = None, trust: Path | None = None) -> Declaration:
    at = MailSurface(
        "mail", None, "production", None, 1, "shop.test", (), folder / ".launchready/mail/mail", None, server, password
    )
    return declared(folder, at, network=Network(trust=trust))


def link(declaration: Declaration, send: Callable[[], None]) -> str:
    """The link of the first message that comes after the mailbox was opened."""

    async def go() -> str:
        async with spooling(declaration, Secrets(declaration.root, commands=False)):
            mailbox = declaration.surfaces[0].mailbox  # type: ignore[attr-defined]  # a mail surface
            box = Mailbox.opened(mailbox)
            await asyncio.to_thread(send)
            opener = await box.opener("ann@shop.test", 5)
            assert opener is not None
            return opener.link

    return asyncio.run(go())


def test_a_new_message_is_read_from_imap_and_an_old_one_is_not(tmp_path: Path) -> None:
    with imap_server() as server:
        server.add(LETTER.replace(b"abc123def", b"old456old"))

        found = link(served(tmp_path, server.url, Secret("env:MAILBOX_PASSWORD")), lambda: server.add(LETTER))

        said = " ".join(server.said)
    assert found == "https://shop.test/reset?token=abc123def"
    assert "EXAMINE" in said
    assert "BODY.PEEK" in said
    assert "SELECT" not in said
    assert "STORE" not in said
    assert not (tmp_path / ".launchready/mail/mail").exists()


@pytest.mark.parametrize("starttls", [False, True])
def test_it_is_read_over_tls_with_the_authority_that_is_declared(tmp_path: Path, *, starttls: bool) -> None:
    pem, key = certificate(tmp_path, "127.0.0.1"), Secret("env:MAILBOX_PASSWORD")

    with imap_server(pem, starttls=starttls) as server:
        found = link(served(tmp_path, server.url, key, pem), lambda: server.add(LETTER))

        with pytest.raises(CannotLook, match=r"the certificate of 127\.0\.0\.1 is not valid here: self.signed"):
            link(served(tmp_path, server.url, key), lambda: server.add(LETTER))

    assert found == "https://shop.test/reset?token=abc123def"


def test_what_is_handed_over_by_smtp_is_read(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            client.sendmail("bounce@shop.test", ["ann@shop.test"], LETTER)

    assert link(served(tmp_path, f"smtp://127.0.0.1:{port}"), send) == "https://shop.test/reset?token=abc123def"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda url: (url.replace("INBOX", "Other"), Secret("env:MAILBOX_PASSWORD")), "no such folder"),
        (lambda url: (url.replace("ann", "bob"), Secret("env:MAILBOX_PASSWORD")), "wrong password"),
        (lambda url: (url, None), "names no password"),
    ],
)
def test_a_mailbox_that_does_not_open_says_why(
    wrong: Callable[[str], tuple[str, Secret | None]], why: str, tmp_path: Path
) -> None:
    with imap_server() as server:
        declaration = served(tmp_path, *wrong(server.url))
        started = time.monotonic()

        with pytest.raises(CannotLook, match=why):
            link(declaration, lambda: None)

    assert time.monotonic() - started < 5


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(CannotLook, match="gives no messages"):
        link(served(tmp_path, f"smtp://127.0.0.1:{taken.getsockname()[1]}"), lambda: None)


def test_a_run_that_may_not_write_opens_no_mailbox(tmp_path: Path) -> None:
    declaration = served(tmp_path, "smtp://127.0.0.1:1")
    reading = replace(declaration, consent=replace(declaration.consent, touch=Touch.READ))

    with pytest.raises(CannotLook, match="is no Maildir"):
        link(reading, lambda: None)


def test_files_that_a_pattern_names_are_messages(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(LETTER)
    (tmp_path / "notes.txt").write_bytes(b"x")

    assert messages_in(tmp_path / "*.eml") == [tmp_path / "one.eml"]
    with pytest.raises(CannotLook, match="is no folder"):
        messages_in(tmp_path / "gone" / "*.eml")
