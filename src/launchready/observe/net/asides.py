"""Fetches one private address as its owner, as another and as nobody, as it stands and in the disguise of a file."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

from launchready.observe.net.disguises import FORMS, Disguise, disguised
from launchready.observe.net.views import Looker, View, with_query


@dataclass(frozen=True, slots=True)
class Aside:
    """The fetches of one address, in the order in which they were made."""

    page: str
    """The declared page."""
    url: str
    views: tuple[View, ...]


@dataclass(frozen=True, slots=True)
class PrivatePages:
    """What became of a site's private pages."""

    a: str
    b: str
    controls: tuple[View, ...]
    """A's and B's own look at each page, at an address of their own."""
    asides: tuple[Aside, ...]
    left: tuple[str, ...] = ()
    """Lines on what there was no room for, each with its number."""


def fresh(url: str) -> str:
    """An address that nobody asked for before."""
    return with_query(url, f"launch={uuid4().hex[:12]}")


async def plainly(looker: Looker, page: str, url: str, mine: View) -> list[Aside]:
    """One address as it stands: A twice, B and nobody; then B and nobody where A had their control."""
    a, b = looker.a.principal, looker.b.principal
    return [await _asked(looker, page, url, (a, a, b, None)), await _asked(looker, page, mine.url, (b, None))]


async def briefly(looker: Looker, page: str, url: str, mine: View) -> list[Aside]:
    """The same in fewer fetches, for one object's address: there are many of these."""
    a, b = looker.a.principal, looker.b.principal
    return [await _asked(looker, page, url, (a, b, None)), await _asked(looker, page, mine.url, (None,))]


async def in_disguise(looker: Looker, page: str, url: str, folder: str) -> list[Aside]:
    """One page in each disguise: where A sees the page, nobody; then A and B at another such address.

    Nobody and B have an address each, that A asked for before: what nobody is answered must not hide what B would be.
    """
    asides: list[Aside] = []
    for name in disguised(url, folder):
        for other in (None, looker.b.principal):
            asides.append(await _dressed(looker, page, name, (other,)))
            if not asides[-1].views[0].own:
                break
    return asides


async def in_some(looker: Looker, page: str, url: str, folder: str, forms: Iterable[str]) -> list[Aside]:
    """One page in some disguises, each at one address: A, and where A sees the page, B and nobody."""
    wanted = [one for one in disguised(url, folder) if one.form in frozenset(forms)]
    return [await _dressed(looker, page, name, (looker.b.principal, None)) for name in wanted]


def served(page: str, url: str, folder: str, asides: Iterable[Aside]) -> frozenset[str]:
    """The disguises in which A was shown a page."""
    shown = {one.page for one in asides if one.views and one.views[0].own}
    return frozenset(
        form for form, name in zip(FORMS, disguised(url, folder), strict=True) if _named(page, name) in shown
    )


async def _asked(looker: Looker, page: str, url: str, askers: tuple[str | None, ...]) -> Aside:
    return Aside(page, url, tuple([await looker.view(url, who) for who in askers]))


async def _dressed(looker: Looker, page: str, name: Disguise, others: tuple[str | None, ...]) -> Aside:
    at = name.at(uuid4().hex[:12])
    views = [await looker.view(at, looker.a.principal)]
    if views[0].own:
        views += [await looker.view(at, who) for who in others]
    return Aside(_named(page, name), at, tuple(views))


def _named(page: str, name: Disguise) -> str:
    return f"{page} as {name.shown}"
