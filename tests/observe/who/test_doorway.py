"""Tokens, sessions, resets and accounts of a product that is not ours, in several styles, sound and faulty."""

import asyncio
from pathlib import Path
from typing import TypeVar

import pytest

from launchready.declare.model import MailSurface
from launchready.observe.auth.crosssite import Elsewhere
from launchready.observe.auth.existence import Answers
from launchready.observe.auth.expiry import Aged
from launchready.observe.auth.fixing import Fixings
from launchready.observe.auth.leaving import SessionCookies, SignsOut
from launchready.observe.auth.reset import ResetTrial
from launchready.observe.auth.session_ids import SessionIds
from launchready.observe.auth.token import Tokens
from launchready.observe.auth.token_keys import CHOSEN
from launchready.observe.auth.token_times import LifetimeOf, OutOfPlace, OutOfTime
from launchready.observe.question import Question
from launchready.stages.s2_boundaries.session_cookie_lacks_flags import Seen as SessionCookieSeen
from launchready.stages.s2_boundaries.session_cookie_lacks_flags import SessionCookieLacksFlags
from launchready.stages.s2_boundaries.unused_reset_link_lives_on import UnusedResetLinkLivesOn
from launchready.verdict import Fail, Pass
from tests.observe.doorway import Doorway, visited

AnswerT = TypeVar("AnswerT")
TOKENS = ({"bearer"}, {"bearer", "no-address"}, {"cookie"}, {"RS256"}, {"RS256", "cookie"})


def asked(door: Doorway, question: Question[AnswerT]) -> AnswerT:
    """The answer to a question to a product."""

    async def ask() -> AnswerT:
        async with visited(door) as world:
            return await world.ask(question)

    return asyncio.run(ask())


@pytest.mark.parametrize("style", TOKENS, ids=lambda one: " ".join(sorted(one)))
def test_a_sound_product_believes_no_forged_token(tmp_path: Path, style: set[str]) -> None:
    door = Doorway(tmp_path, style)
    seen = asked(door, Tokens("api"))

    assert seen.right
    assert seen.verified
    assert seen.kind == ("RS256" if "RS256" in style else "HS256")
    assert bool(seen.published) is ("RS256" in style)
    assert bool(seen.by_public_key) is ("RS256" in style)
    assert len(seen.by_key_id) >= 8
    assert not any(one.believed for one in (*seen.tried, *seen.by_key_id, *seen.by_public_key))
    assert all(one.status == 401 for one in (*seen.tried, *seen.by_key_id, *seen.by_public_key))


@pytest.mark.parametrize(
    ("style", "wrong", "where", "how"),
    [
        ({"bearer"}, "kid-path", "by_key_id", "whose kid is ../../../../../../../../dev/null"),
        ({"RS256"}, "kid-path", "by_key_id", "whose kid is /proc/sys/kernel/ostype"),
        ({"cookie"}, "kid-query", "by_key_id", f"whose kid is none' UNION SELECT '{CHOSEN}' --"),
        ({"bearer"}, "own-key", "by_key_id", "that brings its own key along"),
        ({"bearer"}, "own-key", "by_key_id", "that brings its own key along (ES256)"),
        ({"RS256"}, "own-key", "by_key_id", "that brings its own key along (RS256)"),
        ({"RS256", "cookie"}, "confused", "by_public_key", "signed by HS256 with the public key (PEM)"),
        ({"bearer", "no-address"}, "unverified", "tried", "with a claim added under the old signature"),
    ],
)
def test_a_forged_token_that_is_believed_is_seen(
    tmp_path: Path, style: set[str], wrong: str, where: str, how: str
) -> None:
    seen = asked(Doorway(tmp_path, style, {wrong}), Tokens("api"))

    assert seen.right
    assert how in [one.how for one in getattr(seen, where) if one.believed]
    assert seen.verified is (wrong != "unverified")


def test_opaque_tokens_are_no_json_web_tokens(tmp_path: Path) -> None:
    door = Doorway(tmp_path, {"opaque"})
    forged, life = asked(door, Tokens("api")), asked(door, LifetimeOf("api"))
    late, ids = asked(door, OutOfTime("api")), asked(door, SessionIds("api"))

    assert (forged.kind, forged.tried) == ("", ())
    assert (life.kind, life.seconds, life.told) == ("", None, 900.0)
    assert late.tried == ()
    assert [one.carrier for one in ids.named] == ["bearer token"]
    assert not ids.named[0].strength.patterns
    assert not ids.named[0].strength.is_short


@pytest.mark.parametrize("wrong", [False, True])
def test_a_refresh_token_is_no_access_token(tmp_path: Path, *, wrong: bool) -> None:
    door = Doorway(tmp_path, {"bearer"}, {"refresh"} if wrong else set())
    seen = asked(door, OutOfPlace("api"))

    assert [("that is a refresh token", wrong)] == [(one.how, one.believed) for one in seen.tried]


@pytest.mark.parametrize("style", [{"opaque"}, {"opaque", "cookie"}])
def test_sessions_that_are_counted_up_are_seen(tmp_path: Path, style: set[str]) -> None:
    door = Doorway(tmp_path, style, {"counted"})
    seen = asked(door, SessionIds("api"))

    carrier = "cookie sid" if "cookie" in style else "bearer token"
    assert [carrier] == [one.carrier for one in seen.named]  # and not the cookie that tells the time
    assert "counted up" in seen.named[0].strength.patterns[0]


