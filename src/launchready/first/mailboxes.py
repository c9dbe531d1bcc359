"""Says whether the mailboxes can be read at which an audit waits for messages."""

import imaplib
from collections.abc import Iterator
from urllib.parse import urlsplit

import anyio.to_thread

from launchready.declare.model import Declaration, MailSurface
from launchready.first.line import Line, State
from launchready.observe.errors import CannotLook
from launchready.observe.mail.message import messages_in
from launchready.observe.mail.sink import listening
from launchready.observe.mail.spool import account_of
from launchready.observe.secret import Secrets
from launchready.verdict import Touch


async def mailboxes(declaration: Declaration, secrets: Secrets) -> tuple[Line, ...]:
    """One line a mailbox; a server is asked only where the run may have messages sent."""
    return tuple([await _line(declaration, at, secrets) for at in _declared(declaration)])


def _declared(declaration: Declaration) -> Iterator[MailSurface]:
    yield from (one for one in declaration.surfaces if isinstance(one, MailSurface) and one.mailbox is not None)


async def _line(declaration: Declaration, at: MailSurface, secrets: Secrets) -> Line:
    where = at.server or str(at.mailbox)
    if at.server and declaration.consent.touch < Touch.WRITE:
        do = 'Set consent.touch = "write" where the audit may have messages sent'
        return Line("mail", State.NOT_TRIED, f"the mailbox {where} is used by looks that write", do, at.line)
    try:
        told = await _tried(declaration, at, secrets)
    except (OSError, CannotLook, imaplib.IMAP4.error) as error:
        do = f"Correct surface.{at.name}.mailbox, or its password"
        return Line("mail", State.MISSING, f"the mailbox {where} cannot be read: {error}", do, at.line)
    return Line("mail", State.OK, f"the mailbox {where} {told}", line=at.line)


async def _tried(declaration: Declaration, at: MailSurface, secrets: Secrets) -> str:
    assert at.mailbox is not None
    if at.server is None:
        return f"can be read, and holds {len(messages_in(declaration.root / at.mailbox))} messages"
    parts = urlsplit(at.server)
    if parts.scheme == "smtp":
        async with listening(at.mailbox, parts.hostname or "127.0.0.1", parts.port or 0):
            return "is free to be listened at"
    account = account_of(declaration, at, secrets)
    connection = await anyio.to_thread.run_sync(account.opened)
    await anyio.to_thread.run_sync(connection.logout)
    if at.accounts:
        return f"lets us in; accounts that a run makes are {at.accounts}"
    return f"lets us in; accounts that a run makes are {{tag}}@{at.domain}: where that is no catch-all, name `accounts`"
