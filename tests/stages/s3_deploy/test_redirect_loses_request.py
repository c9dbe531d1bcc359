"""A body that a redirect loses is a finding where the flow goes on without the loss; a doubt is no pass."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.carrying import Carriage, FlowCarried
from launchready.observe.ops.flows import Timed, Walk
from launchready.stages.s3_deploy.redirect_loses_request import RedirectLosesRequest, Seen

URL, MARK = "https://api.shop.test/orders?launchready=lr1", "lr1"
SLASHED = "https://api.shop.test/orders/?launchready=lr1"


def step(*hops: tuple[int, str], loops: bool = False, answered: bool = True, method: str = "POST") -> Carriage:
    end = f"{method} {URL} -> {401 if answered else 'timed out'}"
    return Carriage(f"{method} /orders", URL, hops, loops, MARK, end, answered, "curl")


def kept(*, right: bool = True, moved: bool = True, same: bool = False) -> Walk:
    client = f"GET {SLASHED} -> 405" if moved else ""
    done = Timed("POST /orders", 201 if right else 404, 9.0, right, "POST -> 201", "curl", moved, client, same)
    return Walk((done,), right)


EXAMPLES = (
    (Seen(FlowCarried((step(),))), Pass),
    (Seen(FlowCarried((step((308, SLASHED)),))), Pass),
    (Seen(FlowCarried((step((303, SLASHED)),))), Pass),
    (Seen(FlowCarried((step((301, SLASHED), method="GET"),))), Pass),
    (Seen(FlowCarried((step((301, SLASHED)),), kept(moved=False))), Pass),
    (Seen(FlowCarried((step((301, SLASHED)),), kept(same=True))), Pass),
    (Seen(FlowCarried((step((301, SLASHED)),), kept(right=False, same=True))), Unknown),
    (Seen(FlowCarried((step((301, SLASHED)),), kept())), Fail),
    (Seen(FlowCarried((step((302, URL.replace("api.", "www.api."))),), kept())), Fail),
    (Seen(FlowCarried((step((308, SLASHED.partition("?")[0])),))), Fail),
    (Seen(FlowCarried((step((308, SLASHED), (308, URL), loops=True),))), Fail),
    (Seen(FlowCarried((step((301, SLASHED)),), kept(right=False))), Unknown),
    (Seen(FlowCarried((step((301, SLASHED)),), untold="ann cannot sign in")), Unknown),
    (Seen(FlowCarried((step(answered=False),))), Unknown),
    (Seen(FlowCarried(())), Unknown),
)


def test_the_remedy_names_the_way() -> None:
    lost = Seen(FlowCarried((step((301, SLASHED)),), kept()))

    assert f"POST {URL} 301 -> {SLASHED}" in RedirectLosesRequest().remedy(lost).do
