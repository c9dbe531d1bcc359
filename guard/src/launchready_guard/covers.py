"""Reads an app's own routes, whichever framework made them: Starlette and FastAPI, Litestar, Django."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

ANY = "*"
"""Every verb: an app of which nothing is known, mounted below a path."""
SOME = "ANY OF"
"""A view that takes verbs which it does not name: a rule for one of them is enough, all others are refused."""

_NAMED = re.compile(r"\(\?P<\w+>|\((?!\?)|\(\?:")
_NO_PATH = re.compile(r"[\\\[\]*+?|^$()]")


class UnreadableError(Exception):
    """A route does not say its path."""


def routes(found: Iterable[Any], before: str = "") -> Iterator[tuple[str, str]]:
    """A verb and a path for each route, the path's places in braces.

    Raises:
        UnreadableError: a route does not say its path in a way that a rule could be held against.
    """
    for route in found:
        if contexts := getattr(route, "effective_route_contexts", None):  # FastAPI's included routers
            yield from routes((getattr(one, "starlette_route", None) or one for one in contexts()), before)
        elif hasattr(route, "url_patterns"):  # Django's include()
            yield from routes(route.url_patterns, before + _of_django(route.pattern))
        elif hasattr(route, "pattern") and hasattr(route, "callback"):
            path = f"/{before}{_of_django(route.pattern)}"
            yield from ((verb, path) for verb in _verbs_of_django(route.callback))
        elif getattr(route, "path", None) is not None:
            yield from _of_starlette(route, before)
        else:
            raise UnreadableError(
                f"a route of the kind {type(route).__name__} does not say its path: no rule can be held against it"
            )


def _of_starlette(route: Any, before: str) -> Iterator[tuple[str, str]]:
    methods: Iterable[str] | None = getattr(route, "methods", None)
    path = before + route.path
    handler = getattr(route, "route_handler", None)
    if handler is not None and not methods and hasattr(handler, "is_mount"):  # Litestar's ASGI apps
        yield ANY, f"{path.rstrip('/')}/{{}}" if handler.is_mount else path
    elif methods is None and hasattr(route, "routes"):  # a mount: its own routes, or an app of which nothing is known
        yield from routes(route.routes, path) if route.routes else [(ANY, f"{path}/{{}}")]
    else:
        for method in sorted(methods or {"GET"}):  # a WebSocket begins as a GET
            if method not in {"HEAD", "OPTIONS"}:
                yield method, path


def _of_django(pattern: Any) -> str:
    if hasattr(pattern, "_route"):
        return re.sub(r"<[^>]*>", "{}", str(pattern))
    text = str(pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
    found = _without_groups(text).replace("\\.", ".").replace("\\-", "-").replace("/?", "/")
    if _NO_PATH.search(found):
        raise UnreadableError(
            f"the pattern {pattern} is no plain path: write it with path(), so that a rule can be held against it"
        )
    return found


def _without_groups(text: str) -> str:
    """An expression with `{}` in the place of each group."""
    parts: list[str] = []
    at = 0
    while begun := _NAMED.search(text, at):
        depth, end, in_class = 1, begun.end(), False
        while depth and end < len(text):
            letter = text[end]
            if letter == "\\":
                end += 1
            elif in_class:
                in_class = letter != "]"
            elif letter == "[":
                in_class = True
            else:
                depth += (letter == "(") - (letter == ")")
            end += 1
        parts += (text[at : begun.start()], "{}")
        at = end
    return "".join((*parts, text[at:]))


def _verbs_of_django(view: Any) -> list[str]:
    if actions := getattr(view, "actions", None):  # a view set of REST framework
        return sorted(verb.upper() for verb in actions if verb not in {"head", "options"})
    made_of = getattr(view, "view_class", None) or getattr(view, "cls", None)
    if made_of is None:
        return [SOME]
    names = getattr(made_of, "http_method_names", ())
    return sorted(one.upper() for one in names if one not in {"head", "options"} and hasattr(made_of, one)) or [SOME]
