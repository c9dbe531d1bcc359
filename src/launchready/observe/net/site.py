"""Reads what a site tells about itself: the files its pages load, and the paths that pages, scripts and robots name."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.question import Question
from launchready.observe.secrets.reading import loads

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_SCRIPTS = 8
MOST_PATHS = 200
QUOTED_PATH = re.compile(r"""["'`](/[\w\-./]{1,60})["'`]""")
ROBOTS_LINE = re.compile(r"^\s*(?:dis)?allow:\s*(/[^\s#*$]*)", re.IGNORECASE | re.MULTILINE)
OK = 200


@dataclass(frozen=True, slots=True)
class Named:
    """A path that the site itself names."""

    path: str
    where: str
    """`robots.txt`, `a link`, or `a script`."""


@dataclass(frozen=True, slots=True)
class Site:
    """What a site tells."""

    pages: tuple[str, ...]
    """How each page was answered, in lines."""
    read: bool
    """Whether a page could be read."""
    assets: tuple[str, ...]
    """Addresses of the scripts and styles that its pages load from hosts that consent covers."""
    paths: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class SiteTold(Question[Site]):
    """Which files does a site load, and which of its paths does it name?"""

    surface: str

    async def ask(self, world: "World") -> Site:
        """Reads the declared pages, robots.txt and the scripts."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface) or at.url is None:
            raise CannotLook(f"surface {self.surface} is no web site with a url")
        lines: list[str] = []
        assets: dict[str, None] = {}
        named: dict[str, str] = {}
        read = False
        for page in at.pages:
            reply = await world.get(at.at(page))
            lines.append(reply.line())
            if isinstance(reply, Answer) and reply.status == OK:
                read = True
                assets |= dict.fromkeys(urljoin(reply.request.url, one) for one in loads(reply.body))
                named |= dict.fromkeys(_links(reply.body, reply.request.url), "a link")
        ours = [one for one in assets if world.declaration.consent.covers(urlsplit(one).hostname or "")]
        scripts = [one for one in ours if ".js" in urlsplit(one).path or ".mjs" in urlsplit(one).path]
        for script in scripts[:MOST_SCRIPTS]:
            for path in QUOTED_PATH.findall(await _text(world, script)):
                named.setdefault(path, "a script")
        named |= dict.fromkeys(ROBOTS_LINE.findall(await _text(world, at.at("/robots.txt"))), "robots.txt")
        paths = [Named(path, where) for path, where in named.items() if path != "/"]
        return Site(tuple(lines), read, tuple(ours), tuple(paths[:MOST_PATHS]))


def _links(html: str, base: str) -> list[str]:
    """The paths of links and forms that stay on the host."""
    tree = LexborHTMLParser(html)
    targets = [node.attributes.get("href") for node in tree.css("a[href]")]
    targets += [node.attributes.get("action") for node in tree.css("form[action]")]
    parts = [urlsplit(urljoin(base, target)) for target in targets if target]
    return [part.path for part in parts if part.netloc == urlsplit(base).netloc and part.path]


async def _text(world: "World", url: str) -> str:
    reply = await world.send(Request(url))
    return reply.body if isinstance(reply, Answer) and reply.status == OK else ""
