"""A message is judged by its valid signatures, by who handed it over, and by whom both speak for."""

import pytest

from launchready.check import Fail, Pass, Unknown
from launchready.observe.mail.reset_mail import ResetMail
from launchready.observe.mail.route import Handover
from launchready.observe.mail.signatures import Arc, Signature
from launchready.observe.net.dns import State
from launchready.stages.s3_deploy.reset_mail_is_unaligned import ResetMailIsUnaligned

OURS = Signature("shop.test", "s1", State.FOUND, valid=True, words="", aligned=True)
THEIRS = Signature("mailer.example", "m1", State.FOUND, valid=True, words="", aligned=False)
UNTOLD = Signature("mail.shop.test", "s1", State.FOUND, valid=True, words="", aligned=None)
PUBLIC = "8.8.8.8"


def handed(spf: str, aligned: bool | None = True, ip: str = PUBLIC, envelope: str = "bounce.shop.test") -> Handover:
    return Handover(ip, "mx.shop.test", envelope, spf, "shop.test: -all", aligned)


FOREIGN = handed("pass", aligned=False, envelope="mailer.example")


def seen(
    *signatures: Signature, handover: Handover | None = FOREIGN, arrived: bool = True, arc: Arc | None = None
) -> ResetMail:
    return ResetMail(
        "POST https://api.shop.test/auth/reset -> 202, 2 characters",
        "curl",
        arrived,
        0.4,
        "shop.test",
        handover.envelope if handover else "",
        signatures,
        False,
        "shop.test",
        handover,
        arc,
    )


def broken(state: State) -> Signature:
    return Signature("shop.test", "s1", state, valid=False, words=f"its key: {state}")


EXAMPLES = (
    (seen(OURS), Pass),
    (seen(THEIRS, OURS), Pass),
    (seen(THEIRS, handover=handed("pass")), Pass),
    (seen(handover=handed("pass", ip="127.0.0.1")), Pass),
    (seen(THEIRS), Fail),
    (seen(), Fail),
    (seen(broken(State.FOUND)), Fail),
    (seen(broken(State.NXDOMAIN)), Fail),
    (seen(THEIRS, handover=handed("fail")), Fail),
    (seen(THEIRS, handover=handed("", aligned=None, envelope="")), Fail),
    (seen(broken(State.TIMED_OUT)), Unknown),
    (seen(THEIRS, broken(State.FAILED)), Unknown),
    (seen(UNTOLD), Unknown),
    (seen(THEIRS, handover=handed("temperror")), Unknown),
    (seen(handover=handed("", ip="")), Unknown),
    (seen(handover=handed("fail", ip="127.0.0.1")), Unknown),
    (seen(arrived=False), Unknown),
)


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (seen(OURS), "SPF says pass of 8.8.8.8 for mailer.example"),
        (seen(OURS, handover=None), "SPF is not known"),
        (seen(OURS, arc=Arc("pass", ("lists.example",), "success")), "the ARC chain of lists.example: pass"),
        (seen(handover=handed("pass")), "a forwarded message fails"),
    ],
)
def test_the_rest_is_told(one: ResetMail, told: str) -> None:
    verdict = ResetMailIsUnaligned().judge(one)

    assert isinstance(verdict, Pass)
    assert told in verdict.because
