"""Each fault of the edge is really there: one look at what is wrong."""

import re

from bazaar.tests.town_client import Town
from bazaar.town.flood import RULES


def test_edg_not_proxied(spoilt: Town) -> None:
    answer = spoilt.ask("https://api.bazaar.test/health")

    assert spoilt.records("api.bazaar.test") == ["127.0.0.3"]
    assert (answer.status, answer.headers["X-Cache"]) == (200, None)


def test_edg_origin_open(spoilt: Town) -> None:
    assert [
        spoilt.ask(f"https://{host}/", at="127.0.0.2").status for host in ("bazaar.test", "staging.bazaar.test")
    ] == [200] * 2


def test_edg_static_uncached(spoilt: Town) -> None:
    asset = (
        "https://bazaar.test" + re.findall(r'src="(/assets/app\.\w+\.js)"', spoilt.ask("https://bazaar.test/").text)[0]
    )

    answers = [spoilt.ask(asset) for _ in range(2)]

    assert [(answer.headers["X-Cache"], answer.headers["Cache-Control"]) for answer in answers] == [
        ("BYPASS", "no-store")
    ] * 2


def test_edg_private_cached(spoilt: Town) -> None:
    mine = spoilt.ask("https://bazaar.test/account", headers={"Cookie": spoilt.cookie()})
    theirs = spoilt.ask("https://bazaar.test/account")

    assert "Ada Buyer" in mine.text
    assert (theirs.headers["X-Cache"], theirs.text) == ("HIT", mine.text)


def test_edg_deception(spoilt_otherwise: Town) -> None:
    cookie = spoilt_otherwise.cookie()
    mine = spoilt_otherwise.ask("https://bazaar.test/account/x.css", headers={"Cookie": cookie})
    theirs = spoilt_otherwise.ask("https://bazaar.test/account/x.css")

    assert "Ada Buyer" in mine.text
    assert (theirs.headers["X-Cache"], theirs.text) == ("HIT", mine.text)
    assert "Ada Buyer" not in spoilt_otherwise.ask("https://bazaar.test/account").text


def test_edg_answer_cached(spoilt_otherwise: Town) -> None:
    signed = {"Authorization": f"Bearer {spoilt_otherwise.token()}"}
    mine = spoilt_otherwise.ask("https://api.bazaar.test/me?x.css", headers=signed)
    theirs = spoilt_otherwise.ask("https://api.bazaar.test/me?x.css")

    assert "a@bazaar.test" in mine.text
    assert (theirs.headers["X-Cache"], theirs.text) == ("HIT", mine.text)
    assert spoilt_otherwise.ask("https://api.bazaar.test/me").status == 401


def test_edg_obscure_admin(spoilt_otherwise: Town) -> None:
    hidden = re.findall(r"Disallow: (/\S+)", spoilt_otherwise.ask("https://bazaar.test/robots.txt").text)[-1]

    assert "seller@bazaar.test" in spoilt_otherwise.ask(f"https://bazaar.test{hidden}").text


def test_edg_no_flood_rule(spoilt_otherwise: Town) -> None:
    def attempt() -> int:
        where = "https://api.bazaar.test/auth/login"
        return spoilt_otherwise.ask(where, method="POST", body="{}", source="127.0.0.11").status

    assert {attempt() for _ in range(RULES[0].per_minute + 1)} == {415}, "a body of no type gets as far as the app"


def test_edg_headers_are_gone_from_the_web_app_and_stay_elsewhere(spoilt: Town) -> None:
    wanted = ("Strict-Transport-Security", "Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options")
    web, api = spoilt.ask("https://bazaar.test/").headers, spoilt.ask("https://api.bazaar.test/health").headers

    assert [web[name] for name in wanted] == [None] * 4
    assert None not in [api[name] for name in wanted]


def test_edg_header_frame_leaves_the_rest_of_the_policy(spoilt_otherwise: Town) -> None:
    assert "frame-ancestors" in spoilt_otherwise.ask("https://bazaar.test/").headers["Content-Security-Policy"]


def test_edg_header_nonce(spoilt_otherwise: Town) -> None:
    policies = [spoilt_otherwise.ask("https://bazaar.test/").headers["Content-Security-Policy"] for _ in range(2)]

    assert "'nonce-" in policies[0]
    assert policies[0] == policies[1]


def test_edg_header_lax(spoilt_otherwise: Town) -> None:
    headers = spoilt_otherwise.ask("https://bazaar.test/").headers

    assert headers["Strict-Transport-Security"] == "max-age=15552000; preload"
    assert (headers["Referrer-Policy"], headers["X-Powered-By"]) == ("unsafe-url", "Express/4.17.1")
    assert "camera=*" in headers["Permissions-Policy"]
    assert headers["Cross-Origin-Opener-Policy"] == "same-site"
