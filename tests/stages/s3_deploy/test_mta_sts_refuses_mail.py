"""An enforced policy that allows no server is a finding; one that is tested, absent or silent is none."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.mail.transport import Policy, Transport
from launchready.observe.net.dns import State
from launchready.stages.s3_deploy.mta_sts_refuses_mail import Seen


def seen(
    *hosts: str,
    mode: str = "enforce",
    servers: tuple[str, ...] = ("mx1.shop.test", "mx2.shop.test"),
    state: State = State.FOUND,
    servers_state: State = State.FOUND,
    silent: bool = False,
) -> Seen:
    policy = Policy(mode, hosts, 86_400) if hosts else None
    wrong = "" if policy else "nothing came"
    announced = state is State.FOUND
    line = "GET https://mta-sts.shop.test/.well-known/mta-sts.txt -> 200"
    return Seen(
        Transport(
            "shop.test", state, announced, policy, line, wrong, silent, servers, servers_state, "curl", True, False
        ),
        "dig shop.test MX",
    )


EXAMPLES = (
    (seen("mx1.shop.test", "mx2.shop.test"), Pass),
    (seen("*.shop.test"), Pass),
    (seen("mx1.shop.test"), Pass),
    (seen("old.shop.test", mode="testing"), Pass),
    (seen("old.shop.test"), Fail),
    (seen("*.shop.test", servers=("a.b.shop.test",)), Fail),
    (seen("*.shop.test", servers=("shop.test",)), Fail),
    (seen(silent=True), Unknown),
    (seen("mx1.shop.test", servers_state=State.TIMED_OUT), Unknown),
    (seen(state=State.TIMED_OUT), Unknown),
    (seen(state=State.NXDOMAIN), NotApplicable),
    (seen(), NotApplicable),
)
