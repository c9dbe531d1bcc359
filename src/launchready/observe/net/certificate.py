"""Reads what stands in a certificate: names, dates, key, signature, and where its issuer's certificate is."""

import base64
import contextlib
from dataclasses import dataclass
from ipaddress import ip_address

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

from launchready.declare.hosts import is_address
from launchready.observe.net import crl

WEAK_HASHES = frozenset({"md2", "md4", "md5", "sha1"})
RSA_BITS, EC_BITS = 2048, 224
"""The least that CA/B BR 6.1.5 allows (EC: P-256; 224 is the strength that RSA 2048 has)."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A certificate that a server shows."""

    names: tuple[str, ...]
    """The DNS names and addresses it is for."""
    subject: str
    issuer: str
    serial: str
    starts: int
    """Seconds since the epoch."""
    ends: int
    key: str = ""
    """`RSA`, `EC secp256r1`, `DSA`, or what else it is."""
    bits: int = 0
    """The key's; 0 where the kind has but one size."""
    hash: str = ""
    """What it is signed over; empty where the signature needs none (Ed25519)."""
    must_staple: bool = False
    """Whether it tells browsers to refuse it without an OCSP answer of today."""
    issuer_at: str = ""
    """Where it says that its issuer's certificate is; empty where it does not say."""
    own: bool = False
    """Whether it is its own issuer."""
    renewal: str = ""
    """Its name where its authority advises on renewal (RFC 9773, 4.1); empty where it names no key of its issuer's."""
    organization: str = ""
    """Of its issuer; empty where it names none."""
    responder: str = ""
    """Where its authority says whether it is revoked (OCSP); empty where it does not say."""
    lists: tuple[str, ...] = ()
    """Where its authority lists what it has revoked (CRL)."""

    def weakness(self) -> str:
        """What of its key and signature can be forged with means of today; empty where nothing."""
        weak: list[str] = []
        if (self.key in {"RSA", "DSA"} and self.bits < RSA_BITS) or (self.key.startswith("EC") and self.bits < EC_BITS):
            weak.append(f"its key is {self.key} of {self.bits} bits")
        if self.hash in WEAK_HASHES and not self.own:
            weak.append(f"it is signed with {self.hash.upper()}")
        return " and ".join(weak)


def read(der: bytes) -> Leaf:
    """The facts of a certificate.

    Raises:
        ValueError: it is none.
    """
    shown = x509.load_der_x509_certificate(der)
    key, bits = _key(shown)
    return Leaf(
        _names(shown),
        _common_name(shown.subject),
        _common_name(shown.issuer),
        f"{shown.serial_number:x}",
        int(shown.not_valid_before_utc.timestamp()),
        int(shown.not_valid_after_utc.timestamp()),
        key,
        bits,
        _hash(shown),
        _must_staple(shown),
        _at(shown, AuthorityInformationAccessOID.CA_ISSUERS),
        shown.subject == shown.issuer,
        _renewal(shown),
        _organization(shown.issuer),
        _at(shown, AuthorityInformationAccessOID.OCSP),
        crl.places(shown),
    )


def is_for(names: tuple[str, ...], host: str) -> bool:
    """Whether a certificate's names cover a host (RFC 9525): a wildcard is the whole first label and stands for one.

    An address is covered by the same address alone.
    """
    host = host.lower().rstrip(".").strip("[]")
    if is_address(host):
        return any(is_address(name) and ip_address(name) == ip_address(host) for name in names)
    parent = host.partition(".")[2]
    covered = {host, f"*.{parent}"} if "." in parent else {host}
    return any(name.lower().rstrip(".") in covered for name in names)


def signed(certificate: bytes, issuer: bytes) -> bool:
    """Whether one certificate is signed by the key of another."""
    try:
        x509.load_der_x509_certificate(certificate).verify_directly_issued_by(x509.load_der_x509_certificate(issuer))
    except Exception:  # noqa: BLE001 - whatever is wrong with either, it is no proof
        return False
    return True


def _key(shown: x509.Certificate) -> tuple[str, int]:
    try:
        key = shown.public_key()
    except (UnsupportedAlgorithm, ValueError):
        return "of an unknown kind", 0
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return f"EC {key.curve.name}", key.key_size
    if isinstance(key, dsa.DSAPublicKey):
        return "DSA", key.key_size
    return type(key).__name__.removeprefix("_").removesuffix("PublicKey"), 0


def _hash(shown: x509.Certificate) -> str:
    try:
        used = shown.signature_hash_algorithm
    except UnsupportedAlgorithm:
        return ""
    return used.name if used else ""


def _names(shown: x509.Certificate) -> tuple[str, ...]:
    with contextlib.suppress(x509.ExtensionNotFound, ValueError):
        san = shown.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        addresses = (str(address) for address in san.get_values_for_type(x509.IPAddress))
        return (*san.get_values_for_type(x509.DNSName), *addresses)
    return ()


def _must_staple(shown: x509.Certificate) -> bool:
    with contextlib.suppress(x509.ExtensionNotFound, ValueError):
        features = shown.extensions.get_extension_for_class(x509.TLSFeature).value
        return x509.TLSFeatureType.status_request in features
    return False


def _at(shown: x509.Certificate, what: x509.ObjectIdentifier) -> str:
    """Where something of its authority's is."""
    with contextlib.suppress(x509.ExtensionNotFound, ValueError):
        access = shown.extensions.get_extension_for_class(x509.AuthorityInformationAccess).value
        for one in access:
            at = one.access_location
            if one.access_method == what and isinstance(at, x509.UniformResourceIdentifier):
                return at.value
    return ""


def _renewal(shown: x509.Certificate) -> str:
    with contextlib.suppress(x509.ExtensionNotFound, ValueError):
        issuer = shown.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier
        serial = shown.serial_number.to_bytes(shown.serial_number.bit_length() // 8 + 1, "big")
        return (
            ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (issuer, serial))
            if issuer
            else ""
        )
    return ""


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _organization(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else ""
