"""Finds the waiver that covers a finding today, or the one that did until its day."""

from collections.abc import Iterator
from datetime import date

from launchready.declare.model import Waiver
from launchready.events import Waived


def waiver_for(check: str, target: str, waivers: tuple[Waiver, ...], today: date) -> Waived | None:
    """The waiver in force for a check at a target. On the day that it names, it covers nothing any more."""
    return next((_told(one) for one in _of(check, target, waivers) if one.until > today), None)


def lapsed_for(check: str, target: str, waivers: tuple[Waiver, ...], today: date) -> Waived | None:
    """The waiver that ended last, where none is in force."""
    every = tuple(_of(check, target, waivers))
    if not every or any(one.until > today for one in every):
        return None
    return _told(max(every, key=lambda one: one.until))


def _of(check: str, target: str, waivers: tuple[Waiver, ...]) -> Iterator[Waiver]:
    return (one for one in waivers if one.check == check and one.target in {None, target})


def _told(waiver: Waiver) -> Waived:
    return Waived(waiver.reason, waiver.owner, waiver.until.isoformat())
