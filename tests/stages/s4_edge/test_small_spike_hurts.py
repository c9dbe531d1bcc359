from launchready.observe.limits.spike import Phase, Rush, Times
from launchready.stages.s4_edge.small_spike_hurts import Seen, SmallSpikeHurts
from launchready.verdict import Fail, Pass, Unknown

FAILED = "POST https://shop.example/orders as buyer_a -> 503, 12 characters"


def times(p95: float, step: str = "POST /orders") -> Times:
    return Times("checkout", step, 800.0, 40, p95 / 2, p95, p95 * 1.1, p95 * 1.2, "curl https://shop.example/orders")


def phase(
    p95: float = 60.0, *, failures: int = 0, limited: int = 0, late: float = 2.0, wrong: tuple[str, ...] = ()
) -> Phase:
    failed = (FAILED,) if failures else ()
    return Phase((times(p95),), 200, failed, failures, "curl https://shop.example/orders", limited, wrong, late)


def rush(during: Phase, *, before: Phase | None = None, after: Phase | None = None, stopped: str = "") -> Rush:
    return Rush(before or phase(), during, after or phase(), 20.0, stopped)


def seen(*rushes: Rush) -> Seen:
    return Seen(50, 20, rushes)


SLOW = rush(phase(2400.0))
BROKEN = rush(phase(failures=30))
EXAMPLES = (
    (seen(rush(phase(90.0))), Pass),
    (seen(rush(phase(700.0))), Pass),  # ten times slower, and still within what is promised
    (seen(rush(phase(1200.0), before=phase(900.0))), Pass),  # slow before as well: that is no spike's doing
    (seen(rush(phase(failures=1))), Pass),  # one in two hundred
    (seen(SLOW, SLOW), Fail),
    (seen(SLOW, rush(phase(90.0))), Pass),  # what hurts once may have been somebody else
    (seen(BROKEN, BROKEN), Fail),
    (seen(BROKEN, rush(phase(90.0))), Pass),
    (seen(*[rush(phase(90.0), stopped="6 of the last 20 answers were failures")] * 2), Fail),
    (seen(*[rush(phase(90.0), after=phase(2400.0))] * 2), Fail),  # it does not recover
    (seen(*[rush(phase(90.0), after=phase(failures=4))] * 2), Fail),
    (seen(rush(phase(90.0), before=phase(failures=3))), Unknown),
    (seen(rush(phase(90.0), before=phase(wrong=("POST /orders -> 422",)))), Unknown),
    (seen(rush(phase(90.0, limited=150))), Unknown),
    (seen(rush(phase(90.0, late=900.0))), Unknown),
    (seen(rush(phase(90.0, wrong=("POST /orders -> 422",)))), Unknown),
)


def test_a_finding_tells_what_was_before_and_during_and_after() -> None:
    said = SmallSpikeHurts().judge(seen(SLOW, SLOW))

    assert isinstance(said, Fail)
    assert "rose from 60 to 2400 ms" in said.because
    assert [one.what.split(":")[0] for one in said.evidence] == ["before", "during", "after"]
    assert "seq 50" in said.reproduce[0]
