"""A received message: where it lies, for whom it is, and from whom."""

import email
import email.policy
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path

from launchready.observe.errors import CannotLook

FOLDERS = ("new", "cur")
LARGEST = 2 * 1024 * 1024
FAILED = "failed"
"""A file beside the folders of a Maildir that we fill: why nothing comes."""


def messages_in(place: Path) -> list[Path]:
    """The files of a Maildir, or those that a pattern names (`letters/*.eml`).

    Raises:
        CannotLook: it is no Maildir, or one that we cannot fill.
    """
    if "*" in place.name:
        if not place.parent.is_dir():
            raise CannotLook(f"{place.parent} is no folder")
        return sorted(path for path in place.parent.glob(place.name) if path.is_file())
    if not any((place / one).is_dir() for one in FOLDERS):
        raise CannotLook(f"{place} is no Maildir: it has neither a folder `new` nor `cur`")
    if (failed := place / FAILED).is_file():
        raise CannotLook(failed.read_text(encoding="utf-8"))
    return [path for one in FOLDERS for path in sorted((place / one).glob("*"))]


def parsed(data: bytes) -> EmailMessage:
    """A message's headers and parts."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def is_for(message: EmailMessage, to: str) -> bool:
    """Whether a message was sent to an address."""
    return any(to.lower() in str(message[name] or "").lower() for name in ("To", "X-Original-To", "Delivered-To"))


def domain_in(text: str) -> str:
    """The domain of the address in a header; empty where there is none."""
    return parseaddr(text)[1].rpartition("@")[2].lower()
