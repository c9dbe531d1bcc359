"""Finds where a reset's link or code takes the new password: an operation of the API, or the form behind the link."""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from launchready.declare.model import Json
from launchready.observe.api.bodies import Body
from launchready.observe.api.kinds import words
from launchready.observe.api.naming import is_password
from launchready.observe.api.objects import address
from launchready.observe.api.openapi import Api, ApiFacts, Operation
from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.observe.mail.letters import Opener
from launchready.observe.net.forms import Form, forms_of
from launchready.observe.who.arriving import cookie_header, set_cookies

if TYPE_CHECKING:
    from launchready.observe.world import World

RESET_WORDS = frozenset({"reset", "forgot", "forgotten", "recover", "recovery", "lost"})
KEY = re.compile(r"token|code|otp|pin|key|secret|hash|ticket|nonce", re.IGNORECASE)
OLD = re.compile(
    r"(?:^|_|-)(?:old|current|existing|previous)(?![a-z])|^(?:old|current|existing|previous)pass", re.IGNORECASE
)
"""A field that wants the password until now."""
MOST_HOPS = 4


class Confirm(Protocol):
    """A way to set a new password with what a message gave."""

    @property
    def name(self) -> str:
        """The operation, or the form."""
        ...

    async def send(self, opener: Opener, email: str, password: str) -> Reply:
        """Sets it, or is refused."""
        ...

    def curl(self, opener: Opener, email: str) -> str:
        """The same as a command, the secret left out."""
        ...


async def confirm_in(world: "World", surface: str, opener: Opener) -> Confirm | None:
    """The way of a product: the operation that its API documents, else the form behind the link."""
    facts = await world.ask(Api(surface))
    operation = confirm_of(facts)
    if operation is not None:
        return ByOperation(operation.name, world, surface, operation)
    if not opener.link or not world.declaration.consent.covers(urlsplit(opener.link).hostname or ""):
        return None
    by_page = ByPage(f"the form behind {_shown(opener)}", world)
    return by_page if await by_page.form(opener) is not None else None


def confirm_of(facts: ApiFacts) -> Operation | None:
    """The operation that takes a new password and the secret of a reset, or None."""

    def fits(one: Operation) -> bool:
        names = [field.name for field in one.body]
        passwords = [name for name in names if is_password(name)]
        keyed = any(KEY.search(name) and "pass" not in name.lower() for name in (*names, *one.places))
        keyed |= any(param.where == "query" and KEY.search(param.name) for param in one.params)
        return bool(passwords) and keyed and not any(OLD.search(name) for name in passwords)

    ready = [one for one in facts.operations if one.method in {"POST", "PUT", "PATCH"} and fits(one)]
    named = [one for one in ready if RESET_WORDS & {*words(one.path), *words(one.id)}]
    about = [one for one in ready if {"password", "passwords"} & {*words(one.path), *words(one.id)}]
    return next(iter(named or about), None)


@dataclass(frozen=True, slots=True)
class ByOperation:
    """By the API."""

    name: str
    world: "World"
    surface: str
    operation: Operation

    async def send(self, opener: Opener, email: str, password: str) -> Reply:
        """One request."""
        return await self.world.send(self._request(opener, email, password))

    def curl(self, opener: Opener, email: str) -> str:
        """With words where the secrets stand."""
        named = tuple((name, "THE_KEY" if value == opener.key else value) for name, value in opener.named)
        return self.world.curl(self._request(replace(opener, named=named, key="THE_KEY"), email, "A new password"))

    def _request(self, opener: Opener, email: str, password: str) -> Request:
        operation = self.operation
        known: dict[str, Json] = {}
        for one in operation.body:
            lower = one.name.lower()
            if "pass" in lower:
                known[one.name] = password
            elif "mail" in lower or lower in {"username", "login"}:
                known[one.name] = email
            elif one.required or KEY.search(one.name):
                given = opener.value(one.name)
                known[one.name] = int(given) if one.type == "integer" and given.isdigit() else given
        optional = {one.name: value for one in operation.body if (value := known.get(one.name)) is not None}
        body = Body(operation, lambda _: "audit", known, optional=False)
        if operation.body_kind in {"json", ""}:
            body.extra = {
                one.name: optional[one.name] for one in operation.body if len(one.path) == 1 and one.name in optional
            }
        url = address(self.world, self.surface, operation, tuple(opener.value(place) for place in operation.places))
        asked = [
            one.name for one in operation.params if one.where == "query" and (one.required or KEY.search(one.name))
        ]
        query = "&".join(f"{name}={opener.value(name)}" for name in asked)
        return body.request(f"{url}?{query}" if query else url, None)


@dataclass(frozen=True, slots=True)
class ByPage:
    """By the form behind the link."""

    name: str
    world: "World"

    async def send(self, opener: Opener, email: str, password: str) -> Reply:
        """Opens the link as a browser does, with its cookies, and sends the form; no form is a refusal."""
        found = await self.form(opener)
        if found is None:
            return Silence(Request(opener.link), Why.BROKEN, "the link shows no form for a new password")
        form, cookies = found
        values = {one.name: password for one in form.of_kind("password")}
        values |= {one.name: email for one in form.of_kind("email")}
        request = form.filled(values)
        return await self.world.send(request.with_headers(cookie_header(cookies)) if cookies else request)

    def curl(self, opener: Opener, email: str) -> str:
        """The link, its secret left out."""
        del email
        return self.world.curl(Request(opener.link.replace(opener.key, "THE_KEY")))

    async def form(self, opener: Opener) -> tuple[Form, tuple[tuple[str, str], ...]] | None:
        """The form with a password, and the cookies that were set on the way."""
        url = opener.link
        jar: dict[str, str] = {}
        for _ in range(MOST_HOPS):
            if not self.world.declaration.consent.covers(urlsplit(url).hostname or ""):
                return None
            request = Request(url).with_headers(cookie_header(tuple(jar.items()))) if jar else Request(url)
            reply = await self.world.send(request)
            if not isinstance(reply, Answer):
                return None
            jar |= dict(set_cookies(reply))
            jar = {name: value for name, value in jar.items() if value}
            if 300 <= reply.status < 400 and (onward := reply.header("Location")):  # noqa: PLR2004 - HTTP's redirects
                url = urljoin(url, onward)
                continue
            forms = [one for one in forms_of(reply.body, url) if one.of_kind("password")]
            return (forms[0], tuple(jar.items())) if forms else None
        return None


def _shown(opener: Opener) -> str:
    return opener.link.replace(opener.key, "…").partition("?")[0]
