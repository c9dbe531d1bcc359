"""A message is judged by its valid signatures and whom they speak for."""

import pytest

from launchready.check import Fail, Pass, Unknown
from launchready.observe.mail.reset_mail import ResetMail, Signature, is_aligned
from launchready.observe.net.dns import State

OURS = Signature("shop.test", "s1", State.FOUND, valid=True, words="")
THEIRS = Signature("mailer.example", "m1", State.FOUND, valid=True, words="")
SUB = Signature("mail.shop.test", "s1", State.FOUND, valid=True, words="")


def seen(*signatures: Signature, strict: bool = False, arrived: bool = True) -> ResetMail:
    return ResetMail(
        "POST https://api.shop.test/auth/reset -> 202, 2 characters",
        "curl",
        arrived,
        0.4,
        "shop.test",
        "bounce.shop.test",
        signatures,
        strict,
        "shop.test",
    )


def broken(state: State) -> Signature:
    return Signature("shop.test", "s1", state, valid=False, words=f"its key: {state}")


EXAMPLES = (
    (seen(OURS), Pass),
    (seen(THEIRS, OURS), Pass),
    (seen(SUB), Pass),
    (seen(THEIRS), Fail),
    (seen(SUB, strict=True), Fail),
    (seen(), Fail),
    (seen(broken(State.FOUND)), Fail),
    (seen(broken(State.NXDOMAIN)), Fail),
    (seen(broken(State.TIMED_OUT)), Unknown),
    (seen(THEIRS, broken(State.FAILED)), Unknown),
    (seen(arrived=False), Unknown),
)


@pytest.mark.parametrize(
    ("signer", "sender", "strict", "aligned"),
    [
        ("shop.test", "shop.test", True, True),
        ("mail.shop.test", "shop.test", False, True),
        ("shop.test", "mail.shop.test", False, True),
        ("out.shop.test", "mail.shop.test", False, True),
        ("mail.shop.test", "shop.test", True, False),
        ("notshop.test", "shop.test", False, False),
        ("mailer.example", "shop.test", False, False),
        ("", "", False, False),
    ],
)
def test_a_signer_speaks_for_its_own_organisation(signer: str, sender: str, strict: bool, aligned: bool) -> None:
    assert is_aligned(signer, sender, strict=strict, inside="shop.test") is aligned
