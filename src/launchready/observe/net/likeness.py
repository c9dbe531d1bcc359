"""Says how alike two web pages are: the share of short runs of words that both hold."""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

RUN = 3
"""Words in a run."""
SAME = 0.8
"""From here on two pages are the same page."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader sees of a page."""

    title: str
    words: tuple[str, ...]


def page_of(html: str) -> Page:
    """The title and the words of a page; what is no HTML is all words."""
    tree = LexborHTMLParser(html)
    node = tree.css_first("title")
    title = node.text(strip=True) if node else ""  # before it is taken out of the words
    for node in tree.css("script, style, template, title"):
        node.decompose()
    text = tree.body.text(separator=" ") if tree.body else html
    return Page(title, tuple(re.findall(r"\w+", text.lower())))


def alike(one: str, other: str) -> float:
    """0 for strangers, 1 for the same page; the titles count as words."""
    first, second = _runs(page_of(one)), _runs(page_of(other))
    if not first and not second:
        return 1.0 if one == other else 0.0
    return len(first & second) / len(first | second)


def _runs(page: Page) -> set[tuple[str, ...]]:
    words = (*re.findall(r"\w+", page.title.lower()), *page.words)
    if len(words) < RUN:
        return {words} if words else set()
    return {words[at : at + RUN] for at in range(len(words) - RUN + 1)}
