"""Reads what an authority's list of revoked certificates (CRL, RFC 5280) says of one: whose list it is, of when, and of what."""

import datetime as dt

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import ExtensionOID

from launchready.observe.net.ocsp import LONGEST, SKEW, Standing, State, date

UNDERSTOOD = frozenset(
    {ExtensionOID.ISSUING_DISTRIBUTION_POINT, ExtensionOID.AUTHORITY_KEY_IDENTIFIER, ExtensionOID.CRL_NUMBER}
)
"""Extensions that may be critical: with another one, a list may mean what is not read here (RFC 5280, 5.2)."""


def listed(data: bytes, certificate: x509.Certificate, issuer: x509.Certificate, now: dt.datetime) -> Standing:
    """What a list says of a certificate, and why it counts for nothing where it does not."""
    try:
        return _told(_loaded(data), certificate, issuer, now)
    except (ValueError, TypeError, UnsupportedAlgorithm) as wrong:
        return Standing(State.UNCLEAR, f"the list cannot be read: {wrong}")


def places(certificate: x509.Certificate) -> tuple[str, ...]:
    """Where a certificate says that its authority's lists are, by plain HTTP; lists by others or of some reasons alone apart."""
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, ValueError):
        return ()
    own = (one for one in points if not one.crl_issuer and not one.reasons)
    names = (name for one in own for name in one.full_name or ())
    urls = (one.value for one in names if isinstance(one, x509.UniformResourceIdentifier))
    return tuple(dict.fromkeys(one for one in urls if one.lower().startswith("http://")))


def _loaded(data: bytes) -> x509.CertificateRevocationList:
    return x509.load_pem_x509_crl(data) if data.lstrip().startswith(b"-----BEGIN") else x509.load_der_x509_crl(data)


def _told(
    found: x509.CertificateRevocationList, certificate: x509.Certificate, issuer: x509.Certificate, now: dt.datetime
) -> Standing:
    if wrong := _foreign(found, issuer) or _of_others(found, certificate):
        return Standing(State.UNCLEAR, wrong)
    begins, ends = found.last_update_utc, found.next_update_utc or found.last_update_utc + LONGEST
    stale = now > ends + SKEW
    entry = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is not None:
        reason = _reason(entry)
        if stale and reason is x509.ReasonFlags.certificate_hold:
            return Standing(State.UNCLEAR, f"it was on hold, by a list that was good until {date(ends)}")
        since = f"since {date(entry.revocation_date_utc)}"
        return Standing(State.REVOKED, f"{since}, {reason.value}" if reason else since)  # once revoked, for ever
    if begins > now + SKEW:
        return Standing(State.UNCLEAR, f"the list is of {date(begins)}, which is yet to come")
    if stale:
        return Standing(State.UNCLEAR, f"the list is old: it was good until {date(ends)}")
    return Standing(State.GOOD, f"by the list of {date(begins)}")


def _foreign(found: x509.CertificateRevocationList, issuer: x509.Certificate) -> str:
    """Why a list is not the authority's; empty where it is."""
    if found.issuer != issuer.subject:
        return "the list is another authority's"
    try:
        uses = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        uses = None
    if uses is not None and not uses.crl_sign:
        return "the authority's key may sign no list"
    try:
        genuine = found.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # of another kind, it says so
    except InvalidSignature:
        genuine = False
    return "" if genuine else "the list is not signed by the authority that the certificate is from"


def _of_others(found: x509.CertificateRevocationList, certificate: x509.Certificate) -> str:
    """Why a list does not speak of the certificate (RFC 5280, 6.3.3); empty where it does."""
    for one in found.extensions:
        if one.oid == ExtensionOID.DELTA_CRL_INDICATOR:
            return "the list tells only what changed"
        if one.critical and one.oid not in UNDERSTOOD:
            return f"the list has a part that is not understood here ({one.oid.dotted_string})"
    try:
        scope = found.extensions.get_extension_for_class(x509.IssuingDistributionPoint).value
    except x509.ExtensionNotFound:
        return ""
    if scope.indirect_crl:
        return "the list is of several authorities' certificates"
    if scope.only_some_reasons:
        return "the list is of some reasons alone"
    if scope.only_contains_attribute_certs or scope.only_contains_ca_certs:
        return "the list is of other kinds of certificates"
    names = {one.value for one in scope.full_name or () if isinstance(one, x509.UniformResourceIdentifier)}
    # Authorities cut their list into parts: another part says nothing of this certificate.
    if (names and not names & set(places(certificate))) or scope.relative_name is not None:
        return "the list is another part of the authority's"
    return ""


def _reason(entry: x509.RevokedCertificate) -> x509.ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except x509.ExtensionNotFound:
        return None
