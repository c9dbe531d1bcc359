"""Origins to ask an API about: its own, strangers', and those that a careless comparison takes for its own."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit
from uuid import uuid4

from launchready.observe.suffixes import suffixes

OWN, FOREIGN, NULL = "its own website", "another website", "the origin null"
ENDS, BEGINS, DOT, PLAIN, SHARED, SUBDOMAIN, TAKEABLE = (
    "a website whose name ends alike",
    "a website whose name begins alike",
    "a website with a letter where its name has a dot",
    "its own website without TLS",
    "a website on a host where anybody gets a name",
    "an undeclared name below its own domain",
    "a name below its own domain that anybody could take",
)
SHARED_HOSTS = ("vercel.app", "netlify.app", "pages.dev", "github.io")
"""Where previews of a front end are put, and whoever asks gets a name."""
MOST_OWN = 2


@dataclass(frozen=True, slots=True)
class Origin:
    """One origin, and what it is to the API."""

    kind: str
    value: str


def lookalikes(own: tuple[str, ...], host: str) -> tuple[Origin, ...]:
    """What a comparison by a part of the name, by a pattern or without the scheme would let in.

    Args:
        own: the declared origins, or the API's own where none is.
        host: the API's own host.
    """
    mark = f"lr{uuid4().hex[:8]}"
    found = [Origin(SHARED, f"https://{mark}.{suffix}") for suffix in SHARED_HOSTS]
    for one in own[:MOST_OWN]:
        name = urlsplit(one).hostname or ""
        if _is_name(name):
            found += _like(name, mark, host)
            if one.startswith("https://"):
                found.append(Origin(PLAIN, one.replace("https://", "http://", 1)))
    return tuple({one.value: one for one in reversed(found) if one.value not in own}.values())[::-1]


def _like(name: str, mark: str, host: str) -> list[Origin]:
    org, suffix = registered(name), _shared_suffix(name)
    joined = [_joined(one) for one in (name, host) if _is_name(one)]
    return [
        Origin(ENDS, f"https://{mark}{org}"),  # not of the whole name: that one would be below their own
        Origin(BEGINS, f"https://{name}.{mark}.example"),
        *(Origin(DOT, f"https://{one}") for one in joined if one),
        *([Origin(SHARED, f"https://{mark}.{suffix}")] if suffix else []),
        *([] if org == suffix else [Origin(SUBDOMAIN, f"https://{mark}.{org}")]),
    ]


def registered(host: str) -> str:
    """The part of a name that its owner has registered: `example.co.uk` of `www.example.co.uk`."""
    return suffixes().privatesuffix(host) or host


def _joined(host: str) -> str:
    """The name with a letter in place of the dot before the registered part: another registered name."""
    org = registered(host)
    return "" if org == host else f"{host.removesuffix(f'.{org}')}x{org}"


def _shared_suffix(host: str) -> str:
    """The name below which strangers get names as this one did: `vercel.app` of `shop.vercel.app`; empty for none."""
    suffix = suffixes().publicsuffix(host) or ""
    if "." not in suffix or suffixes(only_icann=True).publicsuffix(host) == suffix:
        return ""
    return suffix


def _is_name(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." in host
    return False
