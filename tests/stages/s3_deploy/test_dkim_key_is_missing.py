"""A key that receivers cannot use is a finding; a silent DNS is not."""

from dataclasses import replace

from launchready.check import Fail, Pass, Unknown
from launchready.observe.mail.records import DkimKey
from launchready.observe.net.dns import State
from launchready.stages.s3_deploy.dkim_key_is_missing import DkimKeyIsMissing, Seen

NAME = "s1._domainkey.shop.test"


def seen(*keys: DkimKey) -> Seen:
    return Seen("shop.test", keys, tuple(f"dig {key.name} TXT" for key in keys))


def key(state: State, kind: str = "", bits: int = 0, words: str = "") -> DkimKey:
    return DkimKey(NAME, state, "v=DKIM1; p=…" if state is State.FOUND else "", kind, bits, words)


GOOD = key(State.FOUND, "rsa", 2048)

EXAMPLES = (
    (seen(GOOD), Pass),
    (seen(key(State.FOUND, "ed25519", 256)), Pass),
    (seen(key(State.NXDOMAIN)), Fail),
    (seen(key(State.NO_DATA)), Fail),
    (seen(key(State.FOUND, words="the key was revoked: p= is empty")), Fail),
    (seen(key(State.FOUND)), Fail),
    (seen(key(State.FOUND, "rsa", 512)), Pass),
    (seen(GOOD, key(State.NXDOMAIN)), Fail),
    (seen(key(State.TIMED_OUT)), Unknown),
    (seen(GOOD, key(State.FAILED)), Unknown),
    (seen(), Unknown),
)


def test_a_key_under_test_is_told() -> None:
    verdict = DkimKeyIsMissing().judge(seen(replace(GOOD, testing=True)))

    assert isinstance(verdict, Pass)
    assert "t=y" in verdict.because


def test_what_was_guessed_is_no_promise() -> None:
    verdict = DkimKeyIsMissing().judge(replace(seen(GOOD), guessed=True))

    assert isinstance(verdict, Pass)
    assert verdict.because.startswith("at least one usual selector")
