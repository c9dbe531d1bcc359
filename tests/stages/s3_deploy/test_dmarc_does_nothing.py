"""A policy that asks for nothing is a finding, also where it is merely announced."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.mail.dmarc import Dmarc
from launchready.observe.net.dns import State
from launchready.stages.s3_deploy.dmarc_does_nothing import Seen


def seen(policy: str, *, testing: bool = False, state: State = State.FOUND, records: int = 1) -> Seen:
    texts = ("v=DMARC1",) * records
    return Seen(Dmarc("shop.test", state, texts, "_dmarc.shop.test", policy, testing=testing), "dig")


def for_names_below(below: str, invented: str) -> Seen:
    dmarc = Dmarc(
        "shop.test",
        State.FOUND,
        ("v=DMARC1; p=reject; …",),
        "_dmarc.shop.test",
        "reject",
        testing=False,
        below=below,
        invented=invented,
    )
    return Seen(dmarc, "dig")


EXAMPLES = (
    (for_names_below("none", "none"), Fail),
    (for_names_below("none", "reject"), Pass),
    (for_names_below("quarantine", "quarantine"), Pass),
    (seen("reject"), Pass),
    (seen("quarantine"), Pass),
    (seen("none"), Fail),
    (seen("reject", testing=True), Fail),
    (seen("monitor"), Fail),
    (seen("", state=State.TIMED_OUT, records=0), Unknown),
    (seen("", state=State.NXDOMAIN, records=0), NotApplicable),
    (seen("reject", records=2), NotApplicable),
)
