"""Says what strangers saw and did, for the checks of one customer against another."""

from launchready.observe.access.hostile import Act
from launchready.observe.access.reaches import Reaches
from launchready.observe.access.reaching import Reach
from launchready.observe.access.sights import OWNER, STRANGER, Sight
from launchready.observe.api.kinds import is_private
from launchready.observe.api.objects import untried
from launchready.verdict import Evidence, NotApplicable, Unknown

__all__ = ["OWNERSHIP", "not_proved", "nothing_to_try", "of_acts", "of_reaches", "of_sights", "operations", "untried"]


def of_sights(sights: tuple[Sight, ...], who: str) -> tuple[Evidence, ...]:
    """The first sights as evidence."""
    return tuple(Evidence(f"{who} asked {one.operation}: {one.status}", one.shown) for one in sights[:3])


def of_acts(acts: tuple[Act, ...], who: str) -> tuple[Evidence, ...]:
    """The first acts as evidence."""
    return tuple(
        Evidence(f"{who} sent {one.operation}: {one.status}", f"afterwards its owner saw the effect: {one.owner_reads}")
        for one in acts[:3]
    )


def operations(done: tuple[Sight, ...] | tuple[Act, ...] | tuple[Reach, ...]) -> tuple[str, ...]:
    """The operations, each once."""
    return tuple(dict.fromkeys(one.operation for one in done))


OWNERSHIP = """row = db.get(Order, order_id)
if row is None or row.owner_id != session.user_id:
    raise NotFound  # the same answer for "not there" and "not yours"
"""


def of_reaches(reaches: tuple[Reach, ...], who: str) -> tuple[Evidence, ...]:
    """The first reaches as evidence."""
    return tuple(Evidence(f"{who} sent {one.operation} ({one.place}): {one.status}", one.shown) for one in reaches[:3])


def not_proved(reaches: Reaches) -> Unknown | None:
    """Why reaches that had no effect prove nothing; None where each has its control."""
    if reaches.missing:
        return Unknown(f"not every operation could be tried: {'; '.join(reaches.missing)[:400]}")
    idle = [one for one in reaches.by(OWNER) if not one.done]
    if idle:
        names = ", ".join(dict.fromkeys(one.operation for one in idle))
        return Unknown(f"the owner's own request had no effect, so nothing is proved: {names}")
    silent = [one for one in reaches.reaches if one.by == STRANGER and one.status == 0]
    return Unknown(f"{silent[0].operation} was not answered: {silent[0].shown}") if silent else None


def nothing_to_try(barred: tuple[str, ...], otherwise: str) -> Unknown | NotApplicable:
    """Why nothing was tried: customers may make nothing, which is odd of what is a customer's own by its name."""
    if not barred:
        return NotApplicable(otherwise)
    why = f"no customer may make an object of any kind, and so none could be tried: {', '.join(barred)[:300]}"
    if own := [one for one in barred if is_private(one)]:
        return Unknown(f"{why}; {own[0]} is a customer's own by its name: declare accounts that may make one")
    return NotApplicable(why)
