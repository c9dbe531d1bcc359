"""A way that ends in an error is a finding; a refusal, a loop and a time-out are something else."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.http import Why
from launchready.observe.net.redirects import Chain, End, Hop
from launchready.stages.s1_exposure.redirect_is_broken import RedirectIsBroken, Seen

FRONT, OLD = "https://shop.test/", "https://old.shop.test/"


def way(start: str, end: End, *hops: Hop, why: Why | None = None) -> Chain:
    return Chain(start, hops, end, why, curl=f"curl -L {start}")


def seen(*chains: Chain) -> Seen:
    return Seen((FRONT,), chains)


FINE = way(FRONT, End.ANSWERED, Hop(FRONT, 200, ""))
MOVED = Hop(OLD, 301, f"{FRONT}gone")

EXAMPLES = (
    (seen(FINE, way(OLD, End.ANSWERED, Hop(OLD, 301, FRONT), Hop(FRONT, 200, ""))), Pass),
    (seen(FINE, way(OLD, End.ANSWERED, MOVED, Hop(f"{FRONT}gone", 404, ""))), Fail),
    (seen(way(OLD, End.ANSWERED, MOVED, Hop(f"{FRONT}gone", 502, ""))), Fail),
    (seen(way(FRONT, End.ANSWERED, Hop(FRONT, 500, ""))), Fail),
    (seen(way(OLD, End.SILENT, MOVED, why=Why.NO_ADDRESS)), Fail),
    (seen(way(OLD, End.NOWHERE, Hop(OLD, 302, ""))), Fail),
    (seen(way(OLD, End.SILENT, MOVED, why=Why.TIMED_OUT)), Unknown),
    (seen(way(OLD, End.SILENT, why=Why.NO_ADDRESS)), Unknown),
    (seen(way(OLD, End.LOOP, MOVED)), Unknown),
    (seen(), Unknown),
)


def test_a_page_that_asks_for_a_sign_in_is_not_broken() -> None:
    account = f"{FRONT}account"
    guarded = seen(way(account, End.ANSWERED, Hop(account, 302, FRONT), Hop(FRONT, 401, "")))

    assert isinstance(RedirectIsBroken().judge(guarded), Pass)


def test_a_private_page_that_hides_itself_is_not_broken() -> None:
    account = f"{FRONT}account"

    assert isinstance(RedirectIsBroken().judge(seen(way(account, End.ANSWERED, Hop(account, 404, "")))), Pass)
