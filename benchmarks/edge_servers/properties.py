"""The properties that the bench of the edge asks after, who speaks of each, and what is wrong with the servers of TLS."""

from benchmarks.edge_servers import shops

SOUND, FLAWED, SILENT = "sound", "flawed", "cannot tell"
VERSIONS, CIPHERS, CERTIFICATE = "versions", "ciphers", "certificate"
OURS: dict[str, tuple[str, ...]] = {
    shops.HSTS: ("edge.hsts-is-missing",),
    shops.CSP: ("edge.csp-is-missing",),
    shops.NONCE: ("edge.csp-nonce-repeats",),
    shops.FRAMING: ("edge.page-can-be-framed",),
    shops.NOSNIFF: ("edge.sniffing-is-allowed",),
    shops.REFERRER: ("edge.referrer-tells-address",),
    shops.VERSION: ("edge.server-tells-version",),
    shops.COOKIE: ("boundaries.session-cookie-lacks-flags",),
    shops.CORS: ("boundaries.cors-reflects-origin",),
    shops.TO_HTTPS: ("deploy.http-is-not-redirected",),
    VERSIONS: ("deploy.old-tls-is-offered",),
    CIPHERS: ("deploy.weak-cipher-is-offered",),
    CERTIFICATE: (
        "deploy.certificate-is-wrong",
        "deploy.certificate-is-weak",
        "deploy.certificate-is-near-its-end",
    ),
}
"""Which of our checks speak of a property."""
THEIRS = {
    shops.HSTS: "strict-transport-security",
    shops.CSP: "content-security-policy",
    shops.FRAMING: "x-frame-options",
    shops.NOSNIFF: "x-content-type-options",
    shops.REFERRER: "referrer-policy",
    shops.COOKIE: "cookies",
    shops.CORS: "cross-origin-resource-sharing",
    shops.TO_HTTPS: "redirection",
}
"""Which test of the Observatory's does; it has none of nonces that repeat, and none of versions."""
TLS_TRUTH: dict[str, tuple[str, ...]] = {
    "TLS 1.0 to 1.3": (VERSIONS,),
    "TLS 1.1 and 1.2": (VERSIONS,),
    "NULL and anonymous ciphers": (CIPHERS,),
    "incomplete chain": (CERTIFICATE,),
    "unknown authority": (CERTIFICATE,),
    "signed by itself": (CERTIFICATE,),
    "another name": (CERTIFICATE,),
    "over": (CERTIFICATE,),
    "RSA of 1,024 bits": (CIPHERS, CERTIFICATE),  # OpenSSL shows such a key at its laxest level alone
}
"""What is wrong with the servers of the bench of TLS; nothing with those that are not named."""
