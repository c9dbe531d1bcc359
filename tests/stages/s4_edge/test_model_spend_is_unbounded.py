from launchready.observe.limits.spending import Spent, Stop
from launchready.stages.s4_edge.model_spend_is_unbounded import ModelSpendIsUnbounded, Seen
from launchready.verdict import Fail, Pass, Unknown

PRICE, CEILING = 0.002, 0.02


def stop(
    after: int = 0, *, of_a_day: bool = False, stays: bool = False, turns: int = 8, said: str = "429: slow down"
) -> Stop:
    return Stop(turns, 429, after, of_a_day, stays, said)


def spent(
    *stops: Stop,
    tokens: int = 8_000,
    sure: int | None = None,
    seconds: float = 5.0,
    ended: str = "",
    works: bool = True,
) -> Spent:
    least = tokens if sure is None else sure
    return Spent("-> 201", works, 4000, 8, tokens, least, least == tokens, seconds, stops, ended, "curl …")


def seen(found: Spent | None, price: float = PRICE, ceiling: float = CEILING) -> Seen:
    return Seen(price, "EUR", ceiling, found)


EXAMPLES = (
    (seen(spent(stop(86_000))), Pass),
    (seen(spent(stop(86_000), tokens=10_500, sure=6_300)), Pass),  # within what an estimate can tell
    (seen(spent(stop(7_200, of_a_day=True))), Pass),  # until midnight
    (seen(spent(stop(of_a_day=True, stays=True))), Pass),
    (
        seen(spent(stop(30), tokens=200, seconds=200.0), ceiling=0.2),
        Pass,
    ),  # a minute's limit, so low that a day is cheap
    (seen(spent(tokens=11_000, ended="the ceiling is passed")), Fail),
    (seen(spent(stop(30), tokens=11_000, ended="the ceiling is passed")), Fail),
    (seen(spent(tokens=12_000, sure=7_200, ended="no more than 0.04 may be spent")), Unknown),  # an estimate alone
    (seen(spent(stop(30))), Unknown),  # a minute's limit, and a day of it is dear
    (seen(spent(stop(30, of_a_day=True))), Unknown),  # its words are of a day, and it opens again
    (seen(spent(stop(300, of_a_day=True, stays=True))), Unknown),  # five minutes, whatever its words
    (seen(spent(stop(stays=True))), Unknown),  # for how long?
    (seen(spent(stop(3_600))), Unknown),  # an hour's
    (seen(spent(ended="80 messages are as many as a run sends")), Unknown),
    (seen(spent(works=False)), Unknown),
    (seen(None), Unknown),
    (seen(None, price=0.0), Unknown),
    (seen(None, ceiling=0.0), Unknown),
)


def test_a_finding_tells_what_the_look_itself_cost() -> None:
    said = ModelSpendIsUnbounded().judge(seen(spent(tokens=17_000, sure=10_200, ended="the ceiling is passed")))

    assert isinstance(said, Fail)
    assert "0.0204 EUR at the least, where a day of one user may cost 0.0200 EUR" in said.because
    assert "this look itself cost you about 0.0340 EUR" in said.evidence[0].shown


def test_an_unknown_says_what_to_declare() -> None:
    assert "per_user_day" in ModelSpendIsUnbounded().judge(seen(None)).because
    assert "model_per_1k_tokens" in ModelSpendIsUnbounded().judge(seen(None, price=0.0)).because
