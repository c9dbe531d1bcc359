"""Fills a Maildir from the server at which test messages arrive, for as long as a run lasts."""

import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import anyio.to_thread

from launchready.declare.model import Declaration, MailSurface
from launchready.observe.errors import CannotLook
from launchready.observe.mail.imap import Account, Follower
from launchready.observe.mail.message import FAILED
from launchready.observe.mail.sink import listening
from launchready.observe.secret import Secrets
from launchready.verdict import Touch

OWNER_ONLY = 0o700


@asynccontextmanager
async def spooling(declaration: Declaration, secrets: Secrets) -> AsyncIterator[None]:
    """Follows every declared mail server, where the run may have messages sent; the messages are removed at the end."""
    async with AsyncExitStack() as open_ones:
        for at in declaration.surfaces:
            if not isinstance(at, MailSurface) or at.server is None or at.mailbox is None:
                continue
            if declaration.consent.touch < Touch.WRITE:
                continue
            _make(at.mailbox)
            open_ones.callback(shutil.rmtree, at.mailbox, ignore_errors=True)
            try:
                await _follow(open_ones, declaration, at, secrets)
            except (OSError, CannotLook) as error:
                (at.mailbox / FAILED).write_text(f"{at.server} gives no messages: {error}", encoding="utf-8")
        yield


def account_of(declaration: Declaration, at: MailSurface, secrets: Secrets) -> Account:
    """The mailbox of a surface on its IMAP server.

    Raises:
        CannotLook: launch.toml names no password for it, or it does not resolve.
    """
    if at.password is None:
        raise CannotLook(f"surface.{at.name} names no password for {at.server}")
    return Account(at.server or "", secrets.resolve(at.password), declaration.network.trust)


async def _follow(open_ones: AsyncExitStack, declaration: Declaration, at: MailSurface, secrets: Secrets) -> None:
    assert at.server is not None
    assert at.mailbox is not None
    parts = urlsplit(at.server)
    if parts.scheme == "smtp":
        await open_ones.enter_async_context(listening(at.mailbox, parts.hostname or "127.0.0.1", parts.port or 0))
        return
    follower = Follower(account_of(declaration, at, secrets), at.mailbox)
    await anyio.to_thread.run_sync(follower.start)
    open_ones.callback(follower.stop)


def _make(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir(mode=OWNER_ONLY, parents=True)
