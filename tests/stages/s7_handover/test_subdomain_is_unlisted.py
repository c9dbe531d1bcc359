from launchready.observe.net.dns import RecordSet, State
from launchready.stages.s7_handover.subdomain_is_unlisted import Name, Seen
from launchready.verdict import Fail, Pass, Unknown


def name(host: str, state: State = State.FOUND) -> Name:
    return Name(host, "launch.toml", RecordSet(host, "A", state, ("192.0.2.1",)), f"dig A {host}")


LISTED = ("shop.example", "api.shop.example")

EXAMPLES = (
    (Seen(LISTED, (name("shop.example"), name("api.shop.example"))), Pass),
    (Seen((*LISTED, "old.shop.example"), (name("shop.example"), name("api.shop.example"))), Pass),
    (Seen(LISTED, (name("shop.example"), name("gone.shop.example", State.NXDOMAIN))), Pass),
    (Seen(LISTED, (name("shop.example"), name("beta.shop.example"))), Fail),
    (Seen((), (name("shop.example"),)), Fail),
    (Seen(LISTED, (name("shop.example"), name("beta.shop.example", State.TIMED_OUT))), Unknown),
    (Seen(LISTED, (name("shop.example", State.NXDOMAIN),)), Unknown),
)
