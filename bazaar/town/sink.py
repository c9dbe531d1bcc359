"""The mail server of bazaar.test: takes every message by SMTP and keeps it in a Maildir, where nothing is lost."""

import asyncio
import mailbox
import socket
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from email.utils import formatdate
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from bazaar.town.names import MAIL


class Keeper:
    """Keeps each message once for each of its recipients."""

    def __init__(self, folder: Path) -> None:
        self.box = mailbox.Maildir(folder, create=True)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        """Writes what came in, with the lines that a receiving server adds."""
        del server
        content = envelope.content
        assert isinstance(content, bytes)
        peer = session.peer[0] if isinstance(session.peer, tuple) else "unknown"
        for recipient in envelope.rcpt_tos:
            added = (
                f"Return-Path: <{envelope.mail_from or ''}>\r\n"
                f"X-Original-To: {recipient}\r\n"
                f"Received: from {session.host_name or 'unknown'} ([{peer}]) by {MAIL} with ESMTP; {formatdate()}\r\n"
            )
            self.box.add(added.encode() + content)
        return "250 kept"


def serving(folder: Path, listener: socket.socket) -> AbstractAsyncContextManager[None]:
    """Takes mail until the context closes."""
    return serving_with(Keeper(folder), listener)


@asynccontextmanager
async def serving_with(keeper: Keeper, listener: socket.socket) -> AsyncIterator[None]:
    """The same, by a keeper that is there already."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(keeper, hostname=MAIL, ident="mail", enable_SMTPUTF8=True, loop=loop), sock=listener
    )
    try:
        yield
    finally:
        server.close()
        await server.wait_closed()
