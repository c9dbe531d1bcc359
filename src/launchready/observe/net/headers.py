"""Asks for pages, for a page that is not there and for the API, and keeps the headers that protect a visitor."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request, Silence
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

KEPT = (
    *("strict-transport-security", "content-security-policy", "content-security-policy-report-only"),
    *("x-frame-options", "x-content-type-options", "content-type"),
)
MOST_PAGES = 5
PAGE, ERROR, API = "page", "error page", "API answer"
OK = range(200, 300)
REDIRECT = range(300, 400)


@dataclass(frozen=True, slots=True)
class Served:
    """One answer and its headers."""

    kind: str
    """PAGE, ERROR or API."""
    url: str
    status: int
    html: bool
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    meta_csp: str
    """The policy that the page itself declares; empty where it does not."""
    line: str
    curl: str

    @property
    def place(self) -> str:
        """A name that stays the same from run to run."""
        return self.kind if self.kind == ERROR else self.url

    @property
    def shown(self) -> bool:
        """Whether a browser shows something of it, rather than going elsewhere."""
        return self.status not in REDIRECT

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a header."""
        return tuple(value for key, value in self.headers if key == name)

    def first(self, name: str) -> str:
        """The first value of a header; empty where there is none."""
        return next(iter(self.all(name)), "")


@dataclass(frozen=True, slots=True)
class Answers:
    """What a site answered."""

    environment: str
    served: tuple[Served, ...]
    silent: tuple[str, ...]
    """What did not answer, in lines."""

    @property
    def control(self) -> str | None:
        """A page that was served with success; None where there is none."""
        return next((one.line for one in self.served if one.kind == PAGE and one.status in OK), None)


@dataclass(frozen=True, slots=True)
class SiteHeaders(Question[Answers]):
    """With which headers do a site and its API answer?"""

    surface: str

    async def ask(self, world: "World") -> Answers:
        """Each declared page, a page that is not there, and each production API."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        wanted = [(PAGE, at.at(path)) for path in at.pages[:MOST_PAGES]]
        wanted.append((ERROR, at.at(f"/not-there-{uuid4().hex[:12]}")))
        wanted += [
            (API, one.at(one.health or one.openapi or "/"))
            for one in world.declaration.surfaces
            if isinstance(one, ApiSurface) and one.environment == at.environment and one.url
        ]
        served: list[Served] = []
        silent: list[str] = []
        for kind, url in wanted:
            request = Request(url)
            reply = await world.send(request)
            if isinstance(reply, Silence):
                silent.append(reply.line())
            else:
                served.append(_served(kind, reply, world.curl(request)))
        return Answers(at.environment, tuple(served), tuple(silent))


def _served(kind: str, answer: Answer, curl: str) -> Served:
    html = "html" in (answer.header("Content-Type") or "").lower()
    kept = tuple((name.lower(), value) for name, value in answer.headers if name.lower() in KEPT)
    meta = _meta_policy(answer.body) if html else ""
    return Served(kind, answer.request.url, answer.status, html, kept, meta, answer.line(), curl)


def _meta_policy(html: str) -> str:
    for node in LexborHTMLParser(html).css("meta[http-equiv]"):
        if (node.attributes.get("http-equiv") or "").lower() == "content-security-policy":
            return node.attributes.get("content") or ""
    return ""


def directives(policy: str) -> dict[str, tuple[str, ...]]:
    """A content security policy as its directives; the first of a name counts."""
    found: dict[str, tuple[str, ...]] = {}
    for part in policy.split(";"):
        name, *values = part.split() or [""]
        if name:
            found.setdefault(name.lower(), tuple(value.lower() for value in values))
    return found
