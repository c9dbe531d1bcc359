"""How many tokens a turn of the model took: as the answer itself counts them, or else an estimate and how far off it may be."""

import json
import re
from dataclasses import dataclass

from launchready.declare.model import Json
from launchready.observe.http import Answer

TOTAL = frozenset({"totaltokens", "totaltokencount"})
ASKED = frozenset({"prompttokens", "inputtokens", "prompttokencount", "promptevalcount", "tokensin"})
SAID = frozenset({"completiontokens", "outputtokens", "candidatestokencount", "evalcount", "tokensout"})
"""What the answers of models and of their kits call the counts, without case and underscores."""
CHARACTERS = 4.0
"""Of a token, in plain English."""
FEWEST = 0.6
"""Of the estimate are sure: words in another language take more, a text that the product cuts takes less."""
EVENT = re.compile(r"^data:\s*(\{.*\})\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What one turn took."""

    count: int
    measured: bool
    """Whether the answer counts them itself."""

    @property
    def sure(self) -> int:
        """What it took at the least."""
        return self.count if self.measured else int(self.count * FEWEST)


def tokens_in(said: str, answer: Answer) -> Tokens:
    """The tokens of one turn: what was said, and the answer to it."""
    for value in _values(answer):
        if count := _counted(value):
            return Tokens(count, measured=True)
    return Tokens(max(1, round((len(said) + len(answer.body)) / CHARACTERS)), measured=False)


def _values(answer: Answer) -> list[Json]:
    """The body as JSON, or the events of a stream, the last one first."""
    whole = answer.json()
    if whole is not None:
        return [whole]
    found: list[Json] = []
    for event in EVENT.findall(answer.body):
        try:
            found.append(json.loads(event))
        except ValueError:
            continue
    return found[::-1]


def _counted(value: Json) -> int:
    """The count that an answer names, anywhere in it; 0 where it names none."""
    if isinstance(value, list):
        return max((_counted(one) for one in value), default=0)
    if not isinstance(value, dict):
        return 0
    plain = {key.replace("_", "").lower(): one for key, one in value.items()}
    numbers = {key: one for key, one in plain.items() if isinstance(one, int) and not isinstance(one, bool) and one > 0}
    if total := next((one for key, one in numbers.items() if key in TOTAL), 0):
        return total
    asked, told = (next((one for key, one in numbers.items() if key in names), 0) for names in (ASKED, SAID))
    if asked and told:
        return asked + told
    return max((_counted(one) for one in value.values()), default=0)
