"""Taking tokens apart, guessing their keys and forging them."""

import jwt
import pytest

from launchready.observe.auth.jwt import signed_with, take_apart, tampered, unsigned
from launchready.observe.auth.token import guess_key

CLAIMS = {"sub": "usr_1", "role": "buyer", "exp": 4102444800}
STRONG = "0f" * 32


@pytest.mark.parametrize("key", ["your-256-bit-secret-is-thirty-two-bytes-long", STRONG])
def test_a_key_that_is_on_no_list_is_not_guessed(key: str) -> None:
    parts = take_apart(jwt.encode(CLAIMS, key, algorithm="HS256"))

    assert parts is not None
    assert guess_key(parts) is None


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")  # weak keys are what is tested
@pytest.mark.parametrize("key", ["secret", "SECRET", "changeme123", "Shop"])
def test_a_common_key_is_guessed_and_makes_a_token_that_is_believed(key: str) -> None:
    token = jwt.encode(CLAIMS, key, algorithm="HS256")
    parts = take_apart(token)

    assert parts is not None
    assert guess_key(parts, ("Shop",)) == key.encode()
    forged = signed_with(parts, key.encode())
    assert forged != token
    assert jwt.decode(forged, key, algorithms=["HS256"]) == CLAIMS


def test_forgeries_keep_the_claims_and_lose_the_signature() -> None:
    parts = take_apart(jwt.encode(CLAIMS, STRONG, algorithm="HS256"))

    assert parts is not None
    assert jwt.decode(unsigned(parts, "none"), options={"verify_signature": False}) == CLAIMS
    assert jwt.get_unverified_header(unsigned(parts, "nOnE"))["alg"] == "nOnE"
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(tampered(parts), STRONG, algorithms=["HS256"])


@pytest.mark.parametrize("token", ["opaque", "a.b.c", "", "ey.ey.ey", "bm90.anNvbg.x", "W10.W10.x"])
def test_what_is_no_token_is_left_alone(token: str) -> None:
    assert take_apart(token) is None
