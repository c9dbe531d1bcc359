"""Asks a certificate's authority whether it is revoked, or reads its list, as far as consent goes; and what a server staples."""

import base64
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import anyio.to_thread
from cryptography import x509

from launchready.observe.net import crl, issuers
from launchready.observe.net.certificate import Leaf, signed
from launchready.observe.net.ocsp import Standing, State, asked, told

if TYPE_CHECKING:
    from launchready.observe.world import World

MOST_GET = 255
"""A longer question goes by POST (RFC 6960, A.1)."""
MOST_PLACES, MOST_LIST = 2, 1 << 24
"""Places of one list that are tried, and bytes of it that are read."""


async def standing(world: "World", leaf: Leaf, sent: tuple[bytes, ...]) -> Standing:
    """What its authority says of a certificate; `sent` is the certificate and what was sent with it, as DER.

    The responder is asked where the certificate names one. Where it does not, or that tells nothing, the authority's list
    is read.
    """
    if not leaf.responder and not leaf.lists:
        return Standing(State.NOT_ASKED, "the certificate names neither a responder (OCSP) nor a list (CRL)")
    if not sent:
        return Standing(State.NOT_ASKED, "the certificate was not read whole")
    own = sent[0]
    issuer = await _issuer(world, leaf, sent)
    if issuer is None:
        return Standing(
            State.NOT_ASKED, f"the certificate of {leaf.issuer}, to which the question is bound, is not known"
        )
    certificate = x509.load_der_x509_certificate(own)
    said = await _responded(world, leaf, certificate, issuer) if leaf.responder else None
    if said and (said.state in {State.GOOD, State.REVOKED, State.UNKNOWN} or not leaf.lists):
        return said
    by_list = await _listed(world, leaf, certificate, issuer)
    if said and by_list.state in {State.UNCLEAR, State.NOT_ASKED}:
        return Standing(said.state, f"{said.because}; the list: {by_list.because}", said.by)
    return by_list


async def _responded(world: "World", leaf: Leaf, certificate: x509.Certificate, issuer: x509.Certificate) -> Standing:
    question = asked(certificate, issuer)
    by_get = quote(base64.b64encode(question).decode(), safe="")
    data, why = b"", ""
    if len(by_get) <= MOST_GET:
        data, why = await issuers.had(f"{leaf.responder.rstrip('/')}/{by_get}", world, "the OCSP answer")
    if why.startswith("not asked"):
        return Standing(State.NOT_ASKED, why.removeprefix("not asked: "))
    said = told(data, certificate, issuer, _now()) if data else None
    if said is None or said.state is State.UNCLEAR:
        # Some responders read no GET.
        data, why = await issuers.had(leaf.responder, world, "the OCSP answer", question)
        said = told(data, certificate, issuer, _now()) if data else said
    if said is None:
        return Standing(State.UNCLEAR, why or "the responder answered nothing", leaf.responder)
    return Standing(said.state, said.because, leaf.responder)


async def _listed(world: "World", leaf: Leaf, certificate: x509.Certificate, issuer: x509.Certificate) -> Standing:
    """What the authority's list says: the first of its places that has it, for each holds the same."""
    told = Standing(State.NOT_ASKED, "")
    for url in leaf.lists[:MOST_PLACES]:
        data, why = await issuers.had(url, world, "the list of revoked certificates", most=MOST_LIST)
        if why.startswith("not asked"):
            said = Standing(State.NOT_ASKED, why.removeprefix("not asked: "))
        elif why:
            said = Standing(State.UNCLEAR, why, url)
        else:
            read = await anyio.to_thread.run_sync(crl.listed, data, certificate, issuer, _now())
            said = Standing(read.state, read.because, url)
        if said.state in {State.GOOD, State.REVOKED}:
            return said
        told = said if told.state is State.NOT_ASKED else told
    return told


def stapled(staple: bytes, sent: tuple[bytes, ...], trust: Path | None, address: str) -> Standing | None:
    """What a stapled answer says; None where there is none, or the issuer's certificate is not at hand."""
    issuer = _at_hand(sent, trust) if staple and sent else None
    if issuer is None:
        return None
    said = told(staple, x509.load_der_x509_certificate(sent[0]), issuer, _now())
    return Standing(said.state, said.because, f"the answer that {address} staples")


async def _issuer(world: "World", leaf: Leaf, sent: tuple[bytes, ...]) -> x509.Certificate | None:
    if found := _at_hand(sent, world.declaration.network.trust):
        return found
    fetched, _ = await issuers.fetched(leaf.issuer_at, world) if leaf.issuer_at else ((), "")
    return next((x509.load_der_x509_certificate(one) for one in fetched if signed(sent[0], one)), None)


def _at_hand(sent: tuple[bytes, ...], trust: Path | None) -> x509.Certificate | None:
    """The issuer's certificate out of what the server sends, or of the authorities that are trusted beside."""
    for der in sent[1:]:
        if signed(sent[0], der):
            return x509.load_der_x509_certificate(der)
    own = x509.load_der_x509_certificate(sent[0])
    if trust is None:
        return None
    for one in x509.load_pem_x509_certificates(trust.read_bytes()):
        try:
            own.verify_directly_issued_by(one)
        except Exception:  # noqa: BLE001, S112 - it is another's
            continue
        return one
    return None


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
