"""Finds names inside the product's domain: declared, in certificates, DNS records and pages, and usual ones."""

import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launchready.declare.model import MailSurface, WebSurface
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Request, Why
from launchready.observe.net.dns import Records, State
from launchready.observe.net.tls import Certificates
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

USUAL = (
    *("beta", "old", "dev", "test", "staging", "stage", "preview", "demo", "next", "v2", "legacy", "internal"),
    *(
        "admin",
        "api",
        "app",
        "dashboard",
        "portal",
        "grafana",
        "status",
        "help",
        "support",
        "docs",
        "blog",
        "shop",
        "cdn",
    ),
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name inside the product's domain, and how it is known."""

    name: str
    source: str
    declared: bool


@dataclass(frozen=True, slots=True)
class Names(Question[tuple[Name, ...]]):
    """Which names inside the product's domain are known, guesses apart?"""

    async def ask(self, world: "World") -> tuple[Name, ...]:
        """Collects them; what does not answer adds nothing, and is reported by the checks of its own."""
        found: dict[str, Name] = {}

        def add(name: str, source: str, *, declared: bool = False) -> None:
            clean = name.lower().strip().rstrip(".").removeprefix("*.")
            if _inside(clean, world.declaration.product.domain) and clean not in found:
                found[clean] = Name(clean, source, declared)

        for name, source in _declared(world):
            add(name, source, declared=True)
        for name, source in [*await _certified(world), *await _linked(world)]:
            add(name, source)
        for name, source in await _serving(world):
            add(name, source, declared=True)
        return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Wildcard(Question[bool]):
    """Does the zone answer to every name?"""

    async def ask(self, world: "World") -> bool:
        """Asks for a name that nobody can have."""
        answer = await world.ask(Records(f"{secrets.token_hex(8)}.{world.declaration.product.domain}", "A"))
        return answer.state is State.FOUND


@dataclass(frozen=True, slots=True)
class Live:
    """An undeclared name that has an address."""

    name: str
    source: str
    answered: bool
    unclear: bool
    """Whether it may answer: it timed out."""
    line: str
    curl: str


@dataclass(frozen=True, slots=True)
class Lived:
    """All that was learned of undeclared names."""

    names: int
    live: tuple[Live, ...]
    declared: int
    wildcard: bool


@dataclass(frozen=True, slots=True)
class LiveHosts(Question[Lived]):
    """Which names of the product answer over HTTPS and are declared nowhere?"""

    async def ask(self, world: "World") -> Lived:
        """Resolves every undeclared name, and asks those with an address."""
        names = await all_names(world)
        unknown = [name for name in names if not name.declared]
        live = [await _live(world, name) for name in unknown if (await world.ask(Records(name.name, "A"))).records]
        hosts = [host.name for host in world.declaration.hosts()]
        answers = [await world.get(f"https://{host}/") for host in hosts[:2]]
        declared = sum(isinstance(answer, Answer) for answer in answers)
        return Lived(len(names), tuple(live), declared, await world.ask(Wildcard()))


async def all_names(world: "World") -> tuple[Name, ...]:
    """Known names and, where the zone does not answer to any, usual ones."""
    known = await world.ask(Names())
    if await world.ask(Wildcard()):
        return known
    domain, had = world.declaration.product.domain, {name.name for name in known}
    guessed = [
        Name(f"{label}.{domain}", "a guess", declared=False) for label in USUAL if f"{label}.{domain}" not in had
    ]
    return (*known, *guessed)


async def _live(world: "World", name: Name) -> Live:
    request = Request(f"https://{name.name}/")
    reply = await world.send(request)
    # A failed handshake is an answer as well: something of the product's listens under that name.
    answered = isinstance(reply, Answer) or reply.why is Why.TLS
    unclear = not isinstance(reply, Answer) and reply.why is Why.TIMED_OUT
    return Live(name.name, name.source, answered, unclear, reply.line(), world.curl(request))


def _declared(world: "World") -> list[tuple[str, str]]:
    declaration = world.declaration
    found = [(host.name, "launch.toml") for host in declaration.hosts()]
    found += [(record.split(" ")[0], "dns.records") for record in declaration.dns.records]
    found += [(name, f"handover.{note.name}") for note in declaration.notes for name, _ in note.names]
    found += [(one.domain, "launch.toml") for one in declaration.surfaces if isinstance(one, MailSurface)]
    return found


async def _certified(world: "World") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for host in world.declaration.hosts():
        try:
            shown = await world.ask(Certificates(host.name))
        except CannotLook:
            continue
        found += [(name, f"the certificate of {host.name}") for one in shown if one.leaf for name in one.leaf.names]
    return found


async def _serving(world: "World") -> list[tuple[str, str]]:
    """Mail servers and name servers: the zone itself names them, so that they are on a list."""
    found: list[tuple[str, str]] = []
    for kind in ("MX", "NS"):
        answer = await world.ask(Records(world.declaration.product.domain, kind))
        found += [(record.split(" ")[-1], f"the {kind} record") for record in answer.records]
    return found


async def _linked(world: "World") -> list[tuple[str, str]]:
    """Names that public pages and their policies mention."""
    domain = world.declaration.product.domain
    found: list[tuple[str, str]] = []
    for surface in world.declaration.surfaces:
        for page in surface.pages if isinstance(surface, WebSurface) and surface.url else ():
            reply = await world.get(surface.at(page))
            if isinstance(reply, Answer):
                policy = [value for key, value in reply.headers if key.lower() in {"content-security-policy", "link"}]
                text = " ".join([*policy, reply.body])
                found += [(name, f"the page {surface.at(page)}") for name in _mentioned(text, domain)]
    return found


def _mentioned(text: str, domain: str) -> list[str]:
    return re.findall(rf"(?<![\w.@-])((?:[a-z0-9_-]+\.)+{re.escape(domain)})(?![\w-])", text, re.IGNORECASE)


def _inside(name: str, domain: str) -> bool:
    return name == domain or name.endswith(f".{domain}")
