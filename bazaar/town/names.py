"""Who lives where: the host names of Bazaar, and the loopback addresses they stand at."""

DOMAIN = "bazaar.test"

WEB = DOMAIN
WWW = f"www.{DOMAIN}"
SHOP = f"shop.{DOMAIN}"
API = f"api.{DOMAIN}"
ADMIN = f"admin.{DOMAIN}"
ERRORS = f"errors.{DOMAIN}"
STAGING = f"staging.{DOMAIN}"
MAIL = f"mail.{DOMAIN}"
POLICY = f"mta-sts.{DOMAIN}"
"""Where mail servers read how they must reach ours (RFC 8461)."""
NAMESERVER = f"ns1.{DOMAIN}"
SECOND_NAMESERVER = f"ns2.{DOMAIN}"

SITES = (WEB, API, ADMIN, ERRORS, STAGING)
"""Hosts behind which something of ours answers; each is served by the edge, and by the origin for the edge alone."""
ALIASES = (WWW, SHOP)
"""Other names of the web site."""

BETA = f"beta.{DOMAIN}"
"""Under exp-undeclared-subdomain: a preview that somebody left running."""
OLD = f"old.{DOMAIN}"
"""Under exp-old-environment: last year's build, left running on the live database."""
HELP = f"help.{DOMAIN}"
UNCLAIMED = "unclaimed.test"
"""Under exp-dangling-cname: a host of a provider at which our name was never claimed, or is no longer."""
DOCS = f"docs.{DOMAIN}"
PAGES = "github.io"
"""Under exp-unclaimed-page: a provider of pages, as it answers for a name that nobody has claimed there."""
PAGES_ADDRESS = "127.0.0.5"
LOST = "lapsed.test"
"""Under exp-dangling-mx, -ns and -include: a domain that somebody used once and nobody pays for any longer."""
NEWS = f"news.{DOMAIN}"
"""Under exp-dangling-mx: where answers to the newsletter went."""
SUPPORT = f"support.{DOMAIN}"
"""Under exp-dangling-ns: a part of the zone that a provider once served."""
GHOST = f"status.{DOMAIN}"
"""Under hnd-ghost-subdomain: listed in the hand-over, and nowhere else."""

CATCHER = "catcher.test"
"""Another company's host, as far as Bazaar is concerned: there the audit listens for what Bazaar calls."""
CATCHER_NAMES = "names.catcher.test"
"""A zone of theirs, answered by the audit."""
CATCHER_ADDRESS = "192.175.48.7"
"""Public, as far as Bazaar knows; nobody ever connects to it."""

EDGE_API = "api.edgeware.test"
"""Where the provider of the edge tells its customers what they set."""

EDGE_ADDRESS = "127.0.0.1"
ORIGIN_ADDRESS = "127.0.0.2"
BARE_ADDRESS = "127.0.0.3"
"""Under edg-not-proxied: where the API stands without an edge."""
OLD_ADDRESS = "127.0.0.4"
"""Under the faults of OLD_NODE: an edge node that was never brought up to date."""
SECOND_ADDRESS = "127.0.0.5"
"""Where the second name server is."""
OLD_NODE = frozenset({"dep-old-tls", "dep-weak-cipher"})

ISSUER_AT = "http://pki.example/intermediate.crt"
"""Under dep-cert-chain: where the certificate of shop. says that its issuer's is."""
