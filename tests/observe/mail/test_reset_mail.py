"""A real message is waited for, verified with keys from a real DNS server, and never mistaken for another's."""

import asyncio
import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import dkim
import pytest
from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from launchready.declare.model import ApiSurface, Call, Declaration, MailSurface, Network, Principal
from launchready.observe.errors import CannotLook
from launchready.observe.mail.reset_mail import ResetMail, ResetMailOf
from launchready.observe.mail.selectors import DkimKeys, DkimKeysOf
from launchready.observe.net.dns import State
from launchready.observe.question import Question
from launchready.verdict import Touch
from tests.observe.small_world import declared, site, visited, zone

AnswerT = TypeVar("AnswerT")
PRIVATE = rsa.generate_private_key(65537, 1024)
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
PUBLIC = base64.b64encode(
    PRIVATE.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
).decode()
RECORDS = f"""
s1._domainkey.shop.test. IN TXT "v=DKIM1; k=rsa; " "p={PUBLIC}"
m1._domainkey.mailer.example. IN TXT "v=DKIM1; k=rsa; " "p={PUBLIC}"
_dmarc.shop.test. IN TXT "v=DMARC1; p=reject; adkim=s"
"""


@pytest.fixture(scope="module")
def resolver() -> Iterator[str]:
    with zone(RECORDS) as address:
        yield address


def message(signer: str, selector: str, to: str = "ann@shop.test", *, forged: bool = False) -> bytes:
    plain = (
        f"From: Shop <no-reply@shop.test>\r\nTo: {to}\r\nSubject: Choose a new password\r\n\r\n"
        "Open https://shop.test/reset?token=x\r\n"
    ).encode()
    signature = dkim.sign(plain, selector.encode(), signer.encode(), PEM, include_headers=[b"from", b"to", b"subject"])
    text = plain.replace(b"token=x", b"token=y") if forged else plain
    return b"Return-Path: <bounce@mailer.example>\r\n" + bytes(signature) + text


def shop(folder: Path, port: int, resolver: str) -> Declaration:
    for name in ("new", "cur", "tmp"):
        (folder / "mail" / name).mkdir(parents=True)
    sign_in = Call("POST", "/login", json={"email": "ann@shop.test", "password": "env:NONE"})
    reset = Call("POST", "/reset", json={"email": "{email}"})
    api = ApiSurface("api", None, "production", f"http://127.0.0.1:{port}", 1)
    mail = MailSurface("mail", None, "production", None, 2, "shop.test", ("s1",), folder / "mail", reset)
    made = declared(folder, api, mail, network=Network(resolver=resolver))
    people = (Principal("ann", "buyer", 3, sign_in), Principal("bob", "buyer", 4, sign_in))
    return Declaration(made.path, made.product, made.consent, made.network, surfaces=made.surfaces, principals=people)


def received(folder: Path, resolver: str, *messages: bytes, status: int = 202) -> tuple[ResetMail, list[str]]:
    """What is seen of a reset after which these messages arrive, and whose reset was asked for."""
    asked: list[str] = []
    return arrived(folder, resolver, ResetMailOf("mail"), *messages, status=status, asked=asked), asked


def arrived(
    folder: Path,
    resolver: str,
    question: Question[AnswerT],
    *messages: bytes,
    status: int = 202,
    asked: list[str] | None = None,
    touch: Touch = Touch.WRITE,
) -> AnswerT:
    """The answer to a question where these messages arrive after a reset was asked for."""

    async def reset(request: web.Request) -> web.Response:
        if asked is not None:
            asked.append((await request.json())["email"])
        for number, text in enumerate(messages):
            (folder / "mail" / "new" / f"{number}.x").write_bytes(text)
        return web.Response(status=status)

    async def go() -> AnswerT:
        app = web.Application()
        app.router.add_post("/reset", reset)
        async with site(app) as port:
            made = shop(folder, port, resolver)
            async with visited(replace(made, consent=replace(made.consent, touch=touch))) as world:
                (folder / "mail" / "new" / "old").write_bytes(message("shop.test", "s1"))
                return await world.ask(question)

    return asyncio.run(go())


