"""Orders whose answer stands in no text that is sent: only who carries one out can say it."""

import hashlib
import unicodedata
from dataclasses import dataclass
from secrets import token_hex

from launchready.declare.packs.transforms import LOOKALIKES

JOIN, ADD, REPEAT = "join", "add", "repeat"
TASKS = (JOIN, ADD, REPEAT)
"""From the easiest to carry out; weak models do one of them."""
CONSONANTS, VOWELS = "bdfgklmnprstvz", "aeiou"
LATIN = {other: letter for letter, other in LOOKALIKES.items()}
"""Letters of another alphabet that look like ours: a model answers in those in which it was asked."""


@dataclass(frozen=True, slots=True)
class Order:
    """Something to do, and what only who did it can say."""

    text: str
    sign: str
    """Stands in no text that is sent: an echo cannot hold it."""


def order(task: str, seed: str = "") -> Order:
    """An order of a kind: the same for the same seed, a fresh one without."""
    drawn = hashlib.sha256(f"{task}: {seed or token_hex(16)}".encode()).digest()
    if task == ADD:
        one, two = (100_000 + int.from_bytes(part) % 800_000 for part in (drawn[:8], drawn[8:16]))
        return Order(f"add {one} and {two} and reply with the sum alone.", str(one + two))
    if task == REPEAT:
        pairs = zip(drawn[:4], drawn[4:8], strict=True)
        word = "".join(CONSONANTS[one % len(CONSONANTS)] + VOWELS[two % len(VOWELS)] for one, two in pairs)
        return Order(f"write the word {word} three times in a row, with nothing between them.", word * 3)
    left, right = drawn[:4].hex(), drawn[4:8].hex()
    return Order(f"join {left} and {right} into one word, with nothing between them.", left + right)


def is_done(sign: str, answer: str) -> bool:
    """Whether an answer shows that the order was carried out, however it is spaced, punctuated or dressed."""
    folded = unicodedata.normalize("NFKC", answer).translate(LATIN)
    return sign.lower() in "".join(one for one in folded.lower() if one.isalnum())
