"""Sees whether an address that a name of the product leads to answers as somebody else: by certificate and by content."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from launchready.observe.auth.origins import registered
from launchready.observe.errors import CannotLook
from launchready.observe.http import Answer, Reply, Request
from launchready.observe.net.certificate import is_for
from launchready.observe.net.discovery import LiveHosts, Names
from launchready.observe.net.dns import Records
from launchready.observe.net.likeness import alike
from launchready.observe.net.tls import Certificate, Certificates
from launchready.observe.question import Question
from launchready.verdict import Touch

if TYPE_CHECKING:
    from launchready.observe.world import World

KIN = 0.5
"""From here on a page is the product's own, whatever certificate comes with it."""
SERVERS = frozenset(
    {
        *("mail", "smtp", "imap", "pop", "pop3", "mx", "webmail", "autodiscover", "autoconfig", "ftp", "cpanel", "whm"),
        *("ns", "ns1", "ns2", "ns3", "ns4", "dns1", "dns2"),
    }
)
"""Names of machines that a provider runs for many, and that no visitor opens."""
SELF = (("link[rel=canonical][href]", "href"), ('meta[property="og:url"][content]', "content"), ("base[href]", "href"))
"""Where a page says what its own address is."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Who answers at one address of a name."""

    name: str
    address: str
    certificate: tuple[str, ...]
    """The names it is for; empty where none was shown, or none that is trusted."""
    ours: bool
    """Whether it is for the name, or for another of the domain."""
    line: str
    """What was answered to the name, whatever certificate was shown; empty where nobody asked."""
    says: tuple[str, ...] = ()
    """The hosts that the answer calls its own, or sends everybody to."""
    speaks_of_us: bool = False
    """Whether it names the product's domain, or is the product's page."""
    known: bool = False
    """Whether the product's own pages or records name the other's domain: a partner, another brand, a provider."""
    curl: str = ""
    beside_us: bool = False
    """Whether the same address shows the product's own certificate for another name: it was not given back."""

    @property
    def is_foreign(self) -> bool:
        """Whether the certificate is a stranger's."""
        return bool(self.certificate) and not self.ours and not self.known and not self.speaks_of_us

    @property
    def is_strangers(self) -> bool:
        """Whether the content is, too: it calls itself by a name that the certificate is for."""
        return self.is_foreign and not self.beside_us and any(is_for(self.certificate, host) for host in self.says)


@dataclass(frozen=True, slots=True)
class Answered:
    """Everybody who answers at the product's names."""

    names: int
    own: str
    """A host of the product's that shows a certificate of its own: the control. Empty where none does."""
    answering: tuple[Answering, ...]


@dataclass(frozen=True, slots=True)
class AnsweringNames(Question[Answered]):
    """Who answers at each address of the product's names?"""

    async def ask(self, world: "World") -> Answered:
        """Handshakes, and one GET where the certificate is a stranger's."""
        world = world.lend("who answers", Touch.READ)
        domain = world.declaration.product.domain
        home = await world.get(f"https://{domain}/")
        found: list[Answering] = []
        names = await _names(world)
        for name in names:
            try:
                shown = await world.ask(Certificates(name))
            except CannotLook:
                continue
            found += [await _answering(world, name, one, home) for one in shown]
        held = {one.address for one in found if one.ours}
        found = [replace(one, beside_us=not one.ours and one.address in held) for one in found]
        own = next((f"{one.name} at {one.address}: {', '.join(one.certificate[:3])}" for one in found if one.ours), "")
        return Answered(len(names), own, tuple(found))


async def _names(world: "World") -> list[str]:
    """Names that visitors may open, which lead to an address of the product's own records."""
    domain = world.declaration.product.domain
    known = {one.name: one.source for one in await world.ask(Names()) if "_" not in one.name}
    known |= {one.name: one.source for one in (await world.ask(LiveHosts())).live if one.answered}
    found: list[str] = []
    for name, source in known.items():
        label = name.removesuffix(f".{domain}")
        if (
            label in SERVERS
            or source in {"the MX record", "the NS record"}
            or not world.declaration.consent.covers(name)
        ):
            continue
        alias = (await world.ask(Records(name, "CNAME"))).records
        if alias and alias[0] != domain and not alias[0].endswith(f".{domain}"):
            continue
        if any([(await world.ask(Records(name, kind))).records for kind in ("A", "AAAA")]):
            found.append(name)
    return found


async def _answering(world: "World", name: str, shown: Certificate, home: Reply) -> Answering:
    domain = world.declaration.product.domain
    certificate = tuple(one.lower() for one in shown.leaf.names) if shown.leaf and shown.trusted else ()
    ours = shown.named or any(one.removeprefix("*.") == domain or one.endswith(f".{domain}") for one in certificate)
    if not certificate or ours:
        return Answering(name, shown.address, certificate, ours and bool(certificate), "")
    request = Request(f"https://{name}/", address=shown.address, verify=False)
    reply = await world.send(request)
    text = reply.body if isinstance(reply, Answer) else ""
    own = home.body if isinstance(home, Answer) else ""
    return Answering(
        name,
        shown.address,
        certificate,
        ours=False,
        line=reply.line(),
        says=_says(reply),
        # The name that was asked for may be said again by anybody's page.
        speaks_of_us=domain in text.replace(name, "") or (bool(own) and alike(text, own) >= KIN),
        known=_is_known(world, certificate, home),
        curl=world.curl(request),
    )


def _says(reply: Reply) -> tuple[str, ...]:
    """The hosts that an answer calls its own."""
    if not isinstance(reply, Answer):
        return ()
    found = [reply.header("location") or ""]
    tree = LexborHTMLParser(reply.body)
    for where, attribute in SELF:
        found += [node.attributes.get(attribute) or "" for node in tree.css(where)]
    hosts = [urlsplit(urljoin(reply.request.url, one)).hostname or "" for one in found if one]
    return tuple(dict.fromkeys(host for host in hosts if host and host != reply.request.host))


def _is_known(world: "World", certificate: tuple[str, ...], home: Reply) -> bool:
    """Whether the product names the other's registered domain: on its first page, in its headers, or in launch.toml."""
    declaration = world.declaration
    texts = [*declaration.dns.records, *declaration.consent.scope, *(one.host or "" for one in declaration.surfaces)]
    if isinstance(home, Answer):
        texts += [home.body, *(value for _, value in home.headers)]
    whole = " ".join(texts).lower()
    return any(registered(one.removeprefix("*.")) in whole for one in certificate)
