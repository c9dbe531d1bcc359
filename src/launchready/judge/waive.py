"""Finds the waiver that covers a finding today."""

from datetime import date

from launchready.declare.model import Waiver
from launchready.events import Waived


def waiver_for(check: str, target: str, waivers: tuple[Waiver, ...], today: date) -> Waived | None:
    """The waiver in force for a check at a target; one whose date has passed covers nothing."""
    for waiver in waivers:
        if waiver.check == check and waiver.target in {None, target} and waiver.until >= today:
            return Waived(waiver.reason, waiver.owner, waiver.until.isoformat())
    return None
