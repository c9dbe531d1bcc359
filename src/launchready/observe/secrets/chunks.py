"""Reads out of a script which further scripts it loads: imports, lists of chunks, and the names that webpack composes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

MOST_NAMES, MOST_SAID = 400, 1000
"""Names of one script that are followed: those that it merely has in quotes, and all; large products list more than anybody needs."""
NAMED = re.compile(
    r"""["'`]((?:https?:/)?\.{0,2}/?[\w@./~()\[\]$+-]{1,200}\.(?:m?js|json|css))(?:\?[\w=&.-]{1,60})?["'`]"""
)
"""A file in quotes: what is imported, preloaded, registered or listed."""
BARE_ENDING = re.compile(r"(^|/)\.[\w.]+$")
"""The end of a name that is composed: `.chunk.js`."""
CALLED = re.compile(
    r"\.(?:u|miniCssF|k)\s*=\s*(?:function\s*\(\s*(\w+)\s*\)\s*\{\s*return|\(?\s*(\w+)\s*\)?\s*=>)|"
    r"\bsrc\s*=\s*function\((\w+)\)\s*\{\s*return|\bfunction\s+\w+\((\w+)\)\s*\{\s*return\s+(?=\w+\.p\s*\+)"
)
"""Where webpack composes the name of a chunk out of its id (5, and 4)."""
PUBLIC_PATH = re.compile(r"""\.p\s*=\s*["']([^"']{0,200})["']""")
FROM_HERE = re.compile(r"""\.p\s*=\s*\w+\s*\+\s*["']((?:\.\./){1,5})["']""")
"""Where webpack is told no public path, it goes from the running script's own folder up to the root of its files."""
SAID = re.compile(r"(?:\bimport\s*\(?\s*(?:/\*[^*]{0,80}\*/\s*)*|\bfrom\s*|\bnew\s+URL\(\s*)$")
"""What stands before a file's name that a script really loads."""
BEFORE = 100
ASKED = re.compile(r"""\.e\((\d{1,6}|["'][\w~-]{1,80}["'])\)""")
PAIR = re.compile(r"""(?:["']([\w~./-]+)["']|([\w$]+|\d+e\d+))\s*:\s*["']([\w~.-]+)["']""")
TERM = re.compile(
    r"""\s*(?:(?P<text>"[^"]*"|'[^']*'|`[^`]*`)|(?:\((?P<wrapped>\{[^{}]*\})\)|(?P<map>\{[^{}]*\}))\s*\[\s*\w+\s*\]|(?P<or>\|\|)|(?P<plus>\+)|(?P<open>\()|(?P<close>\))|"""
    r"""(?P<same>[\w"']+\s*===?\s*[\w"']+)\s*\?\s*(?P<then>"[^"]*"|'[^']*')\s*:|(?P<name>[\w$.]+))"""
)
NUMBER = re.compile(r"^\d+e\d+$")
DEEPEST = 200


def names_in(text: str, url: str) -> tuple[str, ...]:
    """The addresses of what a script may load, the likeliest first. A name in quotes may lead nowhere."""
    return tuple(names_of(text, url))


def names_of(text: str, url: str) -> dict[str, bool]:
    """The same, each with whether the script says that it loads it (`import("./a.js")`), or merely names it."""
    base = _public(text, url)
    found = {urljoin(urljoin(url, base or ""), name): True for name in composed(text)}
    merely = 0
    for match in NAMED.finditer(text):
        if BARE_ENDING.search(match[1]):
            continue
        said = SAID.search(text[max(0, match.start() - BEFORE) : match.start()]) is not None
        merely += not said
        if len(found) >= MOST_SAID or (not said and merely > MOST_NAMES):
            continue
        for target in resolved(match[1], url):
            found[target] = said or found.get(target, False)
    return dict(sorted(found.items(), key=lambda one: not one[1]))


def resolved(name: str, url: str) -> tuple[str, ...]:
    """Where a name that a script holds may be: beside it, or from where the name's first folder begins."""
    if name.startswith(("/", "./", "../", "http")):
        return (urljoin(url, name),)
    first, slash, _ = name.partition("/")
    folders = urlsplit(url).path.split("/")[1:-1]
    if slash and first in folders:
        return (urljoin(url, "/" + "/".join([*folders[: folders.index(first)], name])),)
    return (urljoin(url, name), urljoin(url, f"/{name}")) if slash else (urljoin(url, name),)


def composed(text: str) -> tuple[str, ...]:
    """The names of webpack's chunks, for every id that its tables or its calls name."""
    found: dict[str, None] = {}
    for match in CALLED.finditer(text):
        variable = next(group for group in match.groups() if group)
        found |= dict.fromkeys(_Recipe(text, match.end(), variable).names(text))
    return tuple(name for name in found if name.endswith((".js", ".mjs", ".css")))[:MOST_SAID]


def _public(text: str, url: str) -> str | None:
    match = PUBLIC_PATH.search(text)
    if match and match[1] != "auto":
        return match[1] or urljoin(url, "/")
    here = FROM_HERE.search(text)
    return here[1] if here else None


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a composed name."""

    text: str = ""
    table: tuple[tuple[str, str], ...] | None = None
    """Texts by the chunk's id."""
    is_id: bool = False
    otherwise_id: bool = False
    """Whether the id itself stands where the table has none."""

    def of(self, one: str) -> str | None:
        """What it is for an id; None where the chunk is not in the table."""
        if self.is_id:
            return one
        if self.table is None:
            return self.text
        return dict(self.table).get(one) or (one if self.otherwise_id else None)


class _Recipe:
    """How webpack's function makes a name out of an id."""

    def __init__(self, text: str, start: int, variable: str) -> None:
        self.whole: list[str] = []
        """Names that are written out, each for one id."""
        self.parts: list[Part] = []
        self._variable = variable
        self._depth = 0
        self._after_or = False
        for term in _terms(text, start):
            if not self._take(term):
                break

    def _take(self, term: re.Match[str]) -> bool:
        """Takes one term; False where the name is at its end."""
        if term["same"]:
            self.whole.append(term["then"][1:-1])
        elif term["text"]:
            self.parts.append(Part(term["text"][1:-1]))
        elif table := term["map"] or term["wrapped"]:
            self.parts.append(Part(table=tuple((a or _number(b), c) for a, b, c in PAIR.findall(table))))
        elif term["name"] == self._variable and self._after_or and self.parts:
            self.parts[-1] = replace(self.parts[-1], otherwise_id=True)
        elif term["name"] == self._variable:
            self.parts.append(Part(is_id=True))
        elif term["name"] and not term["name"].endswith(".p"):
            return False
        self._after_or = bool(term["or"])
        self._depth += bool(term["open"]) - bool(term["close"])
        return self._depth >= 0

    def names(self, text: str) -> Iterator[str]:
        """Every name that it makes: for the ids of its tables, else for those that the script asks for."""
        yield from self.whole
        ids = dict.fromkeys(key for part in self.parts for key, _ in part.table or ())
        for one in ids or dict.fromkeys(asked.strip("\"'") for asked in ASKED.findall(text)):
            words = [part.of(one) for part in self.parts]
            if words and None not in words:
                yield "".join(word or "" for word in words)


def _terms(text: str, at: int) -> Iterator[re.Match[str]]:
    for _ in range(DEEPEST):
        term = TERM.match(text, at)
        if term is None:
            return
        yield term
        at = term.end()


def _number(name: str) -> str:
    """A key as JavaScript reads it: minifiers write 5000 as 5e3."""
    return str(int(float(name))) if NUMBER.match(name) else name
