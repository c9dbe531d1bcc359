"""Says what strangers saw and did, for the checks of one customer against another."""

from launchready.observe.hostile import Act
from launchready.observe.sights import Sight
from launchready.verdict import Evidence


def of_sights(sights: tuple[Sight, ...], who: str) -> tuple[Evidence, ...]:
    """The first sights as evidence."""
    return tuple(Evidence(f"{who} asked {one.operation}: {one.status}", one.shown) for one in sights[:3])


def of_acts(acts: tuple[Act, ...], who: str) -> tuple[Evidence, ...]:
    """The first acts as evidence."""
    return tuple(
        Evidence(f"{who} sent {one.operation}: {one.status}", f"afterwards its owner saw the effect: {one.owner_reads}")
        for one in acts[:3]
    )


def operations(done: tuple[Sight, ...] | tuple[Act, ...]) -> tuple[str, ...]:
    """The operations, each once."""
    return tuple(dict.fromkeys(one.operation for one in done))


OWNERSHIP = """row = db.get(Order, order_id)
if row is None or row.owner_id != session.user_id:
    raise NotFound  # the same answer for "not there" and "not yours"
"""
