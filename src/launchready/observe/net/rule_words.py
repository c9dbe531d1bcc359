"""Reads expressions of rules at Cloudflare as far as they speak of host, path and method: yes, no, or cannot be told of a request."""

import re
from collections.abc import Callable
from dataclasses import dataclass

TEXT = r'"[^"\\]*"'
TOKEN = re.compile(rf'\s*({TEXT}|\{{[^{{}}]*\}}|\(|\)|&&|\|\||\^\^|==|!=|[^\s(){{}}"]+|.)')
FIELDS = {
    "http.host": "host",
    "http.request.uri.path": "path",
    "raw.http.request.uri.path": "path",
    "http.request.uri": "path",
    "http.request.method": "method",
}
"""What is known of a request; it has no query, so that its uri is its path."""
JOINS = {"and": "and", "&&": "and", "or": "or", "||": "or"}
IS, IS_NOT = frozenset({"eq", "=="}), frozenset({"ne", "!="})
CALL = re.compile(rf"(starts_with|ends_with)\(([\w.]+),({TEXT})\)")
TEST = re.compile(rf"([\w.]+) (eq|==|ne|!=|contains|(?:strict )?wildcard) r?({TEXT})")
AMONG = re.compile(rf"([\w.]+) in (\{{(?:\s*{TEXT})+\s*\}})")
NAMES = re.compile(TEXT)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request, as far as rules are read."""

    host: str
    path: str
    method: str = "GET"


def holds(expression: str, asked: Asked) -> bool | None:
    """Whether an expression holds for a request; None where that hangs on what we do not read, or do not know."""
    words = _words(expression)
    if words is None:
        return None
    found, rest = _any_of(words, asked)
    return found if not rest else None


def paths_in(expression: str) -> tuple[str, ...]:
    """Paths for which a rule may hold, as its own words give them."""
    found: list[str] = []
    for name, value in re.findall(rf"starts_with\(\s*([\w.]+)\s*,\s*({TEXT})\s*\)", expression):
        found += [value[1:-1]] if FIELDS.get(name) == "path" else []
    for name, word, value in re.findall(rf"([\w.]+)\s+(eq|==|wildcard)\s+r?({TEXT})", expression):
        if FIELDS.get(name) == "path":
            text = value[1:-1]
            found.append(text.removesuffix("*").replace("*", "x") if word == "wildcard" else text)
    for name, several in re.findall(rf"([\w.]+)\s+in\s+(\{{(?:\s*{TEXT})+\s*\}})", expression):
        found += [one[1:-1] for one in NAMES.findall(several)] if FIELDS.get(name) == "path" else []
    return tuple(dict.fromkeys(one for one in found if one.startswith("/") and not re.search(r"[\s?#%\\]", one)))


def _words(expression: str) -> list[str] | None:
    found: list[str] = []
    at, text = 0, expression.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None or match[1] in {'"', "{", "}"}:
            return None
        found.append(match[1])
        at = match.end()
    return found


def _any_of(words: list[str], asked: Asked) -> tuple[bool | None, list[str]]:
    return _joined(words, asked, "or", _all_of, _or)


def _all_of(words: list[str], asked: Asked) -> tuple[bool | None, list[str]]:
    return _joined(words, asked, "and", _one, _and)


def _joined(
    words: list[str],
    asked: Asked,
    join: str,
    part: Callable[[list[str], Asked], tuple[bool | None, list[str]]],
    both: Callable[[bool | None, bool | None], bool | None],
) -> tuple[bool | None, list[str]]:
    found, rest = part(words, asked)
    while rest and JOINS.get(rest[0]) == join:
        more, rest = part(rest[1:], asked)
        found = both(found, more)
    return found, rest


def _or(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - values, not switches
    return True if True in {one, other} else None if None in {one, other} else False


def _and(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001 - values, not switches
    return False if False in {one, other} else None if None in {one, other} else True


def _one(words: list[str], asked: Asked) -> tuple[bool | None, list[str]]:
    """One test, a negation, or whatever stands between parentheses."""
    if words and words[0] in {"not", "!"}:
        # A test, not all that follows: `not a eq "b" and c` is `(not a eq "b") and c`.
        found, rest = _one(words[1:], asked)
        return (None if found is None else not found), rest
    if words and words[0] == "(":
        end = _closing(words)
        if end is None:
            return None, ["("]
        found, left = _any_of(words[1:end], asked)
        return (None if left else found), words[end + 1 :]
    end = 0
    while end < len(words) and words[end] not in JOINS and words[end] != ")":
        if words[end] == "(":
            inside = _closing(words[end:])
            if inside is None:
                return None, ["("]
            end += inside
        end += 1
    return _test(words[:end], asked), words[end:]


def _closing(words: list[str]) -> int | None:
    depth = 0
    for number, word in enumerate(words):
        depth += {"(": 1, ")": -1}.get(word, 0)
        if depth == 0:
            return number
    return None


def _test(words: list[str], asked: Asked) -> bool | None:
    if words in (["true"], ["false"], ["ssl"]):
        return words != ["false"]  # we ask by HTTPS
    if call := CALL.fullmatch("".join(words)):
        value, text = _value(call[2], asked), call[3][1:-1]
        if value is None:
            return None
        return value.startswith(text) if call[1] == "starts_with" else value.endswith(text)
    line = " ".join(words)
    if among := AMONG.fullmatch(line):
        value = _value(among[1], asked)
        return None if value is None else value in {one[1:-1] for one in NAMES.findall(among[2])}
    if test := TEST.fullmatch(line):
        value, text = _value(test[1], asked), test[3][1:-1]
        return None if value is None else _compared(value, test[2], text)
    return None


def _compared(value: str, word: str, text: str) -> bool:
    if word in IS | IS_NOT:
        return (value == text) is (word in IS)
    if word == "contains":
        return text in value
    pattern = ".*".join(re.escape(part) for part in text.split("*"))
    return re.fullmatch(pattern, value, 0 if word.startswith("strict") else re.IGNORECASE) is not None


def _value(name: str, asked: Asked) -> str | None:
    known = FIELDS.get(name)
    return None if known is None else {"host": asked.host, "path": asked.path, "method": asked.method}[known]
