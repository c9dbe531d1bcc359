"""A short key and a signature over SHA-1 are findings, in the intermediates as well; a root's own signature is none."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.tls import Certificate, Leaf, Shake
from launchready.stages.s3_deploy.certificate_is_weak import CertificateIsWeak, Seen


def leaf(key: str, bits: int, signed: str = "sha256", *, own: bool = False) -> Leaf:
    return Leaf(("shop.test",), "shop.test", "An Authority", "1f", 1, 2, key, bits, signed, own=own)


def shown(*sent: Leaf) -> Certificate:
    return Certificate(
        "shop.test", "192.0.2.1", 443, Shake.DONE, trusted=True, named=True, leaf=sent[0], sent=sent[1:] and sent
    )


def seen(*certificates: Certificate) -> Seen:
    return Seen("shop.test", certificates, "openssl s_client")


RSA, CURVE, ED = leaf("RSA", 2048), leaf("EC secp256r1", 256), leaf("Ed25519", 0, "")
GONE = Certificate("shop.test", "192.0.2.2", 443, Shake.TIMED_OUT, words="no handshake within 5 s")

EXAMPLES = (
    (seen(shown(RSA)), Pass),
    (seen(shown(CURVE)), Pass),
    (seen(shown(ED)), Pass),
    (seen(shown(RSA, leaf("RSA", 4096, "sha1", own=True))), Pass),
    (seen(shown(leaf("RSA", 1024))), Fail),
    (seen(shown(leaf("EC secp192r1", 192))), Fail),
    (seen(shown(leaf("RSA", 2048, "sha1"))), Fail),
    (seen(shown(RSA, leaf("RSA", 2048, "md5"))), Fail),
    (seen(GONE, shown(leaf("DSA", 1024))), Fail),
    (seen(GONE), Unknown),
    (seen(), Unknown),
)


def test_the_finding_says_which_certificate_and_why() -> None:
    verdict = CertificateIsWeak().judge(seen(shown(leaf("RSA", 1024, "sha1"))))

    assert isinstance(verdict, Fail)
    assert verdict.because == "shop.test: its key is RSA of 1024 bits and it is signed with SHA1"
