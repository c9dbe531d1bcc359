"""Says what a received message shows, for the checks of it."""

from launchready.observe.mail.reset_mail import ResetMail
from launchready.verdict import Unknown


def not_arrived(seen: ResetMail) -> Unknown | None:
    """Why nothing can be told; None where a message came."""
    if seen.arrived:
        return None
    return Unknown(f"no message arrived within {seen.seconds:.0f} seconds ({seen.asked})")


def told_spf(seen: ResetMail) -> str:
    """What SPF says of who handed the message over."""
    handover = seen.handover
    if handover is None or not handover.spf:
        return "SPF is not known" + (f": {handover.words}" if handover and handover.words else "")
    names = f" ({', '.join(handover.names)})" if handover.names else ""
    return f"SPF says {handover.spf} of {handover.ip}{names} for {handover.envelope or handover.helo}"


def told_arc(seen: ResetMail) -> str:
    """What the chain of those who passed it on is worth; empty where there is none."""
    arc = seen.arc
    if arc is None or not arc.sealers:
        return ""
    why = f" ({arc.words})" if arc.result != "pass" and arc.words else ""
    return f"; the ARC chain of {', '.join(arc.sealers)}: {arc.result}{why}"
