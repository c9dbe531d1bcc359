"""Reads from a stored run how each route was answered to whom, and what caches on the way did with it."""

from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlsplit

from launchready.declare.model import ApiSurface, Declaration, WebSurface
from launchready.events import Answered
from launchready.observe.api.openapi import Api, ApiFacts
from launchready.observe.api.templates import Templates
from launchready.observe.net.cache import AnswersThroughCache, PagesInDisguise, PagesThroughCache, PrivatePages
from launchready.observe.net.comparing import PagesCompared
from launchready.observe.net.keeping import CACHE_HEADERS, says_kept
from launchready.observe.net.poison import Poisonings
from launchready.observe.net.site import SiteTold
from launchready.observe.net.views import View
from launchready.observe.question import Question
from launchready.observe.record import NOBODY, Sent
from launchready.remedy.cache._routes import Fetched, Route
from launchready.remedy.edge._plan import HEADER
from launchready.store import Run, answer_type, from_text, key_of

AnswerT = TypeVar("AnswerT")
GET = "GET"
Place = tuple[str, str]
"""A host and a path."""


@dataclass(slots=True)
class _Found:
    kind: str
    declared: bool = False
    note: str = ""
    forged: str = ""
    fetches: list[Fetched] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a run saw of caches."""

    routes: tuple[Route, ...]
    changes: int
    """Operations that no cache keeps, as they are asked for by other methods than GET."""


def seen(run: Run, declaration: Declaration) -> Seen:
    """The routes of production that a run knows: declared pages, files that they load, and the operations of each API."""
    answers = {one.question: one.answer for one in run.read() if isinstance(one, Answered)}
    found: dict[Place, _Found] = {}
    templates, changes = Templates(declaration), 0
    sites = [one for one in declaration.surfaces if isinstance(one, WebSurface) and one.url]
    for site in [one for one in sites if one.environment == "production"]:
        _add_site(site, answers, found)
    apis = [one for one in declaration.surfaces if isinstance(one, ApiSurface) and one.url]
    for api in [one for one in apis if one.environment == "production"]:
        facts = _answer(answers, Api(api.name))
        if isinstance(facts, ApiFacts):
            templates.learn(facts)
            changes += sum(not one.is_get for one in facts.every)
            host = urlsplit(api.url or "").netloc.lower()
            for one in facts.every:
                if one.method == GET and "#" not in one.path:
                    found.setdefault((host, one.path), _Found("answer"))
        through = _answer(answers, AnswersThroughCache(api.name))
        for pages in (through.plain, through.disguised) if through is not None else ():
            _add_views(found, urlsplit(api.url or "").netloc.lower(), pages)
    for surface in (*sites, *apis):
        _add_forged(surface.name, answers, found)
    principals = {NOBODY, *(one.name for one in declaration.principals)}
    for line in run.read_sent():
        place = _place(line, templates, found)
        if place is not None and line.who in principals and line.outcome.isdigit():
            found[place].fetches.append(_fetched(line))
    return Seen(tuple(_route(place, one) for place, one in found.items()), changes)


def _add_site(site: WebSurface, answers: dict[str, str], found: dict[Place, _Found]) -> None:
    host = urlsplit(site.url or "").netloc.lower()
    for page in (*site.pages, *site.private_pages):
        place = host, urlsplit(site.at(page)).path or "/"
        found.setdefault(place, _Found("page")).declared |= page in site.private_pages
    told = _answer(answers, SiteTold(site.name))
    for asset in told.assets if told is not None else ():
        parts = urlsplit(asset)
        found.setdefault((parts.netloc.lower(), parts.path), _Found("file"))
    for compared in _answer(answers, PagesCompared(site.name)) or ():
        place = host, urlsplit(compared.url).path or "/"
        found[place].fetches += [
            Fetched(
                one.by,
                f"{compared.url} (past the cache)",
                one.status,
                one.own,
                "",
                one.content,
                one.terms,
                says_kept(one.terms),
            )
            for one in compared.fetches
        ]
    for question in (PagesThroughCache(site.name), PagesInDisguise(site.name)):
        pages = _answer(answers, question)
        if pages is not None:
            _add_views(found, host, pages)


def _add_forged(surface: str, answers: dict[str, str], found: dict[Place, _Found]) -> None:
    """What an answer took from a stranger's headers, whether a cache was seen to keep it or not."""
    told = _answer(answers, Poisonings(surface))
    if told is None:
        return
    taken = [(one.place, one.name) for one in told.poisoned]
    taken += [(spot.place, name) for spot in told.spots for name in spot.reflected if HEADER.fullmatch(name)]
    for place, name in taken:
        parts = urlsplit(place)
        known = found.get((parts.netloc.lower(), parts.path or "/"))
        if known is not None:
            known.forged = known.forged or name


def _add_views(found: dict[Place, _Found], host: str, pages: PrivatePages) -> None:
    """The fetches by which a page or an answer was told to be somebody's; a disguise counts for the page that it leads to."""
    named: list[tuple[str, View]] = [(one.page, view) for one in pages.asides for view in one.views]
    if len({page.partition(" as ")[0] for page, _ in named}) == 1:
        named += [(named[0][0], view) for view in pages.controls]
    else:
        named += [(page, view) for view in pages.controls for page, other in named if other.url == view.url]
    for page, view in named:
        path = page.partition(" as ")[0].removeprefix(f"{GET} ")
        known = found.get((host, path))
        if known is not None:
            others = view.shows if view.shows and view.shows != view.by and view.leaks(view.shows) else ""
            known.fetches.append(
                Fetched(
                    view.by,
                    view.url,
                    view.status,
                    view.own,
                    others,
                    "",
                    _terms(view.cache),
                    says_kept(_terms(view.cache)),
                )
            )


def _terms(told: str) -> tuple[tuple[str, str], ...]:
    """What a cache said in a view, as headers."""
    parts = [part.partition(": ") for part in told.split("; ")]
    return tuple((name, value) for name, _, value in parts if name in CACHE_HEADERS)


def _place(one: Sent, templates: Templates, found: dict[Place, _Found]) -> Place | None:
    """The route that a plain GET asked for; None where it is none of them."""
    if one.method != GET or not one.content:
        return None
    parts = urlsplit(one.url)
    place = parts.netloc.lower(), parts.path or "/"
    if place in found:
        return place
    known = templates.of(one.method, one.url)
    place = parts.netloc.lower(), known.operation.removeprefix(f"{GET} ") if known is not None else ""
    return place if place in found else None


def _fetched(one: Sent) -> Fetched:
    return Fetched(one.who, one.url, int(one.outcome), content=one.content, terms=one.terms, kept=says_kept(one.terms))


def _route(place: Place, found: _Found) -> Route:
    return Route(*place, found.kind, tuple(found.fetches), found.declared, found.note, found.forged)


def _answer(answers: dict[str, str], question: Question[AnswerT]) -> AnswerT | None:
    """What a question was answered with in the run."""
    stored = answers.get(key_of(question))
    return None if stored is None else from_text(stored, answer_type(question))  # type: ignore[return-value]  # its own
