"""No record, and two records, are findings; a silent DNS is not."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.mail.records import Spf
from launchready.observe.net.dns import State
from launchready.stages.s3_deploy.spf_is_missing import Seen


def seen(state: State, *records: str) -> Seen:
    return Seen(Spf("shop.test", state, records, "-", ()), "dig shop.test TXT")


EXAMPLES = (
    (seen(State.FOUND, "v=spf1 ip4:192.0.2.1 -all"), Pass),
    (seen(State.FOUND), Fail),
    (seen(State.NO_DATA), Fail),
    (seen(State.NXDOMAIN), Fail),
    (seen(State.FOUND, "v=spf1 a -all", "v=spf1 mx -all"), Fail),
    (seen(State.TIMED_OUT), Unknown),
    (seen(State.FAILED), Unknown),
)
