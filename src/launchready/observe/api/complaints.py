"""Reads what a refusal complains of, in the forms of the usual frameworks: which fields, and what they should be."""

import re
from dataclasses import dataclass
from uuid import uuid4

from launchready.declare.model import Json

POINTERS = frozenset({"loc", "path", "pointer", "field", "param", "property", "source", "instancepath", "propertypath"})
MISSING = frozenset({"missingproperty", "missing"})
_SKIPPED = (
    "body query path header error errors detail details message messages msg field fields value type code status ok "
    "required missing invalid validation request json parameter parameters object string integer number null "
    "param params argument non_field_errors form_errors this the a an it must should is not be and or for in of key "
    "input data"
)
SKIPPED = frozenset(_SKIPPED.split())
_FIELDS_TOO = "body type code value status path key data number input object"
FIELDS_TOO = frozenset(_FIELDS_TOO.split())
"""Of these the ones that are fields as well, where a list of sentences stands behind them."""
_ABOUT = "keyword defaultmessage reason description hint schema schemapath expected received fault problem issue cause explanation info"
ABOUT = frozenset(_ABOUT.split())
FIELD = r"([A-Za-z_][\w.\[\]-]{0,40})"
QUOTED = rf"[`'\"]{FIELD}[`'\"] (?:field )?(?:is|are|was|must|should|cannot|can't)\b"
"""A name in quotes with its complaint: it is a field even where it is a word that refusals are made of."""
SAYINGS = (
    QUOTED,
    r"[`'\"]" + FIELD + r"[`'\"]",
    rf"\b(?:[Tt]he )?{FIELD} (?:field )?(?:is|are|was) (?:a )?(?:required|missing|invalid|mandatory|empty|not provided|needed)",
    rf"\b{FIELD} (?:field )?(?:must|should|may not|cannot|can't|can not|needs to|has to)\b",
    (
        rf"\b(?:[Mm]issing|[Rr]equires?|[Ii]nvalid)(?: (?:required|mandatory|value for|the|a|or empty))*"
        rf"(?: (?:fields?|params?|parameters?|keys?|propert(?:y|ies)|values?|arguments?|attributes?))?:? {FIELD}"
    ),
    rf"the value is empty: {FIELD}",
    rf"\b[Vv]alidation (?:failed|error)(?: for| on| in)?:? {FIELD}",
    rf"\b(?:[Pp]rovide|[Ii]nclude|[Ss]pecify|[Ss]upply|[Ss]end)(?: (?:a|an|the|valid|both|your))* {FIELD}",
    rf"\bKey: '(?:\w+\.)*{FIELD}' Error",
)
_ONE = r"[`'\"]?[A-Za-z_]\w*[`'\"]?"
LISTED = re.compile(
    rf"(?:[Mm]issing|[Rr]equired|[Pp]rovide|[Ss]pecify|[Vv]alidation failed)(?: \w+){{0,2}}?:? ({_ONE}(?:(?:, | and |, and ){_ONE})+)"
)
UNWANTED = re.compile(
    r"extra|unknown|unexpected|not (?:allowed|permitted|recognized|recognised)|unrecognized|additional propert|forbidden"
    r"|permission to access",
    re.IGNORECASE,
)
SURPLUS = re.compile(
    r"permission to access|extra (?:input|field|key)|(?:unknown|unexpected|unrecogni[sz]ed) (?:field|key|propert|param)|additional propert",
    re.IGNORECASE,
)
CHOICES = re.compile(
    r"(?:one of|either|choose from|(?:allowed|valid|accepted|possible|permitted) values?(?: are)?|[Ii]nput should be|accepted:?)"
    r"[^\w'\"\[]*(.{1,200})",
    re.IGNORECASE,
)
LONGEST_SENTENCE = 400
DEEPEST = 7


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that a refusal says."""

    field: str
    said: str
    """The words around it."""
    inside: tuple[str, ...] = ()
    """The names above it, where it is told that it sits deeper."""

    @property
    def is_unwanted(self) -> bool:
        """Whether the field should not have been sent."""
        return UNWANTED.search(self.said) is not None

    @property
    def is_surplus(self) -> bool:
        """Whether it is the field that is refused, whatever stands in it: a document that requires it is wrong."""
        return SURPLUS.search(self.said) is not None

    def wanted(self) -> Json:
        """A value of the kind that the words ask for; None where they do not tell."""
        said = self.said.lower()
        choice = self._choice()
        if choice is not None:
            return choice
        for pattern, value in (
            (r"uuid|guid", str(uuid4())),
            (r"e-?mail", f"audit-{uuid4().hex[:10]}@example.com"),
            (r"\burl|\buri\b", "https://example.com/"),
            (r"date-?time|iso ?8601|timestamp", "2030-01-15T12:00:00Z"),
            (r"\bdate\b", "2030-01-15"),
            (r"\bbool", False),
            (r"\b(?:array|list)\b", []),
            (r"\b(?:object|dict(?:ionary)?|hash)\b", {}),
            (r"\b(?:number|numeric|integer|int|float|decimal|digits?|positive)\b", 1),
        ):
            if re.search(pattern, said):
                return value
        return None

    def _choice(self) -> str | None:
        match = CHOICES.search(self.said)
        if match is None:
            return None
        first = re.search(r"['\"`]([\w.-]{1,40})['\"`]|\[([\w.-]{1,40})[,\]]", match[1])
        if first:
            return first[1] or first[2]
        bare = re.match(r"([\w-]{1,30})(?:, [\w-]{1,30})+", match[1])
        return bare[1] if bare else None


def complaints(answer: Json) -> tuple[str, ...]:
    """The names of fields that a refusal complains of, as far as it names any."""
    return tuple(dict.fromkeys(one.field for one in read(answer)))


def read(answer: Json) -> tuple[Complaint, ...]:
    """Everything that a refusal complains of, each field once."""
    found: dict[str, Complaint] = {}
    _walk(answer, found, "", 0)
    return tuple(found.values())


def _walk(value: Json, found: dict[str, Complaint], said: str, depth: int) -> None:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            _walk(one, found, said, depth + 1)
    elif isinstance(value, str):
        _sentence(value, found)
    elif isinstance(value, dict):
        words = " ".join(one for one in value.values() if isinstance(one, str))
        pointed = any(key.lower() in POINTERS for key in value)
        for key, one in value.items():
            if not (pointed and isinstance(one, str) and key.lower() not in POINTERS | MISSING | SKIPPED):
                _keyed(key, one, found, words, depth)  # beside a field's name stand words about it, and no other field


def _keyed(key: str, one: Json, found: dict[str, Complaint], words: str, depth: int) -> None:
    lower = key.lower()
    if lower in POINTERS or lower in MISSING:
        if isinstance(one, dict):
            pointer = one.get("pointer", one.get("parameter"))  # JSON:API's `source`
            _pointed(pointer, found, str(words))
        else:
            _pointed(one, found, words)
    elif isinstance(one, list) and one and all(isinstance(item, str) for item in one):
        if lower in SKIPPED and lower not in FIELDS_TOO:  # `{"message": ["title should not be empty"]}`
            for item in one:
                _sentence(str(item), found)
        else:  # `{"title": ["is too short"]}`
            _add(found, key, " ".join(map(str, one)), known=True)
    elif (
        isinstance(one, str) and lower not in SKIPPED | ABOUT and _is_reason(one)
    ):  # `{"errors": {"title": "is required"}}`
        _add(found, key, one)
    elif isinstance(one, dict) and lower not in SKIPPED and isinstance(one.get("message"), str):
        _add(found, key, str(one["message"]))  # `{"errors": {"title": {"message": "…"}}}`
    else:
        _walk(one, found, words, depth + 1)


def _is_reason(text: str) -> bool:
    return (
        re.search(r"required|missing|invalid|blank|empty|must|should|not valid|too (?:short|long)", text, re.IGNORECASE)
        is not None
    )


def _sentence(text: str, found: dict[str, Complaint]) -> None:
    if len(text) > LONGEST_SENTENCE:
        return
    choices = CHOICES.search(text)
    whole, text = text, text[: choices.start()] if choices else text
    listed = LISTED.search(text)
    for name in re.findall(r"\b(?!and\b)[A-Za-z_]\w*", listed[1]) if listed else ():
        _add(found, name, whole, known=name in {"body", "type"})
    rails = re.match(r"([A-Z][a-z]+(?: [a-z]+){0,2}) (?:can't be|is too|is not|is invalid|has already|must)", text)
    if rails:
        _add(found, rails[1].lower().replace(" ", "_"), whole)
        return
    for saying in SAYINGS:
        for name in re.findall(saying, text):
            last = name.rpartition(".")[2] if "." in name else name
            _add(found, last, whole, known=saying == QUOTED and last in FIELDS_TOO)


def _pointed(value: Json, found: dict[str, Complaint], said: str) -> None:
    """A field named by its place: `["body", "title"]`, `/data/attributes/title`, `address.street`."""
    parts = value if isinstance(value, list) else [value]
    names = [part for one in parts if isinstance(one, str) for part in re.split(r"[./]", one) if part]
    names = [clean for name in names if (clean := re.sub(r"\[\d*\]", "", name)) and not clean.isdigit()]
    while len(names) > 1 and names[0].lower() in {"body", "query", "path", "header", "data", "attributes"}:
        names = names[1:]
    if names:
        alone = len(parts) == len(names) == 1
        _add(found, names[-1], said, tuple(names[:-1]), known=not alone or names[-1].lower() not in SKIPPED)


def _add(
    found: dict[str, Complaint], name: str, said: str, inside: tuple[str, ...] = (), *, known: bool = False
) -> None:
    clean = re.sub(r"\[\d*\]", "", name).strip(".-")
    if len(clean) > (0 if known else 1) and (known or clean.lower() not in SKIPPED) and not clean.isdigit():
        found.setdefault(clean, Complaint(clean, said, inside))
