"""Chooses what is tried at accounts and their sessions: taking one over, other passwords, resets, other websites' forms."""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from launchready.declare.model import ApiSurface, Call, Json, Surface
from launchready.observe.access.takeovers import OLD as PROOF_OF_SELF
from launchready.observe.access.takeovers import Takeovers, TakeoversSeen, account_uses
from launchready.observe.api.bodies import Body
from launchready.observe.api.deeds import BODY, HEADER, PATH, QUERY, Slot, Use
from launchready.observe.api.naming import DELETE, is_password
from launchready.observe.auth.crosssite import CrossSite, Elsewhere
from launchready.observe.auth.existence import Answers, Pair
from launchready.observe.auth.fixing import Fixed, Fixings
from launchready.observe.auth.password_change import ChangeSeen, PasswordChange, change_of, until_now
from launchready.testset.people import entrance, of_own, recipe, usual_call, word
from launchready.testset.resets import Asking, Reset, mail_of, reset, sort_of
from launchready.testset.tries import Tries

MARK = "{mark}"


@dataclass(frozen=True, slots=True)
class Takeover:
    """An operation by which accounts change or delete themselves, which names the account."""

    method: str
    path: str
    names: tuple[str, ...]
    """What stands in the places of the path."""
    body: Json
    """By its sort; `{victim id}` stands where the body names the account."""
    deletes: bool


@dataclass(frozen=True, slots=True)
class Entrance:
    """A sign-in that sets cookies, and a page that they open."""

    how: dict[str, Json]
    page: str
    cookies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Foreign:
    """A form on a page of a user's own, and how another website can have it sent."""

    page: str
    action: str
    field: str
    """Which keeps a word of the user's own."""
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arrivals:
    """All of it."""

    sites: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Other surfaces by their names, each with its environment variable and its address."""
    takeovers: tuple[Takeover, ...] = ()
    new_password: Asking | None = None
    entrances: tuple[Entrance, ...] = ()
    forms: tuple[Foreign, ...] = ()
    at_site: dict[str, Json] = field(default_factory=dict)
    """How an account of a test's own signs in where the forms are."""
    wish: Asking | None = None
    reset: Reset | None = None
    tells: tuple[str, ...] = ()
    """Where answers could tell which addresses have an account: `sign-in`, `sign-up`, `reset`."""
    asks: dict[str, str] = field(default_factory=dict)

    @property
    def has_form(self) -> bool:
        """Whether anything is sent as a browser sends it, or as a page's form."""
        return bool(self.forms or self.by_page or self.entrances)

    @property
    def by_page(self) -> bool:
        """Whether a reset's new password goes into a page."""
        return self.reset is not None and self.reset.confirm is None


def arrivals(tries: Tries, customer: str, *, signs_up: bool) -> Arrivals:
    """Chooses them; without accounts of its own a test changes no password and no account."""
    chosen = _Choice(tries, customer, {}, {})
    entrances = chosen.entrances()
    forms, at_site = chosen.forms() if signs_up else ((), {})
    wish = chosen.wish() if signs_up else None
    return Arrivals(
        chosen.sites,
        takeovers(tries) if signs_up else (),
        new_password(tries) if signs_up else None,
        entrances,
        forms,
        at_site,
        wish,
        reset(tries) if wish else None,
        tuple(one for one in ("sign-in", "sign-up", "reset") if _is_steady(tries, one)) if signs_up else (),
        chosen.asks,
    )


def takeovers(tries: Tries) -> tuple[Takeover, ...]:
    """The operations by which an account changed itself, or another one."""
    seen = tries.answer(Takeovers(tries.facts.surface))
    done = {one.operation for one in seen.tried if one.done} if isinstance(seen, TakeoversSeen) else set()
    uses = [one for one in account_uses(tries.facts) if one.name in done]
    return tuple(_takeover(one) for one in uses if not any(slot.where == HEADER for slot in one.slots))


def _takeover(use: Use) -> Takeover:
    operation = use.operation
    deletes = use.verb == DELETE or operation.method == "DELETE"
    named = {slot.name: f"{{victim {slot.last}}}" for slot in use.slots if slot.where == BODY}
    known: dict[str, Json] = {}
    for one in operation.body:
        if is_password(one.name):
            about_mail = any("mail" in other.name.lower() for other in operation.body)
            proof = PROOF_OF_SELF.search(one.name) or (about_mail and "mail" in operation.path.lower()) or deletes
            known[one.name] = "{own password}" if proof else "{new password}"
        elif "mail" in one.name.lower():
            known[one.name] = "{new email}"
    body = Body(operation, lambda _: MARK, {**known, **named}).value() if operation.body else None
    asked = {slot.name: f"{{victim {slot.last}}}" for slot in use.slots if slot.where == QUERY}
    places: tuple[Slot, ...] = tuple(slot for slot in use.slots if slot.where == PATH)
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    sort = sort_of(operation)
    path = f"{operation.path}?{query}" if query else operation.path
    return Takeover(
        operation.method, path, tuple(one.last for one in places), {sort: body} if body is not None else {}, deletes
    )


