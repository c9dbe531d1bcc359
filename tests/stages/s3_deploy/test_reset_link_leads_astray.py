"""Staging, a private machine and plain HTTP are findings, each where a customer would be led there; an unknown host is told."""

from dataclasses import replace

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.stages.s3_deploy.reset_link_leads_astray import ResetLinkLeadsAstray, Seen
from tests.stages.s3_deploy import test_reset_mail_is_unaligned as mail

OWN = ("api.shop.test", "shop.test")


def seen(link: str, own: tuple[str, ...] = OWN, plain: tuple[str, ...] = ()) -> Seen:
    return Seen(replace(mail.seen(mail.OURS), link=link), own, (("staging.shop.test", "staging"),), plain)


EXAMPLES = (
    (seen("https://shop.test"), Pass),
    (seen("https://clicks.mailer.example"), Pass),
    (seen("http://127.0.0.1:3000", own=("127.0.0.1",)), Pass),
    (seen("http://localhost:3000", own=("127.0.0.1",)), Pass),
    (seen("http://shop.test", plain=("shop.test",)), Pass),
    (seen("https://staging.shop.test"), Fail),
    (seen("http://localhost:3000"), Fail),
    (seen("https://10.0.0.5"), Fail),
    (seen("http://shop.test"), Fail),
    (seen(""), NotApplicable),
    (replace(seen(""), mail=mail.seen(arrived=False)), Unknown),
)


def test_a_host_that_nobody_declared_is_told() -> None:
    verdict = ResetLinkLeadsAstray().judge(seen("https://clicks.mailer.example"))

    assert isinstance(verdict, Pass)
    assert "does not know" in verdict.because
