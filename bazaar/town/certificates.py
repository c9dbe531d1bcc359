"""Certificates made by hand: the town's own root, and the leaves that a fault or an extra name needs."""

import base64
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

ROOT_LIFE = timedelta(days=3650)
LIFE = timedelta(days=90)
FRESH = timedelta(days=60)
"""What a certificate that somebody looks after has left."""
OVERDUE = timedelta(days=16)
"""What one has left that was due two weeks ago: less than a fifth, more than a sixth."""
NEAR_ITS_END = timedelta(days=5)

Key: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Pair:
    """The files of a certificate and its key."""

    certificate: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Authority:
    """A root that can sign."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    files: Pair

    def leaf(
        self,
        folder: Path,
        names: Sequence[str],
        left: timedelta = FRESH,
        *,
        key: Key | None = None,
        more: Sequence[x509.ExtensionType] = (),
    ) -> Pair:
        """A certificate for the names, of which so much life is left; with another key, and with more in it, if asked."""
        key = key or ec.generate_private_key(ec.SECP256R1())
        ends = datetime.now(UTC) + left
        # What clients accept since 2020: no extension beyond these, names in the SAN alone, at most 90 days.
        built = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([]))
            .issuer_name(self.certificate.subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(ends - LIFE)
            .not_valid_after(ends)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=True)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()), critical=False)
        )
        for extension in more:
            built = built.add_extension(extension, critical=False)
        return _written(folder, names[0], built.sign(self.key, hashes.SHA256()), key)

    def intermediate(self, folder: Path, name: str) -> "Authority":
        """An authority that this one vouches for."""
        return authority(folder, name, self)

    def trusting(self) -> ssl.SSLContext:
        """A client's TLS that trusts this root, and nobody else."""
        return ssl.create_default_context(cafile=str(self.files.certificate))


def authority(folder: Path, name: str, above: Authority | None = None) -> Authority:
    """A new root, or an authority that another vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    # A year ago: the leaves that are near their end began their life in the past.
    begins = datetime.now(UTC) - timedelta(days=365)
    usage = x509.KeyUsage(
        digital_signature=False,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
    )
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above.certificate.subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=1 if above else 2), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(above.key if above else key, hashes.SHA256())
    )
    return Authority(built, key, _written(folder, name.replace(" ", "-").lower(), built, key))


def dkim_key() -> rsa.RSAPrivateKey:
    """A key to sign mail with."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: Key) -> bytes:
    """A private key as a file holds it."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def public(key: rsa.RSAPrivateKey) -> str:
    """The public half, as base64 of its DER: what DNS publishes."""
    info = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(info).decode()


def weak_key() -> rsa.RSAPrivateKey:
    """A key that was long enough until 2013."""
    return rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505 - that it is short is the fault


def _written(folder: Path, name: str, certificate: x509.Certificate, key: Key) -> Pair:
    folder.mkdir(parents=True, exist_ok=True)
    pair = Pair(folder / f"{name}.crt", folder / f"{name}.key")
    pair.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pair.key.touch(mode=0o600)
    pair.key.write_bytes(pem(key))
    return pair
