"""Provokes harmless errors at a site, as a browser would, and sees whether a framework's debug mode shows itself."""

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.observe.http import Answer, Request
from launchready.observe.net.served import BUSY
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

BROWSER = (("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"),)
ODD = ("/%ff%fe", "/?launchready%5B%5D=1&launchready%5Bx%5D=2&launchready=%ff")
"""What a router or a parser cannot read: bytes that are no UTF-8, a parameter that is three things."""
PAGES = (
    ("Django's debug page", r"You(?:'|&#x27;|\u2019)re seeing this error because you have <code>DEBUG = True</code>"),
    ("Django's debug toolbar", r"<div[^>]{0,80} id=\"djDebug\""),
    ("Werkzeug's debugger", r"\?__debugger__=yes|<title>[^<]{0,200}// Werkzeug Debugger</title>"),
    ("Starlette's debug page", r"<title>Starlette Debugger</title>"),
    (
        "Rails' debug page",
        r"Rails\.root: <?[\s\S]{0,400}(?:Application Trace|Framework Trace)|<h2>Routes match in priority",
    ),
    ("Laravel's debug page", r"window\.ignite\(|class=\"laravel-exceptions|<laravel-exceptions|data-laravel-ignition"),
    ("Laravel's debug bar", r"class=[\"']phpdebugbar\b|var phpdebugbar = new"),
    ("Symfony's debug page", r"<div class=\"exception-summary[\s\S]{0,4000}symfony|<div id=\"sfwdt[0-9a-f]{6}\""),
    ("Yii's debug bar", r"id=\"yii-debug-toolbar"),
    (
        "ASP.NET's developer page",
        r"An unhandled exception occurred while processing the request\.[\s\S]{0,4000}id=\"stackpage\"",
    ),
    (
        "ASP.NET's detailed errors",
        r"Server Error in '/[^']{0,80}' Application\.[\s\S]{0,6000}<b>\s*(?:Source File|Stack Trace):",
    ),
    (
        "Phoenix's debug page",
        r"<title>Phoenix\.Router\.NoRouteError|<title>\w{1,60}Error at GET /[\s\S]{0,40000}Plug\.Debugger",
    ),
    ("Play's development page", r"These routes have been tried[\s\S]{0,400}<pre"),
    (
        "Express's development errors",
        r"Error: [^\n]{0,300}(?:<br>|\n)\s{0,12}(?:&nbsp; ?){0,2} ?at [\s\S]{0,300}node_modules/",
    ),
    (
        "Spring's errors with their trace",
        r"<h1>Whitelabel Error Page</h1>[\s\S]{0,1500}\bat [\w.$]{5,200}\(\w+\.java:\d+\)",
    ),
    ("Vite's development server", r"<script[^>]{0,80} src=\"[^\"]{0,80}/@vite/client\""),
    ("Next's development server", r"\"buildId\": ?\"development\"|/_next/static/chunks/react-refresh\.js"),
    ("Nuxt's development server", r"src=\"/_nuxt/@vite/client\"|__NUXT_DEVTOOLS"),
    ("webpack's development server", r"webpack-dev-server/client(?:/index\.js)?\?(?:protocol|hot)="),
)
"""What debug modes and development servers put on pages, and nothing else does."""
HEADERS = (
    ("Symfony's profiler", "X-Debug-Token-Link", r"/_profiler/"),
    ("Clockwork's profiler", "X-Clockwork-Id", r"\d"),
    ("Rack's mini profiler", "X-MiniProfiler-Ids", r"\w"),
    ("Laravel's debug bar", "phpdebugbar-id", r"\w"),
)
_PAGES = tuple((what, re.compile(pattern)) for what, pattern in PAGES)


@dataclass(frozen=True, slots=True)
class Provoked:
    """One request, and what showed of debugging in its answer."""

    line: str
    what: str
    """`Django's debug page`; empty where nothing showed."""
    shown: str
    """The words that showed it."""
    curl: str


@dataclass(frozen=True, slots=True)
class DebugMode:
    """What a site shows when it is provoked."""

    host: str
    tries: tuple[Provoked, ...]
    silent: str
    """The words of the first silence."""


@dataclass(frozen=True, slots=True)
class DebugModeOf(Question[DebugMode]):
    """Does a site run in a debug mode, or on a development server?"""

    site: str

    async def ask(self, world: "World") -> DebugMode:
        """The front page, a page that cannot exist, and two requests that cannot be read."""
        tries: list[Provoked] = []
        silent = ""
        for path in ("/", f"/{secrets.token_hex(8)}", *ODD):
            request = Request(f"{self.site}{path}", headers=BROWSER)
            reply = await world.send(request)
            if not isinstance(reply, Answer) or reply.status in BUSY:
                silent = silent or reply.line()
                continue
            what, shown = debugging(reply)
            tries.append(Provoked(reply.line(), what, shown, world.curl(request)))
        return DebugMode(urlsplit(self.site).netloc, tuple(tries), silent)


def debugging(reply: Answer) -> tuple[str, str]:
    """What debug mode an answer shows, and by which words; nothing where it shows none."""
    for what, name, pattern in HEADERS:
        if (value := reply.header(name)) and re.search(pattern, value):
            return what, f"{name}: …"
    for what, page in _PAGES:
        if found := page.search(reply.body):
            return what, " ".join(found[0].split())[:120]
    return "", ""
