"""A weak suite that is taken is a finding; that all are refused counts only where the server agrees to a current version."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.offers import Offer, Shake, Weak
from launchready.stages.s3_deploy.weak_cipher_is_offered import Seen

SPOKEN = (Offer("TLSv1.2", Shake.DONE, "", "192.0.2.1"), Offer("TLSv1.3", Shake.DONE, "", "192.0.2.1"))
DEAF = (Offer("TLSv1.2", Shake.REJECTED, "", "192.0.2.1"), Offer("TLSv1.3", Shake.REJECTED, "", "192.0.2.1"))


def weak(*families: str, shake: Shake = Shake.REJECTED, at: str = "192.0.2.1") -> Weak:
    return Weak(at, families, shake)


def seen(*found: Weak, offers: tuple[Offer, ...] = SPOKEN) -> Seen:
    return Seen("shop.test", found, offers, "openssl s_client")


EXAMPLES = (
    (seen(weak()), Pass),
    (seen(weak(), weak(shake=Shake.NO_WAY, at="2001:db8::1")), Pass),
    (seen(weak("RC4")), Fail),
    (seen(weak("RC4", shake=Shake.TIMED_OUT)), Fail),
    (seen(weak(), weak("3DES", at="192.0.2.2")), Fail),
    (seen(weak("EXPORT (40 bits)"), offers=DEAF), Fail),
    (seen(weak(), offers=DEAF), Unknown),
    (seen(weak(shake=Shake.TIMED_OUT)), Unknown),
    (seen(weak(), weak(at="192.0.2.2")), Unknown),
    (seen(weak(shake=Shake.NO_WAY)), Unknown),
    (seen(), Unknown),
)
