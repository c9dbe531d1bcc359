"""The schemes of Stripe, GitHub, Slack and Standard Webhooks, each received by a verifier of other hands: sound, and with each flaw."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web

from launchready.observe.inputs.webhook import REPLAY, STALE, UNSIGNED, WRONG, Deliveries
from launchready.stages.s2_boundaries import webhook_accepts_replay as replay
from launchready.stages.s2_boundaries import webhook_accepts_stale as stale
from launchready.stages.s2_boundaries import webhook_accepts_unsigned as unsigned
from launchready.stages.s2_boundaries import webhook_accepts_wrong_signature as wrong
from launchready.verdict import Fail, Pass, Verdict
from launchready_guard.webhooks import GitHub, Refused, Scheme, Slack, StandardWebhooks, Stripe, Webhooks, in_memory
from tests.observe.inputs.test_webhook import SECRET, Shop, asked

SCHEMES: dict[str, Callable[[str], Scheme]] = {
    "stripe": Stripe,
    "github": GitHub,
    "slack": Slack,
    "standard": StandardWebhooks,
}
SIGNATURES = {
    "stripe": "stripe-signature",
    "github": "x-hub-signature-256",
    "slack": "x-slack-signature",
    "standard": "webhook-signature",
}
EVENT = '{"id":"{id}","kind":"invoice.settled","object":{"ref":"{order}"}}'
FOR_EVER = 10.0**9


@dataclass
class Receiver(Shop):
    """Believes an event once, if the guard does; `faults` says what it forgets."""

    scheme: str = "stripe"
    hooks: Webhooks = field(init=False)

    def __post_init__(self) -> None:
        made: Scheme = SCHEMES[self.scheme](SECRET)
        self.hooks = Webhooks(made, in_memory(), tolerance=FOR_EVER if "stale" in self.faults else 300)

    async def hook(self, request: web.Request) -> web.Response:
        body = await request.read()
        if not await self.takes(request, body):
            return web.json_response(
                {"taken": True} if self.polite else {"error": "no"}, status=200 if self.polite else 400
            )
        await self.settle(json.loads(body)["object"]["ref"])
        return web.json_response({"taken": True})

    async def takes(self, request: web.Request, body: bytes) -> bool:
        given = request.headers.get(SIGNATURES[self.scheme])
        if ("unsigned" in self.faults and given is None) or ("wrong" in self.faults and given):
            return True
        try:
            claim = await self.hooks.believe(request.raw_headers, body)
        except Refused:
            return False
        if "replay" in self.faults:
            await self.hooks.forget(claim)
        return True


CHECKS: dict[str, Callable[[Deliveries], Verdict]] = {
    UNSIGNED: lambda seen: unsigned.WebhookAcceptsUnsigned().judge(unsigned.Seen(seen)),
    WRONG: lambda seen: wrong.WebhookAcceptsWrongSignature().judge(wrong.Seen(seen)),
    STALE: lambda seen: stale.WebhookAcceptsStale().judge(stale.Seen(seen)),
    REPLAY: lambda seen: replay.WebhookAcceptsReplay().judge(replay.Seen(seen)),
}


def judged(folder: Path, scheme: str, way: str, *faults: str, polite: bool = False) -> type[Verdict]:
    shop = Receiver(set(faults), polite=polite, scheme=scheme)
    (seen,) = asked(folder, shop, way, scheme=scheme, event=EVENT)
    return type(CHECKS[way](seen))


WAYS = [(scheme, way) for scheme in SCHEMES for way in CHECKS if (scheme, way) != ("github", STALE)]
"""GitHub signs no time: the check does not apply there."""
FORGETS = {UNSIGNED: "unsigned", WRONG: "wrong", STALE: "stale", REPLAY: "replay"}


@pytest.mark.parametrize("polite", [False, True])
@pytest.mark.parametrize(("scheme", "way"), WAYS)
def test_a_sound_receiver_passes_and_each_flaw_is_seen(tmp_path: Path, scheme: str, way: str, *, polite: bool) -> None:
    (tmp_path / "sound").mkdir()
    (tmp_path / "faulty").mkdir()

    assert judged(tmp_path / "sound", scheme, way, polite=polite) is Pass
    assert judged(tmp_path / "faulty", scheme, way, FORGETS[way], polite=polite) is Fail
