import asyncio
import base64
import hashlib
import hmac
from collections.abc import Callable

import pytest

from launchready_guard.webhooks import (
    Claim,
    GitHub,
    Refused,
    Scheme,
    Slack,
    StandardWebhooks,
    Stripe,
    Webhooks,
    in_memory,
)

NOW = 1_700_000_000
BODY = b'{"paid": true}'
SECRET = "whsec_c2l4dGVlbiBieXRlcyBvZiBrZXk="


def mark(secret: bytes, signed: bytes) -> str:
    return hmac.new(secret, signed, hashlib.sha256).hexdigest()


def by_stripe(body: bytes, at: int, secret: str = SECRET) -> dict[str, str]:
    return {"Stripe-Signature": f"t={at},v0=old,v1={mark(secret.encode(), f'{at}.'.encode() + body)}"}


def by_slack(body: bytes, at: int, secret: str = SECRET) -> dict[str, str]:
    return {
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": "v0=" + mark(secret.encode(), f"v0:{at}:".encode() + body),
    }


def by_github(body: bytes, at: int, secret: str = SECRET) -> dict[str, str]:
    return {"X-Hub-Signature-256": "sha256=" + mark(secret.encode(), body), "X-GitHub-Delivery": str(at)}


def by_standard(body: bytes, at: int, secret: str = SECRET) -> dict[str, str]:
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = base64.b64encode(hmac.digest(key, f"msg_1.{at}.".encode() + body, "sha256")).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": f"v1a,other v1,{made}"}


Sign = Callable[..., dict[str, str]]
SCHEMES: list[tuple[Callable[..., Scheme], Sign]] = [
    (Stripe, by_stripe),
    (Slack, by_slack),
    (GitHub, by_github),
    (StandardWebhooks, by_standard),
]
OTHER = "whsec_YW5vdGhlciBrZXkgb2YgYnl0ZXM="
every_scheme = pytest.mark.parametrize(("scheme", "sign"), SCHEMES)
with_a_time = pytest.mark.parametrize(("scheme", "sign"), [one for one in SCHEMES if one[0] is not GitHub])


def webhooks(scheme: Callable[..., Scheme], *secrets: str) -> Webhooks:
    return Webhooks(scheme(*(secrets or (SECRET,))), in_memory(), clock=lambda: float(NOW))


def believe(hooks: Webhooks, headers: dict[str, str], body: bytes = BODY) -> Claim:
    return asyncio.run(hooks.believe([(name.encode(), value.encode()) for name, value in headers.items()], body))


@every_scheme
def test_an_event_is_believed_once(scheme: Callable[..., Scheme], sign: Sign) -> None:
    hooks = webhooks(scheme)

    assert believe(hooks, sign(BODY, NOW)).at in {NOW, None}
    with pytest.raises(Refused, match="before"):
        believe(hooks, sign(BODY, NOW))


@every_scheme
def test_an_unsigned_one_is_not(scheme: Callable[..., Scheme], sign: Sign) -> None:
    with pytest.raises(Refused):
        believe(webhooks(scheme), {})
    with pytest.raises(Refused):
        believe(webhooks(scheme), dict.fromkeys(sign(BODY, NOW), ""))


@every_scheme
def test_another_body_or_key_is_not(scheme: Callable[..., Scheme], sign: Sign) -> None:
    hooks = webhooks(scheme)

    with pytest.raises(Refused, match="no signature is right"):
        believe(hooks, sign(BODY, NOW), b'{"paid": false}')
    with pytest.raises(Refused, match="no signature is right"):
        believe(hooks, sign(BODY, NOW, OTHER))
    assert believe(hooks, sign(BODY, NOW))  # a forged one does not use the real one up


@with_a_time
@pytest.mark.parametrize("away", [-301, 301])
def test_one_of_another_time_is_not(scheme: Callable[..., Scheme], sign: Sign, away: int) -> None:
    with pytest.raises(Refused, match="too long ago"):
        believe(webhooks(scheme), sign(BODY, NOW + away))
    assert believe(webhooks(scheme), sign(BODY, NOW + away // 301 * 300))


@with_a_time
def test_a_time_that_was_changed_breaks_the_signature(scheme: Callable[..., Scheme], sign: Sign) -> None:
    bent = {name: value.replace(str(NOW - 400), str(NOW)) for name, value in sign(BODY, NOW - 400).items()}

    with pytest.raises(Refused, match="no signature is right"):
        believe(webhooks(scheme), bent)


@every_scheme
def test_while_a_secret_is_changed_two_are_right(scheme: Callable[..., Scheme], sign: Sign) -> None:
    hooks = webhooks(scheme, OTHER, SECRET)

    assert believe(hooks, sign(BODY, NOW))
    assert believe(hooks, sign(b"{}", NOW - 1, OTHER), b"{}") if sign is not by_standard else True


@every_scheme
def test_what_failed_may_come_again(scheme: Callable[..., Scheme], sign: Sign) -> None:
    hooks = webhooks(scheme)
    claim = believe(hooks, sign(BODY, NOW))

    asyncio.run(hooks.forget(claim))

    assert believe(hooks, sign(BODY, NOW)) == claim


def test_another_delivery_number_is_no_other_event() -> None:
    hooks = webhooks(GitHub)
    believe(hooks, by_github(BODY, 1))

    with pytest.raises(Refused, match="before"):
        believe(hooks, by_github(BODY, 2))


def test_who_signs_as_stripe_does_may_do_so_under_a_header_of_their_own() -> None:
    hooks = Webhooks(Stripe(SECRET, header="Shop-Signature"), in_memory(), clock=lambda: float(NOW))
    signed = by_stripe(BODY, NOW)["Stripe-Signature"]

    assert believe(hooks, {"shop-signature": signed}).at == NOW
    with pytest.raises(Refused):
        believe(hooks, {"Stripe-Signature": signed})


def test_many_copies_at_once_are_believed_once() -> None:
    hooks = webhooks(Stripe)
    headers = [(name.encode(), value.encode()) for name, value in by_stripe(BODY, NOW).items()]

    async def go() -> list[Claim | BaseException]:
        return await asyncio.gather(*(hooks.believe(headers, BODY) for _ in range(50)), return_exceptions=True)

    assert sum(isinstance(one, Claim) for one in asyncio.run(go())) == 1


@pytest.mark.parametrize("at", ["", "soon", "1e9", "-5", "9" * 40, "\u0661"])
def test_a_time_that_is_none_is_refused(at: str) -> None:
    with pytest.raises(Refused, match="when it was signed"):
        Slack(SECRET).claim({"x-slack-request-timestamp": at, "x-slack-signature": "v0=a"}, BODY)


@pytest.mark.parametrize("scheme", [Stripe, Slack, GitHub, StandardWebhooks])
def test_no_secret_or_an_empty_one_stops_the_start(scheme: Callable[..., Scheme]) -> None:
    for secrets in ((), ("",)):
        with pytest.raises(ValueError, match="needs a secret"):
            scheme(*secrets)


def test_a_secret_that_is_no_base64_stops_the_start() -> None:
    with pytest.raises(ValueError, match="is base64"):
        StandardWebhooks("whsec_!!!")
