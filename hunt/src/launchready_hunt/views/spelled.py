"""Characters spelled out for the ear: NATO words, Morse, numbers in words."""

import re
from collections.abc import Iterator

from launchready_hunt.views import Piece, view

_NATO = (
    "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra "
    "tango uniform victor whiskey xray yankee zulu"
)
_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_CODE_WORDS = (
    {word: word[0] for word in _NATO.split()}
    | {"alpha": "a", "juliet": "j", "whisky": "w", "ecks": "x"}
    | {word: str(value) for value, word in enumerate(_DIGITS)}
    | {"niner": "9", "oh": "0", "point": ".", "dot": ".", "underscore": "_"}
)
_CODES = {word.encode(): character.encode() for word, character in _CODE_WORDS.items()} | {
    digit: digit for digit in (str(value).encode() for value in range(10))
}
_FEWEST_WORDS = 6
_WORDS = bytes(byte if chr(byte).isalnum() and byte < 128 else 32 for byte in range(256))  # noqa: PLR2004 - ASCII
_NATO_HINT = (
    rb"[Ll]ima|LIMA|[Zz]ulu|ZULU|[Rr]omeo|ROMEO|[Kk]ilo|KILO|[Bb]ravo|BRAVO|[Tt]ango|TANGO|[Ss]ierra|[Nn]ovember"
)

_MORSE = {
    ".-": "a", "-...": "b", "-.-.": "c", "-..": "d", ".": "e", "..-.": "f", "--.": "g", "....": "h", "..": "i", ".---": "j",
    "-.-": "k", ".-..": "l", "--": "m", "-.": "n", "---": "o", ".--.": "p", "--.-": "q", ".-.": "r", "...": "s", "-": "t",
    "..-": "u", "...-": "v", ".--": "w", "-..-": "x", "-.--": "y", "--..": "z", "-----": "0", ".----": "1", "..---": "2",
    "...--": "3", "....-": "4", ".....": "5", "-....": "6", "--...": "7", "---..": "8", "----.": "9", ".-.-.-": ".",
    "..--.-": "_",
}  # fmt: skip
_MORSE_RUN = re.compile(rb"(?:[.\-_]{1,6}[ /|,\r\n]{1,4}){6,}[.\-_]{1,6}")

_SMALL = {word: value for value, word in enumerate(_DIGITS)} | {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
_NUMBER_WORD = rf"(?:{'|'.join(sorted(_SMALL, key=len, reverse=True))}|hundred|thousand|million|and|point|dot|cents?)"
_NUMBER_WORDS = re.compile(
    rf"\b{_NUMBER_WORD}(?:[\s,-]+(?:(?:dollars|euros?|pounds)\s+)?{_NUMBER_WORD}){{1,24}}\b", re.IGNORECASE
)
_HUNDRED = 100
_THOUSAND = 1000


@view(
    _NATO_HINT + rb"|(?:[Zz]ero|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine)[ ,-]",
    picks=True,
)
def nato(data: bytes) -> Iterator[Piece]:
    """The radio alphabet and digits in words; every other word is passed over."""
    words = data.lower().replace(b"x-ray", b"xray").translate(_WORDS).split()
    characters = [_CODES[word] for word in words if word in _CODES]
    if len(characters) >= _FEWEST_WORDS:
        yield 0, b"".join(characters)


@view(rb"(?:[.\-_]{1,6}[ /|,\r\n]{1,4}){6}", picks=True)
def morse(data: bytes) -> Iterator[Piece]:
    """Dots and dashes, a letter a group."""
    for found in _MORSE_RUN.finditer(data):
        groups = re.split(r"[^.\-]+", found[0].decode().replace("_", "-"))
        yield found.start(), "".join(_MORSE.get(group, " ") for group in groups).encode()
        # Underscores may be a character of the canary's own, or the dashes of the code.
        yield found.start(), "".join(_MORSE.get(group, " ") for group in found[0].decode().split()).encode()


@view(rb"[Tt]housand")
def number_words(data: bytes) -> Iterator[Piece]:
    """Numbers in English words, as figures."""
    text = data.decode("utf-8", "replace")
    for found in _NUMBER_WORDS.finditer(text):
        words = re.split(r"[\s,-]+", found[0].lower())
        point = next(
            (at for at, word in enumerate(words) if word in ("point", "dot", "dollars", "euro", "euros", "pounds")),
            None,
        )
        whole = _value(words[:point])
        decimals = "" if point is None else _decimals(words[point + 1 :])
        yield len(text[: found.start()].encode()), f" {whole}.{decimals} ".encode()


def _value(words: list[str]) -> int:
    total = current = 0
    for word in words:
        if word == "hundred":
            current = max(current, 1) * _HUNDRED
        elif word in ("thousand", "million"):
            total = (
                (total + max(current, 1)) * _THOUSAND
                if word == "thousand"
                else (total + max(current, 1)) * _THOUSAND**2
            )
            current = 0
        else:
            current += _SMALL.get(word, 0)
    return total + current


def _decimals(words: list[str]) -> str:
    """`four three` and `forty-three` are both 43."""
    values = [_SMALL[word] for word in words if word in _SMALL]
    if len(values) == 1 or any(value >= len(_DIGITS) for value in values):
        return f"{sum(values):02}"
    return "".join(map(str, values))