def test_a_message_signed_by_the_domain_of_from_is_valid(tmp_path: Path, resolver: str) -> None:
    seen, asked = received(tmp_path, resolver, message("shop.test", "s1"))

    assert asked == ["ann@shop.test"]
    assert (seen.from_domain, seen.envelope, seen.strict) == ("shop.test", "mailer.example", True)
    assert [(one.domain, one.valid) for one in seen.signatures] == [("shop.test", True)]


def test_a_message_of_a_mail_service_is_valid_for_another_name(tmp_path: Path, resolver: str) -> None:
    seen, _ = received(tmp_path, resolver, message("mailer.example", "m1"))

    assert [(one.domain, one.valid) for one in seen.signatures] == [("mailer.example", True)]


def test_a_changed_message_is_not_valid(tmp_path: Path, resolver: str) -> None:
    seen, _ = received(tmp_path, resolver, message("shop.test", "s1", forged=True))

    assert [one.valid for one in seen.signatures] == [False]


def test_a_key_that_is_not_there_is_told(tmp_path: Path, resolver: str) -> None:
    seen, _ = received(tmp_path, resolver, message("shop.test", "s9"))

    assert [(one.valid, one.key) for one in seen.signatures] == [(False, State.NXDOMAIN)]


def test_a_message_to_somebody_else_is_passed_over(tmp_path: Path, resolver: str) -> None:
    seen, _ = received(tmp_path, resolver, message("mailer.example", "m1", "bob@shop.test"), message("shop.test", "s1"))

    assert [one.domain for one in seen.signatures] == ["shop.test"]


@pytest.mark.parametrize(
    ("signer", "selector", "names"),
    [
        ("shop.test", "s1", ["s1._domainkey.shop.test"]),
        ("shop.test", "s9", ["s1._domainkey.shop.test", "s9._domainkey.shop.test"]),
        ("news.shop.test", "s9", ["s1._domainkey.shop.test", "s9._domainkey.news.shop.test"]),
        ("mailer.example", "m1", ["s1._domainkey.shop.test"]),
    ],
)
def test_the_selectors_of_a_real_message_are_asked_for_as_well(
    signer: str, selector: str, names: list[str], tmp_path: Path, resolver: str
) -> None:
    found = arrived(tmp_path, resolver, DkimKeysOf("mail"), message(signer, selector))

    assert [key.name for key in found.keys] == names
    assert found.seen == (() if signer == "mailer.example" else (names[-1],))


def test_what_may_not_write_asks_for_no_message(tmp_path: Path, resolver: str) -> None:
    found = arrived(tmp_path, resolver, DkimKeysOf("mail"), message("shop.test", "s9"), touch=Touch.READ)

    assert found.seen == ()


def test_the_key_of_an_old_letter_may_be_gone(tmp_path: Path, resolver: str) -> None:
    (tmp_path / "one.eml").write_bytes(message("shop.test", "s9"))

    async def go(selectors: tuple[str, ...]) -> DkimKeys:
        letters = tmp_path / "*.eml"
        at = MailSurface("mail", None, "production", None, 2, "shop.test", selectors, letters)
        async with visited(declared(tmp_path, at, network=Network(resolver=resolver))) as world:
            return await world.ask(DkimKeysOf("mail"))

    assert asyncio.run(go(("s1",))).seen == ()
    (tmp_path / "one.eml").write_bytes(message("shop.test", "s1"))
    assert asyncio.run(go(())).seen == ("s1._domainkey.shop.test",)


def test_the_message_of_another_with_the_same_mailbox_is_passed_over(tmp_path: Path, resolver: str) -> None:
    other = message("mailer.example", "m1", "ann+bob@shop.test").replace(
        b"To:", b"Delivered-To: ann@shop.test\r\nTo:", 1
    )

    seen, _ = received(tmp_path, resolver, other, message("shop.test", "s1"))

    assert [one.domain for one in seen.signatures] == ["shop.test"]


def test_a_reset_that_is_refused_is_no_missing_message(tmp_path: Path, resolver: str) -> None:
    with pytest.raises(CannotLook, match="no reset was to be had"):
        received(tmp_path, resolver, status=429)
