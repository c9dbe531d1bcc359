"""What a run sent, by operation: who got through, who was refused, and which requests made what."""

from collections.abc import Callable
from dataclasses import dataclass, field

from launchready.declare.model import Declaration
from launchready.events import Answered, Proved, SignedIn
from launchready.observe.api.kinds import Kind, kinds
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.api.templates import Templates
from launchready.observe.question import Question
from launchready.observe.record import NOBODY, Sent
from launchready.store import Run, answer_type, from_text, key_of

REFUSALS = ("401", "403", "404")


@dataclass(slots=True)
class Tries:
    """The stored facts of a run about one API."""

    declaration: Declaration
    facts: ApiFacts
    sent: tuple[Sent, ...]
    proved: tuple[Proved, ...]
    signed_in: dict[str, SignedIn]
    answers: dict[str, str]
    """Every stored answer, by its question."""
    templates: Templates
    kinds: tuple[Kind, ...] = ()
    kept: dict[str, set[str]] = field(default_factory=dict)
    """The canaries that came back, and to whom."""

    @classmethod
    def of(cls, run: Run, declaration: Declaration, surface: str) -> "Tries | None":
        """The facts about a surface, or None where the run never read its document."""
        answers: dict[str, str] = {}
        proved: list[Proved] = []
        signed_in: dict[str, SignedIn] = {}
        for event in run.read():
            if isinstance(event, Answered):
                answers[event.question] = event.answer
            elif isinstance(event, Proved):
                proved.append(event)
            elif isinstance(event, SignedIn):
                signed_in[event.principal] = event
        stored = answers.get(key_of(Api(surface)))
        if stored is None:
            return None
        facts = from_text(stored, ApiFacts)
        templates = Templates(declaration)
        templates.learn(facts)
        made = cls(
            declaration, facts, tuple(run.read_sent()), tuple(proved), signed_in, answers, templates, kinds(facts)
        )
        for one in made.sent:
            for canary in one.shown:
                made.kept.setdefault(canary, set()).add(one.who)
        return made

    def answer(self, question: Question[object]) -> object | None:
        """The stored answer to a question, or None."""
        stored = self.answers.get(key_of(question))
        return None if stored is None else from_text(stored, answer_type(question))

    def asking(self, operation: Operation) -> tuple[Sent, ...]:
        """Everything that asked one operation."""
        return tuple(one for one in self.sent if self.name(one) == operation.name)

    def name(self, sent: Sent) -> str:
        """The operation that a request asked; empty where no document names it."""
        known = self.templates.of(sent.method, sent.url)
        return known.operation if known and known.surface == self.facts.surface else ""

    def works(self, operation: Operation) -> tuple[str, ...]:
        """The declared principals who got an answer of success."""
        return self._who(operation, lambda outcome: outcome.startswith("2"))

    def refused(self, operation: Operation) -> tuple[str, ...]:
        """Who was refused and never got through: nobody, or declared principals."""
        through = self.works(operation)
        return tuple(who for who in self._who(operation, REFUSALS.__contains__) if who not in through)

    def has_effect(self, operation: Operation, effect: str) -> bool:
        """Whether a check saw an effect of the operation, whoever asked."""
        return any(
            one.effect == effect and str(self.templates.of(one.method, one.url) or "") == operation.name
            for one in self.proved
        )

    def _who(self, operation: Operation, matches: Callable[[str], bool]) -> tuple[str, ...]:
        known = {NOBODY, *(one.name for one in self.declaration.principals)}
        found = (one.who for one in self.asking(operation) if matches(one.outcome) and one.who in known)
        return tuple(dict.fromkeys(found))
