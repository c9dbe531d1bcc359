"""What an API says it can do: plain operations, and how callers show who they are."""

import re
from dataclasses import dataclass

from launchready.observe.api.schema import Field

PLACE = re.compile(r"\{([^{}/]+)\}")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One way in which callers show who they are."""

    name: str
    kind: str
    """`bearer`, `basic`, `key` or `other`."""
    where: str = ""
    """For a key: `header`, `query` or `cookie`."""
    key: str = ""
    """The name of the header, parameter or cookie."""
    token_path: str = ""
    """Where OAuth2 gives a token for a name and a password."""
    text: str = ""
    """Its description."""


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a path, a query, a header or a cookie."""

    name: str
    where: str
    required: bool
    type: str
    format: str | None = None
    enum: tuple[str, ...] = ()
    example: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """What the document says an operation's answer is good for: values of it for another operation's parameters."""

    to: str
    """The other operation's name."""
    parameters: tuple[tuple[str, str], ...]
    """Its parameters, and the expressions of their values: `$response.body#/id`."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one path."""

    method: str
    path: str
    """The whole path from the host on, with `{name}` where parameters stand."""
    params: tuple[Param, ...] = ()
    body: tuple[Field, ...] = ()
    """The leaves of the body, the required ones first."""
    body_kind: str = ""
    """`json`, `multipart`, `form`, or nothing."""
    secured: bool = False
    """Whether the document asks for credentials."""
    scopes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    """The roles that an extension such as `x-role` names."""
    tags: tuple[str, ...] = ()
    id: str = ""
    text: str = ""
    """Summary, description and what the document says of 401 and 403."""
    answer: tuple[Field, ...] = ()
    """The leaves of the answer of success."""
    schemes: tuple[str, ...] = ()
    """The names of the security schemes that the document asks for."""
    links: tuple[Link, ...] = ()
    """What the document says its answer of success is good for."""

    @property
    def name(self) -> str:
        """`GET /orders/{id}`."""
        return f"{self.method} {self.path}"

    @property
    def is_get(self) -> bool:
        """Whether it is asked by a GET, so that a cache may keep its answer: what GraphQL reads (`/graphql#/…`) travels in a POST."""
        return self.method == "GET" and "#" not in self.path

    @property
    def places(self) -> tuple[str, ...]:
        """The names of the path's parameters, in order."""
        return tuple(PLACE.findall(self.path))

    def at(self, *values: str) -> str:
        """The path with its parameters filled in, in order."""
        rest = list(values)
        return PLACE.sub(lambda match: rest.pop(0) if rest else match[0], self.path)


@dataclass(frozen=True, slots=True)
class ApiFacts:
    """What an API says it can do."""

    surface: str
    source: str
    """Where the document was found."""
    title: str
    operations: tuple[Operation, ...]
    mistake: str = ""
    """The first thing in the document that OpenAPI does not allow; what could be read was read nevertheless."""
    schemes: tuple[Scheme, ...] = ()
    """The ways in which it lets callers show who they are."""
    documented: bool = True
    """Whether a document says so; False where the operations were found in front end, source and links."""
    quarantined: tuple[Operation, ...] = ()
    """Operations that no check may send, for they may change what this run did not make: GETs named like a change."""

    @property
    def every(self) -> tuple[Operation, ...]:
        """All of them, in quarantine or not."""
        return (*self.operations, *self.quarantined)

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation of that method and path template, or None; a slash at the end makes no difference."""
        wanted = path.rstrip("/")
        return next((one for one in self.operations if one.method == method and one.path.rstrip("/") == wanted), None)
