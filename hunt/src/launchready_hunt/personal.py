"""Finds personal data in text: e-mail addresses, phone numbers, payment cards and IBANs, strictly.

A pattern that cries wolf on versions, ids and timestamps gets switched off, so each find must pass a second test: an
issuer's range and Luhn's sum for a card, the country's length and the sum modulo 97 for an IBAN.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class PersonalKind(StrEnum):
    """What sort of personal data."""

    email = "email"
    phone = "phone"
    card = "card"
    iban = "iban"


@dataclass(frozen=True, slots=True)
class Personal:
    """Personal data, and where it stands: `text[start:end]`."""

    kind: PersonalKind
    start: int
    end: int


_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+/@-])(?P<local>[A-Za-z0-9](?:[A-Za-z0-9._+'-]{0,62}[A-Za-z0-9_+-])?)@"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?P<tld>[A-Za-z]{2,18})(?![A-Za-z0-9@(]|[.-][A-Za-z0-9])"
)
_EMAIL_AFTER_COLON = re.compile(r"://[^\s/@]*\Z")
# Names of files and attributes that read like an address: icon@2x.png, weights@layer.shape.
_FILE_AND_ATTRIBUTE_NAMES = (
    "png jpg jpeg gif svg webp ico js mjs cjs ts css map py pyc go rs rb php java json yaml yml toml md txt html htm xml "
    "lock log zip gz tar whl so dll exe shape dtype size value values data real imag conj dot item"
)
_NOT_A_DOMAIN = frozenset(_FILE_AND_ATTRIBUTE_NAMES.split())
_PHONE = re.compile(
    r"(?<![\w+./:=-])\+[1-9](?:[ .-]?\(?\d{1,4}\)?){2,7}(?![\w+]|[./:-]\d)"
    r"|(?<![\w)(+-])\([2-9]\d\d\) ?[2-9]\d\d-\d{4}(?![\w-])"
    r"|(?i:(?<![a-z])(?:phone|tel|mobile|cell|telephone)(?:[_ ]?(?:number|no))?[\"']?\s?[:=]\s?[\"']?)"
    r"(?P<labelled>\+?\(?\d(?:[ .()-]{0,2}\d){8,13})(?![\w]|[./:-]\d)"
)
_CARD = re.compile(
    r"(?<![\w.+/-])(?:\d{4}([ -])\d{4}\1\d{4}\1\d{4}|3\d{3}([ -])\d{6}\2\d{5}|3\d{3}([ -])\d{6}\3\d{4}|\d{14,16})(?![\w]|[.,/-]\d|[ -]\d)"
)
_ID_BEFORE = re.compile(
    r"(?i:(?:id|ids|key|seq|sequence|offset|trace|span|ts|time|timestamp|nonce|serial)[\"']?\s?[:=]\s?[\"']?)\Z"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in {
        "15": "NO", "16": "BE", "18": "DK FI NL FO GL", "19": "SI MK", "20": "AT BA EE KZ LT LU XK",
        "21": "CH HR LI LV", "22": "BG BH CR DE GB GE IE ME RS", "23": "AE GI IL IQ OM TL", "24": "AD CZ ES MD PK RO SA SE SK TN VA",
        "25": "PT", "26": "IS TR", "27": "FR GR IT MC SM", "28": "AL AZ CY DO GT HU LB PL", "29": "BR EG PS QA UA",
        "30": "JO KW MU", "31": "MT SC", "32": "LC",
    }.items()
    for country in countries.split()
}  # fmt: skip
_FEWEST_PHONE_DIGITS = 9
_MOST_PHONE_DIGITS = 15


def find_personal(text: str) -> tuple[Personal, ...]:
    """Every piece of personal data, in the order of the text."""
    found = [*_emails(text), *_ibans(text), *_cards(text), *_phones(text)]
    kept: list[Personal] = []
    # A card or IBAN may hold what reads like a phone number: the stricter of the two stands.
    for one in sorted(found, key=lambda one: (one.start, one.kind is PersonalKind.phone)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif kept[-1].kind is PersonalKind.phone and one.kind is not PersonalKind.phone:
            kept[-1] = one
    return tuple(kept)


def _emails(text: str) -> Iterator[Personal]:
    if "@" not in text:
        return
    for found in _EMAIL.finditer(text):
        local, tld = found["local"], found["tld"].lower()
        in_url = _EMAIL_AFTER_COLON.search(text, max(0, found.start() - 80), found.start())
        if tld not in _NOT_A_DOMAIN and local != "git" and ".." not in local and not in_url:
            yield Personal(PersonalKind.email, found.start(), found.end())


def _phones(text: str) -> Iterator[Personal]:
    for found in _PHONE.finditer(text):
        group = "labelled" if found["labelled"] else 0
        digits = sum(character.isdigit() for character in found[group])
        if _FEWEST_PHONE_DIGITS <= digits <= _MOST_PHONE_DIGITS and found[group].count("(") == found[group].count(")"):
            yield Personal(PersonalKind.phone, found.start(group), found.end(group))


def _cards(text: str) -> Iterator[Personal]:
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if _issued(digits) and _luhn(digits) and not _ID_BEFORE.search(text, max(0, found.start() - 16), found.start()):
            yield Personal(PersonalKind.card, found.start(), found.end())


def _ibans(text: str) -> Iterator[Personal]:
    for found in _IBAN.finditer(text):
        letters = found[0].replace(" ", "")
        length = _IBAN_LENGTHS.get(letters[:2])
        # In spaced groups the next word may be taken along: only the country's own length counts.
        if length is None or len(letters) < length:
            continue
        iban = letters[:length]
        end = found.start() + _written_length(found[0], length)
        if int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1 and not text[end : end + 1].isalnum():
            yield Personal(PersonalKind.iban, found.start(), end)


def _written_length(written: str, letters: int) -> int:
    places = [place for place, character in enumerate(written) if character != " "]
    return places[letters - 1] + 1


def _issued(digits: str) -> bool:
    """Whether an issuer gives out such numbers, at this length."""
    two, three, four = int(digits[:2]), int(digits[:3]), int(digits[:4])
    match len(digits):
        case 14:
            return two in (36, 38) or 300 <= three <= 305  # noqa: PLR2004 - Diners Club's range
        case 15:
            return two in (34, 37)
        case 16:
            ranges = ((4000, 4999), (5100, 5599), (2221, 2720), (6011, 6011), (6440, 6599), (3528, 3589))
            return any(low <= four <= high for low, high in ranges)
    return False


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(map(int, reversed(digits))):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - the sum of two digits
    return total % 10 == 0 and len(set(digits)) > 1
