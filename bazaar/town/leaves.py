"""The certificates that are not Caddy's: those of a fault, and those of names that only a fault has."""

from pathlib import Path

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID

from bazaar.town import certificates, names
from bazaar.town.certificates import Authority, Pair


def made(root: Authority, folder: Path, faults: frozenset[str]) -> dict[str, Pair]:
    """The certificates that are not Caddy's, by host."""
    found: dict[str, Pair] = {}
    if "exp-undeclared-subdomain" in faults:
        found[names.WEB] = found[names.BETA] = root.leaf(folder, [names.WEB, names.BETA])
    if "exp-strangers-address" in faults:
        found[names.PROMO] = root.leaf(folder, [names.TENANT])
    if "dep-cert-expiring" in faults:
        found[names.API] = root.leaf(folder, [names.API], certificates.NEAR_ITS_END)
    if "dep-no-renewal" in faults:
        found[names.API] = root.leaf(folder, [names.API], certificates.OVERDUE)
    if "dep-cert-chain" in faults:
        # The file holds the certificate alone, as when somebody took cert.pem in place of fullchain.pem.
        between = root.intermediate(folder, "Bazaar Intermediate")
        issuer_at = x509.AccessDescription(
            AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier(names.ISSUER_AT)
        )
        found[names.SHOP] = between.leaf(folder, [names.SHOP], more=[x509.AuthorityInformationAccess([issuer_at])])
    if "dep-cert-staple" in faults:
        demand = x509.TLSFeature([x509.TLSFeatureType.status_request])
        found[names.SHOP] = root.leaf(folder, [names.SHOP], more=[demand])
    if "dep-weak-key" in faults:
        found[names.ADMIN] = root.leaf(folder, [names.ADMIN], key=certificates.weak_key())
    if faults & {"dep-cert-name", "dep-cert-untrusted"}:
        stranger = certificates.authority(folder, "Nobody Knows Us")
        issuer = stranger if "dep-cert-untrusted" in faults else root
        name = f"old-{names.ADMIN}" if "dep-cert-name" in faults else names.ADMIN
        found[names.ADMIN] = issuer.leaf(folder, [name])
    return found
