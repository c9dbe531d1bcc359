"""Bursts at APIs whose limits speak in different ways, on real servers."""

import asyncio
from pathlib import Path
from typing import TypeVar

import pytest

from launchready.declare.bounds import Limit
from launchready.declare.model import Call
from launchready.observe.limits.bursts import LoginBurst, Messages, WrongPasswords
from launchready.observe.limits.floods import Events, Resets, Uploads
from launchready.observe.limits.spellings import ACCOUNT, PATH, ways
from launchready.observe.question import Question
from launchready.stages.s2_boundaries import chat_has_no_limit as chat
from launchready.stages.s2_boundaries import limit_is_evaded_by_spelling as spelling
from launchready.stages.s2_boundaries import limit_trusts_client_header as header
from launchready.stages.s2_boundaries import login_has_no_limit as login
from launchready.stages.s2_boundaries import reset_has_no_limit as reset
from launchready.stages.s2_boundaries import upload_has_no_limit as upload
from launchready.stages.s2_boundaries import webhook_has_no_limit as webhook
from launchready.verdict import Fail, Pass, Unknown, Verdict
from tests.observe.limited_api import FORBIDDEN, LOCKED, NONE, REFUSED, SHUT, SLOW, WORDS, Limited, visited

AnswerT = TypeVar("AnswerT")


def asked(
    folder: Path, api: Limited, question: Question[AnswerT], *limits: Limit, per_second: float = 5000.0
) -> AnswerT:
    async def run() -> AnswerT:
        async with visited(api, folder, *limits, per_second=per_second) as world:
            return await world.ask(question)

    return asyncio.run(run())


def verdicts(seen: LoginBurst) -> tuple[type[Verdict], type[Verdict], type[Verdict]]:
    return (
        type(login.LoginHasNoLimit().judge(login.Seen(seen))),
        type(header.LimitTrustsClientHeader().judge(header.Seen(seen))),
        type(spelling.LimitIsEvadedBySpelling().judge(spelling.Seen(seen))),
    )


@pytest.mark.parametrize(
    ("style", "wanted"),
    [
        (REFUSED, (Pass, Pass, Pass)),
        (FORBIDDEN, (Pass, Pass, Pass)),
        (WORDS, (Pass, Pass, Pass)),
        (LOCKED, (Pass, Unknown, Pass)),
        (SHUT, (Pass, Unknown, Pass)),
        (NONE, (Fail, Unknown, Unknown)),
    ],
)
def test_a_limit_on_sign_ins_is_seen_however_it_speaks(
    style: str, wanted: tuple[type[Verdict], ...], tmp_path: Path
) -> None:
    assert verdicts(asked(tmp_path, Limited(style), WrongPasswords("api"))) == wanted


def test_answers_that_are_made_slow_are_a_limit(tmp_path: Path) -> None:
    seen = asked(tmp_path, Limited(SLOW), WrongPasswords("api"))

    assert "made slow" in seen.stopped
    assert verdicts(seen)[0] is Pass


@pytest.mark.parametrize("style", [REFUSED, LOCKED])
def test_capitals_that_evade_the_limit_are_seen_by_a_right_password(style: str, tmp_path: Path) -> None:
    seen = asked(tmp_path, Limited(style, by_spelling=True), WrongPasswords("api"))

    assert {one.how for one in seen.spellings if one.opens} >= {"in capitals", "with a blank before it"}
    assert verdicts(seen)[2] is Fail


def test_a_path_that_evades_the_limit_is_seen(tmp_path: Path) -> None:
    seen = asked(tmp_path, Limited(by_path=True), WrongPasswords("api"))

    assert [(one.of, one.how) for one in seen.spellings if one.opens] == [(PATH, "/v1/session/")]


def test_a_limit_that_lets_right_passwords_pass_is_tried_with_wrong_ones(tmp_path: Path) -> None:
    sound = asked(tmp_path / "1", Limited(first=True), WrongPasswords("api"))
    broken = asked(tmp_path / "2", Limited(first=True, by_spelling=True), WrongPasswords("api"))

    assert verdicts(sound)[2] is Pass
    assert verdicts(broken)[2] is Fail


