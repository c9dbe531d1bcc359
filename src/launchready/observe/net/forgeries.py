"""Headers and parameters that a product may heed and a cache does not tell answers apart by, and how it is seen that one was heeded."""

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from launchready.observe.http import Answer, Request

HOSTS = (
    *("X-Forwarded-Host", "X-Host", "X-Forwarded-Server", "X-Original-Host", "X-HTTP-Host-Override", "Forwarded"),
    *("X-Forwarded-Prefix", "X-Script-Name", "Origin", "X-Forwarded-Port"),
)
SCHEMES = ("X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Url-Scheme", "X-Forwarded-Ssl", "Front-End-Https")
PATHS = ("X-Original-URL", "X-Rewrite-URL")
METHODS = ("X-HTTP-Method-Override", "X-Method-Override")
TRACKING = (
    *("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term", "gclid", "fbclid", "msclkid", "mc_cid"),
    *("_ga", "ref"),
)
"""Parameters that caches are often told to pass over."""
NAMES = ("q", "query", "search", "lang", "locale", "next", "callback", "page", "ref", "id")
"""Parameters that products often write into their answers, for a body that goes with a GET and for one hidden in another."""
HEADERS, PARAMETERS, BODY, HIDDEN = "headers", "parameters", "the body of a GET", "a parameter hidden in another"


@dataclass(frozen=True, slots=True)
class Forgery:
    """Forged headers or parameters that are sent together, each with a mark of its own."""

    kind: str
    names: tuple[str, ...]

    def on(self, base: Request, marks: dict[str, str]) -> Request:
        """The forged request."""
        if self.kind == HEADERS:
            return base.with_headers(*((name, _value(name, marks[name])) for name in self.names))
        pairs = [f"{name}={marks[name]}" for name in self.names]
        if self.kind == BODY:
            form = ("Content-Type", "application/x-www-form-urlencoded")
            return replace(base.with_headers(form), body="&".join(pairs))
        # Some read `;` as the end of a parameter, and some do not: what one of them passes over holds another for the other.
        more = f"utm_content=1;{';'.join(pairs)}" if self.kind == HIDDEN else "&".join(pairs)
        return replace(base, url=f"{base.url}{'&' if '?' in base.url else '?'}{more}")


TOGETHER = (
    Forgery(HEADERS, HOSTS),
    Forgery(HEADERS, SCHEMES),
    Forgery(HEADERS, PATHS),
    Forgery(HEADERS, METHODS),
    Forgery(PARAMETERS, TRACKING),
    Forgery(BODY, NAMES),
    Forgery(HIDDEN, NAMES),
)


def _value(name: str, mark: str) -> str:
    host = f"{mark}.launchready.example"
    match name:
        case "Forwarded":
            return f"host={host}"
        case "Origin":
            return f"https://{host}"
        case "X-Forwarded-Prefix" | "X-Script-Name" | "X-Original-URL" | "X-Rewrite-URL":
            return f"/{mark}"
        case "X-Forwarded-Port":
            return str(10_000 + sum(map(ord, mark)) * 37 % 50_000)
        case "X-Forwarded-Proto" | "X-Forwarded-Scheme" | "X-Url-Scheme":
            return "http"
        case "X-Forwarded-Ssl" | "Front-End-Https":
            return "off"
        case "X-HTTP-Method-Override" | "X-Method-Override":
            return "HEAD"  # of all methods the one that changes nothing
        case _:
            return host


def given_back(marks: dict[str, str], reply: Answer, clean: Answer) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Which forgeries an answer follows, each with how, and what of it was shown.

    By its mark, anywhere in the answer; and where there is none to see, by another status than the clean answer's.
    """
    found: list[tuple[str, tuple[str, str]]] = []
    for name, mark in marks.items():
        seen = _value(name, mark) if name == "X-Forwarded-Port" else mark
        for header, value in reply.headers:
            if _holds(value, seen, name):
                found.append((name, (f"the header {header} holds what was sent", f"{header}: {value}"[:200])))
                break
        else:
            if _holds(reply.body, seen, name):
                at = reply.body.find(seen)
                shown = " ".join(reply.body[max(0, at - 60) : at + 80].split())
                found.append((name, ("the answer holds what was sent", shown)))
    if found:
        return tuple(found)
    unseen = [name for name in marks if name in {*SCHEMES, *PATHS, *METHODS}]
    if unseen and reply.status != clean.status and reply.status not in {429, 502, 503, 504}:
        location = reply.header("Location") or ""
        told = f"status {reply.status} in place of {clean.status}{f', to {location}' if location else ''}"
        return tuple((name, (told, told)) for name in unseen)
    emptied = [name for name in marks if name in METHODS and clean.body and not reply.body]
    return tuple((name, ("an empty answer in place of the page", "(nothing)")) for name in emptied)


def _holds(text: str, mark: str, name: str) -> bool:
    if name != "X-Forwarded-Port":
        return mark in text
    return f":{mark}/" in text or text.rstrip().endswith(f":{mark}") or urlsplit(text).netloc.endswith(f":{mark}")
