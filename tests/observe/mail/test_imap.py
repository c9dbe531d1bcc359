"""A mailbox is opened over TLS with a certificate that holds, or not at all, and the password never goes in the clear."""

import imaplib
from pathlib import Path

import pytest

from launchready.observe.errors import CannotLook
from launchready.observe.mail.imap import Account, fetch, next_uid
from tests.observe.mail.imap_server import PASSWORD, certificate, imap_server

HERE = "127.0.0.1"
LETTER = b"To: ann@shop.test\r\nSubject: x\r\n\r\nhello\r\n"


def maildir(folder: Path) -> Path:
    for name in ("new", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    return folder / "mail"


@pytest.mark.parametrize("starttls", [False, True])
def test_a_message_is_fetched_over_tls(tmp_path: Path, *, starttls: bool) -> None:
    pem, folder = certificate(tmp_path, HERE), maildir(tmp_path)

    with imap_server(pem, starttls=starttls) as server:
        connection = Account(server.url, PASSWORD, pem).opened()
        first = next_uid(connection)
        server.add(LETTER)
        fetch(connection, first, folder)
        connection.logout()
        said = server.said

    assert [path.read_bytes() for path in (folder / "new").iterdir()] == [LETTER]
    assert [one for one in said if "in the clear" in one and "LOGIN" in one] == []
    assert ("in the clear: STARTTLS" in said) is starttls


@pytest.mark.parametrize("starttls", [False, True])
@pytest.mark.parametrize(
    ("names", "days", "is_trusted", "why"),
    [
        ((HERE,), 1, False, "self.signed certificate.*network. trust"),
        (("mail.shop.test",), 1, True, "IP address mismatch"),
        ((HERE,), -1, True, "certificate has expired"),
    ],
)
def test_a_certificate_that_does_not_hold_is_told_and_the_password_is_not(
    names: tuple[str, ...], days: int, why: str, tmp_path: Path, *, is_trusted: bool, starttls: bool
) -> None:
    pem = certificate(tmp_path, *names, days=days)

    with (
        imap_server(pem, starttls=starttls) as server,
        pytest.raises(CannotLook, match=f"the certificate of {HERE} is not valid here: .*{why}"),
    ):
        Account(server.url, PASSWORD, pem if is_trusted else None).opened()

    assert PASSWORD not in " ".join(server.said)


def test_a_port_without_tls_is_told(tmp_path: Path) -> None:
    pem = certificate(tmp_path, HERE)

    with imap_server() as server, pytest.raises(CannotLook, match="speaks no TLS at this port"):
        Account(server.url.replace("imap:", "imaps:"), PASSWORD, pem).opened()


def test_no_password_goes_through_a_network_in_the_clear() -> None:
    with imap_server() as server, pytest.raises(CannotLook, match="offers no STARTTLS"):
        Account(server.url.replace(HERE, "0.0.0.0"), PASSWORD).opened()

    assert PASSWORD not in " ".join(server.said)


def test_on_this_machine_a_server_of_tests_may_do_without() -> None:
    with imap_server() as server:
        Account(server.url, PASSWORD).opened().logout()

        with pytest.raises(imaplib.IMAP4.error, match="wrong password"):
            Account(server.url, "hunter2").opened()
