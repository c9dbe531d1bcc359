"""Which rule a request falls under: a verb and a path such as `POST /orders/{id}/pay`, as a router reads it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

RuleT = TypeVar("RuleT")

_SLASHES = re.compile(r"/{2,}")
_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_ANY = "*"


@dataclass(frozen=True, slots=True)
class Route:
    """A verb (`*` for any) and a path, whose places stand in braces; `{rest:path}` takes slashes too."""

    method: str
    path: str

    @classmethod
    def read(cls, text: str) -> "Route":
        """`GET /orders/{id}`, or a path alone for every verb.

        Raises:
            ValueError: it is neither.
        """
        method, _, path = text.strip().rpartition(" ")
        method = method.strip().upper() or _ANY
        if not path.startswith("/") or not (method == _ANY or method.isalpha()):
            raise ValueError(f"{text!r} is no route: write it like 'GET /orders/{{id}}', or '/orders' for every verb")
        return cls(method, path)

    def pattern(self) -> str:
        """The path as an expression; without a slash at its end."""
        parts: list[str] = []
        at = 0
        path = self.path.rstrip("/") or "/"
        for place in _PLACE.finditer(path):
            parts += (re.escape(path[at : place.start()]), f"(?P<{place[1]}>{'.*' if place[2] == 'path' else '[^/]+'})")
            at = place.end()
        return "".join((*parts, re.escape(path[at:])))


def plain(path: str) -> str:
    """A path as routers take it: no doubled slashes, none at the end. Otherwise `//login` and `/login/` walk past a rule."""
    if "//" in path:
        path = _SLASHES.sub("/", path)
    return path[:-1] if len(path) > 1 and path.endswith("/") else path


class Routes(Generic[RuleT]):
    """Finds the first rule for a request; paths without places are found at once, however many rules there are."""

    def __init__(self, rules: Iterable[tuple[Route, RuleT]]) -> None:
        self._fixed: dict[tuple[str, str], tuple[int, RuleT]] = {}
        self._open: list[tuple[int, str, re.Pattern[str], RuleT]] = []
        for number, (route, rule) in enumerate(rules):
            if _PLACE.search(route.path):
                self._open.append((number, route.method, re.compile(route.pattern()), rule))
            else:
                self._fixed.setdefault((route.method, plain(route.path)), (number, rule))

    def find(self, method: str, path: str) -> tuple[RuleT, Mapping[str, str]] | None:
        """The rule and what stood in its places, or None. HEAD falls under the rules of GET."""
        method, path = "GET" if method == "HEAD" else method, plain(path)
        fixed = [one for key in ((method, path), (_ANY, path)) if (one := self._fixed.get(key))]
        first = min(fixed, key=lambda one: one[0], default=None)
        for number, verb, pattern, rule in self._open:
            if first and first[0] < number:
                break
            if verb in {method, _ANY} and (found := pattern.fullmatch(path)):
                return rule, found.groupdict()
        return (first[1], {}) if first else None
