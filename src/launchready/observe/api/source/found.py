"""A route that some text names, and the small tools that every reader of source needs."""

import re
from dataclasses import dataclass, replace

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
COLON = re.compile(r":(\w+)(?:\([^)]*\))?[?*+]?")
ANGLE = re.compile(r"<(?:[^<>:]+:)?(\w+)>")
BRACES = re.compile(r"\{\*{0,2}(\w+)(?:[:?][^{}]*)?\}")
STAR = re.compile(r"\*+(\w*)")


@dataclass(frozen=True, slots=True)
class Found:
    """One method at one path, as a text names it."""

    method: str
    path: str
    """With `{name}` where parameters stand."""
    line: int
    fields: tuple[str, ...] = ()
    """Names of fields of the body, as far as the text tells; a name that ends in `=KIND` tells its kind too."""
    form: bool = False
    """Whether the body is a form and no JSON."""
    certain: bool = True
    """Whether the whole path is known: False where a prefix may stand before it that the text does not tell."""

    def below(self, prefix: str) -> "Found":
        """The same route behind a prefix."""
        return replace(self, path=joined(prefix, self.path))


def joined(prefix: str, path: str) -> str:
    """Two parts of a path with one slash between them."""
    whole = f"{prefix.rstrip('/')}/{path.lstrip('/')}" if path.strip("/") else prefix.rstrip("/") + path
    return whole if whole.startswith("/") else f"/{whole}"


def plain(path: str) -> str:
    """A path of any framework with its parameters as `{name}`: `:id`, `<int:id>`, `{id:int}`, `*rest`."""
    path = ANGLE.sub(r"{\1}", BRACES.sub(r"{\1}", path))
    path = COLON.sub(r"{\1}", path)
    path = STAR.sub(lambda star: f"{{{star[1] or 'rest'}}}", path)
    return path if path.startswith("/") else f"/{path}"


def line_of(text: str, position: int) -> int:
    """The line of a place in a text."""
    return text.count("\n", 0, position) + 1
