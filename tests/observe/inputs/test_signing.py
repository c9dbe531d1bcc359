"""Signing an event as launch.toml describes it: the senders' own published examples, and the wrong ways."""

import hashlib
import hmac

import pytest

from launchready.declare.signatures import SCHEMES, headers_of
from launchready.observe.errors import CannotLook
from launchready.observe.inputs.signing import Event, Signer

EVENT = Event("evt_1", '{"id":"evt_1","body":"t"}')
SLACK_BODY = (
    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id="
    "U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2F"
    "T1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
)


def digest(text: str) -> str:
    return hmac.new(b"key", text.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("signature", "name", "value"),
    [
        ("X-Sig: t={t},v1={hmac_sha256:t.body}", "X-Sig", f"t=1700,v1={digest('1700.' + EVENT.body)}"),
        ("X-Hub-Signature-256: sha256={hmac_sha256:body}", "X-Hub-Signature-256", f"sha256={digest(EVENT.body)}"),
        (
            "Webhook-Signature: {id};{hmac_sha256:id.t.body}",
            "Webhook-Signature",
            f"evt_1;{digest('evt_1.1700.' + EVENT.body)}",
        ),
    ],
)
def test_the_template_is_filled_once(signature: str, name: str, value: str) -> None:
    assert Signer((signature,), "key").sign(EVENT, 1700) == ((name, value),)


@pytest.mark.parametrize(
    ("scheme", "secret", "event", "at", "value"),
    [
        (
            "github",
            "It's a Secret to Everybody",
            Event("1", "Hello, World!"),
            1,
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
        ),
        (
            "slack",
            "8f742231b10e8888abcd99yyyzzz85a5",
            Event("1", SLACK_BODY),
            1531420618,
            "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
        ),
        (
            "svix",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            Event("msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}'),
            1614265330,
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
    ],
)
def test_the_senders_own_examples(scheme: str, secret: str, event: Event, at: int, value: str) -> None:
    assert value in dict(Signer(SCHEMES[scheme], secret).sign(event, at)).values()


@pytest.mark.parametrize("scheme", SCHEMES)
def test_each_wrong_way_differs_from_the_right_one(scheme: str) -> None:
    signer = Signer(headers_of([scheme]), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    right = signer.sign(EVENT, 1700)
    wrong = [
        signer.unsigned(EVENT, 1700),
        signer.empty(EVENT, 1700),
        signer.zeros(EVENT, 1700),
        signer.capitals(EVENT, 1700),
        signer.twice(EVENT, 1700),
        signer.borrowed(EVENT, 1700),
    ]

    assert right not in wrong
    assert len(signer.zeros(EVENT, 1700)) == len(right)
    assert [len(a[1]) for a in signer.zeros(EVENT, 1700)] == [len(a[1]) for a in right]
    assert len(wrong[0]) < len(right)
    assert "" in dict(wrong[1]).values()
    assert len({name for name, _ in wrong[4]}) < len(wrong[4])


def test_a_scheme_that_signs_no_time_has_no_old_events() -> None:
    assert {name for name in SCHEMES if Signer(SCHEMES[name], "").times} == {
        "stripe",
        "slack",
        "standard",
        "svix",
        "paddle",
    }


def test_a_secret_that_is_no_base64_is_told() -> None:
    with pytest.raises(CannotLook, match="no base64 behind whsec_"):
        Signer(SCHEMES["standard"], "whsec_not base64!").sign(EVENT, 1700)
