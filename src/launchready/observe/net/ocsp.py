"""Reads what an authority says of one certificate (OCSP, RFC 6960): whose word it is, of when, and whether it is revoked."""

import contextlib
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

SKEW = dt.timedelta(minutes=5)
"""By so much clocks may differ."""
LONGEST = dt.timedelta(days=10)
"""How long an answer may be good for (CA/B BR 4.9.10): also where it does not say until when."""


class State(StrEnum):
    """What an authority says of a certificate."""

    GOOD = "not revoked"
    REVOKED = "revoked"
    UNKNOWN = "unknown to its authority"
    UNCLEAR = "not clear"
    NOT_ASKED = "not tested"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a certificate is revoked, as far as it was told."""

    state: State
    because: str
    """Why it is not clear; else since when or until when it is so."""
    by: str = ""
    """Who told: the responder's address, or where the answer was stapled."""

    def __str__(self) -> str:
        """In words."""
        return f"{self.state}{f' ({self.because})' if self.because else ''}{f' by {self.by}' if self.by else ''}"


def asked(certificate: x509.Certificate, issuer: x509.Certificate) -> bytes:
    """The question, by SHA-1: what every responder reads (RFC 5019), and nothing that anybody could forge hangs on it."""
    made = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, SHA1()).build()  # noqa: S303 - see above
    return made.public_bytes(Encoding.DER)


def told(answer: bytes, certificate: x509.Certificate, issuer: x509.Certificate, now: dt.datetime) -> Standing:
    """What an answer says of a certificate, and why it counts for nothing where it does not."""
    try:
        return _told(ocsp.load_der_ocsp_response(answer), certificate, issuer, now)
    except (ValueError, UnsupportedAlgorithm) as wrong:
        return Standing(State.UNCLEAR, f"the answer cannot be read: {wrong}")


def _told(
    answer: ocsp.OCSPResponse, certificate: x509.Certificate, issuer: x509.Certificate, now: dt.datetime
) -> Standing:
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        return Standing(State.UNCLEAR, f"the responder says: {answer.response_status.name.lower().replace('_', ' ')}")
    single = next((one for one in answer.responses if _is_of(one, certificate, issuer)), None)
    if single is None:
        return Standing(State.UNCLEAR, "the answer is of another certificate")
    if wrong := _forged(answer, issuer, now):
        return Standing(State.UNCLEAR, wrong)
    begins, ends = single.this_update_utc, single.next_update_utc
    stale = now > (ends or begins + LONGEST) + SKEW
    if single.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        reason = single.revocation_reason
        if stale and reason in {x509.ReasonFlags.certificate_hold, x509.ReasonFlags.remove_from_crl}:
            return Standing(State.UNCLEAR, f"it was on hold, by an answer that was good until {date(ends)}")
        since = f"since {date(single.revocation_time_utc)}"
        return Standing(State.REVOKED, f"{since}, {reason.value}" if reason else since)  # once revoked, for ever
    if begins > now + SKEW:
        return Standing(State.UNCLEAR, f"the answer is of {date(begins)}, which is yet to come")
    if stale:
        return Standing(State.UNCLEAR, f"the answer is old: it was good until {date(ends or begins + LONGEST)}")
    state = State.GOOD if single.certificate_status is ocsp.OCSPCertStatus.GOOD else State.UNKNOWN
    return Standing(state, f"of {date(begins)}")


def _is_of(single: ocsp.OCSPSingleResponse, certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if single.serial_number != certificate.serial_number:
        return False
    own = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, single.hash_algorithm).build()
    return (own.issuer_name_hash, own.issuer_key_hash) == (single.issuer_name_hash, single.issuer_key_hash)


def _forged(answer: ocsp.OCSPResponse, issuer: x509.Certificate, now: dt.datetime) -> str:
    """Why an answer is not the authority's; empty where it is (RFC 6960, 4.2.2.2)."""
    if answer.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS:
        return "its signature is of a kind that is not verified here"
    if any(_signed(answer, one) for one in _signers(answer, issuer, now)):
        return ""
    return "it is not signed by the authority that the certificate is from, nor by one whom that lets answer"


def _signers(answer: ocsp.OCSPResponse, issuer: x509.Certificate, now: dt.datetime) -> Iterator[x509.Certificate]:
    """The issuer, and whom it lets answer in its place."""
    yield issuer
    for one in answer.certificates:
        with contextlib.suppress(ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm, x509.ExtensionNotFound):
            one.verify_directly_issued_by(issuer)
            uses = one.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
            in_time = one.not_valid_before_utc - SKEW <= now <= one.not_valid_after_utc + SKEW
            if ExtendedKeyUsageOID.OCSP_SIGNING in uses and in_time:
                yield one


def _signed(answer: ocsp.OCSPResponse, by: x509.Certificate) -> bool:
    key, signature, data = by.public_key(), answer.signature, answer.tbs_response_bytes
    over = answer.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey) and over:
            key.verify(signature, data, padding.PKCS1v15(), over)
        elif isinstance(key, ec.EllipticCurvePublicKey) and over:
            key.verify(signature, data, ec.ECDSA(over))
        elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            key.verify(signature, data)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def date(when: dt.datetime | None) -> str:
    """A moment, to the minute."""
    return when.isoformat(timespec="minutes") if when else "an unknown time"
