from launchready.stages.s7_handover.duty_has_no_owner import Duty, Seen
from launchready.verdict import Fail, Pass, Unknown


def duty(what: str, owner: str = "oncall", reach: tuple[str, ...] = ("mailto:oncall@shop.example",)) -> Duty:
    return Duty(what, noted=True, owner=owner, reach=reach, line=12)


OWNED = (duty("uptime alerts"), duty("e-mail deliverability"), duty("incident response"))

EXAMPLES = (
    (Seen(3, OWNED), Pass),
    (Seen(4, (*OWNED, duty("the note on dns"))), Pass),
    (Seen(3, (*OWNED[:2], duty("incident response", owner="", reach=()))), Fail),
    (Seen(3, (*OWNED[:2], duty("incident response", reach=()))), Fail),
    (Seen(2, (*OWNED[:2], Duty("incident response", noted=False, owner="", reach=(), line=1))), Fail),
    (Seen(4, (*OWNED, duty("the note on dns", owner="", reach=()))), Fail),
    (Seen(0, ()), Unknown),
)
