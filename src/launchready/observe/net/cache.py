"""Fetches private pages as one customer, then as another and as nobody, and sees whose page comes back."""

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import WebSurface
from launchready.observe.access.likes import OwnReads
from launchready.observe.api.objects import Objects, address
from launchready.observe.errors import CannotLook
from launchready.observe.net.alive import unsettled
from launchready.observe.net.comparing import PagesCompared
from launchready.observe.net.disguises import USUAL_FOLDER, disguised, folder_of
from launchready.observe.net.keeping import KEPT, SILENT
from launchready.observe.net.past import past
from launchready.observe.net.views import Looker, View, with_query
from launchready.observe.question import Question
from launchready.observe.who.identity import Marks
from launchready.observe.who.own import OwnView
from launchready.observe.who.people import OwnProfile, customers
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["Aside", "PagesInDisguise", "PagesThroughCache", "PrivatePages", "View"]

MOST_PAGES = 3
MOST_ANSWERS = 6


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


@dataclass(frozen=True, slots=True)
class PagesThroughCache(Question[PrivatePages]):
    """Does the cache give one customer's private pages to others, at their own address?"""

    surface: str

    async def ask(self, world: "World") -> PrivatePages:
        """Each page: B and A at fresh addresses, then A twice, B and nobody at its own, and nobody at A's fresh one."""
        looker = Looker.of(world)
        controls: list[View] = []
        asides: list[Aside] = []
        for page, url in (*private_pages(world, self.surface), *await _personal(world, self.surface)):
            seen, tried = await plainly(looker, page, url)
            controls += seen
            asides += tried
        return PrivatePages(looker.a.principal, looker.b.principal, tuple(controls), tuple(asides))


@dataclass(frozen=True, slots=True)
class PagesInDisguise(Question[PrivatePages]):
    """Does the cache keep a private page whose address looks like a file's?"""

    surface: str

    async def ask(self, world: "World") -> PrivatePages:
        """Each page in each disguise: A, and where A sees the page, nobody; then A and B at another such address."""
        looker = Looker.of(world)
        controls: list[View] = []
        asides: list[Aside] = []
        folder = await folder_of(world, self.surface)
        for page, url in private_pages(world, self.surface):
            seen, tried = await in_disguise(looker, page, url, folder)
            controls.append(seen)
            asides += tried
        return PrivatePages(looker.a.principal, looker.b.principal, tuple(controls), tuple(asides))


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
        """The profile and a few more reads as pages are; the first of them in each disguise."""
        looker, answers = await _own_answers(world, self.surface)
        controls: list[View] = []
        asides: list[Aside] = []
        dressed: list[Aside] = []
        seen: list[View] = []
        passed = [f"{name}: {MOST_ANSWERS} were asked for before it" for name, _ in answers[MOST_ANSWERS:]]
        blind = ""
        open_: list[str] = []
        made: list[str] = []
        for name, url in answers[:MOST_ANSWERS]:
            if "#" in url:
                passed.append(f"{name} travels in a POST, which no cache keeps")
                continue
            other = await looker.view(with_query(url, f"launch={uuid4().hex[:12]}"), looker.b.principal)
            # Where B is shown what is A's beside their own, a list in another order shows nobody A's alone.
            both = other.own and not other.shows
            if (both or other.shows == looker.a.principal) and not KEPT.search(other.cache):
                if shown := (await past(looker, other.url)).views:
                    controls.append(shown[0])
                    asides.append(Aside(name, url, shown[1:]))
                    continue
                if (name, url) == answers[0] and not both:  # whose it is depends on who asks: nobody shares a profile
                    blind = (
                        f"{name} shows {looker.b.principal} what is {looker.a.principal}'s at an address of their own"
                    )
                elif other.cache == SILENT and (why := await unsettled(looker, self.surface, other.url, made)):
                    open_.append(f"{name} shows {looker.b.principal} what is {looker.a.principal}'s ({why})")
                    continue
                passed.append(
                    f"{name} shows {looker.b.principal} what is {looker.a.principal}'s, whatever the cache does"
                )
                continue
            found, tried = await plainly(looker, name, url)
            controls += found
            asides += tried
            if not dressed:
                control, dressed = await in_disguise(looker, name, url, USUAL_FOLDER)
                seen.append(control)
        a, b = looker.a.principal, looker.b.principal
        return PrivateAnswers(
            PrivatePages(a, b, tuple(controls), tuple(asides)),
            PrivatePages(a, b, tuple(seen), tuple(dressed)),
            tuple(passed),
            blind,
            tuple(open_),
        )


