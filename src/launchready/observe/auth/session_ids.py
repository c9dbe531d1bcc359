"""Signs in several times, and compares what the sessions are named by."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.auth.carrying import NO_SESSION
from launchready.observe.auth.guessable import Issued, Strength, strength
from launchready.observe.auth.jwt import take_apart
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer
from launchready.observe.question import Question
from launchready.observe.who.arriving import Arrival, arrive, cookie_header, set_cookies
from launchready.observe.who.own import of_account
from launchready.observe.who.people import Disposable, OwnProfile
from launchready.observe.who.session import Session

if TYPE_CHECKING:
    from launchready.observe.world import World

SIGN_INS = 4
BEARER = "bearer token"


@dataclass(frozen=True, slots=True)
class Named:
    """What sessions of one kind are named by."""

    carrier: str
    """`bearer token`, or `cookie NAME`."""
    signed: bool
    """Whether it is a JSON Web Token, whose signature nobody guesses."""
    strength: Strength


@dataclass(frozen=True, slots=True)
class SessionIdsSeen:
    """The names of several sessions of one account."""

    line: str
    control: bool
    """Whether one of the sessions brought the user's own data."""
    named: tuple[Named, ...]
    """Of those alone that brought them by themselves."""
    curl: str


@dataclass(frozen=True, slots=True)
class SessionIds(Question[SessionIdsSeen]):
    """Can the name of a session be guessed?"""

    surface: str

    async def ask(self, world: "World") -> SessionIdsSeen:
        """Signs in four times with an account made for it."""
        account = await world.ask(Disposable(self.surface, "session ids"))
        view = of_account(world, self.surface, await world.ask(OwnProfile(self.surface)), account)
        issued: dict[str, list[Issued]] = {}
        arrivals: list[Arrival] = []
        for _ in range(SIGN_INS):
            arrivals.append(await arrive(world, account.call, account.session))
            for carrier, value in _ids(arrivals[-1]):
                issued.setdefault(carrier, []).append(Issued(value, time.time()))
        line = arrivals[-1].reply.line()
        if not issued:
            raise CannotLook(f"an account made for this cannot sign in: {line}")
        named = tuple(
            [
                Named(carrier, any(take_apart(one.value) for one in values), strength(tuple(values), account.email))
                for carrier, values in issued.items()
                if view.shows(await world.send(view.request, session=_alone(arrivals[-1], carrier, values[-1].value)))
            ]
        )
        return SessionIdsSeen(line, bool(named), named, world.curl(view.request))


def _alone(arrival: Arrival, carrier: str, value: str) -> Session:
    """A session of one carrier and nothing else: what opens nothing by itself names no session."""
    if arrival.bearer is not None and carrier == BEARER:
        return arrival.bearer
    return Session("one cookie", (cookie_header(((carrier.partition(" ")[2], value),)),), None)


def _ids(arrival: Arrival) -> list[tuple[str, str]]:
    found = [(BEARER, arrival.bearer.token)] if arrival.bearer and arrival.bearer.token else []
    if isinstance(arrival.reply, Answer):
        found += [
            (f"cookie {name}", value)
            for name, value in set_cookies(arrival.reply)
            if value and not NO_SESSION.search(name)
        ]
    return found
