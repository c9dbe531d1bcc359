"""Follows names of the product to providers, and sees whether one is free there: by what the provider says, and by its effect.

Nothing is claimed. DNS is asked of everything; HTTP is asked of the product's own names alone, those that the record sends
every visitor to the provider with, and of one that was made up, at the same address: nobody can have claimed that one.
"""

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.discovery import Wildcard, all_names
from launchready.observe.net.dns import Records, State
from launchready.observe.net.providers import Claim, Provider, listed, named, provider_of
from launchready.observe.question import Question
from launchready.observe.suffixes import suffixes
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_HOPS = 5
SCHEMES = ("https", "http")
OK = range(200, 300)


@dataclass(frozen=True, slots=True)
class Lead:
    """A name that leads to another name, or to a provider's address."""

    name: str
    target: str
    """The end of the chain; the address where there is no chain."""
    state: State
    """What DNS says of the target's addresses."""
    inside: bool = False
    """Whether the target is in the product's own domain, where nobody else can have it."""
    lapsed: str = ""
    """The registered domain of the target, where that does not exist either: anybody can register it."""
    provider: str = ""
    """Empty where none on the list is known to be there."""
    claim: Claim = Claim.UNKNOWN
    asked: bool = False
    """Whether the page was asked for: only of a provider whose words for a free name are known."""
    line: str = ""
    """How the provider answered for the name, or why it did not."""
    status: int = 0
    """0 where nothing came back."""
    fits: bool = False
    """Whether that is what the provider says of a name that nobody has claimed."""
    made_up: str = ""
    """How it answered for a name in the domain that nobody can have claimed, at the same address."""
    made_up_fits: bool = False
    control: str = ""
    """A name that is claimed, and how it was answered."""
    control_fits: bool | None = None
    """Whether the words stand there too, so that they prove nothing; None where there was no control."""
    curls: tuple[str, ...] = ()

    @property
    def is_gone(self) -> bool:
        """Whether DNS says that the target does not exist, and somebody else might have it."""
        return self.state is State.NXDOMAIN and not self.inside and not self.claim.is_closed

    @property
    def is_free(self) -> bool:
        """Whether anybody can have the name: by the provider's words, their effect and a control."""
        proved = self.fits and self.made_up_fits and self.control_fits is False
        chosen = self.claim is Claim.ANYONE or bool(self.lapsed)
        return (self.is_gone and chosen) or (proved and self.claim is Claim.ANYONE)


@dataclass(frozen=True, slots=True)
class Leading:
    """All that was learned of names that lead elsewhere."""

    names: int
    leads: tuple[Lead, ...]
    silent: tuple[str, ...]
    """Names of which DNS said nothing."""
    wildcard: bool
    """Whether the zone answers to every name."""
    listed: str
    """The date of the list of providers."""


@dataclass(frozen=True, slots=True)
class Leads(Question[Leading]):
    """Which names of the product lead to others, and are those there?"""

    async def ask(self, world: "World") -> Leading:
        """One question a name; more, and a page, where it leads elsewhere."""
        world = world.lend("names that lead elsewhere", Touch.READ)
        wildcard = await world.ask(Wildcard())
        names = [one.name for one in await all_names(world)]
        if wildcard:
            # What the zone says of every name, it says of this one; a name of its own hides it.
            names.append(_made_up(world))
        found: list[tuple[Lead, tuple[str, ...], tuple[str, ...]]] = []
        silent: list[str] = []
        for name in names:
            answer = await world.ask(Records(name, "CNAME"))
            if not answer.known:
                silent.append(name)
            elif answer.records:
                chain, state = await _followed(world, answer.records[0])
                inside = _is_inside(world, chain[-1])
                lapsed = "" if inside or state is not State.NXDOMAIN else await _lapsed(world, chain[-1])
                found.append((Lead(name, chain[-1], state, inside, lapsed), chain, ()))
            elif answer.state is not State.NXDOMAIN:
                addresses = await _addresses(world, name)
                if addresses and provider_of((), addresses):
                    found.append((Lead(name, addresses[0], State.FOUND), (), addresses))
        leads = [_told(*one) for one in found]
        seen = [await _look(world, one) for one in leads]
        tried = [await _try(world, one, seen) for one in seen]
        return Leading(len(names), tuple(tried), tuple(silent), wildcard, listed().isoformat())


