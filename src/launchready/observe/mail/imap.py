"""Reads new messages out of an IMAP mailbox, and changes nothing in it."""

import imaplib
import re
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from launchready.observe.consent import is_loopback
from launchready.observe.errors import CannotLook
from launchready.observe.mail.message import FAILED, LARGEST
from launchready.observe.mail.sink import keep

SECONDS = 10.0
STEP_SECONDS = 0.7
MOST_AT_ONCE = 50
TRIES = 3
ERRORS = (OSError, imaplib.IMAP4.error)
PLAIN = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"})
"""What OpenSSL calls a greeting in the clear."""


@dataclass(frozen=True, slots=True)
class Account:
    """A mailbox on a server."""

    url: str
    password: str
    trust: Path | None = None

    def opened(self) -> imaplib.IMAP4:
        """A connection that may read and nothing else.

        Raises:
            OSError: the server does not answer.
            CannotLook: its certificate is not valid for it, or the password would go through a network in the clear.
            imaplib.IMAP4.error: it does not let us in, or has no such folder.
        """
        parts = urlsplit(self.url)
        connection = self._reached(parts.hostname or "", parts.port, tls=parts.scheme == "imaps")
        try:
            connection.login(unquote(parts.username or ""), self.password)
            folder = unquote(parts.path.strip("/")) or "INBOX"
            done, data = connection.select(f'"{folder}"', readonly=True)
            if done != "OK":
                raise imaplib.IMAP4.error(f"folder {folder}: {data!r}")
        except ERRORS:
            _left(connection)
            raise
        return connection

    def _reached(self, host: str, port: int | None, *, tls: bool) -> imaplib.IMAP4:
        """A connection that nobody on the way can read: with TLS from the start, or from STARTTLS on."""
        context = ssl.create_default_context(cafile=str(self.trust) if self.trust else None)
        connection: imaplib.IMAP4 | None = None
        try:
            if tls:
                return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=SECONDS)
            connection = imaplib.IMAP4(host, port or 143, timeout=SECONDS)
            if "STARTTLS" in connection.capabilities:
                connection.starttls(context)
        except ssl.SSLError as error:
            _left(connection)
            raise CannotLook(_of_tls(host, error, tls=tls)) from None
        except ERRORS:
            _left(connection)
            raise
        if not (isinstance(connection.sock, ssl.SSLSocket) or is_loopback(host)):
            _left(connection)
            raise CannotLook(f"{host} offers no STARTTLS, and the password would go there in the clear: use imaps://")
        return connection


def _left(connection: imaplib.IMAP4 | None) -> None:
    if connection is not None:
        with suppress(OSError):  # the other end, or TLS, has closed it already
            connection.shutdown()


def _of_tls(host: str, error: ssl.SSLError, *, tls: bool) -> str:
    """What went wrong between both ends, in words of somebody who set the mailbox up."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return (
            f"the certificate of {host} is not valid here: {error.verify_message} (where it is an authority of your own: "
            "name its file in [network] trust)"
        )
    if tls and error.reason in PLAIN:
        return (
            f"{host} speaks no TLS at this port: imap:// begins in the clear and goes over to TLS before the password"
        )
    return f"no TLS with {host}: {error.reason or error}"


def next_uid(connection: imaplib.IMAP4) -> int:
    """The number that the next message will have at least."""
    _, told = connection.response("UIDNEXT")
    if told and told[0]:
        return int(told[0])
    _, found = connection.uid("SEARCH", "ALL")
    return max((int(one) for one in (found[0] or b"").split()), default=0) + 1


def fetch(connection: imaplib.IMAP4, first: int, folder: Path) -> int:
    """Puts the messages from a number on into a Maildir; gives the number to begin with the next time."""
    connection.noop()
    _, found = connection.uid("SEARCH", f"UID {first}:*")
    numbers = sorted(int(one) for one in (found[0] or b"").split())
    for number in [one for one in numbers if one >= first][:MOST_AT_ONCE]:  # `n:*` names the last one, however old
        _, parts = connection.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{LARGEST}>)")
        for part in parts:
            if isinstance(part, tuple) and re.search(rb"BODY\[\]", part[0]):
                keep(folder, part[1])
        first = number + 1
    return first


class Follower:
    """Follows a mailbox in a thread of its own, from the moment it was opened on."""

    def __init__(self, account: Account, folder: Path) -> None:
        self._account = account
        self._folder = folder
        self._over = threading.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._go, name="imap", daemon=True)

    def start(self) -> None:
        """Returns once the mailbox is open, or is known not to open."""
        self._thread.start()
        self._ready.wait(2 * SECONDS)

    def stop(self) -> None:
        """Ends it."""
        self._over.set()
        self._thread.join(SECONDS)

    def _go(self) -> None:
        first, failed = 0, 0
        while failed < TRIES and not self._over.is_set():
            try:
                with self._account.opened() as connection:
                    first = first or next_uid(connection)
                    self._ready.set()
                    while not self._over.wait(STEP_SECONDS):
                        first = fetch(connection, first, self._folder)
                        failed = 0
            except (*ERRORS, CannotLook) as error:
                failed = TRIES if not first else failed + 1
                where = urlsplit(self._account.url).hostname
                self._tell(f"the mailbox at {where} cannot be read: {error}" if failed >= TRIES else "")
                self._over.wait(STEP_SECONDS)
        self._ready.set()

    def _tell(self, why: str) -> None:
        if why:
            (self._folder / FAILED).write_text(why, encoding="utf-8")
