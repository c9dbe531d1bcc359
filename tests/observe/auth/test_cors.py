"""Asking APIs of several kinds about origins, on real servers."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Consent, Declaration, Principal, Product
from launchready.observe.auth.cors import Cors, Words
from launchready.observe.auth.origins import BEGINS, DOT, ENDS, PLAIN, SHARED, SUBDOMAIN, lookalikes
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import World
from launchready.stages.s2_boundaries import cors_allows_everyone as everyone
from launchready.stages.s2_boundaries import cors_allows_null as null
from launchready.stages.s2_boundaries import cors_reflects_origin as reflects
from launchready.stages.s2_boundaries import cors_trusts_lookalike as lookalike
from launchready.verdict import Fail, Pass, Touch, Unknown, Verdict
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.strange_api import served

Headers = Callable[[web.Request], dict[str, str]]
OWN = "https://app.shop.example"
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "components": {"securitySchemes": {"it": {"type": "apiKey", "in": "cookie", "name": "sid"}}},
    "paths": {
        "/account": {"get": {"security": [{"it": []}], "responses": {"200": {"description": "one"}}}},
        "/catalogue": {"get": {"responses": {"200": {"description": "all"}}}},
        "/cards/{id}": {"delete": {"security": [{"it": []}], "responses": {"204": {"description": "gone"}}}},
    },
}


def app(rule: Headers, *, by_cookie: bool) -> web.Application:
    """A small API that answers with what the rule says, on every answer."""

    @web.middleware
    async def marked(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        if request.method == "OPTIONS":
            answer: web.StreamResponse = web.Response(
                status=204,
                headers={
                    "Access-Control-Allow-Methods": "GET, DELETE",
                    "Access-Control-Allow-Headers": "authorization, content-type",
                },
            )
        else:
            try:
                answer = await handler(request)
            except web.HTTPException as error:
                answer = web.Response(status=error.status, text=error.text)
        answer.headers.update(rule(request))
        return answer

    async def login(request: web.Request) -> web.Response:
        answer = web.json_response({} if by_cookie else {"token": "tok-ann"})
        if by_cookie:
            answer.set_cookie("sid", "s-ann-1234", samesite="None")
        return answer

    async def account(request: web.Request) -> web.Response:
        if request.cookies.get("sid") != "s-ann-1234" and request.headers.get("Authorization") != "Bearer tok-ann":
            raise web.HTTPUnauthorized
        return web.json_response({"profile": {"email": "ann@shop.example"}})

    async def everything(request: web.Request) -> web.Response:
        return web.json_response([])

    async def document(request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    made = web.Application(middlewares=[marked])
    made.router.add_post("/login", login)
    made.router.add_get("/account", account)
    made.router.add_get("/catalogue", everything)
    made.router.add_get("/docs.json", document)
    return made


def asked(folder: Path, rule: Headers, *, by_cookie: bool = False, own: tuple[str, ...] = (OWN,)) -> Words:
    """What Cors learns of an API with that rule."""

    async def run() -> Words:
        async with served(app(rule, by_cookie=by_cookie)) as url:
            (folder / "ann").write_text("a password")
            pick = () if by_cookie else (("token", "$.token"),)
            call = Call("POST", "/login", json={"email": "ann@shop.example", "password": "file:ann"}, pick=pick)
            declaration = Declaration(
                folder / "launch.toml",
                Product("Shop", "127.0.0.1"),
                Consent(("127.0.0.1",), Touch.PROBE, 5000.0),
                surfaces=(ApiSurface("api", None, "production", url, 1, openapi="/docs.json", origins=own),),
                principals=(Principal("ann", "member", 1, sign_in=call),),
            )
            async with opened(
                declaration,
                mint=Mint(b"a key of tests"),
                ledger=Ledger(),
                secrets=Secrets(folder, commands=False),
                record=lambda _: None,
            ) as commons:
                return await World(commons, "test", Touch.PROBE).ask(Cors("api"))

    return asyncio.run(run())


def verdicts(words: Words) -> dict[str, type[Verdict]]:
    """What the four checks make of it."""
    return {
        "reflects": type(reflects.CorsReflectsOrigin().judge(reflects.Seen(words))),
        "everyone": type(everyone.CorsAllowsEveryone().judge(everyone.Seen(words))),
        "null": type(null.CorsAllowsNull().judge(null.Seen(words))),
        "lookalike": type(lookalike.CorsTrustsLookalike().judge(lookalike.Seen(words))),
    }


def naming(test: Callable[[str], bool], *, credentials: bool = True) -> Headers:
    """A rule that lets in by name whoever passes the test."""

    def rule(request: web.Request) -> dict[str, str]:
        origin = request.headers.get("Origin", "")
        if not origin or not test(origin):
            return {}
        more = {"Access-Control-Allow-Credentials": "true"} if credentials else {}
        return {"Access-Control-Allow-Origin": origin, **more}

    return rule


def only_without_cookie(request: web.Request) -> dict[str, str]:
    """`*` to all, and whoever sends a cookie by name."""
    if "Cookie" in request.headers:
        return naming(lambda _: True)(request)
    return {"Access-Control-Allow-Origin": "*"}


def public_is_open(request: web.Request) -> dict[str, str]:
    """Own pages by name, and the catalogue to all."""
    if request.path == "/catalogue":
        return {"Access-Control-Allow-Origin": "*"}
    return naming(lambda origin: origin == OWN)(request)


def preflight_says_yes(request: web.Request) -> dict[str, str]:
    """Answers every preflight by name, the requests themselves to own pages alone."""
    return naming(lambda origin: request.method == "OPTIONS" or origin == OWN)(request)


SOUND = dict.fromkeys(("reflects", "everyone", "null", "lookalike"), Pass)
WORSE = {"reflects": Fail, "everyone": Unknown, "null": Unknown, "lookalike": Unknown}


@pytest.mark.parametrize("by_cookie", [True, False])
@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        (naming(lambda origin: origin == OWN), SOUND),
        (public_is_open, SOUND),
        (naming(lambda _: True), WORSE),
        (only_without_cookie, WORSE),
        (naming(lambda origin: origin in {OWN, "null"}), {**SOUND, "null": Fail}),
        (lambda _: {"Access-Control-Allow-Origin": "*"}, {**SOUND, "everyone": Fail}),
        (
            lambda _: {"Access-Control-Allow-Origin": "*", "Access-Control-Allow-Credentials": "true"},
            {**SOUND, "everyone": Fail},
        ),
        (naming(lambda origin: origin.endswith("shop.example")), {**SOUND, "lookalike": Fail}),
        (naming(lambda origin: origin.startswith(OWN)), {**SOUND, "lookalike": Fail}),
        (
            naming(lambda origin: "//" in origin and origin.split("//")[1] == "app.shop.example"),
            {**SOUND, "lookalike": Fail},
        ),
        (naming(lambda origin: origin == OWN or origin.endswith(".vercel.app")), {**SOUND, "lookalike": Fail}),
        (naming(lambda origin: origin == OWN or origin.endswith("//appxshop.example")), {**SOUND, "lookalike": Fail}),
        (naming(lambda origin: origin.endswith(".shop.example") and origin.startswith("https://")), SOUND),
        (naming(lambda origin: origin.endswith("shop.example"), credentials=False), {**SOUND, "lookalike": Fail}),
    ],
)
def test_a_rule_gets_its_verdicts(
    rule: Headers, wanted: dict[str, type[Verdict]], tmp_path: Path, *, by_cookie: bool
) -> None:
    assert verdicts(asked(tmp_path, rule, by_cookie=by_cookie)) == wanted


def test_no_headers_at_all_let_nobody_in(tmp_path: Path) -> None:
    assert verdicts(asked(tmp_path, lambda _: {}, own=())) == SOUND


def test_a_preflight_that_says_yes_matters_to_cookies_alone(tmp_path: Path) -> None:
    assert verdicts(asked(tmp_path, preflight_says_yes))["reflects"] is Pass
    assert verdicts(asked(tmp_path, preflight_says_yes, by_cookie=True))["reflects"] is Fail


def test_what_belongs_to_a_user_is_known_by_their_own_mark(tmp_path: Path) -> None:
    words = asked(tmp_path, naming(lambda _: True), by_cookie=True)

    assert "ann@shop.example" in words.private
    assert words.by_cookie
    assert words.open_to("another website")[0].shown == "ann@shop.example"


def test_lookalikes_are_made_of_the_registered_name() -> None:
    found = {one.value.split("//")[1]: one.kind for one in lookalikes((OWN,), "api.shop.example")}

    assert {ENDS, BEGINS, DOT, PLAIN, SHARED, SUBDOMAIN} == set(found.values())
    assert found["appxshop.example"] == found["apixshop.example"] == DOT
    assert found["app.shop.example"] == PLAIN


def test_a_host_where_anybody_gets_a_name_is_its_own_registered_name() -> None:
    found = lookalikes(("https://shop.vercel.app",), "shop-api.fly.dev")

    assert not [one for one in found if one.kind == SUBDOMAIN and not one.value.endswith(".shop.vercel.app")]
    assert [one for one in found if one.kind == SHARED and one.value.endswith(".vercel.app")]


def test_an_address_has_no_lookalikes_but_shared_hosts() -> None:
    found = lookalikes(("http://127.0.0.1:8000", "http://localhost:3000"), "127.0.0.1")

    assert {one.kind for one in found} == {SHARED}
