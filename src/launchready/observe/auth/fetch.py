"""What a browser lets a page of another origin do with an answer: the CORS rules of the Fetch standard, byte for byte."""

from launchready.observe.http import Answer

SAFE_METHODS = ("GET", "HEAD", "POST")
"""Sent without asking first."""


def allowed_origin(answer: Answer) -> str:
    """Access-Control-Allow-Origin as a browser reads it: several headers are one value, and no origin any more."""
    return ", ".join(value.strip() for value in answer.all("Access-Control-Allow-Origin"))


def with_credentials(answer: Answer) -> bool:
    """Whether the answer says `true`, in lower case and once: nothing else counts."""
    return ", ".join(value.strip() for value in answer.all("Access-Control-Allow-Credentials")) == "true"


def may_read(answer: Answer, origin: str, *, credentials: bool) -> bool:
    """Whether a page of the origin may read the answer to a request with cookies (`credentials`) or without."""
    allowed = allowed_origin(answer)
    if not credentials and allowed == "*":
        return True
    return allowed == origin and (not credentials or with_credentials(answer))


def may_send(answer: Answer, origin: str, method: str, headers: tuple[str, ...], *, credentials: bool) -> bool:
    """Whether a browser, after this answer to its preflight, sends the request itself.

    `headers` are those that it asks leave for: Authorization, and Content-Type where that is JSON.
    """
    if not 200 <= answer.status < 300 or not may_read(answer, origin, credentials=credentials):  # noqa: PLR2004 - HTTP's success
        return False
    methods, names = _list(answer, "Methods"), tuple(name.lower() for name in _list(answer, "Headers"))
    if method not in (*methods, *SAFE_METHODS) and (credentials or "*" not in methods):
        return False
    asked = {name.lower() for name in headers}
    any_name = not credentials and "*" in names
    return all(name in names or (any_name and name != "authorization") for name in asked)


def _list(answer: Answer, what: str) -> tuple[str, ...]:
    values = answer.all(f"Access-Control-Allow-{what}")
    return tuple(part.strip() for value in values for part in value.split(",") if part.strip())
