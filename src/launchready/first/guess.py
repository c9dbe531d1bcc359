"""Guesses what an API's operations are for, from their names and fields; each guess says why."""

import re
from dataclasses import dataclass

from launchready.first.repository import Repository
from launchready.observe.api.openapi import ApiFacts, Operation

ORDINARY = re.compile(r"(/[\w.~%:-]*|/\{\w+\})+")
"""Paths that can stand in a declaration as they are."""
PLACE = re.compile(r"\{\w+\}")
LOGIN_WORDS = ("login", "token", "session", "signin", "sign-in", "sign_in")
COMPLETIONS = "/chat/completions"
"""How the path ends where an API speaks as OpenAI's does."""
CHAT_WORDS = ("message", "chat", "completion", "ask", "prompt")
TEXT_FIELDS = ("content", "message", "text", "prompt", "input", "query", "question")
ANSWER_FIELDS = ("content", "answer", "reply", "response", "message", "text", "output")
USER_FIELDS = ("email", "username", "login", "user", "identifier")
TOKEN_FIELDS = ("access_token", "token", "jwt", "id_token", "session_token", "accesstoken")


@dataclass(frozen=True, slots=True)
class Login:
    """How somebody may sign in."""

    path: str
    body: str
    """`json` or `form`."""
    user: str
    password: str
    token: str | None
    """The JSON path of the token, or None where a cookie must do."""
    why: str


@dataclass(frozen=True, slots=True)
class Chat:
    """How the model may be spoken to."""

    method: str
    path: str
    field: str
    answer: str | None
    """The JSON path of what it says; None is the whole answer."""
    open_path: str | None
    open_fields: tuple[tuple[str, str], ...]
    open_id: str


def operations(api: ApiFacts | None, repository: Repository | None) -> tuple[Operation, ...]:
    """What the API documents; where it documents nothing, what the source names."""
    known = api.operations if api else ()
    if api is None and repository is not None:
        known = tuple(Operation(one.method, one.path) for one in repository.routes)
    return tuple(one for one in known if ORDINARY.fullmatch(one.path))


def login(known: tuple[Operation, ...]) -> Login | None:
    """The operation that signs in: posted to, named so, and taking a password where its fields are known."""
    for operation in known:
        named = [word for word in LOGIN_WORDS if word in operation.path.lower()]
        if operation.method != "POST" or not named or operation.places:
            continue
        password = _field(operation, ("password", "passwd", "passphrase"))
        if operation.body and password is None:
            continue
        takes = f"and takes a {password}" if password else "and nothing says what it takes"
        return Login(
            operation.path,
            "form" if operation.body_kind == "form" else "json",
            _field(operation, USER_FIELDS) or "email",
            password or "password",
            _answer_path(operation, TOKEN_FIELDS) if operation.answer else "$.access_token",
            f"POST {operation.path} has {named[0]!r} in its path {takes}",
        )
    return None


def chat_operation(known: tuple[Operation, ...]) -> str:
    """`POST /conversations/{id}/messages`, or nothing: what most looks as if it said something to a model."""
    posts = [one for one in known if one.method == "POST" and "webhook" not in one.path]
    like_openai = [one.name for one in posts if one.path.endswith(COMPLETIONS) and not one.places]
    if like_openai:
        return min(like_openai, key=len)
    for word in CHAT_WORDS:
        for operation in posts:
            if word in operation.path.rsplit("/", 1)[-1].lower() and (not operation.body or _text_field(operation)):
                return operation.name
    return ""


def chat(known: tuple[Operation, ...], chosen: str) -> Chat:
    """The chosen operation with its fields, and what opens a conversation where its path needs one."""
    method, path = chosen.split(" ", 1)
    operation = _find(known, method, path)
    field = (_text_field(operation) if operation else None) or "content"
    answer = _answer_path(operation, ANSWER_FIELDS) if operation and operation.answer else None
    if not PLACE.search(path):
        return Chat(method, path, field, answer, None, (), "$.id")
    collection = path.split("/{", 1)[0]
    opener = _find(known, "POST", collection)
    fields = tuple((leaf.path[0], _filled(leaf.path[0])) for leaf in opener.body if leaf.required) if opener else ()
    found = _answer_path(opener, ("id", "conversation_id", "chat_id")) if opener and opener.answer else None
    return Chat(method, PLACE.sub("{id}", path, count=1), field, answer, collection, fields, found or "$.id")


def reset(known: tuple[Operation, ...]) -> tuple[str, str] | None:
    """The path and the field of the operation that asks for a password reset."""
    for operation in known:
        path = operation.path.lower()
        if operation.method == "POST" and ("reset" in path or "forgot" in path) and "confirm" not in path:
            field = _field(operation, ("email",))
            if field or not operation.body:
                return operation.path, field or "email"
    return None


def webhooks(known: tuple[Operation, ...]) -> tuple[str, ...]:
    """Paths at which other services deliver events."""
    kept = {one.path.partition("/{")[0].rstrip("/") for one in known if one.places}
    kept |= {one.path.rstrip("/") for one in known if one.method == "GET"}  # there webhooks are listed, and made
    return tuple(
        one.path
        for one in known
        if one.method == "POST" and "webhook" in one.path and not one.places and one.path.rstrip("/") not in kept
    )


def checkout(known: tuple[Operation, ...]) -> tuple[str, ...]:
    """The operations that lead to a payment, in the order in which they are documented."""
    words = ("order", "checkout", "cart", "subscription")
    return tuple(one.name for one in known if one.method == "POST" and one.path.rsplit("/", 1)[-1].rstrip("s") in words)


def _find(known: tuple[Operation, ...], method: str, path: str) -> Operation | None:
    return next((one for one in known if one.method == method and one.path == path), None)


def _field(operation: Operation, names: tuple[str, ...]) -> str | None:
    leaves = [leaf.path[0] for leaf in operation.body if len(leaf.path) == 1]
    return next((leaf for name in names for leaf in leaves if leaf.lower() == name), None)


def _text_field(operation: Operation) -> str | None:
    return _field(operation, TEXT_FIELDS)


def _answer_path(operation: Operation, names: tuple[str, ...]) -> str | None:
    leaves = [tuple(part for part in leaf.path if part) for leaf in operation.answer]
    # The shallowest place of the likeliest name.
    for name in names:
        found = sorted((leaf for leaf in leaves if leaf and leaf[-1].lower() == name), key=len)
        if found:
            return "$" + "".join("[0]" if part == "[]" else f".{part}" for part in found[0])
    return None


def _filled(field: str) -> str:
    """What to put into a field of the body that opens a conversation: another object's id is a place to fill."""
    return f"{{{field.removesuffix('_id')}}}" if field.endswith("_id") else "Launch Ready"
