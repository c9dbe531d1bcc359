"""Mail: plain messages, signed with DKIM and handed to a server by SMTP."""

import smtplib
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

import anyio.to_thread

from bazaar.app.settings import Mail


class Mailer:
    """Sends mail in the product's name."""

    def __init__(self, mail: Mail) -> None:
        self._mail = mail

    async def send(self, to: str, subject: str, text: str, *, sent_as: str | None = None) -> None:
        """One message. `sent_as` is the domain of the envelope and the signature; ours unless told.

        Raises:
            OSError: the server does not take it.
        """
        await anyio.to_thread.run_sync(self._send, to, subject, text, sent_as or self._mail.domain)

    def _send(self, to: str, subject: str, text: str, sent_as: str) -> None:
        import dkim  # noqa: PLC0415 - takes a second to import; the product starts without it

        message = EmailMessage()
        message["From"] = f"Bazaar <no-reply@{self._mail.domain}>"
        message["To"] = to
        message["Subject"] = subject
        message["Date"] = formatdate(usegmt=True)
        message["Message-ID"] = make_msgid(domain=self._mail.domain)
        message.set_content(text)
        body = message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        signature = dkim.sign(
            body,
            self._mail.dkim_selector.encode(),
            sent_as.encode(),
            self._mail.dkim_key,
            include_headers=[b"from", b"to", b"subject", b"date", b"message-id"],
        )
        with smtplib.SMTP(self._mail.host, self._mail.port, timeout=10) as server:
            server.sendmail(f"bounce@{sent_as}", [to], signature + body)
