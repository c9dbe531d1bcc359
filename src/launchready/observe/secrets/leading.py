"""Reads out of a page which other pages of the same site it leads to, and what it hands to scripts in its attributes."""

from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.observe.api.quarantine import path_changes

_WRITTEN = (
    "docs doc documentation blog help guide guides learn changelog news article articles post posts support kb wiki examples "
    "tutorial tutorials legal terms privacy imprint press careers jobs"
)
PROSE = frozenset(_WRITTEN.split())
"""First words of pages that are written to be read: what stands there speaks of addresses and keys, and holds none."""
ENDINGS = (".html", ".htm")


def links_in(tree: LexborHTMLParser, url: str) -> tuple[str, ...]:
    """The pages of the same site that a page leads to: no file, no question, nothing that is named like a change."""
    found: dict[str, None] = {}
    for node in tree.css("a[href]"):
        target = urljoin(url, (node.attributes.get("href") or "").strip()).partition("#")[0]
        if target != url and _is_page(target, url) and "download" not in node.attributes:
            found[target] = None
    return tuple(found)


def state_in(tree: LexborHTMLParser) -> Iterator[str]:
    """What a page gives to scripts in attributes: `data-…`, and those of elements that scripts make their own."""
    for node in tree.css("*"):
        for name, value in node.attributes.items():
            own = "-" in (node.tag or "") or ("-" in name and not name.startswith("aria-")) or ":" in name
            if value and own and name not in {"class", "style", "id"}:
                yield value


def _is_page(target: str, url: str) -> bool:
    try:
        there, here = urlsplit(target), urlsplit(url)
    except ValueError:
        return False
    if (there.scheme, there.netloc) != (here.scheme, here.netloc) or there.query:
        return False
    parts = [part for part in there.path.split("/") if part]
    if not parts or parts[0].lower() in PROSE or any(path_changes(f"/{part}") for part in parts):
        return False
    return "." not in parts[-1] or parts[-1].lower().endswith(ENDINGS)
