"""Fetches private pages as one customer, then as another and as nobody, and sees whose page comes back."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.net.allowance import Allowance, left_out
from launchready.observe.net.answer_trial import Trial
from launchready.observe.net.asides import Aside, PrivatePages, fresh, in_disguise, plainly
from launchready.observe.net.comparing import MOST_PAGES, PagesCompared
from launchready.observe.net.comparing import SECONDS as COMPARING
from launchready.observe.net.disguises import FORMS, folder_of
from launchready.observe.net.own_answers import own_answers
from launchready.observe.net.views import Looker, View
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["Aside", "PagesInDisguise", "PagesThroughCache", "PrivatePages", "View"]

MOST_REQUESTS = 400
"""So many requests one look sends at most, whatever the product has."""
SECONDS = 35.0
"""And so long it begins with another page or answer: a check's deadline is a minute."""
EACH = 8
"""Requests for one address as it stands."""


@dataclass(frozen=True, slots=True)
class PagesThroughCache(Question[PrivatePages]):
    """Does the cache give one customer's private pages to others, at their own address?"""

    surface: str

    async def ask(self, world: "World") -> PrivatePages:
        """Each page: A and B at fresh addresses, then A twice, B and nobody at its own, and others at A's fresh one."""
        looker, allowance = Looker.of(world), Allowance(MOST_REQUESTS, SECONDS)
        controls: list[View] = []
        asides: list[Aside] = []
        personal, left = await _personal(world, self.surface)
        pages, unseen = await _likeliest(looker, (*private_pages(world, self.surface), *personal), allowance)
        for number, (page, url, mine) in enumerate(pages):
            if not allowance.has_room(EACH):
                unseen += [name for name, _, _ in pages[number:]]
                break
            allowance.took(EACH - 1)
            controls += (await looker.view(fresh(url), looker.b.principal), mine)
            asides += await plainly(looker, page, url, mine)
        left += left_out(unseen, "pages", f"one look has room for {allowance.words()}")
        return PrivatePages(looker.a.principal, looker.b.principal, tuple(controls), tuple(asides), left)


@dataclass(frozen=True, slots=True)
class PagesInDisguise(Question[PrivatePages]):
    """Does the cache keep a private page whose address looks like a file's?"""

    surface: str

    async def ask(self, world: "World") -> PrivatePages:
        """Each page in each disguise: A, and where A sees the page, nobody; then A and B at another such address."""
        looker, allowance = Looker.of(world), Allowance(MOST_REQUESTS, SECONDS)
        controls: list[View] = []
        asides: list[Aside] = []
        folder = await folder_of(world, self.surface)
        pages, unseen = await _likeliest(looker, private_pages(world, self.surface), allowance)
        for number, (page, url, mine) in enumerate(pages):
            if not allowance.has_room(len(FORMS)):
                unseen += [name for name, _, _ in pages[number:]]
                break
            controls.append(mine)
            allowance.took(1)
            if mine.own and not (await looker.view(mine.url, None)).shows:
                tried = await in_disguise(looker, page, url, folder)
                allowance.took(sum(len(one.views) for one in tried))
                asides += tried
        left = left_out(unseen, "pages", f"one look has room for {allowance.words()}")
        return PrivatePages(looker.a.principal, looker.b.principal, tuple(controls), tuple(asides), left)


@dataclass(frozen=True, slots=True)
class PrivateAnswers:
    """What became of an API's answers that belong to one user."""

    plain: PrivatePages
    disguised: PrivatePages
    passed_over: tuple[str, ...]
    """Operations that show another user the same anyway, or that no cache could keep."""
    blind: str = ""
    """The profile shows B what is A's at an address of B's own: by the API, or by a silent cache that heeds no query."""
    unsettled: tuple[str, ...] = ()
    """Other answers of which the same is to be said: they are not seen to be the product's own."""


@dataclass(frozen=True, slots=True)
class AnswersThroughCache(Question[PrivateAnswers]):
    """Does the cache give one customer's answers of an API to others, as they stand or in disguise?"""

    surface: str

    async def ask(self, world: "World") -> PrivateAnswers:
        """Each read as pages are; the first in each disguise, others in those that an API served it in, and a few."""
        allowance = Allowance(MOST_REQUESTS, SECONDS)
        found = await own_answers(world, self.surface)
        trial = Trial(found.looker, self.surface, allowance)
        for number, one in enumerate(found.answers):
            if not allowance.has_room(trial.needs):
                unseen = [other.name for other in found.answers[number:]]
                trial.passed += left_out(unseen, "operations", f"one look has room for {allowance.words()}")
                break
            await trial.of(one, profile=number == 0)
        a, b = found.looker.a.principal, found.looker.b.principal
        return PrivateAnswers(
            PrivatePages(a, b, tuple(trial.controls), tuple(trial.asides)),
            PrivatePages(a, b, tuple(trial.seen), tuple(trial.dressed), trial.fewer()),
            (*trial.passed, *found.left),
            trial.blind,
            tuple(trial.open),
        )


async def _likeliest(
    looker: Looker, pages: tuple[tuple[str, str], ...], allowance: Allowance
) -> tuple[list[tuple[str, str, View]], list[str]]:
    """The pages with A's control each, what a cache is the likeliest to keep first; and those there is no room for."""
    most = MOST_REQUESTS // EACH
    ranked: list[tuple[int, tuple[str, str, View]]] = []
    for page, url in pages[:most]:
        allowance.took(1)
        mine, rank = await looker.ranked(fresh(url), looker.a.principal)
        ranked.append((rank, (page, url, mine)))
    ranked.sort(key=lambda one: one[0])
    return [one for _, one in ranked], [page for page, _ in pages[most:]]


async def _personal(world: "World", surface: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Pages that launch.toml calls everybody's, and that show a customer what is theirs; and a line on those not looked at."""
    compared = await world.ask(PagesCompared(surface))
    at, looked = world.declaration.surface(surface), {one.page for one in compared}
    pages = (*at.pages,) if isinstance(at, WebSurface) else ()
    unseen = (
        [one for one in pages if one not in looked and one not in at.private_pages]
        if isinstance(at, WebSurface)
        else []
    )
    left = left_out(
        unseen,
        "pages of everybody's",
        f"whether they show a customer what is theirs was not seen; there is room for {MOST_PAGES}, or {COMPARING:g} seconds",
    )
    return tuple((one.page, one.url) for one in compared if one.is_personal), left


def private_pages(world: "World", surface: str) -> tuple[tuple[str, str], ...]:
    """The private pages of a site: paths and addresses.

    Raises:
        CannotLook: the surface is no web site.
    """
    at = world.declaration.surface(surface)
    if not isinstance(at, WebSurface) or at.url is None:
        raise CannotLook(f"surface {surface} is no web site with a url")
    return tuple((page, at.at(page)) for page in at.private_pages)
