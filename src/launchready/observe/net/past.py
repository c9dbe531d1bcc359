"""Asks for an address past a cache that heeds no query, and tells what the cache gives from what the product shows."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from launchready.observe.http import Answer, Request
from launchready.observe.net.views import View

if TYPE_CHECKING:
    from launchready.observe.net.views import Looker

OK = range(200, 300)
REFUSED = frozenset({401, 403})
FRESH = (("Cache-Control", "no-cache"), ("Pragma", "no-cache"))


@dataclass(frozen=True, slots=True)
class Past:
    """What came of it: views that show that it is the cache which gives one customer's to others; none where it is not shown."""

    views: tuple[View, ...] = ()


def spellings(url: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The same address for a product, and another one for a cache: a letter in its code, a slash twice, a wish for a fresh answer."""
    parts = urlsplit(url)
    head, _, last = parts.path.rpartition("/")
    at = next((number for number in range(len(last) - 1, -1, -1) if last[number].isalnum()), None)
    found: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    if at is not None and "%" not in last:
        coded = f"{last[:at]}%{ord(last[at]):02x}{last[at + 1 :]}"
        found.append((urlunsplit(parts._replace(path=f"{head}/{coded}")), ()))
    if last:
        found.append((urlunsplit(parts._replace(path=f"{head}//{last}")), ()))
    return (*found, (url, FRESH))


async def past(looker: "Looker", url: str) -> Past:
    """Whether B, or nobody, is given at an address what is A's, and past the cache is not.

    Past the cache A must be shown what is A's, and B be shown what is B's own alone, or nobody be refused where B is
    answered; and afterwards the address must still give away what it gave.
    """
    a, b = looker.a.principal, looker.b.principal
    for other, headers in spellings(url):
        theirs, mine = await _seen(looker, other, b, headers), await _seen(looker, other, a, headers)
        if theirs is None or mine is None or not mine.own:
            continue
        if theirs.own and not theirs.shows_of(a):
            given = await _seen(looker, url, b, ())
            if given is not None and given.shows_of(a):
                return Past((mine.view, theirs.view, given.told_as(a)))
        if (nobody := await _view(looker, other, None, headers)) and nobody.status in REFUSED:
            given = await _seen(looker, url, None, ())
            if given is not None and given.shows_of(a):
                return Past((mine.view, nobody, given.told_as(a)))
    return Past()


@dataclass(frozen=True, slots=True)
class _Seen:
    view: View
    marks: frozenset[str]
    """Whose marks stand in it."""

    @property
    def own(self) -> bool:
        return self.view.by in self.marks

    def shows_of(self, owner: str) -> bool:
        return owner in self.marks

    def told_as(self, owner: str) -> View:
        """The view as one of the owner's, though the asker's own may stand in it as well."""
        one = self.view
        return View(one.by, one.url, one.status, owner, one.own, one.cache, one.line, one.excerpt, one.curl)


async def _seen(looker: "Looker", url: str, by: str | None, headers: tuple[tuple[str, str], ...]) -> _Seen | None:
    """An answer of data, with whose marks stand in it; a page for people (a shell) that came instead says nothing."""
    request = Request(url, by=by, headers=headers)
    reply = await looker.world.send(request)
    if not isinstance(reply, Answer) or reply.status not in OK or not isinstance(reply.json(), dict | list):
        return None
    marks = frozenset(one.principal for one in (looker.a, looker.b) if one.found_in(reply.body))
    return _Seen(looker.read(reply, request, by), marks)


async def _view(looker: "Looker", url: str, by: str | None, headers: tuple[tuple[str, str], ...]) -> View | None:
    request = Request(url, by=by, headers=headers)
    reply = await looker.world.send(request)
    return looker.read(reply, request, by) if isinstance(reply, Answer) else None
