"""Makes TLS handshakes: whether the certificate that each address of a name shows is trusted, for whom and until when."""

import socket
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import anyio.to_thread

from launchready.observe.errors import CannotLook
from launchready.observe.net import hello, issuers, standing
from launchready.observe.net.certificate import Leaf, is_for, read, signed
from launchready.observe.net.hello import Shake
from launchready.observe.net.ocsp import Standing, State
from launchready.observe.net.offers import at_each
from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

__all__ = ["Certificate", "Certificates", "Gap", "Leaf", "Shake", "certificate"]

STAPLE_SECONDS = 2.0
HOSTNAME_MISMATCH, WEAK_KEYS = 62, frozenset({66, 67, 68})
"""OpenSSL's codes: another name; a key or a hash that is too weak, which says nothing of trust."""
NO_ISSUER = frozenset({18, 19, 20, 21})
"""OpenSSL's codes where no authority is found: it does not tell a chain that was not sent from an authority unknown."""


class Gap(StrEnum):
    """Why a chain leads to no authority that is trusted here."""

    NONE = "none"
    NOT_SENT = "the server does not send the whole chain"
    UNKNOWN_AUTHORITY = "nobody here knows the authority"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one address answers to a handshake for a name."""

    host: str
    address: str
    port: int
    shake: Shake
    trusted: bool = False
    """Whether its chain leads to an authority that is trusted here, and all of it is in time."""
    named: bool = False
    """Whether it is for the host's name."""
    words: str = ""
    """OpenSSL's reason where it is not trusted or the handshake failed."""
    leaf: Leaf | None = None
    at: int = 0
    """When it was seen, in seconds since the epoch."""
    sent: tuple[Leaf, ...] = ()
    """All certificates that the server sends, its own first; empty where it speaks TLS 1.3 alone, which hides them."""
    gap: Gap = Gap.NONE
    proof: str = ""
    """What told the kind of gap."""
    stapled: bool | None = None
    """Whether an OCSP answer came along; None where that could not be seen."""
    version: str = ""
    alpn: str = ""
    """What the server chose of HTTP/2 and HTTP/1.1."""
    standings: tuple[Standing, ...] = ()
    """What its authority says of it: in the answer that came along, and asked itself."""

    @property
    def revoked(self) -> Standing | None:
        """That it is revoked, where its authority says so."""
        return next((one for one in self.standings if one.state is State.REVOKED), None)


@dataclass(frozen=True, slots=True)
class Certificates(Question[tuple[Certificate, ...]]):
    """Which certificate does each address of a host show?"""

    host: str
    number: int = 443

    async def ask(self, world: "World") -> tuple[Certificate, ...]:
        """Two handshakes an address; a third without verification where we refused, and a fourth where an issuer is missing.

        A certificate's authority is asked once whether it is revoked.
        """
        port, trust = world.port(self.number), world.declaration.network.trust
        asked: dict[str, Standing] = {}
        found: list[tuple[Certificate, tuple[bytes, ...]]] = []
        addresses = await world.addresses(self.host)
        if not addresses:
            raise CannotLook(f"{self.host} has no address")
        seen = await at_each(addresses, lambda address: self._seen(world, address))
        for address, (shown, heard) in zip(addresses, seen, strict=True):
            standings: tuple[Standing, ...] = ()
            if shown.leaf:
                sent = heard.sent
                if (shown.leaf.responder or shown.leaf.lists) and not sent:
                    sent = await self._alone(world, address, port)
                told = standing.stapled(heard.staple, heard.sent, trust, address)
                if shown.leaf.serial not in asked:
                    asked[shown.leaf.serial] = await standing.standing(world, shown.leaf, sent)
                standings = (*((told,) if told else ()), asked[shown.leaf.serial])
            found.append((with_chain(replace(shown, standings=standings), heard), heard.sent))
        others = tuple(dict.fromkeys(der for _, sent in found for der in sent[1:]))
        return tuple([await _told(one, sent, others, world, trust) for one, sent in found])

    async def _seen(self, world: "World", address: str) -> tuple[Certificate, hello.Heard]:
        """The certificate of one address, and what it sends beside it."""
        port, trust = world.port(self.number), world.declaration.network.trust
        await world.admit(self.host, "TLS handshake")
        shown = await anyio.to_thread.run_sync(certificate, self.host, address, port, trust)
        if not shown.leaf:
            return shown, hello.Heard(shown.shake)
        await world.admit(self.host, "TLS handshake that reads the chain")
        heard = await anyio.to_thread.run_sync(hello.chain, self.host, address, port)
        if shown.leaf.must_staple and heard.sent and not heard.stapled:
            # Many servers fetch the answer of their authority only when they are first asked for it.
            await anyio.sleep(STAPLE_SECONDS)
            await world.admit(self.host, "TLS handshake that asks for a stapled answer again")
            heard = await anyio.to_thread.run_sync(hello.chain, self.host, address, port)
        return shown, heard

    async def _alone(self, world: "World", address: str, port: int) -> tuple[bytes, ...]:
        """The certificate of a server that speaks TLS 1.3 alone, which hides what else it sends."""
        await world.admit(self.host, "TLS handshake that reads the certificate")
        done = await anyio.to_thread.run_sync(_shake, _lax(), self.host, address, port)
        return (done.der,) if done.der else ()


