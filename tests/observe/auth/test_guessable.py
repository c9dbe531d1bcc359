"""What makes a secret guessable, and what only looks so."""

import base64
import hashlib
import secrets
import uuid
from collections.abc import Callable

import jwt
import pytest

from launchready.observe.auth.guessable import Issued, Strength, strength

NOW = 1_764_000_000.4


def of(*values: str, step: float = 0.2, address: str = "ann@shop.example") -> Strength:
    return strength(tuple(Issued(one, NOW + step * at) for at, one in enumerate(values)), address)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (("100000017", "100000018", "100000021"), "counted up"),
        (("session-10000001", "session-10000002", "session-10000003", "session-10000009"), "counted up"),
        (("00000000000000a9", "00000000000000aa", "00000000000000ab"), "counted up"),
        ((str(int(NOW * 1000)), str(int(NOW * 1000) + 204)), "time"),
        ((str(int(NOW)),), "time"),
        ((base64.urlsafe_b64encode(str(int(NOW)).encode()).decode().rstrip("="),), "time"),
        ((hashlib.md5(str(int(NOW)).encode()).hexdigest(),), "hash of the time"),
        ((f"{int(NOW):08x}{123456:05x}",), "hexadecimal"),
        ((str(uuid.uuid1()), str(uuid.uuid1())), "UUID of version 1"),
        ((hashlib.sha1(b"ann@shop.example").hexdigest(),), "hash of the e-mail"),
        ((base64.b64encode(b"ann@shop.example").decode(),), "nothing secret"),
    ],
)
def test_a_pattern_is_seen(values: tuple[str, ...], said: str) -> None:
    assert any(said in one for one in of(*values).patterns)


@pytest.mark.parametrize("make", [secrets.token_urlsafe, secrets.token_hex, lambda: str(uuid.uuid4())])
def test_random_secrets_are_left_alone(make: Callable[[], str]) -> None:
    for _ in range(200):
        found = of(*(make() for _ in range(3)))

        assert found.patterns == ()
        assert not found.is_short


def test_random_codes_are_short_and_without_a_pattern() -> None:
    alarms = 0
    for _ in range(2000):
        found = of(*(f"{secrets.randbelow(1_000_000):06}" for _ in range(3)))
        alarms += bool(found.patterns)

        assert found.is_short
    assert alarms <= 2


def test_what_changes_counts_and_not_what_stays() -> None:
    found = of("constant-constant-constant-aa", "constant-constant-constant-bz", "constant-constant-constant-cq")

    assert found.is_short
    assert found.samples == 3


def test_signed_tokens_are_judged_by_their_signature() -> None:
    tokens = [jwt.encode({"sub": "1", "n": number}, "k" * 32, algorithm="HS256") for number in range(3)]

    assert not of(*tokens).is_short


def test_the_same_secret_each_time_is_one_sample() -> None:
    assert of("f" * 32, "f" * 32).samples == 1
