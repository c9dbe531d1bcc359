"""Fetches the files whose names change with their content and sees whether the edge and browsers keep them."""

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
A_WEEK = 7 * 24 * 3600
TRIES = 3
MOST = 4
HIT = re.compile(r"\bhit\b|^(?:stale|revalidated|updating)", re.IGNORECASE)
SIGNS = ("CF-Cache-Status", "X-Cache", "X-Cache-Status", "Cache-Status", "X-Vercel-Cache", "X-Proxy-Cache")
OK = 200


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that could be kept for ever, fetched a few times."""

    url: str
    status: int
    """Of the last fetch; 0 where nothing came back."""
    cache_control: str
    told: tuple[str, ...]
    """What the cache said of itself at each fetch; empty strings where it said nothing."""
    line: str
    curl: str

    @property
    def gap(self) -> str | None:
        """Why it is not kept; None where it is."""
        control = self.cache_control
        if refusal := REFUSALS.search(control):
            return f"Cache-Control: {control} forbids to keep it ({refusal[1]})"
        age = MAX_AGE.search(control)
        if age is None or int(age[1]) < A_WEEK:
            return f"Cache-Control: {control or '(none)'} keeps it for less than a week"
        if any(self.told) and not any(HIT.search(one) for one in self.told):
            return f"the edge fetched it anew {len(self.told)} times: {self.told[-1]}"
        return None


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
        Takes the scripts and styles that the pages load and whose names hold a fingerprint, fetches each three times, and
        looks whether browsers may keep it for a week or more and whether the edge, where it tells, served it itself.

    Why it is bad
        The first busy day brings a hundred times the traffic. What the edge keeps costs nothing; what it does not keep all
        goes to the origin, which has the database to serve as well.

    See it yourself
        curl -sI https://the.domain/assets/app.3f9c2b1d.js, twice, and read Cache-Control and the edge's own header
    """

    title = "Files that never change are fetched from the origin again and again"
    impact = Impact.COSTS_MONEY
    rows = ("EDG-3",)
    refs = ("RFC 9111", "RFC 8246", "CWE-400")
    touch = Touch.READ
    faults = ("edg-static-uncached",)

    async def look(self, at: WebSurface, world: World) -> Seen:
        """Three fetches of at most four files."""
        if at.environment != "production":
            return Seen(at.environment, (), read=False, loaded=0, assets=())
        site = await world.ask(SiteTold(at.name))
        marked = [url for url in site.assets if FINGERPRINT.search(basename(urlsplit(url).path))]
        assets = tuple([await self._fetch(world, url) for url in marked[:MOST]])
        return Seen(at.environment, site.pages, site.read, len(site.assets), assets)

    async def _fetch(self, world: World, url: str) -> Asset:
        request = Request(url)
        replies = [await world.send(request) for _ in range(TRIES)]
        answers = [one for one in replies if isinstance(one, Answer)]
        last = answers[-1] if len(answers) == len(replies) else None
        return Asset(
            url,
            last.status if last else 0,
            ", ".join(last.all("Cache-Control")) if last else "",
            tuple(_told(one) for one in answers),
            next((one.line() for one in replies if not isinstance(one, Answer)), replies[-1].line()),
            world.curl(request),
        )

    def judge(self, seen: Seen) -> Verdict:
        """Fails for each such file that is not kept."""
        if seen.environment != "production":
            return NotApplicable(f"visitors come to production; this is {seen.environment}")
        if not seen.read:
            return Unknown(f"no page could be read: {'; '.join(seen.pages) or 'none is declared'}")
        if not seen.assets:
            return NotApplicable(f"none of the {seen.loaded} files that the pages load has a fingerprint in its name")
        served = [one for one in seen.assets if one.status == OK]
        if gaps := [(one, one.gap) for one in served if one.gap]:
            return Fail(
                f"{len(gaps)} of {len(seen.assets)} files with a fingerprint: {gaps[0][1]}",
                tuple(Evidence(one.url, f"{gap}") for one, gap in gaps),
                tuple(one.curl for one, _ in gaps[:2]),
                tuple(dict.fromkeys(urlsplit(one.url).path.rpartition("/")[0] or "/" for one, _ in gaps)),
            )
        if lost := [one for one in seen.assets if one.status != OK]:
            return Unknown(f"a file that a page loads is not served: {lost[0].line}")
        first = served[0]
        told = next((one for one in reversed(first.told) if HIT.search(one)), "")
        return Pass(
            f"{len(served)} files are kept for a week or more",
            f"{first.line}; "
            + (f"the edge served it itself ({told})" if told else f"Cache-Control: {first.cache_control}"),
        )

    def remedy(self, seen: Seen) -> Remedy:
        """One rule for the folder of the build."""
        gap = next(one for one in seen.assets if one.status == OK and one.gap)
        folder = urlsplit(gap.url).path.rpartition("/")[0] or "/"
        return Remedy(
            f"Let the edge keep {folder}/ for a year: the names change with the content, so that nothing old is ever shown.",
            Effort.MINUTES,
            "Cache-Control: public, max-age=31536000, immutable",
        )


def _told(answer: Answer) -> str:
    said = [f"{value}" for name in SIGNS if (value := answer.header(name))]
    age = answer.header("Age") or ""
    return "; ".join([*said, *(["hit by its age"] if age.isdigit() and int(age) > 0 else [])])
