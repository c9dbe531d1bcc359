"""Reads the forms of a page, and fills them in as a browser would."""

from dataclasses import dataclass
from urllib.parse import urlencode, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from launchready.observe.http import Request

FREE_KINDS = frozenset({"text", "textarea", "search", ""})
"""Kinds of fields that take any words."""


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form."""

    name: str
    kind: str
    """`text`, `password`, `hidden`, `textarea`, …"""
    value: str


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a page."""

    action: str
    """The whole address that it is sent to."""
    method: str
    encoding: str
    inputs: tuple[Input, ...]

    def of_kind(self, kind: str) -> tuple[Input, ...]:
        """The fields of a kind."""
        return tuple(one for one in self.inputs if one.kind == kind)

    def filled(self, values: dict[str, str], *, leave_out: frozenset[str] = frozenset()) -> Request:
        """The request that sends it: with these values, and with its own for the rest."""
        pairs = [(one.name, values.get(one.name, one.value)) for one in self.inputs if one.name not in leave_out]
        if self.method == "GET":
            return Request(f"{self.action.split('?')[0]}?{urlencode(pairs)}")
        typed = ("Content-Type", "application/x-www-form-urlencoded")
        return Request(self.action, self.method, (typed,), urlencode(pairs))


def forms_of(page: str, url: str) -> tuple[Form, ...]:
    """Every form of a page; buttons that carry a value are left out."""
    found = []
    for node in LexborHTMLParser(page).css("form"):
        inputs = tuple(one for field in node.css("input, textarea, select") if (one := _input(field)) is not None)
        method = (node.attributes.get("method") or "get").upper()
        action = urljoin(url, node.attributes.get("action") or url)
        encoding = node.attributes.get("enctype") or "application/x-www-form-urlencoded"
        found.append(Form(action, method, encoding, inputs))
    return tuple(found)


def _input(node: LexborNode) -> Input | None:
    name = node.attributes.get("name")
    kind = (node.attributes.get("type") or "text").lower() if node.tag == "input" else node.tag or ""
    if not name or kind in {"submit", "button", "image", "reset", "file"}:
        return None
    if kind in {"checkbox", "radio"} and "checked" not in node.attributes:
        return None
    if kind == "textarea":
        return Input(name, kind, node.text())
    if kind == "select":
        chosen = node.css_first("option[selected]") or node.css_first("option")
        return Input(name, kind, (chosen.attributes.get("value") or chosen.text()) if chosen else "")
    return Input(name, kind, node.attributes.get("value") or ("on" if kind == "checkbox" else ""))
