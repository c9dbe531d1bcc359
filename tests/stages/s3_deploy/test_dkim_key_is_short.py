"""A key that receivers must refuse is a finding; one that could be longer is told."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.mail.records import DkimKey
from launchready.observe.net.dns import State
from launchready.stages.s3_deploy.dkim_key_is_short import DkimKeyIsShort, Seen

NAME = "s1._domainkey.shop.test"


def seen(*keys: DkimKey) -> Seen:
    return Seen("shop.test", keys, tuple(f"dig {key.name} TXT" for key in keys))


def key(kind: str = "rsa", bits: int = 2048, state: State = State.FOUND) -> DkimKey:
    return DkimKey(NAME, state, "v=DKIM1; p=…" if state is State.FOUND else "", kind, bits)


EXAMPLES = (
    (seen(key()), Pass),
    (seen(key("ed25519", 256)), Pass),
    (seen(key(bits=1024)), Pass),
    (seen(key(bits=1023)), Fail),
    (seen(key(), key(bits=512)), Fail),
    (seen(key("", 0, State.TIMED_OUT), key(bits=768)), Fail),
    (seen(key(), key("", 0, State.TIMED_OUT)), Unknown),
    (seen(key("", 0)), NotApplicable),
    (seen(key("", 0, State.NXDOMAIN)), NotApplicable),
)


def test_a_key_of_1024_bits_passes_with_advice() -> None:
    verdict = DkimKeyIsShort().judge(seen(key(bits=1024)))

    assert isinstance(verdict, Pass)
    assert "2048 bits are wanted" in verdict.because
