"""Tokens verified by hand, in a header or a cookie, by a secret or a key pair: every flaw is found by its check alone."""

import asyncio
from pathlib import Path

import pytest

from launchready.registry import checks
from launchready.verdict import Fail, NotApplicable, Pass, Unknown, Verdict
from tests.observe.auth.token_house import BEARER, COOKIE, SIGNED, TokenHouse, visited

pytestmark = pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")  # a weak key is what is tested
UNSIGNED, WEAK, CHOOSES, CONFUSED, TIME, AUDIENCE, LIVES = (
    "token-without-signature-works",
    "token-key-is-weak",
    "token-chooses-its-key",
    "public-key-signs-tokens",
    "token-works-out-of-its-time",
    "token-of-another-audience-works",
    "token-lives-too-long",
)
OWN = (UNSIGNED, WEAK, CHOOSES, CONFUSED, TIME, AUDIENCE, LIVES)
ALL = {one.id().partition(".")[2]: one for one in checks()}


def verdicts(house: TokenHouse, folder: Path) -> dict[str, Verdict]:
    async def run() -> dict[str, Verdict]:
        async with visited(house, folder) as world:
            at = world.declaration.surface("api")
            return {name: ALL[name].judge(await ALL[name].look(at, world)) for name in OWN}

    return asyncio.run(run())


@pytest.mark.parametrize("manner", [BEARER, COOKIE, SIGNED])
def test_the_sound_house_passes(manner: str, tmp_path: Path) -> None:
    found = verdicts(TokenHouse(manner), tmp_path)

    left = {name: one for name, one in found.items() if not isinstance(one, Pass)}
    assert {name: one for name, one in left.items() if not isinstance(one, NotApplicable)} == {}
    assert set(left) <= {CONFUSED, WEAK}


@pytest.mark.parametrize(
    ("manner", "fault", "check"),
    [
        (BEARER, "none", UNSIGNED),
        (COOKIE, "none", UNSIGNED),
        (SIGNED, "none", UNSIGNED),
        (BEARER, "cut", UNSIGNED),
        (COOKIE, "any", UNSIGNED),
        (SIGNED, "any", UNSIGNED),
        (BEARER, "weak", WEAK),
        (COOKIE, "weak", WEAK),
        (BEARER, "path", CHOOSES),
        (COOKIE, "path", CHOOSES),
        (BEARER, "statement", CHOOSES),
        (BEARER, "jwk", CHOOSES),
        (SIGNED, "jwk", CHOOSES),
        (SIGNED, "confused", CONFUSED),
        (BEARER, "exp", TIME),
        (COOKIE, "exp", TIME),
        (SIGNED, "exp", TIME),
        (BEARER, "aud", AUDIENCE),
        (SIGNED, "aud", AUDIENCE),
        (BEARER, "refresh", AUDIENCE),
    ],
)
def test_what_is_wrong_is_found_by_its_check_alone(manner: str, fault: str, check: str, tmp_path: Path) -> None:
    found = verdicts(TokenHouse(manner, {fault}), tmp_path)

    assert {name for name, one in found.items() if isinstance(one, Fail)} == {check}


def test_a_time_that_has_not_begun_is_tried_where_the_key_is_known(tmp_path: Path) -> None:
    found = verdicts(TokenHouse(BEARER, {"weak", "nbf"}), tmp_path)

    assert {name for name, one in found.items() if isinstance(one, Fail)} == {WEAK, TIME}


def test_where_no_signature_is_looked_at_nothing_is_said_of_the_key(tmp_path: Path) -> None:
    found = verdicts(TokenHouse(BEARER, {"any"}), tmp_path)

    assert isinstance(found[CHOOSES], Unknown)
