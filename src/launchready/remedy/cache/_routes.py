"""What a cache may do with each route of a product, judged from what a run saw of it: what every form is written from."""

import re
from dataclasses import dataclass
from enum import StrEnum

from launchready.remedy.edge._plan import YEAR

ALIKE = 2
"""Fetches by different askers from which on two answers can be compared."""
NOBODY = "nobody"
SUCCESS = range(200, 300)
AGE = re.compile(r"(?:^|[\s,])(?P<name>s-maxage|max-age)\s*=\s*\"?(?P<seconds>\d+)", re.IGNORECASE)
NOT_SHARED = re.compile(r"(?:^|[\s,])(no-store|private)\b", re.IGNORECASE)
ASKED_EACH_TIME = re.compile(r"(?:^|[\s,])no-cache\b", re.IGNORECASE)
OF_A_PERSON = re.compile(r"(?:^|[\s,])(\*|cookie|authorization)(?=$|[\s,])", re.IGNORECASE)
FINGERPRINT = re.compile(r"[.\-_](?=[\w-]*\d)[\w-]{8,}\.[a-z0-9]{2,5}$")
MAKES_ONE = "Set-Cookie"


class Rule(StrEnum):
    """What a cache may do with a route."""

    OUT = "kept out"
    MAY = "may be kept"
    UNSEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Fetched:
    """How one asker was answered at one address, once."""

    by: str
    address: str
    status: int
    own: bool = False
    """Whether what is the asker's own stood in it."""
    others: str = ""
    """Whose page came instead, where it was another's."""
    content: str = ""
    """A checksum; empty where it was not taken down."""
    terms: tuple[tuple[str, str], ...] = ()
    kept: bool = False
    """Whether a cache said that it gave the answer itself."""

    @property
    def answered(self) -> bool:
        """Whether it is an answer of success."""
        return self.status in SUCCESS


@dataclass(frozen=True, slots=True)
class Route:
    """One route, how it was answered, and what a cache may do with it."""

    host: str
    path: str
    """With `{name}` where parameters stand."""
    kind: str
    """`page`, `answer` or `file`."""
    fetches: tuple[Fetched, ...]
    declared: bool = False
    """Whether launch.toml calls it private."""
    note: str = ""
    """Why nothing was fetched, where that is known."""
    forged: str = ""
    """A header or parameter of a stranger's that the answer follows, so that a cache would give it to the next visitor."""

    @property
    def name(self) -> str:
        """As a reader knows it."""
        return f"{self.host}{self.path}"

    def judge(self) -> "Judged":
        """The rule, and why: the first reason that holds, the gravest first."""
        return _judge(self)

    def says(self, *names: str) -> tuple[str, ...]:
        """The different values of headers, in the order in which they were seen."""
        wanted = {name.lower() for name in names}
        found = (f"{name}: {value}" for one in self.fetches for name, value in one.terms if name.lower() in wanted)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Judged:
    """What a cache may do with a route."""

    rule: Rule
    because: str
    seconds: int = 0
    """For how long, where it may and the product says so itself."""


def _judge(route: Route) -> Judged:
    got = [one for one in route.fetches if one.answered]
    if leak := next((one for one in route.fetches if one.others), None):
        return Judged(Rule.OUT, f"{leak.by} asked and was given what is {leak.others}'s")
    if own := sorted({one.by for one in got if one.own}):
        return Judged(Rule.OUT, f"{_listed(own)} {'sees' if len(own) == 1 else 'each see'} what is their own")
    if route.declared:
        return Judged(Rule.OUT, "launch.toml calls it private")
    if route.forged:
        return Judged(
            Rule.OUT,
            f"its answer follows what a stranger sends in {route.forged}: kept, it would be the next visitor's",
        )
    refused = sorted({one.status for one in route.fetches if one.by == NOBODY and one.status})
    known = sorted({one.by for one in got if one.by != NOBODY})
    if refused and known and not any(one.by == NOBODY for one in got):
        return Judged(Rule.OUT, f"{_listed(known)} {_are(known)} answered, and nobody is not ({_listed(refused)})")
    if not got:
        statuses = sorted({one.status for one in route.fetches if one.status})
        why = route.note or (
            f"it was never answered with success ({_listed(statuses)})" if statuses else "nothing asked"
        )
        return Judged(Rule.UNSEEN, f"{why}: keep it out until it is known")
    return _by_terms(route, got) or _by_content(route, got)


def _by_terms(route: Route, got: list[Fetched]) -> Judged | None:
    """What the answers' own headers forbid."""
    if route.says(MAKES_ONE):
        return Judged(Rule.OUT, "its answer sets a cookie, which a cache would give to everybody")
    control = ", ".join(route.says("Cache-Control", "CDN-Cache-Control", "Surrogate-Control"))
    if found := NOT_SHARED.search(control.replace(":", " ")):
        return Judged(Rule.OUT, f"the product says so itself ({found[1].lower()})")
    varies = ", ".join(one.partition(": ")[2] for one in route.says("Vary"))
    if found := OF_A_PERSON.search(varies):
        return Judged(Rule.OUT, f"the product says that it differs by the one who asks (Vary: {found[1]})")
    del got
    return None


def _by_content(route: Route, got: list[Fetched]) -> Judged:
    """What comparing the answers of different askers shows, one address at a time."""
    control = ", ".join(one.partition(": ")[2] for one in route.says("Cache-Control"))
    seconds = _seconds(control)
    compared = False
    for address in dict.fromkeys(one.address for one in got):
        here = [one for one in got if one.address == address and one.content]
        askers = sorted({one.by for one in here})
        fresh = [one for one in here if not one.kept]
        if len({one.content for one in here}) > 1:
            each = {by: {one.content for one in here if one.by == by} for by in askers}
            if len(askers) >= ALIKE and all(len(found) == 1 for found in each.values()):
                return Judged(Rule.OUT, f"{_listed(askers)} are each answered otherwise")
            return Judged(Rule.OUT, "it was not the same twice, so that who it is for cannot be told")
        compared |= NOBODY in askers and any(one.by != NOBODY for one in fresh)
    if compared:
        named = _listed(sorted({one.by for one in got}))
        if seconds:
            return Judged(Rule.MAY, f"it is the same for {named}, and the product allows it", seconds)
        if ASKED_EACH_TIME.search(control):
            return Judged(Rule.MAY, f"it is the same for {named}; the product wants to be asked each time (no-cache)")
        return Judged(Rule.MAY, f"it is the same for {named}; the product names no time: let it send one")
    if route.kind == "file" and seconds:
        named = "its name changes with its content, and " if FINGERPRINT.search(route.path) else ""
        most = seconds if named else min(seconds, YEAR)
        return Judged(Rule.MAY, f"{named}the product allows it; it sets no cookie", most)
    who = _listed(sorted({one.by for one in got}))
    return Judged(
        Rule.UNSEEN, f"only {who} was answered: whether it is the same for others was not seen; keep it out until it is"
    )


def _seconds(control: str) -> int:
    """How long a shared cache may keep it: `s-maxage` goes before `max-age`."""
    found = {match["name"].lower(): int(match["seconds"]) for match in AGE.finditer(control)}
    return found.get("s-maxage", found.get("max-age", 0))


def _are(who: list[str]) -> str:
    return "is" if len(who) == 1 else "are"


def _listed(words: list[str] | list[int]) -> str:
    texts = [str(one) for one in words]
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} and {texts[-1]}"
