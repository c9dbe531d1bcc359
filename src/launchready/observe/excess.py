"""Reads what the API shows customers and visitors, and finds what nobody needs: password hashes, others' addresses."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.observe.http import Answer, Request
from launchready.observe.ids import ids_in
from launchready.observe.kinds import is_admin, kinds
from launchready.observe.objects import Objects, Planted, address
from launchready.observe.openapi import Api, Operation
from launchready.observe.people import customers, email_of
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

HASH = re.compile(
    r"\$argon2(?:id|i|d)\$[^\"\s]{20,}|\$2[abxy]\$\d\d\$[./A-Za-z0-9]{50,}|\$(?:scrypt|5|6|y|pbkdf2[\w-]*)\$[^\"\s]{20,}|"
    r"pbkdf2_sha\d+\$\d+\$[^\"\s]{20,}|scrypt:\d+:\d+:\d+\$[^\"\s]{20,}|\{(?:SSHA|SHA|BCRYPT)\d*\}[^\"\s]{16,}"
)
NAMED = re.compile(
    r'"((?:hashed_?|encrypted_?)?(?:password|passwd|pwd)_?(?:hash|digest|salt)?)"\s*:\s*"([^"*]{8,})"', re.IGNORECASE
)
MOST_OPERATIONS = 25


@dataclass(frozen=True, slots=True)
class Excess:
    """One thing too much in an answer."""

    operation: str
    by: str
    """`nobody`, or the customer's name."""
    what: str
    """`a password hash`, `another user's e-mail address`."""
    shown: str
    """Enough of it to find it, and no more."""
    curl: str


@dataclass(frozen=True, slots=True)
class Read:
    """Everything that was read."""

    excess: tuple[Excess, ...]
    answers: int
    """How many answers with something in them were searched."""
    others: int
    """How many other users' addresses were looked for."""


@dataclass(frozen=True, slots=True)
class TooMuch(Question[Read]):
    """Do answers carry more than their reader needs?"""

    surface: str

    async def ask(self, world: "World") -> Read:
        """Reads lists and items as customer A and as nobody."""
        facts = await world.ask(Api(self.surface))
        planted = (await world.ask(Objects(self.surface))).planted
        a = customers(world).a
        names = [one.name for one in world.declaration.principals]
        emails = {name: email for name in names if (email := email_of(world, name))}
        found: list[Excess] = []
        answers = 0
        ready = [one for one in facts.operations if one.method == "GET" and not is_admin(one)]
        for operation in ready[:MOST_OPERATIONS]:
            for by in (a, None) if not operation.secured else (a,):
                for url in await self._urls(world, operation, planted, by):
                    request = Request(url, by=by)
                    reply = await world.send(request)
                    if not isinstance(reply, Answer) or not 200 <= reply.status < 300 or not reply.body:  # noqa: PLR2004 - success
                        continue
                    answers += 1
                    strangers = {email for name, email in emails.items() if name != by}
                    for what, shown in excess_in(reply.body, strangers):
                        found.append(Excess(operation.name, by or "nobody", what, shown, world.curl(request)))
        return Read(tuple(found), answers, len(emails))

    async def _urls(
        self, world: "World", operation: Operation, planted: tuple[Planted, ...], by: str | None
    ) -> tuple[str, ...]:
        """The addresses at which an operation is read: with ids of this run's objects, and one of somebody else's."""
        if any(one.required and one.where == "query" for one in operation.params):
            return ()
        if not operation.places:
            return (address(world, self.surface, operation, ()),)
        facts = await world.ask(Api(self.surface))
        own = [one.ids for one in planted if operation.path.startswith(one.collection) and one.shown]
        found = [ids[: len(operation.places)] for ids in own if len(ids) >= len(operation.places)][:1]
        kind = next((one for one in kinds(facts) if one.read == operation and one.listing and not one.is_nested), None)
        if kind is not None and kind.listing is not None:
            reply = await world.send(Request(address(world, self.surface, kind.listing, ()), by=by))
            listed = ids_in(reply.json(), kind.name) if isinstance(reply, Answer) else ()
            found += [(one,) for one in listed if (one,) not in found][:1]
        return tuple(address(world, self.surface, operation, ids) for ids in found)


def excess_in(body: str, strangers: set[str]) -> tuple[tuple[str, str], ...]:
    """What a body holds too much, each told once and cut short."""
    found: dict[str, str] = {}
    if match := HASH.search(body):
        found["a password hash"] = f"{match[0][:10]}… ({len(match[0])} characters)"
    elif match := NAMED.search(body):
        found["a password or its hash"] = f'"{match[1]}": "{match[2][:2]}…" ({len(match[2])} characters)'
    for email in sorted(strangers):
        if re.search(rf"(?<![\w.+-]){re.escape(email)}(?![\w-])", body, re.IGNORECASE):
            name, _, domain = email.partition("@")
            found["another user's e-mail address"] = f"{name[:1]}…@{domain}"
    return tuple(found.items())
