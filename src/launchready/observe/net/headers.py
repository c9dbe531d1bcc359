"""Asks a site for every kind of answer, and keeps the headers that protect a visitor and those that tell too much."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.hosts import is_public_name
from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request, Silence
from launchready.observe.net.allowance import left_out
from launchready.observe.net.failing import failed
from launchready.observe.net.refusals import broken, refused
from launchready.observe.net.site import SiteTold
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

KEPT = (
    *("strict-transport-security", "content-security-policy", "content-security-policy-report-only"),
    *("x-frame-options", "x-content-type-options", "content-type", "referrer-policy", "permissions-policy"),
    *("cross-origin-opener-policy", "cross-origin-embedder-policy", "cross-origin-resource-policy", "location"),
    *("server", "x-powered-by", "x-aspnet-version", "x-aspnetmvc-version", "x-generator"),
)
MOST_PAGES = 5
MOST_FILES = 2
PAGE, ERROR, API, API_ERROR, REDIRECTION, FILE, FOREIGN, BROKEN, FAILURE = (
    *("page", "error page", "API answer", "API error", "redirect", "file"),
    *("file of another host", "answer to a broken address", "answer of failure"),
)
"""The kinds of answer. What a server says itself of an address that it cannot read is only looked at for what it tells."""
OK = range(200, 300)
REDIRECT = range(300, 400)
WELL = {PAGE: OK, API: (*OK, *REDIRECT, 401, 404, 405)}
"""The statuses that show a product at work; an API without a document has little else to say to nobody at its root."""
NONCE = re.compile(r"'nonce-([^']+)'", re.IGNORECASE)
SIGNED = re.compile(
    r"\b(?:nginx|openresty|Apache(?:-Coyote| Tomcat)?|Tomcat|Jetty|Werkzeug|PHP|Caddy|lighttpd|IIS)/\d[\w.]*"
)
"""What error pages of servers are signed with."""


@dataclass(frozen=True, slots=True)
class Served:
    """One answer and its headers."""

    kind: str
    """PAGE, ERROR, API, API_ERROR, REDIRECTION, FILE, FOREIGN, BROKEN or FAILURE."""
    url: str
    status: int
    html: bool
    headers: tuple[tuple[str, str], ...]
    """Names in lower case."""
    meta_csp: str
    """The policies that the head of the page declares, with commas between; empty where there are none."""
    line: str
    curl: str
    again: tuple[str, ...] | None = None
    """The nonces of a second answer; None where it was not asked for one."""
    based: str = ""
    """A script with a nonce whose address depends on the page's base; empty where there is none."""
    meta_referrer: str = ""
    """The referrer policy that the page itself declares."""
    signed: str = ""
    """The server and version that an error page is signed with."""

    @property
    def place(self) -> str:
        """A name that stays the same from run to run."""
        return self.kind if self.kind in {ERROR, API_ERROR, BROKEN} else self.url

    @property
    def shown(self) -> bool:
        """Whether a browser shows something of it, rather than going elsewhere."""
        return self.status not in REDIRECT

    @property
    def host(self) -> str:
        """Whose answer it is."""
        return urlsplit(self.url).hostname or ""

    @property
    def is_secure(self) -> bool:
        """Whether it came by HTTPS from a public name: browsers pass over Strict-Transport-Security from anywhere else."""
        return self.url.startswith("https://") and is_public_name(self.host)

    @property
    def nonces(self) -> tuple[str, ...]:
        """The nonces of its policies."""
        policies = (*self.all("content-security-policy"), self.meta_csp)
        return tuple(sorted({one for policy in policies for one in NONCE.findall(policy)}))

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
    left: tuple[str, ...] = ()
    """Lines on what was not asked for, each with its number."""

    @property
    def control(self) -> str | None:
        """A page that was served with success, or an API that answered as one does; None where there is neither."""
        return next((one.line for one in self.served if one.status in WELL.get(one.kind, ())), None)


@dataclass(frozen=True, slots=True)
class SiteHeaders(Question[Answers]):
    """With which headers does a site, or an API, answer?"""

    surface: str

    async def ask(self, world: "World") -> Answers:
        """Of a site each declared page, one that is not there, a private one, files, those of its other hosts, and its other names; of
        an API an answer and an error; of both what is refused.
        """
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface | ApiSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} is no web site or API with a url")
        if at.environment != "production":
            return Answers(at.environment, (), ())
        served: list[Served] = []
        silent: list[str] = []
        for kind, url in await _wanted(world, at):
            request = Request(url)
            reply = await world.send(request)
            if isinstance(reply, Silence):
                # A name that only sends visitors on is the matter of other checks where it does not answer.
                silent += [] if kind == REDIRECTION else [reply.line()]
                continue
            one = _served(kind, reply, world.curl(request))
            if one.nonces:
                second = await world.send(request)
                again = _served(kind, second, "").nonces if isinstance(second, Answer) else None
                one = _with_second(one, again)
            served.append(one)
        kind = API_ERROR if isinstance(at, ApiSurface) else ERROR
        refusals = await refused(world, at)
        served += [_served(kind, one, world.curl(one.request)) for one in refusals.answers]
        served += [_served(BROKEN, one, world.curl(one.request)) for one in await broken(world, at)]
        return Answers(at.environment, tuple(served), tuple(silent), (*await _unasked(world, at), *refusals.left))


