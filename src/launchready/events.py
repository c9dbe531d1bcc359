"""The one stream of typed events that every reader (terminal, reports, page) reads, and that a run is stored as."""

from dataclasses import dataclass

from launchready.verdict import Impact, Remedy, Touch, Verdict


@dataclass(frozen=True, slots=True)
class Planned:
    """One check at one target, or the reason why it is not looked at."""

    check: str
    target: str
    stage: int
    left_out: str | None = None
    """Why consent or the declaration keeps it from being looked at; None where it is looked at."""


@dataclass(frozen=True, slots=True)
class SurfaceFact:
    """A place of the map: what reports draw."""

    name: str
    kind: str
    address: str
    """Its url, domain or path."""
    owner: str | None
    environment: str
    line: int


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins."""

    run: str
    product: str
    domain: str
    version: str
    at: str
    """UTC, ISO 8601."""
    declaration: str
    """The name of the declaration's file; every path below its folder is told from there."""
    plan: tuple[Planned, ...]
    surfaces: tuple[SurfaceFact, ...]
    edge: tuple[str, ...]
    """Addresses of the edge."""
    origin: tuple[str, ...]
    """Addresses of the origin."""
    only: tuple[str, ...] = ()
    """The checks or stages that the run was held to; empty where it was the whole audit."""


@dataclass(frozen=True, slots=True)
class RunResumed:
    """A run that was cut off goes on."""

    at: str
    done: int
    """How many looks were already stored."""


@dataclass(frozen=True, slots=True)
class LookStarted:
    """A check begins to look at a target."""

    check: str
    target: str
    stage: int


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of the world's was answered; stored, so that a resumed run does not ask again."""

    question: str
    answer: str
    """JSON."""


@dataclass(frozen=True, slots=True)
class Made:
    """The run made an object in the product; stored, so that it is removed also after the run was cut off."""

    name: str
    request: str
    """JSON of the request that removes it."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A check saw an effect of a request that no canary shows: `deleted`."""

    method: str
    url: str
    who: str
    """Whose credentials went with the request."""
    effect: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """How a principal's session came about and travels, without its secrets."""

    principal: str
    where: str
    """Where the token stood in the answer to the sign-in; empty where cookies are the session, or nobody signed in."""
    send: str
    """How it is sent: `Authorization: Bearer {token}`."""


@dataclass(frozen=True, slots=True)
class Looked:
    """A check has seen its target; stored, so that it can be judged again."""

    check: str
    target: str
    seen: str
    """JSON of the check's own Seen."""
    cut: str = ""
    """What the budget kept it from sending: what it did not see is then no proof."""


@dataclass(frozen=True, slots=True)
class NotLooked:
    """A check could not see its target, and why."""

    check: str
    target: str
    because: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Waived:
    """The waiver that covers a finding."""

    reason: str
    owner: str
    until: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict with all that a reader needs; a finding where the verdict is a Fail without a waiver."""

    check: str
    target: str
    stage: int
    title: str
    risk: str
    """The first paragraph of the check's page."""
    impact: Impact
    rows: tuple[str, ...]
    refs: tuple[str, ...]
    touch: Touch
    owner: str | None
    line: int
    """The line of launch.toml that declares the target."""
    verdict: Verdict
    remedy: Remedy | None = None
    waived: Waived | None = None
    fingerprint: str = ""
    lapsed: Waived | None = None
    """The waiver that covered the finding until its day: the finding is back."""


MADE_FOR_OTHERS = "made for other operations"
"""Why credentials that a check made for one purpose did not go to an operation."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one principal tried of one operation."""

    who: str
    """A principal, `nobody`, or credentials that a check made: `a forged token`."""
    outcomes: tuple[tuple[str, int], ...]
    """How often it was answered with `2xx`, `3xx`, `4xx`, `5xx`, or not at all (`no answer`)."""
    effects: tuple[str, ...]
    """What was seen to come of it: `reads what buyer_a wrote`, `buyer_b reads what it wrote`, `deleted`."""
    checks: tuple[str, ...]
    """Who asked."""
    not_tried: str = ""
    """Why it was not tried; empty where it was."""

    @property
    def tried(self) -> int:
        """How often."""
        return sum(number for _, number in self.outcomes)


@dataclass(frozen=True, slots=True)
class Row:
    """One documented operation and what each principal tried of it."""

    operation: str
    """`GET /orders/{id}`."""
    secured: bool
    """Whether the document asks for credentials."""
    cells: tuple[Cell, ...]
    """One for each of the ledger's principals, in their order."""


@dataclass(frozen=True, slots=True)
class AccessLedger:
    """Every documented operation of an API by every principal: what was tried, with what outcome, and what was not."""

    surface: str
    source: str
    """Where the document was found."""
    principals: tuple[str, ...]
    rows: tuple[Row, ...]
    undocumented: int
    """Requests to the API's host that are no documented operation."""


@dataclass(frozen=True, slots=True)
class NameFact:
    """A name of the product, and what was seen under it."""

    name: str
    """With its port where that is not the usual one."""
    source: str
    """Where the name was seen."""
    leads_to: tuple[str, ...]
    """The name that it is another word for, else its addresses."""
    answers: str
    """`200`, `301 to https://www.example.com/`, or why nothing came."""
    declared: bool = False
    """Whether a surface is declared there."""
    title: str = ""
    release: str = ""
    """As it tells it itself, or the script that its build is known by; empty where it tells neither."""
    told: str = ""
    owner: str | None = None
    """Who owns what is declared there; None for nobody."""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class NamesSeen:
    """Every name of the product: what answers there, which release it serves, and whose it is."""

    names: tuple[NameFact, ...]


@dataclass(frozen=True, slots=True)
class BarItem:
    """One line of the minimum bar."""

    id: str
    bar: str
    state: str
    """`passed`, `failed`, `unknown` or `waived`."""
    because: str


@dataclass(frozen=True, slots=True)
class Decision:
    """GO, NO-GO or INCOMPLETE, with its reasons."""

    word: str
    because: tuple[str, ...]
    bar: tuple[BarItem, ...]
    ranked: tuple[str, ...]
    """Fingerprints of the findings, worst first."""


@dataclass(frozen=True, slots=True)
class RunFinished:
    """A run ends."""

    at: str
    seconds: float
    requests: int
    left_behind: tuple[str, ...]
    """Objects that the run made and could not remove."""
    decision: Decision
    cut: str = ""
    """What the budget ended the run with; empty where it was done."""


Event = (
    RunStarted
    | RunResumed
    | LookStarted
    | Answered
    | Made
    | Proved
    | SignedIn
    | Looked
    | NotLooked
    | Judged
    | AccessLedger
    | NamesSeen
    | RunFinished
)
