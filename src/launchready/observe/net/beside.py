"""Tells what a name offers beside its certificate: HTTP/2, HTTP/3, a stapled answer, its authority's advice on renewal."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from launchready.declare.hosts import is_public_name
from launchready.observe.http import Answer
from launchready.observe.net.certificate import Leaf
from launchready.observe.net.dns import Records, State
from launchready.observe.net.tls import Certificate, Certificates
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

OFFERED = "h2 and http/1.1"
HTTP_3 = re.compile(r"(?:^|[\s,])h3(?:-\d+)?\s*=")
IN_RECORD = re.compile(r"alpn=\"(?:[^\"]*,)?h3(?:-\d+)?[,\"]")
DIRECTORIES = {
    ".lencr.org": "https://acme-v02.api.letsencrypt.org/directory",
    ".pki.goog": "https://dv.acme-v02.api.pki.goog/directory",
}
"""Authorities that advise on renewal, by where their certificates say that the issuer's is."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a name offers beside its certificate, in words."""

    chosen: tuple[str, ...]
    """What was taken of the protocols that were offered, by each address."""
    header: str
    """Whether an Alt-Svc header offers HTTP/3."""
    record: str
    """Whether an HTTPS record in DNS does."""
    staple: str
    renewal: str
    standing: str = ""
    """What its authority says of the certificate."""

    def __str__(self) -> str:
        """All of it in a sentence."""
        chosen = ", ".join(self.chosen) or "not seen"
        return (
            f"of {OFFERED}: {chosen}; HTTP/3 {self.header}, {self.record} (whether QUIC answers: not tested); "
            f"OCSP: {self.staple}, its authority, asked: {self.standing or 'not tested'}; advice on renewal (ARI): {self.renewal}"
        )


@dataclass(frozen=True, slots=True)
class OfferedBeside(Question[Beside]):
    """What does a name offer beside its certificate?"""

    host: str

    async def ask(self, world: "World") -> Beside:
        """A page, a record, and its authority as far as consent goes; the handshakes are those of the certificate."""
        found = await world.ask(Certificates(self.host))
        shown = [one for one in found if one.leaf]
        chosen = tuple(dict.fromkeys(one.alpn or "neither" for one in shown))
        leaf = shown[0].leaf if shown else None
        return Beside(
            chosen,
            await self._header(world),
            await self._record(world),
            stapling(shown),
            await _advice(leaf, world) if leaf else "not tested, no certificate was shown",
            "; ".join(dict.fromkeys(str(one.standings[-1]) for one in shown if one.standings)),
        )

    async def _header(self, world: "World") -> str:
        reply = await world.get(f"https://{self.host}/")
        if not isinstance(reply, Answer):
            return f"by Alt-Svc not tested ({reply.why})"
        told = ", ".join(reply.all("alt-svc"))
        return f"is offered by Alt-Svc ({told})" if HTTP_3.search(told) else "is not offered by Alt-Svc"

    async def _record(self, world: "World") -> str:
        if not is_public_name(self.host):
            return "and there is no public name that an HTTPS record could be of"
        found = await world.ask(Records(self.host, "HTTPS"))
        if not found.known:
            return f"by an HTTPS record not tested ({found.state})"
        if found.state is not State.FOUND:
            return "not by an HTTPS record (there is none)"
        told = "; ".join(found.records)
        return f"{'by' if IN_RECORD.search(told) else 'not by'} its HTTPS record ({told})"


def stapling(shown: list[Certificate]) -> str:
    """What the handshakes told of stapled answers."""
    told = {one.stapled for one in shown if one.stapled is not None}
    if not told:
        return "not tested (no handshake in TLS 1.2, and Python shows no staple of TLS 1.3)"
    if len(told) > 1:
        return "an answer is stapled at some addresses alone"
    if True not in told:
        return "no answer is stapled"
    read = dict.fromkeys(
        f"{one.standings[0].state} ({one.standings[0].because})" for one in shown if len(one.standings) > 1
    )
    words = "; ".join(read)
    return (
        f"an answer is stapled, which says: {words}" if words else "an answer is stapled, whose signer is not at hand"
    )


async def _advice(leaf: Leaf, world: "World") -> str:
    """When a certificate's authority wants it renewed; never asked where consent does not cover it."""
    host = urlsplit(leaf.issuer_at).hostname or ""
    directory = next((url for ending, url in DIRECTORIES.items() if host.endswith(ending)), "")
    if not directory or not leaf.renewal:
        return f"not tested, {leaf.issuer} is not known to give any"
    authority = urlsplit(directory).hostname or ""
    if not world.declaration.consent.covers(authority):
        return f"not tested, {authority} is outside consent.scope"
    listed = await world.get(directory)
    told = listed.json() if isinstance(listed, Answer) else None
    url = told.get("renewalInfo") if isinstance(told, dict) else None
    if not isinstance(url, str) or not world.declaration.consent.covers(urlsplit(url).hostname or ""):
        return f"not had ({listed.line()})"
    reply = await world.get(f"{url.rstrip('/')}/{leaf.renewal}")
    told = reply.json() if isinstance(reply, Answer) else None
    window = told.get("suggestedWindow") if isinstance(told, dict) else None
    if not isinstance(window, dict) or not window.get("start") or not window.get("end"):
        return f"not had ({reply.line()})"
    return f"between {window['start']} and {window['end']}"
