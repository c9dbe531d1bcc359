"""Tells by names and fields which operations are worth flooding: sign-in, sign-up, reset, chat, upload, webhook, search, costly."""

from dataclasses import dataclass

from launchready.observe.api.kinds import is_admin, last_word, words
from launchready.observe.api.naming import is_password, is_person, plain
from launchready.observe.api.operation import ApiFacts, Operation
from launchready.observe.who.credentials import sign_in_of, sign_up_of

SIGN_IN, SIGN_UP, RESET, CONFIRM = "sign-in", "sign-up", "reset", "reset-confirm"
CHAT, UPLOAD, WEBHOOK, SEARCH, COSTLY = "chat", "upload", "webhook", "search", "costly"

RESET_WORDS = frozenset({"reset", "forgot", "forgotten", "recover", "recovery"})
ACCOUNT_WORDS = frozenset({"account", "accounts", "auth", "auths", "user", "users", "login", "identity", "credentials"})
SURE_WORDS = frozenset({"password", "passwords", "passwd", "pwd", "forgot", "forgotten"})
"""Beside a word of resetting: what is reset is how somebody signs in, and no counter, index or setting."""
CHAT_WORDS = frozenset(
    {"chat", "message", "messages", "completion", "completions", "prompt", "ask", "talk", "assistant"}
)
WEBHOOK_WORDS = frozenset({"webhook", "webhooks", "hook", "hooks"})
SEARCH_WORDS = frozenset({"search", "query", "find", "autocomplete", "suggest", "lookup"})
SEARCH_PARAMS = frozenset({"q", "query", "search", "term", "keyword", "keywords"})
COSTLY_WORDS = frozenset(
    {
        *(
            "export",
            "report",
            "reports",
            "pdf",
            "render",
            "generate",
            "generation",
            "translate",
            "summarize",
            "transcribe",
        ),
        *(
            "invite",
            "invitation",
            "invitations",
            "email",
            "sms",
            "otp",
            "code",
            "resend",
            "import",
            "convert",
            "image",
            "images",
        ),
        *("checkout", "pay", "payment", "payments", "charge", "coupon", "redeem", "escalations", "support", "contact"),
    }
)
ASKED_BY = frozenset(
    {
        *("email", "mail", "emailaddress", "username", "login", "loginid", "name", "identifier", "phone", "mobile"),
        *("phonenumber"),
    }
)
FILLERS = frozenset({"api", "rest", "v1", "v2", "v3", "request", "confirm", "post", "create", "do"})


@dataclass(frozen=True, slots=True)
class Risky:
    """One operation, and why it is worth flooding."""

    kind: str
    method: str
    path: str
    field: str = ""
    """What it is called in a body, where one address carries every operation."""


def risky(facts: ApiFacts) -> tuple[Risky, ...]:
    """Every such operation of a document, each once, by the first kind that fits."""
    found: dict[str, Risky] = {}
    sign_in = sign_in_of(facts)
    sign_up = sign_up_of(facts, sign_in.path if sign_in else "")
    for kind, operation in ((SIGN_IN, sign_in), (SIGN_UP, sign_up)):
        if operation is not None:
            found.setdefault(operation.name, _risky(kind, operation))
    for operation in facts.operations:
        if not is_admin(operation) and operation.name not in found and (kind := _kind(operation)):
            found[operation.name] = _risky(kind, operation)
    return tuple(found.values())


def _risky(kind: str, one: Operation) -> Risky:
    address, apart, _ = one.path.partition("#")
    return Risky(kind, "POST", address, one.id) if apart else Risky(kind, one.method, one.path)


def reset_of(facts: ApiFacts) -> Operation | None:
    """The operation by which somebody asks for a new password, or None."""
    return next((one for one in facts.operations if _kind(one) == RESET and not one.places), None)


def uploads_of(facts: ApiFacts) -> tuple[Operation, ...]:
    """Operations that take a file and need nothing in their path."""
    return tuple(one for one in facts.operations if _kind(one) == UPLOAD and not one.places and not is_admin(one))


def _kind(one: Operation) -> str:
    named = {*words(one.path), *words(one.id)}
    if one.method == "GET":
        asks = any(param.where == "query" and param.name.lower() in SEARCH_PARAMS for param in one.params)
        return SEARCH if asks or named & SEARCH_WORDS else COSTLY if named & {"export", "report", "pdf"} else ""
    if one.method not in {"POST", "PUT"}:
        return ""
    if named & RESET_WORDS and one.method == "POST" and _is_of_account(one, named):
        return CONFIRM if any(is_password(field.name) for field in one.body) else RESET
    if one.body_kind == "multipart" and any(field.format == "binary" or field.type == "any" for field in one.body):
        return UPLOAD
    return next((kind for own, kind in KINDS if named & own and one.method == "POST"), "")


def _is_of_account(one: Operation, named: set[str]) -> bool:
    """Whether what is reset is how somebody signs in: it is asked for by a name or a token, or its words say so."""
    if one.body:
        return any(is_person(field.name) or plain(field.name) in ASKED_BY for field in one.body)
    rest = named - RESET_WORDS - FILLERS
    return bool(named & SURE_WORDS) or (last_word(one.path) in RESET_WORDS and not rest - ACCOUNT_WORDS)


KINDS = ((WEBHOOK_WORDS, WEBHOOK), (CHAT_WORDS, CHAT), (SEARCH_WORDS, SEARCH), (COSTLY_WORDS, COSTLY))
