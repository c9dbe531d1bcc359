"""Finds addresses of the inside in text: private networks, internal names, and other environments' hosts."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

ADDRESS = re.compile(
    r"""\b(?:https?|wss?|postgres(?:ql)?|mysql|mongodb(?:\+srv)?|rediss?|amqps?|grpcs?)://[^\s"'`<>\\)\]}|]+""",
    re.IGNORECASE,
)
INTERNAL_ENDINGS = (".internal", ".local", ".lan", ".corp", ".intranet", ".home.arpa", ".svc", ".cluster.local")
AROUND = 40
EXAMPLE_NETWORK = ipaddress.ip_network("192.168.0.0/31")
"""Router addresses that libraries carry as examples."""


@dataclass(frozen=True, slots=True)
class Inside:
    """An address of the inside, and where it was seen."""

    url: str
    place: str
    why: str
    excerpt: str


def internal_urls(text: str, place: str, foreign: frozenset[str]) -> tuple[Inside, ...]:
    """The addresses of the inside in a text, each once. `foreign` are names of other environments."""
    found: dict[str, Inside] = {}
    for match in ADDRESS.finditer(text):
        url = match[0].rstrip(".,;")
        why = _why(url, foreign)
        if why and url not in found:
            excerpt = text[max(0, match.start() - AROUND) : match.end() + AROUND]
            found[url] = Inside(url, place, why, " ".join(excerpt.split()))
    return tuple(found.values())


def is_internal(host: str) -> bool:
    """Whether a host is of an inside network: a private address or a name that only the inside knows."""
    return bool(_why_host(host))


def _why(url: str, foreign: frozenset[str]) -> str:
    """Why an address is of the inside; empty where it is not."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""
    return "a host of another environment" if host in foreign else _why_host(host)


def _why_host(host: str) -> str:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "a name of the inside" if host.endswith(INTERNAL_ENDINGS) else ""
    if address.is_loopback or address.is_unspecified or address in EXAMPLE_NETWORK:
        return ""
    return "an address of a private network" if address.is_private or address.is_link_local else ""
