"""Judges deliveries that a webhook should not believe, for the checks of it."""

from launchready.observe.inputs.webhook import Deliveries, Delivery
from launchready.verdict import Evidence, Fail, Pass, Unknown, Verdict

VERIFY = """expected = hmac.new(secret, timestamp + b"." + raw_body, "sha256").hexdigest()
if not hmac.compare_digest(expected, given) or abs(time.time() - int(timestamp)) > 300:
    return 401
insert into payment_events (id) values (:event_id)  -- unique: a second insert means a replay, answer 409 or 200 and stop
"""
UNCLEAR = (0, 429)
"""No answer, and too many requests: neither says what the webhook makes of an event."""


def judge(deliveries: Deliveries, what: str) -> Verdict:
    """Fails where an event that must not be believed changed the order; passes where the right one did and it did not."""
    if deliveries.blind:
        return _by_answers(deliveries, what)
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
    return _unclear(deliveries) or Pass(
        f"no such event changed the order ({_told(deliveries)})", f"the rightly signed one did: {control.status}"
    )


def accepted(delivery: Delivery) -> bool:
    """Whether the product said that it took the event."""
    return 200 <= delivery.status < 300  # noqa: PLR2004 - HTTP's success


def _by_answers(deliveries: Deliveries, what: str) -> Verdict:
    """Where no order can be read: an answer like the right one's is belief, where the answers tell events apart at all."""
    control = deliveries.control
    if not accepted(control):
        return Unknown(f"the rightly signed event was answered {control.status}; {deliveries.blind}")
    if unclear := _unclear(deliveries):
        return unclear
    alike = [one for one in deliveries.tried if one.answer == control.answer]
    others = [one for one in deliveries.tried if one.answer != control.answer]
    reference = deliveries.reference
    tells = bool(others) or (reference is not None and reference.answer != control.answer)
    if alike and tells:
        told = (others or [reference] if reference else others)[0]
        return Fail(
            f"an event delivered {alike[0].how} was answered like the rightly signed one",
            tuple(
                Evidence(
                    f"delivered {one.how}: {one.status}",
                    f"{one.shown} (as the right one; another wrong one was answered {told.status})",
                )
                for one in alike
            ),
            tuple(one.curl for one in alike),
            (what,),
        )
    if alike:
        return Unknown(f"every event is answered {control.status}, right or wrong, and {deliveries.blind}")
    refused = [one for one in deliveries.tried if not accepted(one)]
    if len(refused) < len(deliveries.tried):
        return Unknown(f"the answers differ, but not all refuse ({_told(deliveries)}), and {deliveries.blind}")
    return Pass(
        f"every such event was refused ({_told(deliveries)})", f"the rightly signed one was taken: {control.status}"
    )


def _unclear(deliveries: Deliveries) -> Unknown | None:
    silent = [one for one in deliveries.tried if one.status in UNCLEAR]
    if not silent:
        return None
    why = "was not answered" if silent[0].status == 0 else "met the webhook's limit, so its signature was not looked at"
    return Unknown(f"the event delivered {silent[0].how} {why}")


def _told(deliveries: Deliveries) -> str:
    return ", ".join(f"{one.how}: {one.status}" for one in deliveries.tried)
