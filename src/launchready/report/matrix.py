"""The ledger in the words of a reader: what a cell says, and why what was not tried was not."""

from collections import defaultdict
from dataclasses import dataclass

from launchready.events import MADE_FOR_OTHERS, AccessLedger, Cell
from launchready.report.words import count

WORDS = {"2xx": "answered", "3xx": "redirected", "4xx": "refused", "5xx": "crashed", "no answer": "silent"}
"""What an outcome is called."""
LEGEND = (
    "Each cell: how often it was answered, redirected, refused, crashed or silent, and which effects were seen. "
    "What every customer may see by design shows as read, too: the findings say what is a leak."
)
EFFECTS = 3
"""Effects that a cell shows."""


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not tried for one reason."""

    because: str
    who: tuple[str, ...]
    operations: tuple[str, ...]


def said(cell: Cell) -> tuple[str, ...]:
    """What came of it: `answered 8`, `refused 2`; nothing where it was not tried."""
    return tuple(f"{WORDS[outcome]} {number}" for outcome, number in cell.outcomes)


def effects(cell: Cell) -> tuple[str, ...]:
    """What was seen to come of it, the first few, those that reach beyond the asker first."""
    ordered = sorted(cell.effects, key=lambda one: one in {"reads its own", "is kept"})
    more = len(ordered) - EFFECTS
    return (*ordered[:EFFECTS], f"and {more} more") if more > 0 else tuple(ordered)


def line(cell: Cell) -> str:
    """The whole cell on a line: `answered 8, refused 2; reads its own`."""
    return "; ".join(filter(None, (", ".join(said(cell)) or "not tried", *effects(cell))))


def state(cell: Cell) -> str:
    """The cell in a word: the most that the asker got, `crashed` before all."""
    got = dict(cell.outcomes)
    order = ("5xx", "2xx", "3xx", "4xx", "no answer")
    return next((WORDS[one] for one in order if one in got), "untried")


def tried(ledger: AccessLedger) -> str:
    """How much of the API was asked, in a sentence."""
    asked = sum(any(cell.tried for cell in row.cells) for row in ledger.rows)
    sent = sum(cell.tried for row in ledger.rows for cell in row.cells)
    beyond = f", and {count(ledger.undocumented, 'request')} beyond them" if ledger.undocumented else ""
    return f"{asked} of {count(len(ledger.rows), 'documented operation')} asked, by {count(sent, 'request')}{beyond}"


def gaps(ledger: AccessLedger) -> tuple[Gap, ...]:
    """What the declared principals did not try, by reason, the most frequent first."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in ledger.rows:
        for cell in row.cells:
            if cell.not_tried and cell.not_tried != MADE_FOR_OTHERS:
                found[cell.not_tried].append((cell.who, row.operation))
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return tuple(
        Gap(because, tuple(dict.fromkeys(who for who, _ in places)), tuple(dict.fromkeys(op for _, op in places)))
        for because, places in ordered
    )