def new_password(tries: Tries) -> Asking | None:
    """How a user changes their own password, where the run could."""
    seen = tries.answer(PasswordChange(tries.facts.surface))
    operation = change_of(tries.facts)
    if not isinstance(seen, ChangeSeen) or not seen.changed or not seen.before or operation is None:
        return None
    old = until_now(operation)
    known: dict[str, Json] = {
        one.name: "{password}" if one.name in old else "{new password}"
        for one in operation.body
        if is_password(one.name) or one.name in old
    }
    extra = {one.name: known[one.name] for one in operation.body if len(one.path) == 1 and one.name in known}
    body = Body(operation, lambda _: MARK, known, optional=False, extra=extra).value()
    return Asking(operation.method, operation.path, {sort_of(operation): body})


def _is_steady(tries: Tries, place: str) -> bool:
    seen = tries.answer(Answers(tries.facts.surface, place))
    pairs = seen if isinstance(seen, tuple) else ()
    return any(isinstance(one, Pair) and not one.refused and (one.differs or one.steady) for one in pairs)


@dataclass(slots=True)
class _Choice:
    tries: Tries
    customer: str
    sites: dict[str, tuple[str, str]]
    asks: dict[str, str]

    def entrances(self) -> tuple[Entrance, ...]:
        """The sign-ins of the first customer after which a page was open by their cookies."""
        seen = self.tries.answer(Fixings())
        found = []
        for one in seen if isinstance(seen, tuple) else ():
            if not isinstance(one, Fixed) or not one.control or one.before:
                continue
            for on, call in self._calls():
                if one.sign_in == f"{call.method} {call.path} at surface.{on}":
                    how, asks = entrance(self.tries, self.customer, call, self._at(on, call.path))
                    self.asks |= asks
                    found.append(Entrance(how, self._named(one.page), one.cookies))
                    break
        return tuple(found)

    def forms(self) -> tuple[tuple[Foreign, ...], dict[str, Json]]:
        """The forms that another website tried to send, and how an account of a test's own signs in there."""
        for surface in self.tries.declaration.surfaces:
            seen = self.tries.answer(Elsewhere(surface.name))
            call = next((call for on, call in self._calls() if on == surface.name), None)
            proved = [one for one in seen.targets if one.control] if isinstance(seen, CrossSite) else []
            found = [
                Foreign(
                    self._named(one.page),
                    self._named(one.form.partition(" ")[2]),
                    name,
                    tuple(attempt.how for attempt in one.attempts),
                )
                for one in proved
                if (name := self._field(one.form))
            ]
            if found and call is not None:
                return tuple(found), recipe(of_own(call), self._at(surface.name, call.path))
        return (), {}

    def wish(self) -> Asking | None:
        """How a reset is asked for."""
        mail = mail_of(self.tries)
        call = mail.reset if mail else None
        if call is None:
            return None
        sort: dict[str, Json] = {"form": dict(call.form)} if call.form else {"json": call.json}
        return Asking(call.method, self._at(call.on or self.tries.facts.surface, call.path), sort)

    def _calls(self) -> list[tuple[str, Call]]:
        who = self.tries.declaration.principal(self.customer)
        usual = usual_call(self.tries, self.customer)
        found = list(who.sign_in_at) if who else []
        if usual is None:
            return found
        apis = (one.name for one in self.tries.declaration.surfaces if isinstance(one, ApiSurface))
        return [(usual.on or next(apis, ""), usual), *found]

    def _at(self, on: str, path: str) -> str:
        """A path as the file has it: with the surface's name before it, where it is another one than the API."""
        surface = self.tries.declaration.surface(on)
        return path if surface is None or on == self.tries.facts.surface else self._known(surface, path)

    def _named(self, url: str) -> str:
        """An address as the file has it."""
        for surface in self.tries.declaration.surfaces:
            root = (surface.url or "").rstrip("/")
            if root and (url == root or url.startswith(f"{root}/")):
                path = url.removeprefix(root) or "/"
                return path if surface.name == self.tries.facts.surface else self._known(surface, path)
        return url

    def _known(self, surface: Surface, path: str) -> str:
        self.sites[surface.name] = (f"{word(surface.name)}_URL", (surface.url or "").rstrip("/"))
        return f"{surface.name}:{path}"

    def _field(self, form: str) -> str:
        """The field of a form in which the run put its words."""
        method, _, url = form.partition(" ")
        for one in self.tries.sent:
            if one.method == method and one.url.partition("?")[0] == url.partition("?")[0] and one.carried:
                given = one.body or one.url.partition("?")[2]
                return next((name for name, value in parse_qsl(given) if value in one.carried), "")
        return ""
