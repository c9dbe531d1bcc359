"""Reads who may issue a certificate for a name: CAA records, searched upward as each authority must (RFC 8659)."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.net.dns import Records
from launchready.observe.net.told import is_in
from launchready.observe.question import Question
from launchready.observe.suffixes import suffixes

if TYPE_CHECKING:
    from launchready.observe.world import World

CRITICAL = 128
ISSUE, ISSUE_WILD = "issue", "issuewild"
KNOWN = frozenset({ISSUE, ISSUE_WILD, "iodef", "contactemail", "contactphone", "issuevmc", "issuemail"})
"""Tags that are registered: what is critical and none of these keeps every authority from issuing."""
RECORD = re.compile(r'(\d+) ([A-Za-z0-9]+) "?(.*?)"?', re.DOTALL)
ISSUER = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)?\s*(?:;\s*(.*?)\s*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Authorized:
    """The CAA records that hold for a name."""

    name: str
    at: str = ""
    """Where they stand: at the name, or at the nearest one above that has some; empty where none has."""
    records: tuple[str, ...] = ()
    silence: str = ""
    """Why they are not known."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What those records say of an authority."""

    may: bool
    because: str
    conditions: str = ""
    """What else they ask of it (an account, a way of proving the domain): told, and not judged."""


@dataclass(frozen=True, slots=True)
class CaaOf(Question[Authorized]):
    """Which CAA records hold for a name? A wildcard's are those of the name behind its star."""

    name: str

    async def ask(self, world: "World") -> Authorized:
        """Climbs from the name to the first that has such records; an alias's target counts, and what is above that does not."""
        at = self.name
        own = suffixes(only_icann=True).privatesuffix(self.name) or self.name
        while at:
            answer = await world.ask(Records(at, "CAA"))
            if answer.records:
                return Authorized(self.name, at, answer.records)
            # Above what can be registered hardly anybody has such records, and a resolver of one's own may not tell.
            if not answer.known and is_in(at, own):
                return Authorized(self.name, silence=f"CAA of {at}: {answer.state} {answer.detail}".strip())
            at = at.partition(".")[2]
        return Authorized(self.name)


def ruling(records: tuple[str, ...], issuers: tuple[str, ...], *, wild: bool) -> Ruling:
    """Whether an authority that goes by these names may issue for a name with these records (RFC 8659, 4)."""
    properties = [_parts(one) for one in records]
    for flags, tag, _ in properties:
        if flags & CRITICAL and tag not in KNOWN:
            return Ruling(may=False, because=f"{tag} is marked as critical, and no authority knows it")
    which = ISSUE_WILD if wild and any(tag == ISSUE_WILD for _, tag, _ in properties) else ISSUE
    values = [value for _, tag, value in properties if tag == which]
    if not values:
        return Ruling(may=True, because="the records let every authority issue")
    wanted = {one.lower() for one in issuers}
    named: dict[str, str] = {}
    for value in values:
        # What cannot be read names nobody.
        if (found := ISSUER.fullmatch(value)) and (name := (found[1] or "").lower()):
            named[name] = min(named.get(name, found[2] or ""), found[2] or "")
    for name, conditions in named.items():
        if name in wanted:
            return Ruling(may=True, because=f'{which} "{name}"', conditions=conditions)
    return Ruling(may=False, because=f"{which} names {', '.join(named) or 'nobody'}")


def _parts(record: str) -> tuple[int, str, str]:
    found = RECORD.fullmatch(record)
    return (int(found[1]), found[2].lower(), found[3]) if found else (0, "", "")
