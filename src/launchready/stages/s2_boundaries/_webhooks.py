"""Judges deliveries that a webhook should not believe, for the three checks of it."""

from launchready.observe.webhook import Deliveries, Delivery
from launchready.verdict import Evidence, Fail, Pass, Unknown, Verdict

VERIFY = """expected = hmac.new(secret, timestamp + b"." + raw_body, "sha256").hexdigest()
if not hmac.compare_digest(expected, given) or abs(time.time() - int(timestamp)) > 300:
    return 401
insert into payment_events (id) values (:event_id)  -- unique: a second insert means a replay, answer 409 or 200 and stop
"""


def judge(deliveries: Deliveries, what: str) -> Verdict:
    """Fails where an event that must not be believed changed the order; passes where the right one did and it did not."""
    believed = [one for one in deliveries.tried if one.effect]
    if believed:
        return Fail(
            f"an event delivered {believed[0].how} changed the order",
            tuple(
                Evidence(f"delivered {one.how}: {one.status}", f"the order afterwards: {one.shown}") for one in believed
            ),
            tuple(one.curl for one in believed),
            (what,),
        )
    control = deliveries.control
    if not control.effect:
        return Unknown(
            f"the rightly signed event did not change the order either ({control.status}), so nothing is proved"
        )
    silent = [one for one in deliveries.tried if one.status == 0]
    if silent:
        return Unknown(f"the event delivered {silent[0].how} was not answered")
    told = ", ".join(f"{one.how}: {one.status}" for one in deliveries.tried)
    return Pass(f"no such event changed the order ({told})", f"the rightly signed one did: {control.status}")


def accepted(delivery: Delivery) -> bool:
    """Whether the product said that it took the event."""
    return 200 <= delivery.status < 300  # noqa: PLR2004 - HTTP's success
