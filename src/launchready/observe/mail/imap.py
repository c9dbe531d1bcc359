"""Reads new messages out of an IMAP mailbox, and changes nothing in it."""

import imaplib
import re
import ssl
import threading
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from launchready.observe.mail.message import FAILED, LARGEST
from launchready.observe.mail.sink import keep

SECONDS = 10.0
STEP_SECONDS = 0.7
MOST_AT_ONCE = 50
TRIES = 3
ERRORS = (OSError, imaplib.IMAP4.error, ssl.SSLError)


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
            imaplib.IMAP4.error: it does not let us in, or has no such folder.
        """
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        connection: imaplib.IMAP4
        if parts.scheme == "imaps":
            context = ssl.create_default_context(cafile=str(self.trust) if self.trust else None)
            connection = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=SECONDS)
        else:
            connection = imaplib.IMAP4(host, parts.port or 143, timeout=SECONDS)
        try:
            connection.login(unquote(parts.username or ""), self.password)
            folder = unquote(parts.path.strip("/")) or "INBOX"
            done, data = connection.select(f'"{folder}"', readonly=True)
            if done != "OK":
                raise imaplib.IMAP4.error(f"folder {folder}: {data!r}")
        except ERRORS:
            connection.shutdown()
            raise
        return connection


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
            except ERRORS as error:
                failed = TRIES if not first else failed + 1
                where = urlsplit(self._account.url).hostname
                self._tell(f"the mailbox at {where} cannot be read: {error}" if failed >= TRIES else "")
                self._over.wait(STEP_SECONDS)
        self._ready.set()

    def _tell(self, why: str) -> None:
        if why:
            (self._folder / FAILED).write_text(why, encoding="utf-8")