def test_a_header_that_opens_the_limit_is_seen(tmp_path: Path) -> None:
    seen = asked(tmp_path, Limited(by_header=True), WrongPasswords("api"))

    assert verdicts(seen)[1] is Fail


def test_the_declared_bound_is_what_is_tried(tmp_path: Path) -> None:
    bound = Limit("POST", "/v1/session", 20, 60, 1)
    kept = asked(tmp_path / "1", Limited(most=20), WrongPasswords("api"), bound)
    broken = asked(tmp_path / "2", Limited(NONE), WrongPasswords("api"), bound)

    assert (len(kept.burst.tries), kept.burst.stopped[:10]) == (21, "attempt 21")
    assert len(broken.burst.tries) == broken.burst.aim == 42
    assert verdicts(broken)[0] is Fail


def test_a_bound_that_consent_does_not_let_reach_is_unknown(tmp_path: Path) -> None:
    bound = Limit("POST", "/v1/session", 100, 60, 1)
    seen = asked(tmp_path, Limited(NONE), WrongPasswords("api"), bound, per_second=3.0)

    assert seen.burst.tries == ()
    assert "at 3 requests a second" in seen.burst.unclear
    assert verdicts(seen)[0] is Unknown


@pytest.mark.parametrize(("style", "wanted"), [(REFUSED, Pass), (WORDS, Pass), (NONE, Fail)])
def test_uploads_are_counted_and_removed_again(style: str, wanted: type[Verdict], tmp_path: Path) -> None:
    api = Limited(style)
    seen = asked(tmp_path, api, Uploads("api"))

    assert isinstance(upload.UploadHasNoLimit().judge(upload.Seen(seen)), wanted)
    assert (api.pictures, seen.left) == (set(), 0)


@pytest.mark.parametrize(("style", "wanted"), [(REFUSED, Pass), (WORDS, Pass), (SHUT, Pass), (NONE, Fail)])
def test_a_model_that_speaks_of_limits_has_none_by_that(style: str, wanted: type[Verdict], tmp_path: Path) -> None:
    seen = asked(tmp_path, Limited(style), Messages("chat"))

    assert isinstance(chat.ChatHasNoLimit().judge(chat.Seen(seen, 0.0, "")), wanted)


def test_a_slow_model_is_asked_several_times_at_once(tmp_path: Path) -> None:
    seen = asked(tmp_path, Limited(NONE, pause=0.5), Messages("chat"))

    assert seen.burst.seconds < 5
    assert isinstance(chat.ChatHasNoLimit().judge(chat.Seen(seen, 0.0, "")), Fail)


@pytest.mark.parametrize(("style", "wanted"), [(REFUSED, Pass), (FORBIDDEN, Pass), (NONE, Fail)])
def test_a_flood_of_unsigned_events_is_counted(style: str, wanted: type[Verdict], tmp_path: Path) -> None:
    seen = asked(tmp_path, Limited(style, most=20), Events("hook"))

    assert isinstance(webhook.WebhookHasNoLimit().judge(webhook.Seen(seen)), wanted)


@pytest.mark.parametrize(
    ("api", "wanted"),
    [
        (Limited(REFUSED), Pass),
        (Limited(NONE, mails=3), Pass),
        (Limited(NONE), Fail),
        (Limited(NONE, mails=0), Unknown),
    ],
)
def test_wishes_for_a_password_are_judged_by_what_is_mailed(
    api: Limited, wanted: type[Verdict], tmp_path: Path
) -> None:
    seen = asked(tmp_path, api, Resets("api"))

    assert isinstance(reset.ResetHasNoLimit().judge(reset.Seen(seen)), wanted)


def test_other_spellings_keep_the_password_and_change_one_thing() -> None:
    right = Call("POST", "/auth/login", json={"user": {"email": "a@b.example"}, "password": "secret"})
    found = ways(right, "a@b.example")

    assert {of for of, _, _ in found} == {ACCOUNT, PATH}
    assert all("secret" in str(call.json) for _, _, call in found)
    assert all((call.path != right.path) != (call.json != right.json) for _, _, call in found)