@pytest.mark.parametrize("style", [{"bearer"}, {"bearer", "refresh-out"}, {"cookie", "opaque"}])
@pytest.mark.parametrize("wrong", [False, True])
def test_a_sign_out_is_followed(tmp_path: Path, style: set[str], *, wrong: bool) -> None:
    door = Doorway(tmp_path, style, {"stays"} if wrong else set())
    seen = asked(door, SignsOut("api"))

    (one,) = seen.departures
    assert one.carrier == ("cookie" if "cookie" in style else "bearer token")
    assert (one.before, one.sign_out, one.still) == (True, 200, wrong)


@pytest.mark.parametrize("style", [set(), {"code"}], ids=["link and form", "code"])
def test_a_sound_reset_is_gone_through(tmp_path: Path, style: set[str]) -> None:
    door = Doorway(tmp_path, {"opaque", *style})
    seen = asked(door, ResetTrial("mail"))

    assert seen.arrived == 3
    assert seen.works
    assert seen.strength is not None
    assert seen.strength.is_short is ("code" in style)
    assert seen.strength.patterns == ()
    assert (seen.made_up, seen.old_password, seen.again, seen.older) == (False, False, False, False)
    assert seen.after_wrong_codes is (False if "code" in style else None)


def test_a_code_that_can_be_guessed_without_end_is_seen(tmp_path: Path) -> None:
    door = Doorway(tmp_path, {"opaque", "code"}, {"unlimited"})
    seen = asked(door, ResetTrial("mail"))

    assert (seen.wrong_codes, seen.after_wrong_codes, seen.works) == (10, True, True)


@pytest.mark.parametrize("style", [set(), {"code"}], ids=["link and form", "code"])
def test_a_link_or_code_that_works_again_is_seen(tmp_path: Path, style: set[str]) -> None:
    door = Doorway(tmp_path, {"opaque", *style}, {"again", "unlimited"})
    seen = asked(door, ResetTrial("mail"))

    assert (seen.works, seen.again, seen.older) == (True, True, True)


@pytest.mark.parametrize(("wrong", "differs"), [(set(), False), ({"tells"}, True)])
def test_answers_that_tell_accounts_are_told_from_noise(tmp_path: Path, wrong: set[str], *, differs: bool) -> None:
    door = Doorway(tmp_path, {"opaque"}, wrong)
    (sign_in,), (reset,) = asked(door, Answers("api", "sign-in")), asked(door, Answers("api", "reset"))

    assert (sign_in.differs, sign_in.steady, reset.differs) == (differs, True, False)


@pytest.mark.parametrize(("style", "differs"), [({"quiet"}, False), (set(), True)])
def test_a_sign_up_that_tells_accounts_is_seen(tmp_path: Path, style: set[str], *, differs: bool) -> None:
    door = Doorway(tmp_path, {"opaque", *style})
    (pair,) = asked(door, Answers("api", "sign-up"))

    assert pair.differs is differs


@pytest.mark.parametrize("wrong", [False, True])
def test_a_cookie_from_before_the_sign_in_is_followed(tmp_path: Path, *, wrong: bool) -> None:
    door = Doorway(tmp_path, {"opaque", "cookie"}, {"fixed"} if wrong else set())
    seen = asked(door, Fixings())

    assert [(False, wrong)] * 2 == [(one.before, one.after) for one in seen]
    assert all(one.control for one in seen)


@pytest.mark.parametrize(
    ("style", "wrong", "effect"),
    [
        (set(), {"csrf"}, False),  # SameSite=Lax keeps the cookie back
        ({"none"}, set(), False),  # the hidden field protects
        ({"none"}, {"csrf"}, True),
    ],
)
def test_another_sites_form_is_sent_as_a_browser_would(
    tmp_path: Path, style: set[str], wrong: set[str], *, effect: bool
) -> None:
    door = Doorway(tmp_path, {"opaque", "cookie", *style}, wrong)
    seen = asked(door, Elsewhere("web"))

    (target,) = seen.targets  # neither the search nor the form that deletes
    assert target.control
    assert effect is any(one.effect for one in target.attempts)


@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize("style", [set(), {"code"}], ids=["link and form", "code"])
def test_a_reset_that_is_left_alone_ends_or_is_seen_to_live_on(tmp_path: Path, style: set[str], *, wrong: bool) -> None:
    door = Doorway(tmp_path, {"opaque", *style}, {"endless"} if wrong else set(), life=2)

    async def ask() -> Aged:
        async with visited(door) as world:
            check = UnusedResetLinkLivesOn()
            surface = world.declaration.surface("mail")
            assert isinstance(surface, MailSurface)
            await check.prepare(surface, world)
            return await check.look(surface, world)

    seen = asyncio.run(ask())

    assert (seen.life, seen.young, seen.sets) == (2, True, wrong)
    assert isinstance(UnusedResetLinkLivesOn().judge(seen), Fail if wrong else Pass)


@pytest.mark.parametrize("wrong", [False, True])
@pytest.mark.parametrize(("style", "name"), [(set(), "sid"), ({"odd"}, "k")])
def test_the_flags_of_the_cookie_that_carries_the_session_are_read(
    tmp_path: Path, style: set[str], name: str, *, wrong: bool
) -> None:
    door = Doorway(tmp_path, {"opaque", "cookie", *style}, {"bare"} if wrong else set())
    seen = SessionCookieSeen(asked(door, SessionCookies()))

    verdict = SessionCookieLacksFlags().judge(seen)

    assert isinstance(verdict, Fail if wrong else Pass), verdict
    assert {one.name for one in seen.cookies.cookies} == {name}  # and not the one that tells the time
