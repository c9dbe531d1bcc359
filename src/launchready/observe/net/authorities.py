"""The names by which CAA records call the authorities that issue most certificates, as their practice statements give them."""

AS_OF = "2026-11"
DIGICERT = (
    *("digicert.com", "www.digicert.com", "digicert.ne.jp", "cybertrust.ne.jp", "symantec.com", "thawte.com"),
    *("geotrust.com", "rapidssl.com", "quovadisglobal.com", "digitalcertvalidation.com"),
    *(
        f"{seller}.digitalcertvalidation.com"
        for seller in ("volusion", "stratossl", "intermediatecertificate", "1and1")
    ),
)
SECTIGO = ("sectigo.com", "usertrust.com", "trust-provider.com", "comodo.com", "comodoca.com", "entrust.net")
GODADDY = ("godaddy.com", "starfieldtech.com")

NAMES = {
    "actalis s.p.a.": ("actalis.it",),
    "amazon": ("amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"),
    "asseco data systems s.a.": ("certum.pl", "certum.eu"),
    "buypass as-983163327": ("buypass.com", "buypass.no"),
    "certainly": ("certainly.com",),
    "cloudflare, inc.": ("ssl.com", "digicert.com"),  # its own authorities are run by these
    "comodo ca limited": SECTIGO,
    "digicert inc": DIGICERT,
    "digicert, inc.": DIGICERT,
    "globalsign nv-sa": ("globalsign.com",),
    "godaddy.com, inc.": GODADDY,
    "google trust services": ("pki.goog", "google.com"),
    "google trust services llc": ("pki.goog", "google.com"),
    "hellenic academic and research institutions ca": ("harica.gr",),
    "identrust": ("identrust.com",),
    "let's encrypt": ("letsencrypt.org",),
    "sectigo limited": SECTIGO,
    "ssl corp": ("ssl.com",),
    "ssl corporation": ("ssl.com",),
    "starfield technologies, inc.": GODADDY,
    "swisssign ag": ("swisssign.com",),
    "unizeto technologies s.a.": ("certum.pl", "certum.eu"),
    "zerossl": SECTIGO,
}
"""By the organization that stands in the certificate as its issuer's. One that is missing here is not judged, and never
guessed: whoever sells another's certificates may have an authority in its own name.
"""


def called(organization: str) -> tuple[str, ...]:
    """The names by which records may call an authority; empty where that is not known."""
    return NAMES.get(" ".join(organization.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split()), ())
