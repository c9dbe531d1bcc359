"""A certificate that a browser would refuse is a finding; a server that cannot be reached is not."""

from dataclasses import replace

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.ocsp import Standing, State
from launchready.observe.net.tls import Certificate, Gap, Leaf, Shake
from launchready.stages.s3_deploy.certificate_is_wrong import CertificateIsWrong, Seen

LEAF = Leaf(("shop.test", "*.shop.test"), "shop.test", "An Authority", "1f", 1_700_000_000, 1_708_000_000)


def shown(*, trusted: bool, named: bool, address: str = "192.0.2.1") -> Certificate:
    words = "" if trusted else "self-signed certificate"
    return Certificate("shop.test", address, 443, Shake.DONE, trusted, named, words, LEAF, 1_701_000_000)


def seen(*certificates: Certificate) -> Seen:
    return Seen("shop.test", certificates, "openssl s_client")


GOOD = shown(trusted=True, named=True)
GONE = Certificate("shop.test", "192.0.2.2", 443, Shake.TIMED_OUT, words="no handshake within 5 s")
NO_IPV6 = Certificate("shop.test", "2001:db8::1", 443, Shake.NO_WAY, words="Network is unreachable")
CUT = replace(
    shown(trusted=False, named=True), gap=Gap.NOT_SENT, proof="with the certificate of X the chain is trusted"
)
DEMANDS = replace(GOOD, leaf=replace(LEAF, must_staple=True), sent=(LEAF,), stapled=False)
REVOKED = Standing(State.REVOKED, "since 2026-11-01T00:00+00:00, keyCompromise", "http://ocsp.test")
UNCLEAR = Standing(State.UNCLEAR, "not had: timed out", "http://ocsp.test")

EXAMPLES = (
    (seen(GOOD), Pass),
    (seen(shown(trusted=True, named=False)), Fail),
    (seen(shown(trusted=False, named=True)), Fail),
    (seen(GOOD, shown(trusted=False, named=True, address="192.0.2.2")), Fail),
    (seen(GOOD, NO_IPV6), Pass),
    (seen(CUT), Fail),
    (seen(DEMANDS), Fail),
    (seen(replace(DEMANDS, stapled=True)), Pass),
    (seen(replace(DEMANDS, stapled=None)), Unknown),
    (seen(replace(GOOD, standings=(REVOKED,))), Fail),
    (seen(replace(GOOD, standings=(UNCLEAR, REVOKED))), Fail),
    # What no browser waits for keeps no launch back.
    (seen(replace(GOOD, standings=(UNCLEAR,))), Pass),
    (seen(replace(GOOD, standings=(replace(UNCLEAR, state=State.UNKNOWN),))), Pass),
    (seen(NO_IPV6), Unknown),
    (seen(GONE), Unknown),
    (seen(GOOD, GONE), Unknown),
    (seen(), Unknown),
)


def test_the_finding_says_which_of_the_two_is_wrong() -> None:
    verdict = CertificateIsWrong().judge(seen(shown(trusted=True, named=False)))

    assert isinstance(verdict, Fail)
    assert "for shop.test, *.shop.test" in verdict.because
    assert "not trusted" not in verdict.because
    assert verdict.places == ("another name",)


def test_a_chain_that_is_cut_short_is_told_from_one_that_nobody_trusts() -> None:
    verdict = CertificateIsWrong().judge(seen(CUT))

    assert isinstance(verdict, Fail)
    assert verdict.places == ("incomplete chain",)
    assert "fullchain" in CertificateIsWrong().remedy(seen(CUT)).paste


def test_a_revoked_certificate_is_told_with_who_says_so_and_wants_a_new_key() -> None:
    gone = seen(replace(GOOD, standings=(REVOKED,)))
    verdict = CertificateIsWrong().judge(gone)

    assert isinstance(verdict, Fail)
    assert verdict.because == (
        "shop.test: the certificate is revoked (since 2026-11-01T00:00+00:00, keyCompromise) by http://ocsp.test"
    )
    assert verdict.places == ("revoked",)
    assert "new key" in CertificateIsWrong().remedy(gone).do
