"""Remembers answers of failure (5xx) that a run met, whoever asked, and asks for some where it met none."""

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import uuid4

from launchready.declare.model import ApiSurface, WebSurface
from launchready.observe.http import Answer, Request

if TYPE_CHECKING:
    from launchready.observe.world import World

FAILURES = range(500, 600)
MOST = 24
LONGEST = 100_000
"""Characters of a page of failure that are kept."""


@dataclass(slots=True)
class Failures:
    """The first answers of failure of each host, of each kind and status one."""

    kept: dict[tuple[str, int, str], Answer] = field(default_factory=dict)

    def see(self, answer: Answer) -> None:
        """Keeps an answer where it is a failure, and visitors would have met it: not past the edge."""
        if answer.status not in FAILURES or answer.request.address is not None or len(self.kept) >= MOST:
            return
        kind = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
        key = urlsplit(answer.request.url).netloc.lower(), answer.status, kind
        if key not in self.kept:
            self.kept[key] = replace(answer, body=answer.body[:LONGEST])

    def of(self, url: str) -> tuple[Answer, ...]:
        """Those of the site or API at an address."""
        host = urlsplit(url).netloc.lower()
        return tuple(answer for (at, _, _), answer in self.kept.items() if at == host)


async def failed(world: "World", at: WebSurface | ApiSurface) -> tuple[Answer, ...]:
    """The failures that the run met at a surface; where it met none, those at two addresses that servers often break on.

    They only read: what is no text in an address that nobody has, and in a parameter that nobody knows.
    """
    assert at.url is not None
    if not world.failures.of(at.url):
        for path in (f"/not-there-{uuid4().hex[:12]}%ff", f"/?launch-{uuid4().hex[:12]}=%ff%00"):
            await world.send(Request(at.at(path)))
    return world.failures.of(at.url)
