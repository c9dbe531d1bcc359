"""Who may use which operation: what launch.toml says, else what the OpenAPI document and the path say."""

import re
from dataclasses import dataclass

from launchready.declare.model import ANYONE, Declaration, Rule
from launchready.declare.who import STAFF as STAFF_ROLE
from launchready.observe.api.kinds import ADMIN_WORDS, words
from launchready.observe.api.openapi import ApiFacts, Operation

STAFF_WORDS = ADMIN_WORDS | {"administration", "administrators", "superadmin", "sysadmin", "moderator", "moderators"}
ALSO_NOUNS = frozenset({"staff", "moderation", "moderator", "moderators"})
"""Words of the staff that may as well name a public collection: a salon's staff."""
OPEN_WORDS = frozenset(
    (
        "login",
        "signin",
        "logout",
        "signout",
        "auth",
        "oauth",
        "token",
        "session",
        "sessions",
        "refresh",
        "password",
        "reset",
        "captcha",
        "csrf",
        "health",
        "healthz",
        "ping",
        "status",
        "version",
        "docs",
        "openapi",
    )
)
"""What everybody may do at the staff's door."""
EVERYBODY = frozenset(
    (
        "user",
        "users",
        "customer",
        "customers",
        "member",
        "members",
        "public",
        "any",
        "anyone",
        "all",
        "authenticated",
        "guest",
    )
)
CLOSED = r"(?=\s+(?:may|can|are|is|have|has)\b|\s*[.,;:!)\]]|\s*$)"
HELD = r"(?=\s*[`'\"]?\s*(?:role|rights?|access|privileges?|permissions?|scope|accounts?|credentials|token)?\s*(?:[.,;:!)\]]|$))"


@dataclass(frozen=True, slots=True)
class Reserved:
    """One operation that not everybody may use."""

    operation: Operation
    roles: tuple[str, ...]
    """The principals' roles that may."""
    needs: str
    """The same in words: `the staff`, `seller`."""
    why: str
    """How that is known."""
    is_staffs: bool
    """Whether it is the staff's alone."""
    is_declared: bool = False


def reserved(declaration: Declaration, facts: ApiFacts) -> tuple[Reserved, ...]:
    """Every operation of a document that some role may not use, in the document's order."""
    found = (reserved_for(declaration, one) for one in facts.operations)
    return tuple(one for one in found if one is not None)


def reserved_for(declaration: Declaration, operation: Operation) -> Reserved | None:
    """Who may use an operation; None where everybody may, or where nothing tells."""
    rule = rule_of(declaration, operation)
    if rule is None:
        return _inferred(declaration, operation)
    if ANYONE in rule.roles:
        return None
    staffs = all(STAFF_ROLE.search(role) for role in rule.roles)
    needs = " or ".join(rule.roles)
    return Reserved(operation, rule.roles, needs, f"launch.toml line {rule.line} says so", staffs, is_declared=True)


def rule_of(declaration: Declaration, operation: Operation) -> Rule | None:
    """The first declared rule that fits an operation, or None."""
    return next((one for one in declaration.rules if fits(one, operation)), None)


def fits(rule: Rule, operation: Operation) -> bool:
    """Whether a rule names an operation; a slash at the end and the names of parameters make no difference."""
    if rule.method not in {"*", operation.method}:
        return False
    parts = re.split(r"(\*|\{[^{}]*\})", rule.path.rstrip("/"))
    pattern = "".join(".*" if one == "*" else r"\{[^{}]*\}" if one.startswith("{") else re.escape(one) for one in parts)
    return re.fullmatch(pattern, operation.path.rstrip("/")) is not None


def unused(declaration: Declaration, facts: ApiFacts) -> tuple[tuple[str, str], ...]:
    """The lines of rules that fit no operation of the document, and that in words."""
    idle = [rule for rule in declaration.rules if not any(fits(rule, one) for one in facts.operations)]
    return tuple(
        (f"launch.toml line {rule.line}", f"no operation of the document fits {rule.method} {rule.path}")
        for rule in idle
    )


def staff_roles(declaration: Declaration) -> tuple[str, ...]:
    """The declared roles that are the staff's."""
    return tuple(dict.fromkeys(one.role for one in declaration.principals if STAFF_ROLE.search(one.role)))


def _inferred(declaration: Declaration, operation: Operation) -> Reserved | None:
    crew = staff_roles(declaration)
    if why := _why_staffs(operation):
        return Reserved(operation, crew, "the staff", why, is_staffs=True)
    known = tuple(dict.fromkeys(one.role for one in declaration.principals if one.role not in crew))
    named = [*operation.roles, *operation.scopes]
    if any(_plain(name) in EVERYBODY for name in named):
        return None
    listed = tuple(role for role in known if any(_same(role, name) for name in named))
    told = listed or tuple(role for role in known if _says(operation.text, re.escape(role)))
    if not told or _plain(told[0]) in EVERYBODY:
        return None
    how = "reserves it for" if listed else "says that it is for"
    return Reserved(
        operation, (*told, *crew), " or ".join(told), f"the OpenAPI document {how} {' or '.join(told)}", is_staffs=False
    )


def _why_staffs(operation: Operation) -> str:
    """Why an operation is the staff's alone; empty where nothing says so."""
    path = words(operation.path)
    if OPEN_WORDS & {*path}:
        return ""
    named = [*operation.roles, *operation.scopes]
    if named and any(_plain(name) in EVERYBODY for name in named):
        return ""
    if operation.roles:
        mine = all(STAFF_WORDS & {*words(name)} or STAFF_ROLE.search(name) for name in operation.roles)
        return "the OpenAPI document reserves it for the staff's role" if mine else ""
    if operation.scopes and all(STAFF_WORDS & {*words(name)} for name in operation.scopes):
        return "the OpenAPI document asks for the staff's scope"
    if any(
        STAFF_WORDS & {*words(tag)} and not re.search(r"\b(and|or|public)\b|[&,/]", tag, re.IGNORECASE)
        for tag in operation.tags
    ):
        return "its tag says that it is the staff's"
    if STAFF_WORDS & {*path[:-1]} or (path and path[-1] in STAFF_WORDS - ALSO_NOUNS):
        return "its path says that it is the staff's"
    first = words(operation.id)[:1]
    if operation.secured and first and first[0] in STAFF_WORDS - ALSO_NOUNS:
        return "its operationId says that it is the staff's"
    if _says(operation.text, "|".join(sorted(STAFF_WORDS))):
        return "the OpenAPI document says that it is for the staff"
    return ""


def _says(text: str, role: str) -> bool:
    """Whether a text reserves something for a role: `sellers only`, `only sellers may`, `requires the role seller`."""
    one = rf"[`'\"]?(?:{role})s?[`'\"]?"
    return any(
        re.search(pattern, text, re.IGNORECASE)
        for pattern in (
            rf"(?<!not )\b{one}[ -]only{CLOSED}",
            rf"(?<!not )\bonly (?:for |by |available to |accessible to )?(?:an? |the )?{one}{CLOSED}",
            rf"\b(?:requires?|needs?) (?:the |an? )?(?:role )?{one}{HELD}",
            rf"\bmust (?:be an? |have (?:the )?(?:role )?){one}{HELD}",
        )
    )


def _same(role: str, name: str) -> bool:
    return _plain(role).rstrip("s") == _plain(name).rstrip("s")


def _plain(name: str) -> str:
    return re.sub(r"^role[_:.-]", "", name.lower()).replace("-", "").replace("_", "")
