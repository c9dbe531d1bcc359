"""Characters written as numbers: hex, binary, octal, decimal code points, places in the alphabet."""

import re
from collections.abc import Iterator

from launchready_hunt.views import Piece, view

_HEX_RUN = re.compile(rb"[0-9A-Fa-f]{16,}")
_HEX_GROUPS = re.compile(
    rb"(?<![0-9A-Za-z])(?:(?:0[xX]|\\[xX]|[xX]|%|#|&H|U\+00|u00)?[0-9A-Fa-f]{2}[^0-9A-Za-z]{1,4}){7,}"
    rb"(?:0[xX]|\\[xX]|[xX]|U\+00|u00)?[0-9A-Fa-f]{2}(?![0-9A-Za-z])|(?:0[xX][0-9A-Fa-f]{2}){8,}"
)
_HEX_PREFIX = re.compile(rb"0[xX]|[uU]\+?00|[^0-9A-Fa-f]")
_BITS = re.compile(rb"[01](?:[^0-9A-Za-z]{0,4}(?:0b)?[01]){48,}")
_NOT_BITS = re.compile(rb"0b|[^01]")
_FEWEST_GROUPS = 7
_OCTAL = re.compile(
    rb"(?:(?:\\|0o)?[0-7]{2,3}[^0-9A-Za-z\\]{1,3}){7,}(?:0o)?[0-7]{2,3}(?![0-9A-Za-z])|(?:\\[0-7]{2,3}[ ,]{0,2}){8,}|(?:[01][0-7]{2}){9,}"
)
_OCTAL_GROUP = re.compile(rb"(?:(?<=\\)|(?<=0o)|(?<![0-7]))[0-7]{2,3}|[01][0-7]{2}")
_NUMBERS = re.compile(rb"\d{1,3}(?:\D{1,8}\d{1,3}){7,}(?!\d)")
_NUMBER = re.compile(rb"\d+")


@view(rb"[0-9A-Fa-f]{16}")
def hexadecimal(data: bytes) -> Iterator[Piece]:
    """Hexadecimal digits in one run, at both offsets."""
    for found in _HEX_RUN.finditer(data):
        for offset in range(2):
            digits = found[0][offset:]
            yield found.start() + offset, bytes.fromhex(digits[: len(digits) // 2 * 2].decode())


@view(rb"(?:[0-9A-Fa-f]{2}[^0-9A-Za-z]{1,4}(?:0[xX]|\\?[xX]|U\+00)?){7}|(?:0[xX][0-9A-Fa-f]{2}){8}|u00[0-9A-Fa-f]{2}")
def hexadecimal_groups(data: bytes) -> Iterator[Piece]:
    """Hexadecimal pairs set apart by signs, `0x`, `U+` or a backslash and x."""
    for found in _HEX_GROUPS.finditer(data):
        digits = _HEX_PREFIX.sub(b"", found[0])
        yield found.start(), bytes.fromhex(digits[: len(digits) // 2 * 2].decode())


@view(rb"(?:[01][^0-9A-Za-z]{0,4}){40}|(?:0b[01]{6})")
def binary(data: bytes) -> Iterator[Piece]:
    """Bits, eight or seven to the character, at each offset, set apart or not."""
    for found in _BITS.finditer(data):
        groups = _NOT_BITS.sub(b" ", found[0]).split()
        if len(groups) >= _FEWEST_GROUPS:
            # Set apart, each group is a character, whatever zeros it begins with.
            yield found.start(), bytes(int(group[-8:], 2) for group in groups)
        bits = _NOT_BITS.sub(b"", found[0]).decode()
        for width in (8, 7):
            for offset in range(width):
                yield (
                    found.start(),
                    bytes(int(bits[at : at + width], 2) for at in range(offset, len(bits) - width + 1, width)),
                )


@view(
    rb"(?:[0-7]{2,3}[^0-9A-Za-z]{1,3}(?:0o)?){6}|\\[0-7]{2,3}[ ,]{0,2}\\[0-7]{2,3}[ ,]{0,2}\\[0-7]{2}|(?:[01][0-7]{2}){9}"
)
def octal(data: bytes) -> Iterator[Piece]:
    """Octal code points: after backslashes, set apart, or three digits each in one run."""
    for found in _OCTAL.finditer(data):
        yield found.start(), bytes(int(group, 8) & 0x7F for group in _OCTAL_GROUP.findall(found[0].replace(b"0o", b"")))


@view(rb"[0-9][^0-9]{1,8}[0-9]{1,3}[^0-9]{1,8}[0-9]{1,3}[^0-9]{1,8}[0-9]{1,3}[^0-9]{1,8}[0-9]{1,3}[^0-9]{1,8}[0-9]")
def decimal(data: bytes) -> Iterator[Piece]:
    """Code points in decimal, with up to eight signs between them: `108, 114, 99` or `chr(108) + chr(114)`."""
    for found in _NUMBERS.finditer(data):
        numbers = [int(number) for number in _NUMBER.findall(found[0])]
        yield found.start(), bytes(number if number in _PRINTABLE else 10 for number in numbers)


@view(rb"[0-9][^0-9]{1,8}[0-9]{1,2}[^0-9]{1,8}[0-9]{1,2}[^0-9]{1,8}[0-9]{1,2}[^0-9]{1,8}[0-9]{1,2}[^0-9]{1,8}[0-9]")
def places_in_the_alphabet(data: bytes) -> Iterator[Piece]:
    """1 for a to 26 for z."""
    for found in _NUMBERS.finditer(data):
        numbers = [int(number) for number in _NUMBER.findall(found[0])]
        if sum(1 <= number <= len(_LETTERS) for number in numbers) > len(numbers) // 2:
            yield found.start(), bytes(_LETTERS[n - 1] if 1 <= n <= len(_LETTERS) else 32 for n in numbers)


_LETTERS = b"abcdefghijklmnopqrstuvwxyz"
_PRINTABLE = range(32, 127)
