"""Which fields are not a user's own to set, by their names, and what somebody would set them to."""

import json
import re

from launchready.declare.model import Json
from launchready.observe.api.naming import snake
from launchready.observe.api.openapi import Operation

POWER = re.compile(
    r"(user_|account_|member_|system_)?roles?(_name|_id)?|(user|account|member)_(type|level|kind)|access_(level|rights?)|"
    r"(is_|has_)?(admin|administrator|staff|superuser|super_admin|root|moderator|owner|seller|vendor|manager|employee)"
    r"(_access|_rights)?|permissions?|scopes?|groups?|privileges?|authorit(y|ies)"
)
TRUST = re.compile(r"((is|has)_)?((e_?mail|phone|kyc|id|identity|account)_)?(verified|approved|confirmed|trusted|premium|vip)"
                   r"(_at)?|kyc_status|verification(_status)?")  # fmt: skip
VALUE = re.compile(
    r"((account|wallet|store)_)?(balance|credits?|points|wallet|quota|tier|plan|subscription|allowance|bonus)"
    r"(_(limit|left|balance|cents|name))?|credit_limit|(plan|tier|subscription)_(id|level|status)|limit"
)
MONEY = re.compile(
    r"((sub|grand|unit|net|gross|order|final)_?)?(total|price|amount|cost|fee|fees|discount|tax|sum|paid|balance|received|"
    r"refunded|payout)(_(amount|cents|price|total|eur|usd|due|paid|net|gross|value|rate|percent))?"
)
STATE = re.compile(r"((payment|order|approval|review|shipping)_)?(status|state)")
MARK = re.compile(
    r"(is_|was_|has_)?(paid|verified|approved|published|featured|promoted|refunded|confirmed|shipped|settled|official|"
    r"captured|reviewed|trusted)"
)
OWNER = re.compile(
    r"((owner|user|author|creator|seller|vendor|merchant|customer|buyer|account|member|tenant|client|holder|host|person|"
    r"organi[sz]ation|org|workspace)(_?(id|uuid|ref|name|email|username))?|username|(created|posted|owned|ordered)_by(_id)?)"
)
BUSINESS = frozenset(
    (
        "order",
        "invoice",
        "payment",
        "purchase",
        "booking",
        "subscription",
        "refund",
        "payout",
        "transaction",
        "cart",
        "ticket",
    )
)
GOOD = ("paid", "approved", "verified", "completed", "confirmed", "published", "active", "shipped", "settled")
MORE = 1000
NAMES = ("role", "is_admin", "isAdmin", "admin")
"""What such a field is called most often."""


def is_power(name: str) -> bool:
    """Whether a field of a person says what they may."""
    return POWER.fullmatch(snake(name)) is not None


def is_reserved(name: str) -> bool:
    """Whether a field of a person is not theirs to set: what they may, whether they are trusted, what they are worth."""
    return any(pattern.fullmatch(snake(name)) for pattern in (POWER, TRUST, VALUE))


def is_business(name: str, kind: str, base: dict[str, Json]) -> bool:
    """Whether a field of an object is the seller's word: what it costs, and whether it is paid or approved."""
    plain = snake(name)
    if MARK.fullmatch(plain):
        return True
    if MONEY.fullmatch(plain):
        return _is_figure(base.get(name))
    costs = any(MONEY.fullmatch(snake(one)) and _is_figure(value) for one, value in base.items())
    return STATE.fullmatch(plain) is not None and (costs or kind in BUSINESS)


def allows(operation: Operation, name: str, wanted: Json) -> bool:
    """Whether the document lets the asker set a field to a value: it names the field, and the value where it names any."""
    for one in operation.body:
        if one.path[0] == name:
            return not one.enum or json.dumps(wanted) in one.enum
    return False


def choices_of(operation: Operation, name: str) -> tuple[Json, ...]:
    """The values that an answer's field may have, as the document says."""
    found = next((one.enum for one in operation.answer if one.name == name and one.enum), ())
    return tuple(json.loads(one) for one in found)


def higher(name: str, before: Json, peer: Json, choices: tuple[Json, ...], top: str) -> Json:
    """What a user would set a reserved field of their own to; what it is already where nothing is higher.

    Args:
        name: the field.
        before: its value.
        peer: the value that the staff's own profile shows.
        choices: the values that the document names.
        top: the staff's role, where nothing tells how the API calls it.
    """
    if isinstance(before, bool):
        return True
    if isinstance(before, int | float):
        return peer if is_power(name) and isinstance(peer, int) and peer != before else before + MORE
    if peer is not None and peer != before:
        return peer
    if isinstance(before, list):
        return [*before, top]
    if before is None and snake(name).startswith(("is_", "has_")):
        return True
    pattern = (
        r"admin|staff|super|root" if is_power(name) else r"approved|verified|premium|pro|enterprise|gold|unlimited"
    )
    best = next((one for one in choices if one != before and re.search(pattern, str(one), re.IGNORECASE)), None)
    if best is not None:
        return best
    return top if is_power(name) else "verified" if TRUST.fullmatch(snake(name)) else "enterprise"


def better(name: str, before: Json, kind: str, choices: tuple[Json, ...]) -> Json:
    """What a customer would set a field of an object to: next to nothing for what it costs, paid, approved."""
    if isinstance(before, bool):
        return not before
    if isinstance(before, int):
        return (1 if before != 1 else 2) if before else MORE
    if isinstance(before, float):
        return 0.01 if before else float(MORE)
    if isinstance(before, str) and _is_figure(before):
        return "0.01" if float(before) else "1000.00"
    if MARK.fullmatch(snake(name)) and before is None:
        return True
    for word in GOOD:
        found = next((one for one in choices if one != before and str(one).lower() == word), None)
        if found is not None:
            return found
    other = next((one for one in choices if one != before), None)
    if other is not None:
        return other
    words = ("paid", "completed") if kind in BUSINESS or "pay" in name.lower() else ("approved", "published")
    good = words[0] if str(before).lower() != words[0] else words[1]
    return good.upper() if isinstance(before, str) and before.isupper() else good


def equals(one: Json, other: Json) -> bool:
    """Whether two values are the same, a figure in quotes and one without included."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if _is_figure(one) and _is_figure(other):
        return abs(float(str(one)) - float(str(other))) < 1e-9  # noqa: PLR2004 - the same figure
    return one == other


def _is_figure(value: Json) -> bool:
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (
        isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    )
