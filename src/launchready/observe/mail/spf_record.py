"""Reads an SPF record strictly as RFC 7208 writes it: every term is checked before any of it counts."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Address, IPv6Network

VERSION = re.compile(r"^v=spf1( |$)", re.IGNORECASE)
LITERAL = r"[\x21-\x24\x26-\x7e]"
EXPAND = r"%(?:\{[slodiphvSLODIPHV][0-9]*[rR]?[-.+,/_=]*\}|[%_-])"
EXPAND_TOLD = r"%(?:\{[slodiphvcrtSLODIPHVCRT][0-9]*[rR]?[-.+,/_=]*\}|[%_-])"
"""An explanation may name the receiver and the time as well."""
TOP_LABEL = r"(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])"
DOMAIN_SPEC = re.compile(rf"(?:{LITERAL}|{EXPAND})*?(?:\.{TOP_LABEL}\.?|{EXPAND})", re.IGNORECASE)
MACRO_STRING = re.compile(rf"(?:{LITERAL}|{EXPAND})*")
EXPLANATION = re.compile(rf"(?:{LITERAL}|{EXPAND_TOLD}| )*")
NO_PARTS = re.compile(r"%\{[a-z]0+r?[-.+,/_=]*\}", re.IGNORECASE)
"""A macro that keeps none of its parts is an error."""
MODIFIER = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.IGNORECASE | re.DOTALL)
DIRECTIVE = re.compile(r"([-+~?]?)([a-z][a-z0-9]*)(.*)", re.IGNORECASE | re.DOTALL)
RANGES = re.compile(r"(?:/(0|[1-9][0-9]?))?(?://(0|[1-9][0-9]{0,2}))?$")
NUMBER = re.compile(r"0|[1-9][0-9]{0,2}")
MOST_BITS_4 = 32
MOST_BITS_6 = 128


class NotSpfError(Exception):
    """A term that RFC 7208's grammar does not know; receivers answer with a permanent error."""


@dataclass(frozen=True, slots=True)
class Term:
    """One mechanism, with what it asks for."""

    text: str
    """As it stands in the record."""
    qualifier: str
    """`+`, `-`, `~` or `?`."""
    kind: str
    """`all`, `include`, `a`, `mx`, `ptr`, `ip4`, `ip6` or `exists`."""
    domain: str = ""
    """Its domain, macros and all; empty where it is the record's own."""
    network: IPv4Network | IPv6Network | None = None
    bits_4: int = MOST_BITS_4
    bits_6: int = MOST_BITS_6


@dataclass(frozen=True, slots=True)
class SpfRecord:
    """A record that is right in every term."""

    terms: tuple[Term, ...]
    redirect: str = ""
    explanation: str = ""


def is_spf(text: str) -> bool:
    """Whether a TXT record is one of SPF."""
    return VERSION.match(text) is not None


def read(text: str) -> SpfRecord:
    """The terms of a record.

    Raises:
        NotSpfError: a term is wrong, wherever it stands; the words name it.
    """
    if not text.isascii():
        raise NotSpfError("the record holds a character that is not ASCII")
    terms: list[Term] = []
    named: dict[str, str] = {}
    for word in text[len("v=spf1") :].split(" "):
        if not word:
            continue
        if modifier := MODIFIER.fullmatch(word):
            _modify(named, word, modifier[1].lower(), modifier[2])
        else:
            terms.append(_term(word))
    return SpfRecord(tuple(terms), named.get("redirect", ""), named.get("exp", ""))


def explains(text: str) -> bool:
    """Whether a text may be used as an explanation."""
    return text.isascii() and EXPLANATION.fullmatch(text) is not None and NO_PARTS.search(text) is None


def _modify(named: dict[str, str], word: str, name: str, value: str) -> None:
    if name not in {"redirect", "exp"}:
        if not MACRO_STRING.fullmatch(value) or NO_PARTS.search(value):
            raise NotSpfError(f"`{word}` is no modifier: its value is no text with macros")
        return
    if name in named:
        raise NotSpfError(f"`{name}=` stands there twice")
    named[name] = _domain(word, value)


def _term(word: str) -> Term:
    match = DIRECTIVE.fullmatch(word)
    if match is None:
        raise NotSpfError(f"`{word}` is neither a mechanism nor a modifier")
    qualifier, kind, rest = match[1] or "+", match[2].lower(), match[3]
    match kind:
        case "all":
            if rest:
                raise NotSpfError(f"`{word}`: nothing may follow `all`")
            return Term(word, qualifier, kind)
        case "include" | "exists":
            return Term(word, qualifier, kind, _domain(word, _after_colon(word, rest)))
        case "ptr":
            return Term(word, qualifier, kind, _domain(word, _after_colon(word, rest)) if rest else "")
        case "a" | "mx":
            return _hosts(word, qualifier, kind, rest)
        case "ip4":
            return Term(word, qualifier, kind, network=_network_4(word, _after_colon(word, rest)))
        case "ip6":
            return Term(word, qualifier, kind, network=_network_6(word, _after_colon(word, rest)))
        case _:
            raise NotSpfError(f"`{word}` is no mechanism that SPF knows")


def _hosts(word: str, qualifier: str, kind: str, rest: str) -> Term:
    ranges = RANGES.search(rest)
    assert ranges is not None  # both of its parts may be missing
    place = rest[: ranges.start()]
    domain = _domain(word, _after_colon(word, place)) if place else ""
    bits_4 = int(ranges[1]) if ranges[1] else MOST_BITS_4
    bits_6 = int(ranges[2]) if ranges[2] else MOST_BITS_6
    if bits_4 > MOST_BITS_4 or bits_6 > MOST_BITS_6:
        raise NotSpfError(f"`{word}`: no address has so many bits")
    return Term(word, qualifier, kind, domain, None, bits_4, bits_6)


def _after_colon(word: str, rest: str) -> str:
    if not rest.startswith(":"):
        raise NotSpfError(f"`{word}` lacks what must follow its name")
    return rest[1:]


def _domain(word: str, text: str) -> str:
    if not DOMAIN_SPEC.fullmatch(text) or NO_PARTS.search(text):
        raise NotSpfError(f"`{word}`: `{text}` is no domain")
    return text


def _network_4(word: str, text: str) -> IPv4Network:
    address, slash, bits = text.partition("/")
    parts = address.split(".")
    if not all(NUMBER.fullmatch(part) for part in parts) or (slash and not _fits(bits, MOST_BITS_4)):
        raise NotSpfError(f"`{word}`: `{text}` is no IPv4 address or range")
    try:
        return IPv4Network((IPv4Address(address), int(bits or MOST_BITS_4)), strict=False)
    except AddressValueError as error:
        raise NotSpfError(f"`{word}`: {error}") from None


def _network_6(word: str, text: str) -> IPv6Network:
    address, slash, bits = text.partition("/")
    if "%" in address or (slash and not _fits(bits, MOST_BITS_6)):
        raise NotSpfError(f"`{word}`: `{text}` is no IPv6 address or range")
    try:
        return IPv6Network((IPv6Address(address), int(bits or MOST_BITS_6)), strict=False)
    except AddressValueError as error:
        raise NotSpfError(f"`{word}`: {error}") from None


def _fits(bits: str, most: int) -> bool:
    return NUMBER.fullmatch(bits) is not None and int(bits) <= most
