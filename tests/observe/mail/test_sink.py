"""Our own mail server takes what smtplib sends, signed in or not, and says from whom it came."""

import asyncio
import smtplib
from collections.abc import Callable
from pathlib import Path

import pytest

from launchready.observe.mail.message import LARGEST, messages_in, parsed
from launchready.observe.mail.sink import listening


def sent(folder: Path, send: Callable[[smtplib.SMTP], object]) -> list[bytes]:
    """What lies in the Maildir after a client has talked."""
    for name in ("tmp", "new", "cur"):
        (folder / name).mkdir()

    def talk(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
            send(client)

    async def go() -> None:
        async with listening(folder, "127.0.0.1", 0) as port:
            await asyncio.to_thread(talk, port)

    asyncio.run(go())
    return [path.read_bytes() for path in messages_in(folder)]


def test_a_message_is_kept_once_for_each_recipient_with_its_envelope(tmp_path: Path) -> None:
    text = "Subject: hello\r\n\r\n..a dot\r\n.\r\nand more\r\n"

    kept = sent(tmp_path, lambda client: client.sendmail("bounce@shop.test", ["a@shop.test", "b@shop.test"], text))

    heads = [parsed(one) for one in kept]
    assert {head["X-Original-To"] for head in heads} == {"a@shop.test", "b@shop.test"}
    assert {head["Return-Path"] for head in heads} == {"<bounce@shop.test>"}
    assert "([127.0.0.1]) by launchready" in heads[0]["Received"]
    assert kept[0].endswith(b"..a dot\r\n.\r\nand more\r\n")


@pytest.mark.parametrize("method", ["auth_plain", "auth_login"])
def test_a_product_that_signs_in_is_let_in(method: str, tmp_path: Path) -> None:
    def send(client: smtplib.SMTP) -> None:
        client.ehlo()
        client.user, client.password = "product", "whatever"
        client.auth(method.removeprefix("auth_").upper(), getattr(client, method))
        client.sendmail("x@shop.test", ["a@shop.test"], "Subject: hello\r\n\r\nx\r\n")

    assert len(sent(tmp_path, send)) == 1


def test_what_is_out_of_order_or_too_large_is_refused(tmp_path: Path) -> None:
    def send(client: smtplib.SMTP) -> None:
        client.ehlo()
        assert client.docmd("DATA")[0] == 503
        assert client.docmd("RCPT", "TO:<a@shop.test>")[0] == 503
        assert client.docmd("FOO")[0] == 500
        with pytest.raises((smtplib.SMTPDataError, smtplib.SMTPSenderRefused)):
            client.sendmail("x@shop.test", ["a@shop.test"], "x" * 70 + ("\r\n" + "y" * 998) * (LARGEST // 900))

    assert sent(tmp_path, send) == []
