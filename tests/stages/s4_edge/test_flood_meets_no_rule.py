from dataclasses import replace

import pytest

from launchready.observe.limits.refusal import By
from launchready.observe.limits.surge import MESSAGES, SIGN_INS, Surge, Turned
from launchready.observe.net.set_rules import FIREWALL, RATES, SKIP, SetRule
from launchready.stages.s4_edge.flood_meets_no_rule import FloodMeetsNoRule, Seen
from launchready.verdict import Fail, Pass, Unknown

APP = Turned(
    By.APP, "it carries x-request-id, as the app's own answers do", "429, JSON {error} with x-request-id", 6, 325
)
EDGE = Turned(By.EDGE, "it is nothing without x-request-id", "429, nothing", 301, 4)
UNCLEAR = Turned(By.UNCLEAR, "it is text; nothing else tells it from the app's own answers", "429, text", 6, 325)


def surge(
    *turned: Turned, what: str = SIGN_INS, sent: int = 330, stopped: str = "", not_working: bool = False
) -> Surge:
    answered, tokens = (20, 90) if what == MESSAGES else (0, 0)
    return Surge(
        what, "POST /login", "-> 401", 330, "", sent, 4.0, turned, answered, tokens, stopped, "curl …", not_working
    )


def seen(*surges: Surge, missing: tuple[str, ...] = (), price: float = 0.002) -> Seen:
    return Seen(surges, missing, price, "EUR")


def rate(expression: str, most: int = 60, period: int = 60, **more: object) -> SetRule:
    return replace(
        SetRule(RATES, 1, expression, "block", most=most, period=period, by=("ip.src", "cf.colo.id")), **more
    )  # type: ignore[arg-type]


def at_cloudflare(one: Surge, *rules: SetRule, unread: str = "") -> Seen:
    return replace(seen(replace(one, url="https://api.shop.test/login")), rules=rules, unread=unread)


LOGIN = 'http.request.method eq "POST" and http.request.uri.path eq "/login"'
CHAT = surge(APP, EDGE, what=MESSAGES)
OPEN_CHAT = surge(APP, what=MESSAGES, sent=660)
EXAMPLES = (
    (seen(surge(APP, EDGE)), Pass),
    (seen(surge(EDGE), CHAT), Pass),
    (seen(surge(APP)), Fail),  # the app refuses, and has all the work of it
    (seen(surge()), Fail),
    (seen(surge(EDGE), OPEN_CHAT), Fail),
    (seen(surge(UNCLEAR)), Unknown),
    (seen(surge(EDGE), surge(UNCLEAR, what=MESSAGES)), Unknown),
    (seen(surge(UNCLEAR), OPEN_CHAT), Fail),
    (seen(surge(APP, stopped="6 of the last 20 requests failed")), Unknown),
    (seen(surge(APP, EDGE, stopped="6 of the last 20 requests failed")), Pass),  # it was turned away all the same
    (seen(surge(EDGE, not_working=True, stopped="the first wrong password was answered so: 429")), Unknown),
    (seen(surge(EDGE), missing=("messages: no conversation could be opened",)), Unknown),
    (seen(missing=("sign-ins: nobody signs in",)), Unknown),
    (seen(), Unknown),
    (at_cloudflare(surge(APP), rate(LOGIN)), Fail),
    (at_cloudflare(surge(EDGE), rate(LOGIN)), Pass),
    (at_cloudflare(surge(UNCLEAR), rate(LOGIN)), Unknown),
)


def test_a_finding_tells_who_refused_how_many_got_through_and_what_they_cost() -> None:
    said = FloodMeetsNoRule().judge(seen(surge(APP), OPEN_CHAT))

    assert isinstance(said, Fail)
    assert said.because == (
        "330 sign-ins within 4 seconds all reached the app; 660 messages within 4 seconds all reached the app"
    )
    assert "from the 6. on the app refused 325 of them" in said.evidence[0].shown
    assert "the model answered 20 of them, about 90 tokens each: 0.0036 EUR" in said.evidence[1].shown


def test_the_declared_ceiling_stands_beside_what_a_flood_costs() -> None:
    said = FloodMeetsNoRule().judge(replace(seen(OPEN_CHAT), ceiling=0.5))

    assert isinstance(said, Fail)
    assert "0.22 EUR an hour, and may cost 0.5 EUR a day" in said.evidence[0].shown


@pytest.mark.parametrize("price", [0.0, 0.002])
def test_without_a_price_no_money_is_spoken_of(price: float) -> None:
    said = FloodMeetsNoRule().judge(seen(OPEN_CHAT, price=price))

    assert isinstance(said, Fail)
    assert ("EUR" in said.evidence[0].shown) == bool(price)


def test_a_declared_bound_is_named() -> None:
    said = FloodMeetsNoRule().judge(seen(replace(surge(APP), declared="300/minute")))

    assert isinstance(said, Fail)
    assert "declared: 300/minute" in said.evidence[0].shown


@pytest.mark.parametrize(
    ("rule", "said", "shown"),
    [
        (rate(LOGIN), "yet at Cloudflare is set rule 1 of http_ratelimit", "set at Cloudflare, and not met: rule 1"),
        (rate(LOGIN, most=331), "", ""),  # so many were not sent
        (rate(LOGIN, most=200, period=1), "", ""),  # nor as fast: 330 in 4 seconds
        (rate(LOGIN.replace("/login", "/chat")), "", ""),
        (rate(LOGIN, by=("cf.colo.id", 'http.request.headers["x-user"]')), "", "and not compared: rule 1"),
        (rate(LOGIN, counts_else=True), "", "and not compared: rule 1"),
        (rate(LOGIN, action="log"), "", "and not compared: rule 1"),
        (rate(f'{LOGIN} and ip.geoip.country eq "DE"'), "", "and not compared: rule 1"),
    ],
)
def test_a_rule_of_rates_that_a_flood_came_past_is_named(rule: SetRule, said: str, shown: str) -> None:
    verdict = FloodMeetsNoRule().judge(at_cloudflare(surge(APP), rule))

    assert isinstance(verdict, Fail)
    assert said in verdict.because
    assert shown in verdict.evidence[0].shown
    assert bool(said) is ("Cloudflare" in verdict.because)
    assert bool(shown) is ("Cloudflare" in verdict.evidence[0].shown)


def test_a_rule_that_lets_some_by_leaves_open_what_one_of_rates_does() -> None:
    skips = SetRule(FIREWALL, 1, "ip.src in {192.0.2.1}", SKIP)

    verdict = FloodMeetsNoRule().judge(at_cloudflare(surge(APP), skips, rate(LOGIN)))

    assert isinstance(verdict, Fail)
    assert "yet at Cloudflare" not in verdict.because
    assert "and not compared: rule 1 of http_ratelimit" in verdict.evidence[0].shown


def test_a_flood_that_was_turned_away_names_the_rule_and_what_was_not_read() -> None:
    met = FloodMeetsNoRule().judge(at_cloudflare(surge(EDGE), rate(LOGIN), rate("ip.src in $some", place=2)))
    hidden = FloodMeetsNoRule().judge(at_cloudflare(surge(EDGE), unread="403: Unauthorized"))

    assert isinstance(met, Pass)
    assert "; set at Cloudflare: sign-ins: rule 1 of http_ratelimit" in met.because
    assert "; not compared: 1 (rule 2 of http_ratelimit (ip.src in $some))" in met.because
    assert isinstance(hidden, Pass)
    assert hidden.because.endswith("the rules at Cloudflare were not read: 403: Unauthorized")
