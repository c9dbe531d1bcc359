"""A received message: where it lies, for whom it is (one mailbox may be that of many), and from whom."""

import email
import email.policy
import html
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import getaddresses, parseaddr
from pathlib import Path

from launchready.observe.errors import CannotLook

FOLDERS = ("new", "cur")
LARGEST = 2 * 1024 * 1024
SHOWN = ("To", "Cc")
ASKED_FOR = ("X-Original-To", "Envelope-To", "X-Envelope-To")
"""What servers call the address for which a message was handed to them."""
ENDED_AT = ("Delivered-To", "X-Delivered-To")
"""What servers call the mailbox that it ended in: that of a catch-all, or the one before the plus."""
FOR = re.compile(r"\bfor\s+<?([^\s<>;]+@[^\s<>;]+)>?", re.IGNORECASE)
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


def known_in(place: Path) -> set[str]:
    """What lies in a mailbox now, so that it is not taken for new.

    Raises:
        CannotLook: there is no such mailbox.
    """
    return {key for path in messages_in(place) if (key := _key(path))}


def new_in(place: Path, known: set[str]) -> Iterator[tuple[bytes, float]]:
    """Each message that is not known yet, with the moment at which it was put there; it is known from then on.

    Raises:
        CannotLook: there is no such mailbox.
    """
    for path in messages_in(place):
        key = _key(path)
        if not key or key in known:
            continue
        known.add(key)
        try:
            yield path.read_bytes()[:LARGEST], path.stat().st_mtime
        except FileNotFoundError:  # read meanwhile by its owner, and moved: it comes by its new place
            known.discard(key)


def _key(path: Path) -> str:
    """What makes a message one: in a Maildir its name without its flags, wherever it is moved; else a file, as it is now."""
    if path.parent.name in FOLDERS:
        return path.name.partition(":")[0]
    try:
        return f"{path} of {path.stat().st_mtime_ns}"
    except FileNotFoundError:
        return ""


def parsed(data: bytes) -> EmailMessage:
    """A message's headers and parts."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def text_of(message: EmailMessage) -> str:
    """Every part of a message that is text, its entities undone."""
    parts = [part.get_payload(decode=True) for part in message.walk() if part.get_content_maintype() == "text"]
    texts = [part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes)]
    return html.unescape("\n".join(texts))


def is_for(message: EmailMessage, to: str) -> bool:
    """Whether a message was sent to an address, and not to another one of the same mailbox.

    Whom it shows as its receiver counts; then what its first server was asked to bring it to; and where it shows nobody,
    where it ended.
    """
    wanted = to.strip().lower()
    shown = [one for name in SHOWN for one in _addresses(message, name)]
    if wanted in shown:
        return True
    asked = [
        found[-1] for name in ASKED_FOR if (found := _addresses(message, name))
    ]  # the first server's is the lowest
    if wanted in asked:
        return not any(_mailbox(one) == _mailbox(wanted) for one in shown)
    if shown or asked:
        return False
    hops = [
        match[1].lower() for key, value in message.raw_items() if key == "Received" and (match := FOR.search(value))
    ]
    if hops:
        return hops[-1] == wanted
    return any(wanted in _addresses(message, name) for name in ENDED_AT)


def domain_in(text: str) -> str:
    """The domain of the address in a header; empty where there is none."""
    return parseaddr(text)[1].rpartition("@")[2].lower()


def _addresses(message: EmailMessage, name: str) -> list[str]:
    """Every address that the headers of a name hold, as they were sent: a strange name beside one spoils none."""
    values = [" ".join(str(value).split()) for key, value in message.raw_items() if key.lower() == name.lower()]
    return [address.lower() for _, address in getaddresses(values) if "@" in address]


def _mailbox(address: str) -> str:
    """An address without what stands behind its plus."""
    local, _, domain = address.partition("@")
    return f"{local.partition('+')[0]}@{domain}"
