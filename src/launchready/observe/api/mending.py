"""Mends a body that was refused, by what the refusal says of it."""

import re
from dataclasses import dataclass

from launchready.declare.model import Declaration, Json, WebSurface
from launchready.observe.api.bodies import Body, is_free, plausible
from launchready.observe.api.complaints import Complaint, read
from launchready.observe.api.ids import scalars
from launchready.observe.api.naming import plain, refers_to
from launchready.observe.api.schema import Field
from launchready.observe.http import Answer
from launchready.observe.who.guarded import wants_token

UNKNOWN_ASKER, FORBIDDEN, NOT_FOUND = 401, 403, 404
ADDRESS = re.compile(r"ur[il]|link|href|endpoint|webhook|callback", re.IGNORECASE)

ABSENT = frozenset({404, 405, 410, 501, 503})
SWITCHED_OFF = re.compile(
    r"\b(disabled|switched off|turned off|not (?:enabled|activated|implemented|supported))\b", re.IGNORECASE
)
"""What a part of a product says that its owner does not use."""


@dataclass(frozen=True, slots=True)
class Repair:
    """Mends a body by what its refusal says."""

    body: Body
    name: str
    refusal: Answer
    home: str
    """An address of the product's own, for fields that take one and want it to be there."""

    def mend(self, attempt: int) -> None:
        """Adds what is missing, makes plain what was wrong, leaves out what is not wanted, last all that is optional."""
        said = read(self.refusal.json() if self.refusal.json() is not None else self.refusal.body)
        if self.refusal.status == 415:  # noqa: PLR2004 - the kind of body is not the right one
            self.body.kind = "form" if (self.body.kind or self.body.operation.body_kind) != "form" else "json"
            return
        for one in said:
            self._answer(one)
        named = {plain(one.field) for one in said}
        for field in self.body.operation.body:
            if ADDRESS.search(field.name) and self.home and (not said or plain(field.name) in named):
                self.body.known[field.name] = self.home
        if attempt > 0 or not said:
            self.body.optional = False

    def is_of_the_asker(self, *, known: bool) -> bool:
        """Whether it is refused who asks, and not a field that was sent; `known` says that the address itself is right:
        some say 404 in place of 403.
        """
        if wants_token(self.refusal):
            return False
        if self.refusal.status != FORBIDDEN:
            return self.refusal.status == UNKNOWN_ASKER or (known and self.refusal.status == NOT_FOUND)
        sent = self.body.last
        fields = {plain(name) for name in sent} if isinstance(sent, dict) else set()
        return not fields & {plain(one.field) for one in read(self.refusal.json()) if one.is_unwanted}

    @property
    def is_switched_off(self) -> bool:
        """Whether the product says that this part of it is not in use."""
        return self.refusal.status in ABSENT and SWITCHED_OFF.search(self.refusal.body) is not None

    def _answer(self, one: Complaint) -> None:
        body = self.body
        sent = body.last
        known = meant(one, body.operation.body)
        values = set(scalars(sent).values()) if isinstance(sent, dict) else set()
        inside = [part for part in one.inside if part not in values]  # the name of a choice stands in its place
        name = known.name if known else ".".join((*inside, one.field))
        wanted = one.wanted()
        if one.is_unwanted:
            body.extra.pop(name, None)
            if known is not None and (not known.required or one.is_surplus):
                body.left_out.add(known.name)
        elif known is None and plain(one.field) == plain(self.name) and not body.wrapped and sent:
            body.wrapped = one.field
        elif isinstance(sent, dict) and name.partition(".")[0] not in sent and known is not None:
            whole = ".".join(part for part in known.path if part != "[]")
            body.extra[whole] = wanted if _fits(known, wanted) else None if is_free(known) else body.fill(known)
        elif known is not None:
            ready = wanted if wanted is not None else plausible(known) if known.type != "any" else 1
            body.known[known.name] = ready
            body.extra = {
                key: ready if key.rpartition(".")[2] == known.name else old for key, old in body.extra.items()
            }
        else:
            body.extra[name] = self._guess(name, one)

    def _guess(self, name: str, one: Complaint) -> Json:
        """A value for a field that the document does not name: a free text first, another kind when that is refused."""
        wanted = one.wanted()
        if wanted is not None:
            return wanted
        last = name.rpartition(".")[2]
        if refers_to(last) or last in {"price", "amount", "quantity", "count"}:
            return 1
        field = Field((last,), "string", required=True)
        if name in self.body.extra:  # refused as what it was
            return plausible(field) if self.body.extra[name] is None else 1
        return plausible(field) if not is_free(field) else None


def meant(one: Complaint, fields: tuple[Field, ...]) -> Field | None:
    """The documented field that a complaint is of: where it says how deep it sits that one, else the outermost of its name."""
    same = [field for field in fields if plain(field.name) == plain(one.field)]
    same.sort(key=lambda field: (tuple(p for p in field.path if p != "[]")[:-1] != one.inside, len(field.path)))
    return same[0] if same else None


def _fits(field: Field, wanted: Json) -> bool:
    """Whether a value that a refusal asks for is of the type that the document tells of a field."""
    if wanted is None or field.enum:
        return False
    kinds = {"string": str, "boolean": bool, "integer": int, "number": int, "array": list, "object": dict}
    return isinstance(wanted, kinds.get(field.type, object))


def home_of(declaration: Declaration, surface: str) -> str:
    """The product's own address, for a field that wants one that is there: the front end's before the API's."""
    surfaces = [one for one in declaration.surfaces if one.url]
    ready = sorted(surfaces, key=lambda one: (not isinstance(one, WebSurface), one.name != surface))
    return f"{(ready[0].url or '').rstrip('/')}/" if ready else ""
