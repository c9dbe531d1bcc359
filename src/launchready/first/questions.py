"""The few questions that nothing but a person can answer before a first launch.toml is written."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

EMAIL = r"[^@\s,\"'\\]+@[^@\s,\"'\\]+\.[^@\s,\"'\\]+"
TIMES = 3
"""How often a question is put before it is given up."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, with the answer that holds when none is given."""

    id: str
    text: str
    why: str
    """What the answer is for."""
    default: str
    form: str
    """What an answer looks like, as a regular expression; an empty answer takes the default."""
    expected: str
    """The same in words."""
    refused: str | None = None
    """Why the last answer could not be taken, where the question is put again."""
    valid: Callable[[str], bool] = lambda _answer: True
    """What an expression cannot tell of an answer."""


Answers = Callable[[Question], str]


class NoAnswerError(Exception):
    """A question was answered again and again in a form that cannot be used."""


def default_answers(question: Question) -> str:
    """Takes every default: what `--yes` does."""
    return question.default


def put(question: Question, answers: Answers) -> str:
    """The answer to a question.

    Raises:
        NoAnswerError: none of the answers can be used.
    """
    for _ in range(TIMES):
        answer = answers(question).strip() or question.default
        if answer == question.default or (re.fullmatch(question.form, answer) and question.valid(answer)):
            return answer
        question = replace(question, refused=f"{answer[:60]!r} is not {question.expected}")
    raise NoAnswerError(f"{question.text} {question.refused}")


def touch() -> Question:
    """How far the audit may go."""
    return Question(
        "touch",
        "How far may the audit go: read, probe, write or load?",
        "read changes nothing and proves least; write uses the test accounts and proves who may read what",
        "read",
        "read|probe|write|load",
        "one of read, probe, write, load",
    )


def buyers() -> Question:
    """Two test accounts."""
    return Question(
        "buyers",
        "Which two test buyers can sign in? Two e-mail addresses, a comma between them",
        "with two accounts the audit can prove that one cannot read the other's data; passwords are only referred to",
        "",
        rf"{EMAIL}\s*,\s*{EMAIL}",
        "two e-mail addresses with a comma between them",
    )


def owner() -> Question:
    """Who answers."""
    return Question(
        "owner",
        "Who is told when something breaks? An e-mail address",
        "every finding and every alert needs somebody who answers for it",
        "",
        EMAIL,
        "an e-mail address",
    )


def price() -> Question:
    """What an order brings."""
    return Question(
        "price",
        "What does an average order bring? An amount and a currency",
        "findings that cost money are ranked by it",
        "",
        r"\d+(\.\d+)? [A-Z]{3}",
        "an amount and a currency such as 29 EUR",
    )
