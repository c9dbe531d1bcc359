"""Delivering to webhooks of several kinds, on real servers: what changes the order counts, or else what the answers tell."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Consent, Declaration, Principal, Product, Secret, WebhookSurface
from launchready.declare.signatures import headers_of
from launchready.observe.inputs.webhook import REPLAY, STALE, UNSIGNED, WRONG, Deliveries, Webhook
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.stages.s2_boundaries import webhook_accepts_replay as replay
from launchready.stages.s2_boundaries import webhook_accepts_stale as stale
from launchready.stages.s2_boundaries import webhook_accepts_unsigned as unsigned
from launchready.stages.s2_boundaries import webhook_accepts_wrong_signature as wrong
from launchready.verdict import Fail, Pass, Touch, Unknown, Verdict
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.strange_api import served

KEY = b"a key of the sender"
SECRET = f"whsec_{base64.b64encode(KEY).decode()}"
EVENT = '{"kind":"invoice.settled","object":{"ref":"{order}"}}'
DOCUMENT = {
    "openapi": "3.0.3",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/v2/purchases": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"type": "object", "properties": {"remark": {"type": "string"}}}}
                    }
                },
                "responses": {"201": {"description": "made"}},
            }
        },
        "/v2/purchases/{purchaseId}": {
            "parameters": [{"name": "purchaseId", "in": "path", "required": True, "schema": {"type": "string"}}],
            "get": {"responses": {"200": {"description": "one"}}},
        },
    },
}


@dataclass
class Shop:
    """An API whose purchases a webhook settles, by the headers of Standard Webhooks; `faults` names what is wrong with it."""

    faults: set[str] = field(default_factory=set)
    polite: bool = False
    """Answers 200 to everything."""
    lag: float = 0.0
    """Seconds after which an event is worked on."""
    documented: bool = True
    rows: dict[str, dict[str, object]] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def believes(self, request: web.Request, body: bytes) -> bool:
        identity, at = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "0")
        given = request.headers.get("webhook-signature")
        if given is None:
            return "unsigned" in self.faults
        if "json only" in self.faults and request.content_type != "application/json":
            return True
        if "first part" in self.faults and not given.startswith("v1,"):
            return True
        if abs(time.time() - int(at)) > 300 and "stale" not in self.faults:
            return False
        over = f"{identity}.{at}.".encode() + body
        right = "v1," + base64.b64encode(hmac.new(KEY, over, hashlib.sha256).digest()).decode()
        return hmac.compare_digest(right, given)

    async def hook(self, request: web.Request) -> web.Response:
        body = await request.read()
        ok = web.json_response({"taken": True})
        if not self.believes(request, body):
            return ok if self.polite else web.json_response({"error": "signature"}, status=400)
        identity = request.headers.get("webhook-id", "")
        if identity in self.known and "replay" not in self.faults:
            return ok if self.polite else web.json_response({"taken": False, "known": True})
        self.known.add(identity)
        task = asyncio.ensure_future(self.settle(json.loads(body)["object"]["ref"]))
        self.tasks.add(task)
        if not self.lag:
            await task
        return ok

    async def settle(self, ref: str) -> None:
        await asyncio.sleep(self.lag)
        if (row := self.rows.get(ref)) is not None:
            row["settled"] = int(str(row["settled"])) + 1

    async def made(self, request: web.Request) -> web.Response:
        ref = str(uuid4())
        self.rows[ref] = {**await request.json(), "purchaseId": ref, "settled": 0}
        return web.json_response({"data": {"purchaseId": ref}}, status=201)

    async def shown(self, request: web.Request) -> web.Response:
        return web.json_response({"data": self.rows[request.match_info["key"]]})

    async def login(self, request: web.Request) -> web.Response:
        return web.json_response({"token": "t-0123456789"})

    async def document(self, request: web.Request) -> web.Response:
        if not self.documented:
            raise web.HTTPNotFound
        return web.json_response(DOCUMENT)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/hooks/in", self.hook)
        app.router.add_post("/login", self.login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_post("/v2/purchases", self.made)
        app.router.add_get("/v2/purchases/{key}", self.shown)
        return app


def asked(folder: Path, shop: Shop, *ways: str, scheme: str = "standard", event: str = EVENT) -> list[Deliveries]:
    """What is learned of each way."""

    async def run() -> list[Deliveries]:
        async with served(shop.app()) as url:
            (folder / "secret").write_text(SECRET)
            (folder / "ann").write_text("a password")
            call = Call(
                "POST", "/login", json={"email": "ann@x.example", "password": "file:ann"}, pick=(("token", "$.token"),)
            )
            hook = WebhookSurface(
                "hook",
                None,
                "production",
                f"{url}/hooks/in",
                1,
                Secret("file:secret"),
                headers_of([scheme]),
                event,
            )
            declaration = Declaration(
                folder / "launch.toml",
                Product("Shop", "127.0.0.1"),
                Consent(("127.0.0.1",), Touch.WRITE, 5000.0),
                surfaces=(ApiSurface("api", None, "production", url, 1, openapi="/docs.json"), hook),
                principals=(Principal("ann", "member", 1, sign_in=call), Principal("bob", "member", 1, sign_in=call)),
            )
            async with opened(
                declaration,
                mint=Mint(b"a key of tests"),
                ledger=Ledger(),
                secrets=Secrets(folder, commands=False),
                record=lambda _: None,
            ) as commons:
                world = World(commons, "test", Touch.WRITE)
                return [await world.ask(Webhook("hook", way)) for way in ways]

    return asyncio.run(run())


def verdicts(seen: list[Deliveries]) -> list[type[Verdict]]:
    none, false, old, again = seen
    return [
        type(unsigned.WebhookAcceptsUnsigned().judge(unsigned.Seen(none))),
        type(wrong.WebhookAcceptsWrongSignature().judge(wrong.Seen(false))),
        type(stale.WebhookAcceptsStale().judge(stale.Seen(old))),
        type(replay.WebhookAcceptsReplay().judge(replay.Seen(again))),
    ]


ALL = (UNSIGNED, WRONG, STALE, REPLAY)


@pytest.mark.parametrize("polite", [False, True])
def test_a_sound_webhook_passes_whatever_it_answers(tmp_path: Path, *, polite: bool) -> None:
    seen = asked(tmp_path, Shop(polite=polite), *ALL)

    assert verdicts(seen) == [Pass] * 4
    assert len(seen[1].tried) == 7
    assert all(one.control.effect for one in seen)


@pytest.mark.parametrize("polite", [False, True])
@pytest.mark.parametrize(("fault", "place"), [("stale", 2), ("replay", 3)])
def test_a_fault_of_time_is_seen_in_the_order(fault: str, place: int, tmp_path: Path, *, polite: bool) -> None:
    found = verdicts(asked(tmp_path, Shop({fault}, polite=polite), *ALL))

    assert found == [Fail if number == place else Pass for number in range(4)]


@pytest.mark.parametrize(
    ("fault", "way", "how"),
    [
        ("unsigned", UNSIGNED, "without a signature"),
        ("first part", WRONG, "with an empty signature"),
        ("json only", WRONG, "with a signature of zeros, as plain text"),
    ],
)
def test_a_fault_of_the_signature_is_seen_in_the_order(fault: str, way: str, how: str, tmp_path: Path) -> None:
    (seen,) = asked(tmp_path, Shop({fault}, polite=True), way)

    assert [one.how for one in seen.tried if one.effect] == [how]


def test_an_effect_that_comes_late_is_waited_for(tmp_path: Path) -> None:
    sound, broken = (
        asked(tmp_path, Shop(faults, polite=True, lag=0.7), UNSIGNED)[0] for faults in (set(), {"unsigned"})
    )

    assert isinstance(unsigned.WebhookAcceptsUnsigned().judge(unsigned.Seen(sound)), Pass)
    assert isinstance(unsigned.WebhookAcceptsUnsigned().judge(unsigned.Seen(broken)), Fail)


def test_without_an_order_the_answers_are_compared(tmp_path: Path) -> None:
    sound = asked(tmp_path, Shop(documented=False), *ALL)
    broken = asked(tmp_path, Shop({"unsigned"}, documented=False), UNSIGNED)

    assert verdicts(sound) == [Pass] * 4
    assert isinstance(unsigned.WebhookAcceptsUnsigned().judge(unsigned.Seen(broken[0])), Fail)


def test_answers_that_are_always_the_same_tell_nothing(tmp_path: Path) -> None:
    seen = asked(tmp_path, Shop({"unsigned"}, polite=True, documented=False), *ALL)

    assert verdicts(seen) == [Unknown] * 4
