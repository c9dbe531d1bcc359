"""Puts operators of a document database where a text belongs: a sign-in or a read that obeys one opens what the text does not."""

import json
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from launchready.declare.model import Call, Json
from launchready.observe.api.objects import Objects
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.inputs.conditions import unlike
from launchready.observe.inputs.places import PLACE, Place, Places
from launchready.observe.question import Question
from launchready.observe.who.arriving import swapped
from launchready.observe.who.people import Account, Disposable, OwnProfile, customers, is_refused
from launchready.observe.who.session import CannotSignIn, request_of, session_from

if TYPE_CHECKING:
    from launchready.observe.world import World

OPERATORS = ("$ne", "$gt")
NONSENSE = ("$qe", "ne")
"""Shaped like operators, and none: what they open too, is not opened by an operator."""
MOST_PLACES = 8
SIGN_IN = "sign-in"
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Operated:
    """One value that operators were put in the place of."""

    operation: str
    parameter: str
    tells: bool
    """The control: the right value opens or shows something, and a wrong one does not."""
    operator: str
    """What opened it, as it was written; empty where nothing did."""
    opened: str
    """What came back, in words."""
    because: str
    """Why nothing can be told; empty otherwise."""
    curls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OperatorsSeen:
    """All of them."""

    tried: tuple[Operated, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Operators(Question[OperatorsSeen]):
    """Do values that are objects become conditions of a database?"""

    surface: str

    async def ask(self, world: "World") -> OperatorsSeen:
        """The password of an account made for this, then what reads take; nobody else's account is opened."""
        found: list[Operated] = []
        missing: list[str] = []
        try:
            account = await world.ask(Disposable(self.surface, "operators"))
        except CannotLook as unknown:
            missing.append(f"{SIGN_IN}: {unknown}")
        else:
            found.append(await _SignIns(world, self.surface, account).go())
        marks = tuple(
            canary
            for one in (await world.ask(Objects(self.surface))).planted
            if one.owner == customers(world).a
            for canary in one.canaries
        )
        places = [one for one in await world.ask(Places(self.surface)) if one.where != "path"]
        found += [await _Reads(world, place, marks).go() for place in places[:MOST_PLACES]]
        return OperatorsSeen(tuple(found), tuple(missing))


@dataclass(slots=True)
class _SignIns:
    """Signs in to one account of this run's own with operators for its password."""

    world: "World"
    surface: str
    account: Account
    because: str = ""
    curl: str = ""

    async def go(self) -> Operated:
        """The wrong password first, as a text; what opens after that must not open by nonsense of the same shape."""
        call = self.account.call
        name = f"{call.method} {call.path}"
        wrong = f"Wr0ng-{secrets.token_hex(8)}"
        fields = _fields(call, self.account.password)
        if not fields:
            why = "the sign-in carries no password of its own"
            return Operated(name, "password", tells=False, operator="", opened="", because=why, curls=())
        tells = not await self._opens(swapped(call, self.account.password, wrong))
        operator, opened = "", ""
        for one in OPERATORS if tells and not self.because else ():
            given = wrong if one == "$ne" else ""
            if not await self._opens(self._operated(one, given)):
                continue
            opened, curl = f"signed in to the account {self.account.email}", self.curl
            others = [await self._opens(self._operated(other, given)) for other in (*NONSENSE, "$eq")]
            if not any(others) and not self.because and await self._opens(self._operated(one, given)):
                operator, self.curl = f"{fields[0]}: {json.dumps({one: given})}", curl
                break
        because = self.because or ("" if tells else "any password signs in")
        return Operated(
            name,
            fields[0],
            tells,
            operator,
            opened if operator else "",
            "" if operator else because,
            (self.curl,) if operator else (),
        )

    def _operated(self, operator: str, value: str) -> Call:
        call = self.account.call
        if call.form:
            form = tuple(
                (f"{name}[{operator}]", value) if own == self.account.password else (name, own)
                for name, own in call.form
            )
            return replace(call, form=form)
        return swapped(call, self.account.password, {operator: value})

    async def _opens(self, call: Call) -> bool:
        """Whether a sign-in gives a session that works: its own profile comes back where the API has one."""
        request = request_of(call, self.world, {})
        self.curl = self.world.curl(request)
        reply = await self.world.send(request)
        if not isinstance(reply, Answer) or is_refused(reply):
            self.because = f"a sign-in was not answered: {reply.line()}"
            return False
        who = self.world.declaration.principal(customers(self.world).a)
        assert who is not None
        try:
            session = session_from(
                replace(who, name=f"a session by {call.path}", headers=who.headers), call, reply, self.world
            )
            profile = await self.world.ask(OwnProfile(self.surface))
        except CannotSignIn:
            return False
        except CannotLook:
            return True  # no operation tells who is signed in: the session itself is what was opened
        at = self.world.declaration.surface(self.surface)
        assert at is not None
        shown = await self.world.send(Request(at.at(profile.path)), session=session)
        told = (self.account.email, self.account.name, self.account.username)
        return isinstance(shown, Answer) and shown.status in OK and any(one and one in shown.body for one in told)


def _fields(call: Call, password: str) -> tuple[str, ...]:
    """The names of the fields that hold the password."""
    found = [name for name, value in call.form if value == password]

    def walk(value: Json, name: str) -> None:
        if isinstance(value, dict):
            for key, one in value.items():
                walk(one, key)
        elif value == password:
            found.append(name)

    walk(call.json, "")
    return tuple(found)


@dataclass(slots=True)
class _Reads:
    """Reads as customer B with an operator for the value, and looks for what is customer A's."""

    world: "World"
    place: Place
    marks: tuple[str, ...]
    because: str = ""
    curl: str = ""

    async def go(self) -> Operated:
        """What only an operator shows to a stranger: neither a plain list, nor the value, nor nonsense of the same shape."""
        people = customers(self.world)
        value = next((one for one in self.place.values if one in self.marks), "")
        other = unlike(value or "lrc-audit-value")
        own = await self._shows(replace(self.place.asking(value), by=people.a)) if value else ()
        tells = bool(own)
        operator = shown = ""
        for one in OPERATORS if tells and not self.because else ():
            given = other if one == "$ne" else ""
            found = await self._operated(one, given)
            if not found:
                continue
            curl = self.curl
            plain = [await self._shows(replace(self.place.asking(text), by=people.b)) for text in (value, other)]
            bare = [await self._shows(replace(self._without(), by=people.b))]
            nonsense = [await self._operated(name, given) for name in NONSENSE]
            if not any((*plain, *bare, *nonsense)) and not self.because and await self._operated(one, given):
                operator, shown, self.curl = f"{self.place.parameter}[{one}]={given}", found[0], curl
                break
        unsaid = f"no value of {self.place.parameter} shows an object of this run's"
        return Operated(
            self.place.operation.name,
            self.place.parameter,
            tells,
            operator,
            f"customer B was shown {shown}, which is customer A's" if operator else "",
            "" if operator else self.because or ("" if tells else unsaid),
            (self.curl,) if operator else (),
        )

    async def _operated(self, operator: str, value: str) -> tuple[str, ...]:
        name, by = self.place.parameter, customers(self.world).b
        request = replace(self.place.request, by=by)
        if self.place.where == "body" and request.body is not None:
            return await self._shows(
                replace(request, body=request.body.replace(json.dumps(PLACE), json.dumps({operator: value})))
            )
        key = quote(f"{name}[{operator}]", safe="")
        return await self._shows(
            replace(request, url=request.url.replace(f"{name}={PLACE}", f"{key}={quote(value, safe='')}"))
        )

    def _without(self) -> Request:
        request = self.place.request
        if self.place.where == "body":
            return self.place.asking("")
        return replace(request, url=request.url.replace(f"{self.place.parameter}={PLACE}", "").rstrip("?&"))

    async def _shows(self, request: Request) -> tuple[str, ...]:
        """The canaries of customer A that come back and that the request did not carry."""
        reply: Reply = await self.world.send(request)
        self.curl = self.world.curl(request)
        if not isinstance(reply, Answer) or is_refused(reply):
            self.because = f"it was not answered: {reply.line()}"
            return ()
        sent = f"{request.url} {request.body or ''}"
        return tuple(
            one
            for one in self.marks
            if one in reply.body and (one not in sent or request.by == customers(self.world).a)
        )
