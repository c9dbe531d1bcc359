from launchready.observe.net.dns import RecordSet, State
from launchready.stages.s7_handover.ghost_subdomain_is_listed import Name, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown


def name(host: str, four: State, six: State = State.NO_DATA) -> Name:
    address = ("192.0.2.1",) if four is State.FOUND else ()
    other = ("2001:db8::1",) if six is State.FOUND else ()
    return Name(
        host, "web app", RecordSet(host, "A", four, address), RecordSet(host, "AAAA", six, other), f"dig A {host}"
    )


THERE = name("shop.example", State.FOUND)

EXAMPLES = (
    (Seen((THERE,)), Pass),
    (Seen((THERE, name("six.shop.example", State.NO_DATA, State.FOUND))), Pass),
    (Seen((THERE, name("status.shop.example", State.NXDOMAIN, State.NXDOMAIN))), Fail),
    (Seen((THERE, name("mail.shop.example", State.NO_DATA))), Fail),
    (Seen((THERE, name("slow.shop.example", State.TIMED_OUT, State.TIMED_OUT))), Unknown),
    (Seen((name("half.shop.example", State.TIMED_OUT),)), Unknown),
    (Seen(()), NotApplicable),
)
