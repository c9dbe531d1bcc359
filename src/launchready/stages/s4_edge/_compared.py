"""What the comparisons of settings and of rules share: one thing that is set, and what was seen of it."""

from dataclasses import dataclass

CACHE_STATUS = "cf-cache-status"
KEPT = frozenset({"HIT", "STALE", "UPDATING", "REVALIDATED", "EXPIRED", "MISS"})
"""What Cloudflare says of an answer that it keeps or would have kept; DYNAMIC, BYPASS and NONE are of others."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One setting, and what was seen of it."""

    place: str
    """A name that stays the same from run to run."""
    set: str
    seen: str
    agrees: bool
    command: str
    """Shows what is seen."""
