"""Sends what another website could have a visitor's browser send, with the cookies that the browser would let go along."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.declare.model import Call, WebSurface
from launchready.observe.auth.samesite import SiteCookie, from_elsewhere, sent_along, site_cookies
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.forms import FREE_KINDS, Form, forms_of
from launchready.observe.question import Question
from launchready.observe.who.arriving import arrive, cookie_header, user_name
from launchready.observe.who.people import Account, Disposable, with_credentials
from launchready_hunt.canary import Kind as Mark

if TYPE_CHECKING:
    from launchready.observe.world import World

MORE_THAN_WORDS = re.compile(
    r"delet|remove|clos|deactiv|log-?_?out|sign-?_?out|pay|checkout|order|buy|cancel|transfer|withdraw|invite|send|"
    r"contact|support|passw|search|log-?_?in|sign-?_?in|reset|upload|publish|subscri",
    re.IGNORECASE,
)
"""Forms that do more than keep a word of the user's own."""
NOT_FREE = re.compile(
    r"mail|phone|url|link|date|zip|country|iban|card|user_?name|login|code|amount|price|csrf|xsrf|token|nonce|"
    r"authenticity|verification",
    re.IGNORECASE,
)
"""Fields that do not take any words, or that protect the form."""
PROTECTS = re.compile(r"csrf|xsrf|token|nonce|authenticity|verification", re.IGNORECASE)
FORM = "a form"
HIDDEN = "a form that hides where it comes from"
LINK = "a link with the form's fields"
MOST_FORMS = 3
FIRST_REFUSAL = 400


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of another website's."""

    how: str
    cookies: tuple[str, ...]
    """The names of the cookies that go along; none where browsers keep them all back."""
    status: int
    """0 where nothing came back."""
    effect: bool
    """Whether the user's own page showed it afterwards."""
    curl: str


@dataclass(frozen=True, slots=True)
class Target:
    """A form on a page of the user's own."""

    form: str
    """`POST https://…`."""
    page: str
    control: bool
    """Whether the same form, sent from that page, changed what the page shows."""
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class CrossSite:
    """What other websites can have a customer's browser change."""

    sign_in: str
    """Empty where no sign-in of the surface is declared."""
    cookies: tuple[SiteCookie, ...]
    """The cookies of the session."""
    targets: tuple[Target, ...]
    pages: int
    """The pages of the user's own that were read."""


@dataclass(frozen=True, slots=True)
class Elsewhere(Question[CrossSite]):
    """Can another website change something in a signed-in visitor's account?"""

    surface: str

    async def ask(self, world: "World") -> CrossSite:
        """With an account made for it, so that nobody else's data change."""
        at = world.declaration.surface(self.surface)
        if not isinstance(at, WebSurface):
            raise CannotLook(f"surface {self.surface} is no web site")
        call = _sign_in(world, self.surface)
        if call is None or not at.private_pages:
            return CrossSite("", (), (), 0)
        api = next((one.name for one in world.declaration.surfaces if type(one).__name__ == "ApiSurface"), "")
        account = await world.ask(Disposable(api, f"another site's form at {self.surface}"))
        own = with_credentials(call, account.email, account.password, user_name(account))
        arrival = await arrive(world, own, account.session)
        reply = arrival.reply
        if not isinstance(reply, Answer) or arrival.cookie is None:
            raise CannotLook(f"an account made for this cannot sign in at {self.surface}: {reply.line()}")
        jar = _Jar(world, account)
        jar.take(reply)
        found: list[Target] = []
        pages = 0
        for page in at.private_pages:
            answer = await jar.get(at.at(page))
            if not isinstance(answer, Answer) or answer.status >= FIRST_REFUSAL:
                continue
            pages += 1
            forms = [one for one in forms_of(answer.body, at.at(page)) if word_of(one) is not None]
            found += [await jar.attack(form, at.at(page)) for form in forms[:MOST_FORMS]]
        return CrossSite(f"{own.method} {own.path}", tuple(jar.cookies.values()), tuple(found), pages)


