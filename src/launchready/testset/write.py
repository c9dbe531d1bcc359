"""Writes a suite down as one file for pytest."""

import re
import textwrap

from jinja2 import Environment, PackageLoader, StrictUndefined

from launchready.declare.model import Json
from launchready.observe.auth.common_keys import WORDS
from launchready.observe.auth.published_keys import USUAL_PLACES
from launchready.testset.making import Making
from launchready.testset.people import OWN
from launchready.testset.suite import Suite

WIDTH = 100
BETWEEN = re.compile(r"\n{4,}")
"""More than two lines between two parts."""


def render(suite: Suite) -> str:
    """The whole file."""
    made = Environment(
        loader=PackageLoader("launchready.testset"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Python, not HTML; every value goes through `literal`
    )
    made.filters |= {"literal": literal, "oneline": _oneline}
    page = made.get_template("tests.py.j2")
    bodies = {f"{one.method} {one.path}": one.body for one in suite.changes if one.sort == "json"}
    sets = [one for one in suite.beyond.settings if not one.path or f"{one.method} {one.path}" in bodies]
    people = suite.arrivals
    grants = suite.beyond.granted if suite.sign_up and suite.sign_up.sort == "json" and suite.me else ()
    has_form = people.has_form or any(login.how.get("form") for login in suite.logins)
    text = page.render(
        suite=suite,
        people=people,
        sites=people.sites,
        parses=_parses(suite, has_form=has_form),
        has_account=bool(suite.profile or suite.sign_out or grants or (suite.sign_up and suite.me))
        or any(OWN in login.how for login in suite.logins),
        needs_known=bool(
            suite.profile
            or suite.sign_out
            or suite.forge
            or suite.answers.origins
            or people.entrances
            or not suite.sign_up
        ),
        asks={name: default for login in suite.logins for name, default in login.asks.items()}
        | people.asks
        | dict.fromkeys((one.env for one in suite.beyond.samples), ""),
        has_form=has_form,
        sign_in={login.name: login.how for login in suite.logins},
        needs_account=any(OWN in login.how for login in suite.logins),
        defaults={
            name: default
            for asks in (*(login.asks for login in suite.logins), people.asks)
            for name, default in asks.items()
            if default
        },
        has_above=bool(suite.beyond.behinds or suite.beyond.changed_behind),
        grants=grants,
        sets=sets,
        changing={
            name: body for name, body in bodies.items() if any(name == f"{one.method} {one.path}" for one in sets)
        },
        verbs={one.kind: list(one.verbs) for one in suite.beyond.verbs},
        published=textwrap.fill(" ".join(USUAL_PLACES), WIDTH, break_on_hyphens=False, break_long_words=False),
        address=suite.address.replace("{tag}", "audit-{unique}"),
        graphql=[one.written() for one in suite.beyond.graphql],
        kinds={one.name: _kind(one) for one in suite.kinds},
        anybodys=sorted(
            {item for one in suite.kinds for item in one.lists.items() if f"{{any {item[0]}}}" in str(one.body)}
        ),
        keys=textwrap.fill(" ".join(WORDS), WIDTH, break_on_hyphens=False),
        shadows=textwrap.fill(" ".join(suite.beyond.shadows), WIDTH, break_on_hyphens=False, break_long_words=False),
    )
    return BETWEEN.sub("\n\n\n", text).rstrip() + "\n"


def _parses(suite: Suite, *, has_form: bool) -> tuple[str, ...]:
    """What the file needs of urllib.parse."""
    reset = suite.arrivals.reset is not None
    needed = {
        "parse_qsl": reset or bool(suite.beyond.graphql),
        "unquote": reset,
        "urljoin": has_form,
        "urlsplit": reset,
    }
    return tuple(name for name, is_needed in needed.items() if is_needed)


def literal(value: object, indent: int = 0, before: int = 0) -> str:
    """A value as Python that a formatter would leave alone: on one line where it fits, else an item a line.

    Args:
        value: plain values alone.
        indent: of the line that it stands in.
        before: what stands before it in that line.
    """
    flat = _flat(value)
    if len(flat) + indent + before <= WIDTH or not value or not isinstance(value, dict | list | tuple):
        return flat
    inner, end = " " * (indent + 4), " " * indent
    if isinstance(value, dict):
        items = [f"{inner}{_flat(key)}: {literal(one, indent + 4, len(_flat(key)) + 2)}," for key, one in value.items()]
        return "\n".join(["{", *items, end + "}"])
    opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
    return "\n".join([opening, *(f"{inner}{literal(one, indent + 4)}," for one in value), end + closing])


def _flat(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_flat(key)}: {_flat(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flat, value)) + "]"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(_flat, value)) + (",)" if len(value) == 1 else ")")
    if isinstance(value, str):
        text = repr(value)
        return f'"{text[1:-1]}"' if '"' not in text else text
    return repr(value)


def _oneline(text: str) -> str:
    """Text that can end no docstring and no line."""
    return " ".join(text.split()).replace("\\", "/").replace('"""', "'''")


def _kind(one: Making) -> dict[str, Json]:
    kind = one.kind
    create = kind.create
    assert create is not None
    found: dict[str, Json] = {"method": create.method, "path": create.path, "by": one.by}
    found |= {one.sort: one.body} if one.body is not None else {}
    found |= {"marks": one.marks}
    found |= {"parent": one.parent} if one.parent else {}
    found |= {"new_id": True} if one.chooses_id else {}
    for name, operation in (("read", kind.read), ("listing", kind.listing), ("delete", kind.delete)):
        found |= {name: operation.path} if operation is not None else {}
    return found
