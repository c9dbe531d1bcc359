"""No record, and two records, are findings; a silent DNS is not."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.mail.dmarc import Dmarc
from launchready.observe.net.dns import State
from launchready.stages.s3_deploy.dmarc_is_missing import Seen


def seen(state: State, *records: str) -> Seen:
    return Seen(Dmarc("shop.test", state, records, "_dmarc.shop.test", "reject", testing=False), "dig")


EXAMPLES = (
    (seen(State.FOUND, "v=DMARC1; p=reject"), Pass),
    (seen(State.NXDOMAIN), Fail),
    (seen(State.NO_DATA), Fail),
    (seen(State.FOUND, "v=DMARC1; p=reject", "v=DMARC1; p=none"), Fail),
    (seen(State.TIMED_OUT), Unknown),
    (seen(State.FAILED), Unknown),
)
