"""Where test messages arrive, as the owner writes it: a folder, a pattern of files, or a server."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from launchready.declare.refusal import quoted, refuse

SPOOL = ".launchready/mail"
"""Below the declaration: the Maildirs that a run fills from servers."""
TAGGED = r"^[^\s@<>{}]*\{tag\}[^\s@<>{}]*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$"
SERVERS = ("imap", "imaps", "smtp")


def _mailbox(text: str) -> str:
    if "://" not in text:
        return text
    parts = urlsplit(text)
    if parts.scheme not in SERVERS:
        refuse(f"{quoted(parts.scheme)} is no way to a mailbox", "Write imaps://, imap:// or smtp://, or a path")
    if parts.password is not None:
        refuse("the mailbox carries a password", 'Leave it out, and name it beside: password = "env:MAILBOX_PASSWORD"')
    try:
        port = parts.port
    except ValueError:
        port = 0
    if not parts.hostname or port == 0 or parts.query or parts.fragment:
        refuse(f"{quoted(text)} is not the address of a mailbox", 'Write "imaps://user@mail.example.com/INBOX"')
    if parts.scheme == "smtp" and (port is None or parts.username or parts.path not in {"", "/"}):
        refuse(f"{quoted(text)} is nothing to listen at", 'Write an address of this machine: "smtp://127.0.0.1:2525"')
    if parts.scheme != "smtp" and not parts.username:
        refuse(f"{quoted(text)} does not say whose it is", 'Write "imaps://user%40example.com@mail.example.com/INBOX"')
    return text


def _tagged(text: str) -> str:
    if not re.fullmatch(TAGGED, text):
        refuse(f"{quoted(text)} is no address with a {{tag}} before the @", 'Write "you+{tag}@example.com"')
    return text


Mailbox = Annotated[str, AfterValidator(_mailbox), Field(min_length=1)]
Tagged = Annotated[str, AfterValidator(_tagged), Field(json_schema_extra={"pattern": TAGGED})]