def _sign_in(world: "World", surface: str) -> Call | None:
    """How the first customer signs in at a surface."""
    for who in world.declaration.principals:
        call = dict(who.sign_in_at).get(surface)
        if call is not None:
            return call
        if who.sign_in is not None and who.sign_in.on == surface:
            return who.sign_in
    return None


def word_of(form: Form) -> str | None:
    """The field of a form that keeps a word of the user's own, or None where the form does more than that."""
    if (
        form.method not in {"POST", "GET"}
        or MORE_THAN_WORDS.search(urlsplit(form.action).path)
        or form.of_kind("password")
    ):
        return None
    if form.method == "GET" and not any(PROTECTS.search(one.name) for one in form.inputs):
        return None  # a search
    names = [one.name for one in form.inputs if one.kind in FREE_KINDS and not NOT_FREE.search(one.name)]
    return next(iter(names), None)


def ways(form: Form) -> tuple[str, ...]:
    """How another website can have the form sent."""
    return (LINK,) if form.method == "GET" else (FORM, HIDDEN, LINK)


class _Jar:
    """A browser's cookies of the account, and what is done with them."""

    def __init__(self, world: "World", account: Account) -> None:
        self.world, self.account = world, account
        self.cookies: dict[str, SiteCookie] = {}
        self.values: dict[str, str] = {}

    def take(self, reply: Reply) -> None:
        """Keeps what an answer sets."""
        if not isinstance(reply, Answer):
            return
        for cookie, value in site_cookies(reply):
            if value:
                self.cookies[cookie.name], self.values[cookie.name] = cookie, value
            else:
                self.cookies.pop(cookie.name, None)

    async def get(self, url: str) -> Reply:
        """A page as the site's own visitor."""
        reply = await self.world.send(Request(url).with_headers(*self.held(self.cookies)))
        self.take(reply)
        return reply

    def held(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """The header with these cookies."""
        pairs = tuple((name, self.values[name]) for name in names)
        return (cookie_header(pairs),) if pairs else ()

    async def attack(self, form: Form, page: str) -> Target:
        """From another site first, in each way that a browser knows; then from its own page, as the control."""
        attempts = [await self._elsewhere(form, page, how) for how in ways(form)]
        fresh = next((one for one in await self._forms(page) if one.action == form.action), form)
        canary = self._mark(form)
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(page))
        request = fresh.filled({str(word_of(form)): canary}).with_headers(
            ("Origin", origin), ("Referer", page), ("Sec-Fetch-Site", "same-origin"), *self.held(self.cookies)
        )
        self.take(await self.world.send(request))
        return Target(f"{form.method} {form.action}", page, await self._shows(page, canary), tuple(attempts))

    async def _forms(self, page: str) -> tuple[Form, ...]:
        reply = await self.get(page)
        return forms_of(reply.body, page) if isinstance(reply, Answer) else ()

    async def _elsewhere(self, form: Form, page: str, how: str) -> Attempt:
        canary = self._mark(form)
        hidden = frozenset(one.name for one in form.inputs if PROTECTS.search(one.name))
        plain = replace(form, method="GET") if how == LINK else form
        request = from_elsewhere(plain.filled({str(word_of(form)): canary}, leave_out=hidden), hides=how == HIDDEN)
        names = sent_along(tuple(self.cookies.values()), request)
        request = request.with_headers(*self.held(names))
        reply = await self.world.send(request)
        effect = await self._shows(page, canary)
        shown = tuple((name, "session=…" if name == "Cookie" else value) for name, value in request.headers)
        curl = self.world.curl(replace(request, headers=shown))
        return Attempt(how, names, reply.status if isinstance(reply, Answer) else 0, effect, curl)

    async def _shows(self, page: str, canary: str) -> bool:
        reply = await self.get(page)
        return isinstance(reply, Answer) and reply.status < FIRST_REFUSAL and canary in reply.body

    def _mark(self, form: Form) -> str:
        return self.world.plant(Mark("token"), "a word of another site's form", form.action).value
