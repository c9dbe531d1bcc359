from launchready.observe.ops.flows import Timed, Walk
from launchready.stages.s5_observability.core_flow_is_slow import Seen
from launchready.verdict import Fail, Pass, Unknown

LINE = "POST https://api.shop.example/orders as buyer_a -> 201, 90 characters"


def walked(*milliseconds: float, right: bool = True) -> tuple[Walk, ...]:
    return tuple(
        Walk(
            (
                Timed("POST /login", 200, 90.0, right=True, line=LINE, curl="curl https://api.shop.example/login"),
                Timed("POST /orders", 201, one, right, LINE, "curl https://api.shop.example/orders"),
            ),
            whole=right,
        )
        for one in milliseconds
    )


FAST, SLOW, ONCE = walked(80, 90, 85, 100), walked(1010, 1020, 1015, 1030), walked(80, 90, 85, 1200)

EXAMPLES = (
    (Seen(800.0, (FAST,)), Pass),
    (Seen(800.0, (ONCE, FAST)), Pass),
    (Seen(800.0, (SLOW, SLOW)), Fail),
    (Seen(800.0, (ONCE, SLOW)), Fail),
    (Seen(800.0, (walked(80, right=False),)), Unknown),
    (Seen(800.0, (SLOW, walked(80, right=False))), Unknown),
    (Seen(800.0, ((),)), Unknown),
)
