"""What an API style decides: paths, names, ids, envelopes, errors. Each style is one class in a file of its own."""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from bazaar.styles.ids import KINDS, Ids, Json

Headers = list[tuple[bytes, bytes]]

PLACE = re.compile(r"\{([^{}/]+)\}")
OWN_ID = {"/webhooks/payments"}
"""Paths whose bodies have an `id` that is not ours."""
NEWEST_FIRST = {"/conversations", "/files", "/outputs", "/orders", "/approvals", "/support/escalations"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for, as far as an answer depends on it."""

    method: str
    inner: str
    """The product's own path template; empty where the request goes nowhere that is documented."""
    url: str
    """The address without its query."""
    query: tuple[tuple[str, str], ...] = ()


class Style(ABC):
    """One style. Its methods speak of the product's own spelling as inner and of the style's as outer."""

    base: ClassVar[str]
    """What the paths begin with; the health check has a path of its own."""
    document: ClassVar[str]
    """Where the OpenAPI document is."""
    slash: ClassVar[bool] = False
    """Whether paths end with a slash, and only those."""
    paths: ClassVar[dict[str, str]] = {}
    """Paths that are called otherwise, inner to outer."""
    methods: ClassVar[dict[str, str]] = {}
    statuses: ClassVar[dict[int, int]] = {}
    whole: ClassVar[dict[str, str]] = {}
    """The schema of the whole object that a PUT brings, by inner path; empty where changes may be partial."""
    paged: ClassVar[bool] = False
    forgiving: ClassVar[bool] = False
    """Whether fields that the product does not know are left aside in place of refused."""
    id_schema: ClassVar[dict[str, Json]]
    security: ClassVar[dict[str, Json]]
    """The document's security schemes."""
    ids: Ids

    def path(self, inner: str) -> str:
        """The outer template of an inner one."""
        named = self.paths.get(inner, inner)
        spelt = PLACE.sub(lambda place: f"{{{self.place(place[1])}}}", named)
        if inner != "/health":
            spelt = self.base + spelt
        return f"{spelt}/" if self.slash else spelt

    @abstractmethod
    def place(self, inner: str) -> str:
        """The name of a path's parameter."""

    @abstractmethod
    def key(self, inner: str) -> str:
        """The name of a field."""

    @abstractmethod
    def success(self, asked: Asked, status: int, value: Json) -> tuple[int, Json]:
        """The envelope of an answer, its names and ids in the style already."""

    @abstractmethod
    def failure(self, status: int, code: str, message: str, fields: tuple[str, ...]) -> dict[str, Json]:
        """The body of an error; `fields` are the names that were not valid."""

    @abstractmethod
    def enveloped(self, asked: Asked, schema: Json) -> Json:
        """The schema of the answer whose inner schema is given."""

    @abstractmethod
    def failed(self) -> Json:
        """The schema of an error."""

    def authorization(self, value: str) -> str | None:
        """The product's Authorization header for the style's; None for one that the style does not know."""
        return value

    def admits(self, method: str, headers: Headers) -> str | None:
        """Why a request is refused before the product sees it; None lets it through."""
        del method, headers
        return None

    def headers(self, asked: Asked, status: int, headers: Headers) -> Headers:
        """The headers of an answer."""
        del asked, status
        return headers


def kind_of(name: str) -> str | None:
    """What the ids in an inner field begin with: `lst` for `listing_id`; None for a field that holds none."""
    match = re.fullmatch(r"([a-z]+)_ids?", name)
    return KINDS.get(match[1]) if match else None


def is_id(inner: str, name: str) -> bool:
    """Whether an inner field is an id of ours."""
    return (name == "id" and inner not in OWN_ID) or kind_of(name) is not None