async def _own_answers(world: "World", surface: str) -> tuple[Looker, list[tuple[str, str]]]:
    """Who looks, and the reads that show a customer what is theirs, each with its address.

    Raises:
        CannotLook: there are no two customers, or none can be known by what the API shows them.
    """
    who = customers(world)
    if world.declaration.consent.touch < Touch.WRITE:
        looker, profile = Looker.of(world), await world.ask(OwnProfile(surface))
        return looker, [(profile.name, address(world, surface, profile, ()))]
    world = world.lend("answers through the cache", Touch.WRITE)
    own, other = await world.ask(OwnView(surface, who.a)), await world.ask(OwnView(surface, who.b))
    if not own.marks:
        raise CannotLook(f"{own.operation.name} shows {who.a} nothing of their own: {own.because}")
    found = [(own.operation.name, own.request.url)]
    marks = {who.a: own.marks, who.b: other.marks}
    with suppress(CannotLook):
        for planted in (await world.ask(Objects(surface))).planted:
            if planted.owner in marks:
                marks[planted.owner] += planted.canaries
    looker = Looker(world, Marks(who.a, marks[who.a]), Marks(who.b, marks[who.b]))
    for operation, answer in await world.ask(OwnReads(surface, who.a)):
        if operation != own.operation and looker.a.found_in(answer.body):
            found.append((operation.name, answer.request.url))
    return looker, found


async def plainly(looker: Looker, page: str, url: str) -> tuple[list[View], list[Aside]]:
    """The controls and the fetches of one address as it stands."""
    fresh = {who: with_query(url, f"launch={uuid4().hex[:12]}") for who in (looker.b.principal, looker.a.principal)}
    controls = [await looker.view(at, who) for who, at in fresh.items()]
    askers = (looker.a.principal, looker.a.principal, looker.b.principal, None)
    plain = Aside(page, url, tuple([await looker.view(url, who) for who in askers]))
    mine = fresh[looker.a.principal]
    again = Aside(page, mine, tuple([await looker.view(mine, who) for who in (looker.b.principal, None)]))
    return controls, [plain, again]


async def in_disguise(looker: Looker, page: str, url: str, folder: str) -> tuple[View, list[Aside]]:
    """A's control, and the fetches of one page in each disguise; none where the page is given to nobody without one.

    Nobody and B have an address each, that A asked for before: what nobody is answered must not hide what B would be.
    """
    asides: list[Aside] = []
    fresh = with_query(url, f"launch={uuid4().hex[:12]}")
    control = await looker.view(fresh, looker.a.principal)
    if not control.own or (await looker.view(fresh, None)).shows:
        return control, asides
    for name in disguised(url, folder):
        for other in (None, looker.b.principal):
            at = name.at(uuid4().hex[:12])
            views = [await looker.view(at, looker.a.principal)]
            if views[0].own:
                views.append(await looker.view(at, other))
            asides.append(Aside(f"{page} as {name.shown}", at, tuple(views)))
            if not views[0].own:
                break
    return control, asides


async def _personal(world: "World", surface: str) -> tuple[tuple[str, str], ...]:
    """Pages that launch.toml calls everybody's, and that show a customer what is theirs."""
    compared = await world.ask(PagesCompared(surface))
    return tuple((one.page, one.url) for one in compared if one.is_personal)[:MOST_PAGES]


def private_pages(world: "World", surface: str) -> tuple[tuple[str, str], ...]:
    """The private pages of a site: paths and addresses.

    Raises:
        CannotLook: the surface is no web site.
    """
    at = world.declaration.surface(surface)
    if not isinstance(at, WebSurface) or at.url is None:
        raise CannotLook(f"surface {surface} is no web site with a url")
    return tuple((page, at.at(page)) for page in at.private_pages[:MOST_PAGES])
