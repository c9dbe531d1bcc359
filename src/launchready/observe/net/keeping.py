"""Reads what a cache says of an answer, and what the product says of keeping it."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from launchready.observe.http import Answer

CACHE_HEADERS = (
    *(
        "CF-Cache-Status",
        "X-Cache",
        "Cache-Status",
        "X-Cache-Status",
        "X-Vercel-Cache",
        "X-Proxy-Cache",
        "X-Drupal-Cache",
    ),
    *("X-Nextjs-Cache", "X-Litespeed-Cache", "CDN-Cache", "X-Cache-Hits", "X-Varnish", "Age"),
)
"""Where caches tell what they did."""
KEPT = re.compile(r"\bhit\b|^(?:stale|revalidated|updating)\b", re.IGNORECASE)
OUT = re.compile(r"\b(?:no-store|private|no-cache)\b", re.IGNORECASE)
AGED = re.compile(r"\bpublic\b|\b(?:s-maxage|max-age)\s*=\s*\"?[1-9]", re.IGNORECASE)
VARNISH = re.compile(r"\d+ \d+")
"""Two numbers in X-Varnish: this request's, and that of the one whose answer it was given."""
OWN_WORDS = frozenset({"Age", "X-Cache-Hits", "X-Varnish"})
"""Those that say it by numbers."""
SILENT = "(says nothing)"
PRODUCT_HEADERS = ("Cache-Control", "CDN-Cache-Control", "Surrogate-Control", "Vary", "Expires", "Pragma")
"""Where a product says whether and for how long its answer may be kept, and for whom it is."""
COOKIE = "Set-Cookie"


def told_by(answer: "Answer") -> str:
    """What a cache says of itself in an answer."""
    told = "; ".join(f"{name}: {value}" for name in CACHE_HEADERS if (value := answer.header(name)))
    return told or SILENT


def is_kept(answer: "Answer") -> bool:
    """Whether a cache says that it gave the answer itself."""
    return says_kept(terms_of(answer))


def says_kept(terms: tuple[tuple[str, str], ...]) -> bool:
    """The same, from what was taken down of an answer."""
    said = dict(terms)
    age = said.get("Age", "").strip()
    told = (said[name] for name in CACHE_HEADERS if name not in OWN_WORDS and name in said)
    by_number = (age.isdigit() and int(age) > 0) or VARNISH.fullmatch(said.get("X-Varnish", "").strip()) is not None
    return by_number or any(KEPT.search(one) for one in told)


def readiness(terms: tuple[tuple[str, str], ...]) -> int:
    """How likely a cache keeps what says this of itself: 0 where one did, 3 where the product forbids it."""
    said = {name.lower(): value for name, value in terms}
    if says_kept(terms):
        return 0
    words = ", ".join(said.get(name.lower(), "") for name in PRODUCT_HEADERS[:3])
    if OUT.search(words):
        return 3
    return 1 if AGED.search(words) or "expires" in said else 2


def terms_of(answer: "Answer") -> tuple[tuple[str, str], ...]:
    """All that an answer says of being kept: by the product and by caches on its way; of a cookie only that one is set."""
    found = [(name, ", ".join(values)) for name in PRODUCT_HEADERS if (values := answer.all(name))]
    found += [(name, value) for name in CACHE_HEADERS if (value := answer.header(name))]
    return (*found, *(((COOKIE, "(set)"),) if answer.header(COOKIE) else ()))
