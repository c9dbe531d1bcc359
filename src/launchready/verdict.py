"""The four answers a check can give, and what a reader needs to believe them."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Touch(IntEnum):
    """How far a check reaches into the product; the declaration's consent sets the most that is allowed."""

    READ = 0
    """Asks only what any visitor asks."""
    PROBE = 1
    """Sends requests that a visitor does not send, and changes nothing."""
    WRITE = 2
    """Creates, changes and deletes objects that the run itself made."""
    LOAD = 3
    """Sends bursts."""


class Impact(IntEnum):
    """What a finding costs the launch; the order in which findings are ranked."""

    BLOCKS_LAUNCH = 0
    COSTS_MONEY = 1
    COSTS_TRUST = 2
    SHOULD_FIX = 3
    GOOD_TO_KNOW = 4

    @property
    def words(self) -> str:
        """The impact as a reader sees it."""
        return self.name.lower().replace("_", " ")


class Effort(StrEnum):
    """How long a remedy takes a founder who has not done it before."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that was seen, in the words or bytes in which it was seen (redacted when stored)."""

    what: str
    """Whose sight it is and of what: `buyer B read /orders/ord_1`."""
    shown: str
    """What was seen, at most a few lines."""


@dataclass(frozen=True, slots=True)
class Pass:
    """The bad thing was looked for, could have been seen, and was not there."""

    because: str
    control: str
    """What proved that the look could have seen it; no control, no Pass."""


@dataclass(frozen=True, slots=True)
class Fail:
    """The bad thing was seen."""

    because: str
    evidence: tuple[Evidence, ...]
    reproduce: tuple[str, ...]
    """Commands with ordinary tools (curl, dig, openssl, git), one a line, that show it to a stranger."""
    places: tuple[str, ...] = ()
    """Stable names of the places inside the target (`GET /orders/{id}`), so that two runs can be compared."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It could not be seen whether the bad thing is there. Never a pass."""

    because: str
    ours: bool = False
    """True where the auditor itself is at fault."""


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The product has nothing that could be bad in this way; listed in every report."""

    because: str


Verdict = Pass | Fail | Unknown | NotApplicable


@dataclass(frozen=True, slots=True)
class Remedy:
    """How to mend a finding."""

    do: str
    """The orders, as a person would give them."""
    effort: Effort = Effort.HOURS
    paste: str = ""
    """Something to paste (a header, a record, a rule), or nothing."""
