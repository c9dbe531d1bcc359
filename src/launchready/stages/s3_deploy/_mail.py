"""Says what a received message shows, for the checks of it."""

from launchready.observe.mail.reset_mail import ResetMail
from launchready.observe.mail.route import Handover
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
    names = f" ({_name(handover)})" if _name(handover) else ""
    return f"SPF says {handover.spf} of {handover.ip}{names} for {handover.envelope or handover.helo}"


def _name(handover: Handover) -> str:
    """What DNS calls the address, and whether receivers can believe it."""
    if handover.names:
        back = {True: "", False: ", which does not lead back to it", None: ", whether it leads back is not known"}
        return f"{', '.join(handover.names)}{back[handover.confirmed]}"
    return "it has no name in DNS, and many receivers want one" if handover.confirmed is False else ""


def told_arc(seen: ResetMail) -> str:
    """What the chain of those who passed it on is worth; empty where there is none."""
    arc = seen.arc
    if arc is None or not arc.sealers:
        return ""
    why = f" ({arc.words})" if arc.result != "pass" and arc.words else ""
    return f"; the ARC chain of {', '.join(arc.sealers)}: {arc.result}{why}"
