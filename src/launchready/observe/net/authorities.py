"""The names by which CAA records call the authorities that issue most certificates, each read in two places.

What the authorities themselves tell the root programs (CCADB's list of CAA identifiers, as of September 2026) and their practice
statements were laid beside older lists. A name that both have, or that the authority's own statement has, counts; one that
only an older list has may have been given up since, and makes a verdict Unknown instead of a finding.
"""

AS_OF = "2026-11"
AMAZON = ("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com")
DIGICERT = (
    *("digicert.com", "www.digicert.com", "digicert.ne.jp", "cybertrust.ne.jp", "symantec.com", "thawte.com"),
    *("geotrust.com", "rapidssl.com", "quovadisglobal.com", "pkioverheid.nl", "digitalcertvalidation.com"),
    *(
        f"{seller}.digitalcertvalidation.com"
        for seller in ("volusion", "stratossl", "intermediatecertificate", "1and1")
    ),
    *AMAZON,  # of whose authorities it runs some
)
SECTIGO = (
    *("sectigo.com", "usertrust.com", "trust-provider.com", "comodo.com", "comodoca.com"),
    *("entrust.net", "affirmtrust.com"),  # whose customers it took over
)
GODADDY = ("godaddy.com", "starfieldtech.com")
CERTUM = ("certum.pl", "certum.eu")

NAMES = {
    "actalis s.p.a.": ("actalis.it",),
    "amazon": AMAZON,
    "asseco data systems s.a.": CERTUM,
    "buypass as-983163327": ("buypass.com",),
    "certainly": ("certainly.com",),
    "comodo ca limited": SECTIGO,
    "digicert inc": DIGICERT,
    "digicert, inc.": DIGICERT,
    "globalsign nv-sa": ("globalsign.com",),
    "godaddy.com, inc.": GODADDY,
    "google trust services": ("pki.goog",),
    "google trust services llc": ("pki.goog",),
    "hellenic academic and research institutions ca": ("harica.gr",),
    "identrust": ("identrust.com",),
    "let's encrypt": ("letsencrypt.org",),
    "sectigo limited": SECTIGO,
    "ssl corp": ("ssl.com",),
    "ssl corporation": ("ssl.com",),
    "starfield technologies, inc.": GODADDY,
    "swisssign ag": ("swisssign.com",),
    "unizeto technologies s.a.": CERTUM,
    "zerossl": SECTIGO,
}
"""By the organization that stands in the certificate as its issuer's. One that is missing here is not judged, and never
guessed: whoever sells another's certificates may have an authority in its own name, as Cloudflare, Entrust and Microsoft do,
whose authorities are run by others, or by different ones in turn.
"""

DOUBTFUL = {
    "amazon": ("aws.amazon.com",),
    "buypass as-983163327": ("buypass.no",),
    "google trust services": ("google.com",),
    "google trust services llc": ("google.com",),
    "identrust": ("www.identrust.com",),
    "ssl corp": ("entrust.net", "affirmtrust.com"),
    "ssl corporation": ("entrust.net", "affirmtrust.com"),
    "starfield technologies, inc.": ("amazon.com",),
    "swisssign ag": ("swisssign.net", "swisssign.ch", "swisssign.li", "swisssign.org"),
    "zerossl": ("zerossl.com",),
}
"""Names that stand in one list alone: records that name no other may or may not let the authority issue."""


def called(organization: str) -> tuple[str, ...]:
    """The names by which records may call an authority; empty where that is not known."""
    return NAMES.get(_key(organization), ())


def perhaps(organization: str) -> tuple[str, ...]:
    """The names by which it may have been called once."""
    return DOUBTFUL.get(_key(organization), ())


def _key(organization: str) -> str:
    return " ".join(organization.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