@dataclass(frozen=True, slots=True)
class FailureHeaders(Question[tuple[Served, ...]]):
    """With which headers did a site, or an API, answer where it failed? For one who asks when all others are done."""

    surface: str

    async def ask(self, world: "World") -> tuple[Served, ...]:
        """What the run met, or two addresses that servers often break on."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface | ApiSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} is no web site or API with a url")
        return tuple(_served(FAILURE, one, world.curl(one.request)) for one in await failed(world, at))


async def _wanted(world: "World", at: WebSurface | ApiSurface) -> list[tuple[str, str]]:
    lost = at.at(f"/not-there-{uuid4().hex[:12]}")
    if isinstance(at, ApiSurface):
        return [(API, at.at(at.health or at.openapi or "/")), (API_ERROR, lost)]
    wanted = [(PAGE, at.at(path)) for path in at.pages[:MOST_PAGES]]
    wanted.append((ERROR, lost))
    wanted += [(REDIRECTION, at.at(path)) for path in at.private_pages[:1]]
    wanted += [(REDIRECTION, f"https://{name}/") for name in at.aliases]
    files = (await world.ask(SiteTold(at.name))).assets
    own = [one for one in files if urlsplit(one).netloc == urlsplit(at.url or "").netloc]
    foreign = {urlsplit(one).netloc: one for one in reversed(files) if one not in own}
    wanted += [(FOREIGN, one) for one in list(foreign.values())[:MOST_FILES]]
    return wanted + [(FILE, one) for one in own[:MOST_FILES]]


async def _unasked(world: "World", at: WebSurface | ApiSurface) -> tuple[str, ...]:
    """What of a site is beyond the number that is asked for."""
    if isinstance(at, ApiSurface):
        return ()
    own = urlsplit(at.url or "").netloc
    files = [urlsplit(one).path for one in (await world.ask(SiteTold(at.name))).assets if urlsplit(one).netloc == own]
    return (
        *left_out(at.pages[MOST_PAGES:], "pages", f"the first {MOST_PAGES} were asked for"),
        *left_out(at.private_pages[1:], "private pages as nobody", "the first was asked for"),
        *left_out(files[MOST_FILES:], "files", f"the first {MOST_FILES} were asked for"),
    )


def _served(kind: str, answer: Answer, curl: str) -> Served:
    html = "html" in (answer.header("Content-Type") or "").lower()
    kept = tuple((name.lower(), value) for name, value in answer.headers if name.lower() in KEPT)
    tree = LexborHTMLParser(answer.body) if html else None
    if kind == REDIRECTION and answer.status not in REDIRECT:
        kind = PAGE if answer.status in OK else ERROR
    signed = SIGNED.search(answer.body) if html and answer.status >= 400 else None  # noqa: PLR2004 - HTTP's refusals start here
    return Served(
        kind,
        answer.request.url,
        answer.status,
        html,
        kept,
        ", ".join(_metas(tree, "head > meta[http-equiv]", "http-equiv", "content-security-policy")),
        answer.line(),
        curl,
        based=_based(tree),
        meta_referrer=next(reversed(_metas(tree, "meta[name]", "name", "referrer")), ""),
        signed=signed[0] if signed else "",
    )


def _with_second(one: Served, again: tuple[str, ...] | None) -> Served:
    return Served(
        *(one.kind, one.url, one.status, one.html, one.headers, one.meta_csp, one.line, one.curl),
        again=again,
        based=one.based,
        meta_referrer=one.meta_referrer,
        signed=one.signed,
    )


def _metas(tree: LexborHTMLParser | None, where: str, key: str, name: str) -> list[str]:
    """What the page says of itself at a place; browsers pass over a policy that does not stand in the head."""
    found = (
        [node for node in tree.css(where) if (node.attributes.get(key) or "").strip().lower() == name] if tree else ()
    )
    return [content for node in found if (content := node.attributes.get("content"))]


def _based(tree: LexborHTMLParser | None) -> str:
    for node in tree.css("script[nonce][src]") if tree else ():
        source = (node.attributes.get("src") or "").strip()
        if source and not source.startswith("//") and "://" not in source and ":" not in source.partition("/")[0]:
            return source
    return ""


def directives(policy: str) -> dict[str, tuple[str, ...]]:
    """A content security policy as its directives; the first of a name counts."""
    found: dict[str, tuple[str, ...]] = {}
    for part in policy.split(";"):
        name, *values = part.split() or [""]
        if name:
            found.setdefault(name.lower(), tuple(value.lower() for value in values))
    return found