def certificate(host: str, address: str, port: int, trust: Path | None) -> Certificate:
    """The certificate that an address shows for a name; blocks."""
    now = int(time.time())
    done = _shake(_strict(trust), host, address, port)
    if done.code in WEAK_KEYS:
        done = _shake(_strict(trust, any_strength=True), host, address, port)
    if done.shake is Shake.DONE:
        return _shown(Certificate(host, address, port, done.shake, trusted=True, named=True, at=now), done)
    if done.code is None:
        return Certificate(host, address, port, done.shake, words=done.words, at=now)
    again = _shake(_lax(), host, address, port)
    if again.shake is not Shake.DONE:
        return Certificate(host, address, port, again.shake, words=again.words, at=now)
    gap = Gap.UNKNOWN_AUTHORITY if done.code in NO_ISSUER else Gap.NONE
    shown = Certificate(
        host, address, port, again.shake, done.code == HOSTNAME_MISMATCH, words=done.words, at=now, gap=gap
    )
    shown = _shown(shown, again)
    return replace(shown, named=shown.leaf is not None and is_for(shown.leaf.names, host))


def with_chain(shown: Certificate, heard: hello.Heard) -> Certificate:
    """The same with what the server sends beside its own certificate."""
    if heard.shake is not Shake.DONE or heard.version != "TLSv1.2" or not heard.sent:
        return shown
    return replace(shown, sent=tuple(_readable(heard.sent)), stapled=heard.stapled)


def completes(host: str, address: str, port: int, trust: Path | None, issuer: Iterable[bytes]) -> bool:
    """Whether the chain is trusted once these certificates are added to what the server sends; blocks."""
    context = _strict(trust, any_strength=True)
    context.check_hostname = False
    # A certificate that is no root of its own is no anchor: it only helps to find the way to one.
    context.verify_flags &= ~ssl.VERIFY_X509_PARTIAL_CHAIN
    for der in issuer:
        context.load_verify_locations(cadata=der)
    return _shake(context, host, address, port).shake is Shake.DONE


async def _told(
    one: Certificate, sent: tuple[bytes, ...], others: tuple[bytes, ...], world: "World", trust: Path | None
) -> Certificate:
    """Tells a chain that was not sent from an authority that nobody knows, as far as can be shown."""
    last = one.sent[-1] if one.sent else one.leaf
    if one.gap is Gap.NONE or last is None:
        return one
    if last.own:
        return replace(one, proof=f"the chain ends in {last.subject}, which vouches for itself")
    der = sent[-1:]
    known = tuple(candidate for candidate in others if der and signed(der[0], candidate))
    where, why = "another address of the name", ""
    if not known and last.issuer_at:
        where = last.issuer_at
        known, why = await issuers.fetched(last.issuer_at, world)
        known = tuple(candidate for candidate in known if not der or signed(der[0], candidate))
    if known:
        await world.admit(one.host, "TLS handshake with the issuer at hand")
        if await anyio.to_thread.run_sync(completes, one.host, one.address, one.port, trust, known):
            return replace(
                one, gap=Gap.NOT_SENT, proof=f"with the certificate of {last.issuer} from {where}, the chain is trusted"
            )
        return replace(one, proof=f"also with the certificate of {last.issuer} from {where}, the chain is not trusted")
    if last.issuer_at:
        words = f"its certificate is at {last.issuer_at}, and is not sent ({why})"
        return replace(one, gap=Gap.NOT_SENT, proof=f"{last.subject or 'it'} is signed by {last.issuer}: {words}")
    return replace(one, proof=f"the chain ends at {last.issuer}, whose certificate is neither sent nor known here")


@dataclass(frozen=True, slots=True)
class _Done:
    """How a whole handshake ended."""

    shake: Shake
    words: str = ""
    code: int | None = None
    """OpenSSL's, where we refused the certificate."""
    der: bytes = b""
    version: str = ""
    alpn: str = ""


def _context() -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.set_alpn_protocols(["h2", "http/1.1"])
    return made


def _lax() -> ssl.SSLContext:
    made = _context()
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    made.set_ciphers("ALL:@SECLEVEL=0")
    return made


def _strict(trust: Path | None, *, any_strength: bool = False) -> ssl.SSLContext:
    made = ssl.create_default_context(cafile=str(trust) if trust else None)
    # Newer Pythons also refuse what browsers take: a private authority without key identifiers, for one.
    made.verify_flags &= ~ssl.VERIFY_X509_STRICT
    made.set_alpn_protocols(["h2", "http/1.1"])
    if any_strength:
        made.set_ciphers("ALL:@SECLEVEL=0")
    return made


def _shake(context: ssl.SSLContext, host: str, address: str, port: int) -> _Done:
    """Makes one handshake."""
    try:
        connection = socket.create_connection((address, port), timeout=hello.SECONDS)
    except OSError as error:
        heard = hello.silence(error, address, port)
        return _Done(Shake.UNREACHABLE if heard.shake is Shake.REJECTED else heard.shake, heard.words)
    try:
        with connection, context.wrap_socket(connection, server_hostname=host) as secured:
            der = secured.getpeercert(binary_form=True) or b""
            return _Done(Shake.DONE, "", None, der, secured.version() or "", secured.selected_alpn_protocol() or "")
    except ssl.SSLCertVerificationError as error:
        return _Done(Shake.REJECTED, error.verify_message, error.verify_code)
    except TimeoutError:
        return _Done(Shake.TIMED_OUT, f"no handshake within {hello.SECONDS:.0f} s")
    except (ssl.SSLError, ConnectionError) as error:
        return _Done(Shake.REJECTED, str(error.args[-1] if error.args else error))
    except OSError as error:
        return _Done(Shake.UNREACHABLE, error.strerror or str(error))


def _shown(one: Certificate, done: _Done) -> Certificate:
    return replace(one, leaf=read(done.der), version=done.version, alpn=done.alpn)


def _readable(sent: tuple[bytes, ...]) -> list[Leaf]:
    """The facts of each certificate up to the first that cannot be read."""
    found: list[Leaf] = []
    for der in sent:
        try:
            found.append(read(der))
        except ValueError:
            break
    return found
