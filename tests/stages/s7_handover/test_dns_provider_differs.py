from launchready.observe.net.dns import RecordSet, State
from launchready.stages.s7_handover.dns_provider_differs import Seen
from launchready.verdict import Fail, Pass, Unknown


def seen(*noted: str, servers: tuple[str, ...] = ("ns1.shop.example",), state: State = State.FOUND) -> Seen:
    return Seen(noted, "shop.example", RecordSet("shop.example", "NS", state, servers), "dig NS shop.example")


CLOUDFLARE = ("ada.ns.cloudflare.com", "bob.ns.cloudflare.com")

EXAMPLES = (
    (seen("ns1.shop.example"), Pass),
    (seen("NS1.shop.example."), Pass),
    (seen("Cloudflare", servers=CLOUDFLARE), Pass),
    (seen("cloudflare.com", servers=CLOUDFLARE), Pass),
    (seen("Amazon Route 53", servers=("ns-12.awsdns-01.com",)), Pass),
    (seen("Smallhost", servers=("a.smallhost.net",)), Pass),
    (seen("ns1.other.example"), Fail),
    (seen("Cloudflare"), Fail),
    (seen("Smallhost", servers=CLOUDFLARE), Fail),
    (seen(), Fail),
    (seen("Smallhost", servers=("ns1.wholesale.example",)), Unknown),
    (seen("ns1.shop.example", servers=(), state=State.TIMED_OUT), Unknown),
    (seen("ns1.shop.example", servers=(), state=State.NXDOMAIN), Unknown),
)
