"""Asks a host for its folders and sees whether it lists what is in them."""

import html
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request
from launchready.observe.net.served import BUSY, Impossible, Search, Served
from launchready.observe.question import Question
from launchready.observe.secrets.reading import Read

if TYPE_CHECKING:
    from launchready.observe.world import World

USUAL = (
    "/assets/",
    "/static/",
    "/uploads/",
    "/media/",
    "/files/",
    "/images/",
    "/backup/",
    "/backups/",
    "/logs/",
    "/data/",
)
MOST_FOLDERS = 16
NAMES = 12
TITLE = re.compile(
    r"<title>\s*(?:Index of|Directory listing for|Directory Listing:|listing directory)\s+([^<]{0,200})</title>|"
    r"<h1>\s*(?:Index of|Directory listing for|Directory:)\s+([^<]{0,200})</h1>|"
    r"<pre><A HREF=\"[^\"]*\">(\[To Parent Directory\])</A>",
    re.IGNORECASE,
)
CADDY = re.compile(
    r"<main>[\s\S]{0,20000}<tr class=\"file\"|<div class=\"meta\">[\s\S]{0,400}directories?</span>|id=\"filter\"[^>]*placeholder=\"filter\""
)
BUCKET = re.compile(r"<ListBucketResult\b|<EnumerationResults\b")
KEY = re.compile(r"<(?:Key|Name)>([^<]{1,200})</(?:Key|Name)>")
LINK = re.compile(r"<a\s[^>]*href=[\"']?([^\"'\s>]+)", re.IGNORECASE)
LISTING = "a list of the files in the folder"


@dataclass(frozen=True, slots=True)
class Listings(Question[Search]):
    """Which folders does a host list to nobody in particular?"""

    site: str
    """`https://example.com`"""

    async def ask(self, world: "World") -> Search:
        """One request a folder: the usual ones, and those out of which the site serves its own files."""
        impossible = await world.ask(Impossible(self.site))
        control = await world.get(f"{self.site}/{secrets.token_hex(8)}/")
        away = bool(impossible) and all("a redirect" in line for line in impossible)
        same = isinstance(control, Answer) and bool(listed(control.body, ""))
        folders = tuple(dict.fromkeys((*await self._own(world), *USUAL)))[:MOST_FOLDERS]
        asked = folders[:1] if away else folders
        served: list[Served] = []
        answered = 0
        silent = ""
        for path in asked:
            request = Request(f"{self.site}{path}")
            reply = await world.send(request)
            if not isinstance(reply, Answer) or reply.status in BUSY:
                silent = silent or reply.line()
                continue
            answered += 1
            names = listed(reply.body, path)
            if names and not same:
                served.append(Served(path, LISTING, names[:NAMES], reply.line(), world.curl(request)))
        host = urlsplit(self.site).netloc
        return Search(host, tuple(served), answered, len(asked), silent, "; ".join(impossible), away)

    async def _own(self, world: "World") -> tuple[str, ...]:
        """The folders out of which the site serves its own files, the deepest first, and those above them."""
        found: dict[str, None] = {}
        for one in world.declaration.surfaces:
            if not isinstance(one, WebSurface) or not (one.url or "").startswith(self.site):
                continue
            try:
                reading = await world.ask(Read(one.name))
            except CannotLook:
                continue
            for url in (file.url for file in reading.files):
                folder = urlsplit(url).path.rpartition("/")[0] if url.startswith(f"{self.site}/") else ""
                while folder:
                    found[f"{folder}/"] = None
                    folder = folder.rpartition("/")[0]
        return tuple(found)


def listed(body: str, path: str) -> tuple[str, ...]:
    """The names on a server's own list of a folder; nothing where a page is none, or where the folder is empty."""
    if BUCKET.search(body[:2000]):
        return tuple(html.unescape(name) for name in KEY.findall(body))
    if not TITLE.search(body) and not CADDY.search(body):
        return ()
    links = [unquote(html.unescape(link)) for link in LINK.findall(body)]
    own = [
        link.removeprefix("./").removeprefix(path) for link in links if not link.startswith(("?", "#", "../", "http"))
    ]
    return tuple(dict.fromkeys(name for name in own if name and not name.startswith(("/", ".."))))