def _made_up(world: "World") -> str:
    return f"{secrets.token_hex(8)}.{world.declaration.product.domain}"


def _is_inside(world: "World", name: str) -> bool:
    domain = world.declaration.product.domain
    return name == domain or name.endswith(f".{domain}")


async def _followed(world: "World", target: str) -> tuple[tuple[str, ...], State]:
    """Every name on the way, and what DNS says of the last one's addresses."""
    chain = [target]
    for _ in range(MOST_HOPS):
        further = await world.ask(Records(chain[-1], "CNAME"))
        if not further.records or further.records[0] in chain:
            break
        chain.append(further.records[0])
    four, six = await world.ask(Records(chain[-1], "A")), await world.ask(Records(chain[-1], "AAAA"))
    return tuple(chain), State.FOUND if six.records else four.state


async def _lapsed(world: "World", name: str) -> str:
    """The registered domain that a name lies in, where DNS says that there is none; empty where there is one."""
    domain = suffixes(only_icann=True).privatesuffix(name) or ""
    if not domain or domain == world.declaration.product.domain:
        return ""
    return domain if (await world.ask(Records(domain, "NS"))).state is State.NXDOMAIN else ""


async def _addresses(world: "World", name: str) -> tuple[str, ...]:
    four, six = await world.ask(Records(name, "A")), await world.ask(Records(name, "AAAA"))
    return (*four.records, *six.records)


def _told(lead: Lead, chain: tuple[str, ...], addresses: tuple[str, ...]) -> Lead:
    provider = provider_of(chain, addresses)
    return replace(lead, provider=provider.name, claim=provider.claim) if provider else lead


async def _look(world: "World", lead: Lead) -> Lead:
    """Reads the page at the name, where the provider's words for a free name are known."""
    provider = named(lead.provider)
    if provider is None or not provider.says or lead.claim.is_closed or lead.state is not State.FOUND:
        return lead
    request, reply = await _page(world, provider, lead.name)
    return replace(
        lead,
        asked=True,
        line=reply.line(),
        status=reply.status if isinstance(reply, Answer) else 0,
        fits=_fits(provider, reply),
        curls=(world.curl(request),),
    )


async def _try(world: "World", lead: Lead, all_of_them: list[Lead]) -> Lead:
    """Where the words are there: whether they are for a name that nobody has claimed, and for no other."""
    provider = named(lead.provider)
    if provider is None or not lead.fits:
        return lead
    at = (await world.addresses(lead.name))[0]
    request, reply = await _page(world, provider, _made_up(world), at)
    lead = replace(
        lead,
        made_up=reply.line(),
        made_up_fits=_fits(provider, reply),
        curls=(*lead.curls, world.curl(request)),
    )
    claimed = next((one for one in all_of_them if one.provider == lead.provider and one.status in OK), None)
    if claimed:
        return replace(lead, control=f"{claimed.name}, which is claimed there: {claimed.line}", control_fits=False)
    for host in world.declaration.hosts():
        if host.name not in {one.name for one in all_of_them}:
            _, own = await _page(world, provider, host.name)
            if isinstance(own, Answer):
                return replace(
                    lead, control=f"{host.name}, the product's own: {own.line()}", control_fits=_fits(provider, own)
                )
    return lead


async def _page(world: "World", provider: Provider, name: str, at: str | None = None) -> tuple[Request, Reply]:
    """The page of a name: over HTTPS whatever certificate is shown, for a free name has none; over HTTP where that tells less."""
    asked = [Request(f"{scheme}://{name}/", address=at, verify=False) for scheme in SCHEMES]
    replies = [(asked[0], await world.send(asked[0]))]
    if not _fits(provider, replies[0][1]) and not (isinstance(replies[0][1], Answer) and replies[0][1].status < 400):  # noqa: PLR2004 - HTTP's refusals start here
        replies.append((asked[1], await world.send(asked[1])))
    telling = [one for one in replies if _fits(provider, one[1])] or [
        one for one in replies if isinstance(one[1], Answer)
    ]
    return telling[0] if telling else replies[0]


def _fits(provider: Provider, reply: Reply) -> bool:
    return isinstance(reply, Answer) and provider.fits(reply.status, reply.body)
