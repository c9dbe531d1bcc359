"""Fetches the files that pages load and sees whether the edge and browsers keep them, and whether they travel compressed."""

import re
from dataclasses import dataclass
from posixpath import basename
from urllib.parse import urlsplit

from launchready.check import Check, Effort, Fail, Impact, NotApplicable, Pass, Remedy, Touch, Unknown, Verdict
from launchready.declare.model import WebSurface
from launchready.observe.http import Answer, Request
from launchready.observe.net.site import SiteTold
from launchready.observe.world import World
from launchready.verdict import Evidence

FINGERPRINT = re.compile(r"[.\-_](?=[\w-]*\d)[\w-]{8,}\.(?:m?js|css|woff2?|png|jpe?g|svg|webp|avif)$")
"""`app.3f9c2b1d.js`: at least eight characters, a digit among them."""
MAX_AGE = re.compile(r"(?:^|[\s,])(?:s-maxage|max-age)\s*=\s*\"?(\d+)", re.IGNORECASE)
REFUSALS = re.compile(r"\b(no-store|no-cache|private)\b", re.IGNORECASE)
A_DAY = 24 * 3600
A_MONTH = 30 * A_DAY
A_WEEK = 7 * 24 * 3600
AN_HOUR = 3600
WORTH_PACKING = 4096
"""Characters of a text from which on compression saves a round trip."""
TEXTS = re.compile(r"javascript|ecmascript|text/|json|svg|xml|wasm", re.IGNORECASE)
PACKINGS = "gzip, br, zstd"
LONG = 8
"""Letters of a word from which on it may be a checksum."""
NOT_MODIFIED = 304
TRIES = 3
MOST = 4
HIT = re.compile(r"\bhit\b|^(?:stale|revalidated|updating)", re.IGNORECASE)
SIGNS = ("CF-Cache-Status", "X-Cache", "X-Cache-Status", "Cache-Status", "X-Vercel-Cache", "X-Proxy-Cache")
OK = 200


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that a page loads, fetched a few times."""

    url: str
    status: int
    """Of the last fetch; 0 where nothing came back."""
    cache_control: str
    told: tuple[str, ...]
    """What the cache said of itself at each fetch; empty strings where it said nothing."""
    line: str
    curl: str
    marked: bool = True
    """Whether its name changes with its content, so that it could be kept for ever."""
    unpacked: int = 0
    """Its characters, where it is a long text and came without compression although that was offered; else 0."""
    asked_again: int | None = None
    """The status where it was asked for "unless it is still this one"; None where nothing in its headers tells which one it is."""

    @property
    def gap(self) -> str | None:
        """Why it is not kept; None where it is."""
        control = self.cache_control
        if self.unpacked:
            return f"{self.unpacked:,} characters travel without compression each time"
        age = MAX_AGE.search(control)
        if (
            not self.marked
            and age is not None
            and int(age[1]) >= A_MONTH
            and _is_lasting(self.url)
            and not REFUSALS.search(control)
        ):
            return (
                f"browsers keep it for {int(age[1]) // A_DAY} days without asking, and its name stays when its content changes: "
                f"visitors run the old one after a release (Cache-Control: {control})"
            )
        if not self.marked:
            held = age is not None and int(age[1]) >= AN_HOUR and not REFUSALS.search(control)
            if held or (self.asked_again == NOT_MODIFIED and "no-store" not in control.lower()):
                return None
            asked = f"a conditional request is answered {self.asked_again}" if self.asked_again else "it has no ETag"
            return f"every visit fetches it whole: Cache-Control: {control or '(none)'}, and {asked}"
        if refusal := REFUSALS.search(control):
            return f"Cache-Control: {control} forbids to keep it ({refusal[1]})"
        if age is None or int(age[1]) < A_WEEK:
            return f"Cache-Control: {control or '(none)'} keeps it for less than a week"
        if any(self.told) and not any(HIT.search(one) for one in self.told):
            return f"the edge fetched it anew {len(self.told)} times: {self.told[-1]}"
        return None

    @property
    def place(self) -> str:
        """Its folder, where one rule mends all that lies in it; else the file, and what is wrong with it."""
        address = self.url.partition("?")[0]
        if self.unpacked:
            return f"{address} (not compressed)"
        is_named_anew = FINGERPRINT.search(basename(urlsplit(address).path))
        return address.rpartition("/")[0] if is_named_anew else f"{address} (its name stays)"


@dataclass(frozen=True, slots=True)
class Seen:
    """The files that a site loads."""

    environment: str
    pages: tuple[str, ...]
    read: bool
    loaded: int
    assets: tuple[Asset, ...]


class AssetIsNotCached(Check[WebSurface, Seen]):
    """Every visitor fetches every file from your server again: the site is slow, and a busy day takes it down.

    What it does
        Takes the scripts and styles that the pages load, those first whose names hold a fingerprint. Those are fetched three
        times: browsers must be allowed to keep them for a week or more, and the edge, where it tells, must have served them
        itself. A file whose name stays the same must be kept for an hour, or be answered 304 where a browser asks whether
        it changed (of the others that is told, and no more: browsers ask for them once); kept for a month or more it outlives
        releases, unless its name or folder may be of one release (a number, a long word). Long texts must travel compressed
        (gzip, Brotli or Zstandard).

    Why it is bad
        The first busy day brings a hundred times the traffic. What the edge keeps costs nothing; what it does not keep all
        goes to the origin, which has the database to serve as well.

    See it yourself
        curl -sI https://the.domain/assets/app.3f9c2b1d.js, twice, and read Cache-Control and the edge's own header
    """

    title = "Files are fetched whole again and again, or kept past the next release"
    impact = Impact.COSTS_MONEY
    rows = ("EDG-3",)
    refs = ("RFC 9111", "RFC 8246", "CWE-400")
    touch = Touch.READ
    faults = ("edg-static-uncached",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Three fetches of at most four files, and one or two more that ask whether it is still the same."""
        if at.environment != "production":
            return Seen(at.environment, (), read=False, loaded=0, assets=())
        site = await world.ask(SiteTold(at.name))
        by_name = sorted(site.assets, key=lambda url: not _is_marked(url))
        assets = tuple([await self._fetch(world, url) for url in by_name[:MOST]])
        return Seen(at.environment, site.pages, site.read, len(site.assets), assets)

    async def _fetch(self, world: World, url: str) -> Asset:
        request = Request(url)
        marked = _is_marked(url)
        replies = [await world.send(request) for _ in range(TRIES if marked else 1)]
        answers = [one for one in replies if isinstance(one, Answer)]
        last = answers[-1] if len(answers) == len(replies) else None
        return Asset(
            url,
            last.status if last else 0,
            ", ".join(last.all("Cache-Control")) if last else "",
            tuple(_told(one) for one in answers),
            next((one.line() for one in replies if not isinstance(one, Answer)), replies[-1].line()),
            world.curl(request),
            marked,
            await self._unpacked(world, last) if last and last.status == OK else 0,
            await self._asked_again(world, last) if last and last.status == OK else None,
        )

    async def _unpacked(self, world: World, last: Answer) -> int:
        """Asks once more with every coding that browsers take, where a long text came without any."""
        if last.header("Content-Encoding") or len(last.body) < WORTH_PACKING:
            return 0
        if not TEXTS.search(last.header("Content-Type") or ""):
            return 0
        reply = await world.send(Request(last.request.url, headers=(("Accept-Encoding", PACKINGS),)))
        told = isinstance(reply, Answer) and reply.status == OK and not reply.header("Content-Encoding")
        return len(last.body) if told else 0

    async def _asked_again(self, world: World, last: Answer) -> int | None:
        """Asks whether it is still the same, as a browser does."""
        tag, since = last.header("ETag"), last.header("Last-Modified")
        headers = (*((("If-None-Match", tag),) if tag else ()), *((("If-Modified-Since", since),) if since else ()))
        if not headers:
            return None
        reply = await world.send(Request(last.request.url, headers=headers))
        return reply.status if isinstance(reply, Answer) else 0

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each such file that is not kept."""
        if seen.environment != "production":
            return NotApplicable(f"visitors come to production; this is {seen.environment}")
        if not seen.read:
            return Unknown(f"no page could be read: {'; '.join(seen.pages) or 'none is declared'}")
        if not seen.assets:
            return NotApplicable("the pages load no script and no style from hosts of this product")
        served = [one for one in seen.assets if one.status == OK]
        if gaps := [(one, one.gap) for one in served if one.gap]:
            return Fail(
                f"{len(gaps)} of {len(seen.assets)} files: {gaps[0][1]}",
                tuple(Evidence(one.url, f"{gap}") for one, gap in gaps),
                tuple(one.curl for one, _ in gaps[:2]),
                tuple(dict.fromkeys(one.place for one, _ in gaps)),
            )
        if lost := [one for one in seen.assets if one.status != OK]:
            return Unknown(f"a file that a page loads is not served: {lost[0].line}")
        first = served[0]
        told = next((one for one in reversed(first.told) if HIT.search(one)), "")
        asked = [one.asked_again for one in served if one.asked_again]
        again = (
            f"; asked whether it is still the same: {asked.count(NOT_MODIFIED)} of {len(asked)} are answered 304"
            if asked
            else ""
        )
        return Pass(
            f"{len(served)} files are kept or answered 304, and long ones compressed",
            f"{first.line}; "
            + (f"the edge served it itself ({told})" if told else f"Cache-Control: {first.cache_control}")
            + again,
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One rule for the folder of the build."""
        gap = next(one for one in seen.assets if one.status == OK and one.gap)
        if gap.unpacked:
            return Remedy(
                "Let the edge compress texts: scripts, styles, SVG, JSON.",
                Effort.MINUTES,
                "encode zstd br gzip\n# nginx: gzip on; gzip_types text/css text/javascript application/javascript image/svg+xml;",
            )
        if not gap.marked and "without asking" in (gap.gap or ""):
            return Remedy(
                "Let the build write a hash of the content into the name, and keep only such names for a year. A file whose name stays is "
                "asked for each time and answered 304. Who has the old one keeps it until then: give it another name once.",
                Effort.HOURS,
                'Cache-Control: no-cache\nETag: "3f9c2b1d"',
            )
        if not gap.marked:
            return Remedy(
                "Let the build write a hash of the content into the names of files, and keep those for a year. Until then, send "
                "an ETag and answer 304 to whoever has the file already.",
                Effort.HOURS,
                'Cache-Control: no-cache\nETag: "3f9c2b1d"',
            )
        folder = urlsplit(gap.url).path.rpartition("/")[0] or "/"
        return Remedy(
            f"Let the edge keep {folder}/ for a year: the names change with the content, so that nothing old is ever shown.",
            Effort.MINUTES,
            "Cache-Control: public, max-age=31536000, immutable",
        )


def _is_lasting(url: str) -> bool:
    """Whether nothing in an address can be of one release: no number, no word so long that it may be a checksum or a build's name."""
    words = re.split(r"[/._-]", urlsplit(url).path)
    first = basename(urlsplit(url).path).partition(".")[0]
    return (
        not re.search(r"\d", urlsplit(url).path)
        and all(len(one) < LONG or one == first for one in words)
        and len(first) <= 2 * LONG
    )


def _is_marked(url: str) -> bool:
    """Whether an address changes with the content: by a fingerprint, or by a version behind its question mark."""
    parts = urlsplit(url)
    return bool(FINGERPRINT.search(basename(parts.path)) or parts.query)


def _told(answer: Answer) -> str:
    said = [f"{value}" for name in SIGNS if (value := answer.header(name))]
    age = answer.header("Age") or ""
    return "; ".join([*said, *(["hit by its age"] if age.isdigit() and int(age) > 0 else [])])
