"""Signing an event as launch.toml describes it."""

import hashlib
import hmac

import pytest

from launchready.observe.webhook import signed

EVENT = ("evt_1", '{"id":"evt_1","body":"t"}')


def digest(text: str) -> str:
    return hmac.new(b"key", text.encode(), hashlib.sha256).hexdigest()


@pytest.mark.parametrize(
    ("signature", "name", "value"),
    [
        ("X-Sig: t={t},v1={hmac_sha256:t.body}", "X-Sig", f"t=1700,v1={digest('1700.' + EVENT[1])}"),
        ("X-Hub-Signature-256: sha256={hmac_sha256:body}", "X-Hub-Signature-256", f"sha256={digest(EVENT[1])}"),
        (
            "Webhook-Signature: {id};{hmac_sha256:id.t.body}",
            "Webhook-Signature",
            f"evt_1;{digest('evt_1.1700.' + EVENT[1])}",
        ),
    ],
)
def test_the_template_is_filled_once(signature: str, name: str, value: str) -> None:
    assert signed(signature, "key", EVENT, 1700) == (name, value)
