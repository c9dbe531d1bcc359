"""Every fault Bazaar can show, by name: with none switched on it is sound, and each breaks exactly one thing."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One switch: what goes wrong when it is on, and the row of the roadmap it belongs to."""

    name: str
    row: str
    wrong: str
    style: str = "classic"
    """The API style in which alone it shows."""


class UnknownFaultError(ValueError):
    """Somebody asked for a fault that does not exist."""


FAULTS: tuple[Fault, ...] = (
    Fault("exp-dangling-cname", "EXP-1", "a subdomain points to a service that nobody claims"),
    Fault(
        "exp-unclaimed-page", "EXP-1", "a subdomain points to a provider of pages at whom our page is no longer claimed"
    ),
    Fault("exp-dangling-mx", "EXP-1", "mail for a name of ours goes to a host of a domain that nobody owns"),
    Fault("exp-dangling-ns", "EXP-1", "a part of the zone is left to name servers of a domain that nobody owns"),
    Fault("exp-dangling-include", "EXP-1", "SPF lets a domain that nobody owns say who may send"),
    Fault("exp-zone-transfer", "EXP-1", "the name server hands the whole zone to anybody"),
    Fault("exp-old-environment", "EXP-9", "old. serves last year's build against the live data"),
    Fault("exp-undeclared-subdomain", "EXP-1", "a live host answers that the declaration does not name"),
    Fault("exp-open-operation", "EXP-4", "the messages of a conversation are answered without credentials"),
    Fault("exp-shadow-api", "EXP-2", "/internal/ and /api/v1/ answer with customers' data, though OpenAPI omits them"),
    Fault("exp-undocumented-route", "EXP-2", "the front end calls /teaser, which the OpenAPI document leaves out"),
    Fault("exp-shadow-verb", "FOOT-2", "a PUT that OpenAPI omits changes anybody's conversation"),
    Fault("exp-dump-route", "EXP-2", "/orders/export, which OpenAPI omits, gives everybody's orders"),
    Fault("exp-open-admin", "FOOT-1", "the admin's list of users is answered to anybody"),
    Fault("exp-debug-route", "FOOT-2", "/debug dumps the state of the process"),
    Fault("exp-env-served", "EXP-3", "/.env is served to the public"),
    Fault("exp-git-served", "EXP-3", "the repository is served beside the pages: /.git/"),
    Fault("exp-backup-served", "EXP-3", "a dump of the database is served under the product's name"),
    Fault("exp-console-open", "FOOT-1", "the dashboards of the monitoring are shown to whoever asks"),
    Fault("exp-directory-listing", "EXP-3", "the folder of the bundle is listed"),
    Fault("exp-secret-in-tree", "EXP-3", "a live-looking key is in a file of the repository"),
    Fault("exp-secret-in-history", "EXP-3", "a live-looking key, removed from the tree, is still in its history"),
    Fault("exp-secret-in-build-log", "EXP-3", "a build log prints a live-looking key, in colour"),
    Fault("exp-secret-in-docs", "EXP-3", "a published document shows a live-looking key"),
    Fault("exp-secret-in-ci", "EXP-3", "a build file holds a live-looking key"),
    Fault("exp-secret-in-git-config", "EXP-3", "the address of git's remote holds a live-looking token"),
    Fault("exp-broken-redirect", "EXP-9", "a redirect ends in an error"),
    Fault("exp-open-redirect", "EXP-5", "the sign-in sends people on to any host that its link names"),
    Fault(
        "exp-redirect-after-sign-in", "EXP-5", "whoever has just signed in is sent on to any host that the link named"
    ),
    Fault("exp-no-owner", "EXP-10", "nobody owns the access to production"),
    Fault("exp-host-gone", "MIN-1", "a declared name has no address"),
    Fault("bnd-read-conversation", "BND-9", "a signed-in user reads another user's conversation by its id"),
    Fault("bnd-read-file", "BND-9", "a signed-in user reads another user's file by its id"),
    Fault("bnd-read-order", "BND-9", "a signed-in user reads another user's order by its id"),
    Fault("bnd-read-output", "BND-9", "a signed-in user reads another user's output by its id"),
    Fault("bnd-id-in-body", "BND-9", "an output is made of whatever conversation the body names"),
    Fault("bnd-nested-id", "BND-9", "behind a conversation of one's own, any output is answered by its id"),
    Fault("bnd-account-takeover", "BND-9", "a signed-in user sets another user's e-mail address by its id"),
    Fault("bnd-write-conversation", "BND-9", "a signed-in user renames another user's conversation"),
    Fault("bnd-delete-file", "BND-9", "a signed-in user deletes another user's file"),
    Fault("bnd-list-leak", "BND-9", "the list of conversations holds other users' conversations"),
    Fault("bnd-buyer-as-seller", "BND-2", "a buyer puts up a listing"),
    Fault("bnd-seller-as-admin", "BND-2", "a seller suspends a listing as if an admin"),
    Fault("bnd-mass-assignment", "BND-12", "a user gives themselves a role in PATCH /me"),
    Fault("bnd-mass-signup", "BND-12", "a new account has the role that its sign-up asks for"),
    Fault("bnd-mass-owner", "BND-12", "a conversation goes to whom its change names"),
    Fault("bnd-mass-price", "BND-12", "an order costs what its buyer says"),
    Fault("bnd-overexposed", "BND-2", "a public listing carries its seller's e-mail address and password hash"),
    Fault("bnd-cors-reflect", "BND-3", "the API trusts whatever origin asks"),
    Fault("bnd-cors-null", "BND-3", "the API trusts the origin null"),
    Fault("bnd-cors-wildcard", "BND-3", "the API gives every website leave to read what it answers to a user"),
    Fault("bnd-cors-suffix", "BND-3", "the API trusts every origin whose name ends like its own website's"),
    Fault("bnd-cors-cookie-only", "BND-3", "the API answers * to all, and trusts whatever origin sends a cookie along"),
    Fault("bnd-login-unlimited", "BND-10", "passwords can be guessed without end"),
    Fault("bnd-limit-by-header", "BND-4", "limits by address believe the address that the client writes in a header"),
    Fault("bnd-limit-by-spelling", "BND-4", "the limit on sign-ins counts each spelling of an address apart"),
    Fault("bnd-upload-unlimited", "BND-4", "one user uploads files without end"),
    Fault("bnd-webhook-unlimited", "BND-4", "the webhook takes deliveries without end"),
    Fault("bnd-reset-unlimited", "BND-4", "new passwords are asked for, and mailed, without end"),
    Fault("bnd-chat-unlimited", "BND-4", "one user makes the model answer without end"),
    Fault("bnd-webhook-unsigned", "BND-11", "a payment event without a signature is believed"),
    Fault("bnd-webhook-wrong-signature", "BND-11", "a payment event with a wrong signature is believed"),
    Fault("bnd-webhook-stale", "BND-11", "a payment event that was signed long ago is believed"),
    Fault("bnd-webhook-replay", "BND-11", "a payment event is believed a second time"),
    Fault("bnd-jwt-none", "BND-1", "a token that names no algorithm needs no signature"),
    Fault("bnd-jwt-weak-key", "BND-1", "tokens are signed with a key that anybody guesses"),
    Fault("bnd-jwt-unverified", "BND-1", "the signature of a token is not looked at"),
    Fault("bnd-jwt-kid", "BND-1", "a token's kid is the path of the file with the key"),
    Fault("bnd-jwt-own-key", "BND-1", "a token brings along the key that it is verified with"),
    Fault("bnd-jwt-key-address", "BND-1", "a token says where the key is that it is verified with"),
    Fault("bnd-jwt-confusion", "BND-1", "the public key that verifies tokens also signs them, as a shared secret"),
    Fault("bnd-jwt-expired", "BND-1", "a token is believed after its end"),
    Fault("bnd-jwt-forever", "BND-1", "tokens have no end"),
    Fault("bnd-jwt-audience", "BND-1", "a token for something else, a download for one, is believed"),
    Fault("bnd-logout-keeps-token", "BND-1", "a token works on after its user signed out"),
    Fault("bnd-cookie-flags", "BND-1", "the session cookie lacks HttpOnly, Secure and SameSite"),
    Fault("bnd-session-fixed", "BND-1", "a session cookie from before the sign-in is the signed-in one"),
    Fault("bnd-session-guessable", "BND-1", "sessions are named by a number that is counted up"),
    Fault("bnd-csrf", "BND-1", "another website's form changes the account of a visitor who is signed in"),
    Fault("bnd-password-keeps-sessions", "BND-1", "sessions go on after their user chose another password"),
    Fault("bnd-reset-reusable", "BND-1", "the link for a new password works again and again"),
    Fault("bnd-reset-endless", "BND-1", "the link for a new password never ends"),
    Fault("bnd-reset-guessable", "BND-1", "the link for a new password is made of the time"),
    Fault("bnd-reset-keeps-password", "BND-1", "the old password still signs in after a reset"),
    Fault("bnd-user-enumeration", "BND-1", "the sign-in says which addresses have no account"),
    Fault("bnd-user-enumeration-time", "BND-1", "the sign-in is quicker for addresses that have no account"),
    Fault("bnd-signup-tells", "BND-1", "the sign-up says which addresses have an account"),
    Fault("bnd-bad-id-500", "BND-5", "an id that is not an id makes the API fail with 500"),
    Fault("bnd-template", "BND-5", "the title of a conversation is run as a template"),
    Fault("bnd-oversize", "BND-5", "a body of any size is read, and a title of any length kept"),
    Fault("bnd-file-type", "BND-5", "a file of any type is taken, and shown as what its name says"),
    Fault("bnd-file-path", "BND-5", "a file keeps the path in its name"),
    Fault("bnd-callback-ssrf", "BND-5", "a seller's hook is called wherever it points, on the inside too"),
    Fault("bnd-callback-redirect", "BND-5", "a seller's hook that redirects is followed to the inside"),
    Fault("bnd-callback-name", "BND-5", "a seller's hook is looked up once to be judged, and again to be called"),
    Fault("bnd-sql", "BND-5", "what is searched for becomes part of the database's statement"),
    Fault("bnd-sql-sort", "BND-5", "what listings are sorted by becomes part of the database's statement"),
    Fault("bnd-sql-blind", "BND-5", "what is searched for becomes part of a statement whose result nobody sees"),
    Fault("bnd-nosql", "BND-5", "a condition in place of the password signs in"),
    Fault("bnd-bad-body-500", "BND-5", "a body that does not fit makes the API fail with 500"),
    Fault("bnd-error-insides", "BND-5", "a refusal repeats the statement of the database"),
    Fault("bnd-stack-trace", "BND-5", "an error answers with its stack trace"),
    Fault(
        "bnd-graphql-batching", "BND-4", "a batch of GraphQL operations counts as one try against the limits", "graphql"
    ),
    Fault(
        "bnd-graphql-aliases", "BND-4", "aliases in a GraphQL operation count as one try against the limits", "graphql"
    ),
    Fault("bnd-graphql-introspection", "BND-5", "anybody reads the GraphQL schema", "graphql"),
    Fault("dep-secret-in-image", "DEP-2", "a layer of the image holds a live-looking key that a later one deletes"),
    Fault("dep-shared-secret", "DEP-1", "staging and production sign with the same key"),
    Fault("dep-same-env-secret", "DEP-1", "the env files of staging and production hold the same webhook secret"),
    Fault("dep-shared-database", "DEP-1", "staging works on production's database"),
    Fault("dep-debug-on", "DEP-2", "a page that is not there is answered with a debug page"),
    Fault("dep-manual-step", "DEP-8", "the deploy needs a variable that is written down nowhere"),
    Fault("dep-stale-release", "DEP-8", "the product was not restarted, and the release before the last one answers"),
    Fault("dep-bundle-key", "DEP-3", "a secret key ships in the front-end bundle"),
    Fault("dep-bundle-internal-url", "DEP-3", "an address of the inside ships in the front-end bundle"),
    Fault("dep-bundle-environment", "DEP-3", "the environment of the build ships in the front-end bundle"),
    Fault("dep-source-map", "DEP-3", "the source map of the bundle is public"),
    Fault("dep-two-hosts", "DEP-4", "www answers with the site itself in place of a redirect"),
    Fault("dep-redirect-loop", "DEP-7", "apex and www send the visitor back and forth"),
    Fault("dep-redirect-downgrade", "DEP-4", "an alias sends its visitors from HTTPS to plain HTTP"),
    Fault("dep-query-lost", "DEP-4", "a redirect from www drops the query of a link"),
    Fault("dep-mixed-content", "DEP-4", "the front page loads a script and an image over plain HTTP"),
    Fault("dep-mixed-account", "DEP-4", "the account loads an image over plain HTTP"),
    Fault("dep-no-https-redirect", "MIN-2", "plain HTTP answers with the site"),
    Fault("dep-cert-expiring", "DEP-5", "a certificate is near its end"),
    Fault("dep-no-renewal", "DEP-5", "nothing has renewed a certificate that was due when an earlier run saw it"),
    Fault("dep-cert-name", "MIN-2", "a certificate names another host"),
    Fault("dep-cert-untrusted", "MIN-2", "a certificate comes from an authority that nobody trusts"),
    Fault("dep-cert-chain", "MIN-2", "a certificate is served without the intermediate that signed it"),
    Fault("dep-cert-staple", "DEP-5", "a certificate demands a stapled answer, and none is served with it"),
    Fault("dep-weak-key", "DEP-5", "a certificate has a key of RSA with 1,024 bits"),
    Fault("dep-old-tls", "MIN-2", "TLS of a version long retired is still spoken"),
    Fault("dep-weak-cipher", "DEP-5", "one node takes ciphers without encryption, or with nobody's proof"),
    Fault("dep-old-name-server", "EXP-5", "one of two name servers still has an old copy of the zone"),
    Fault("dep-spf-missing", "DEP-6", "no SPF record"),
    Fault("dep-spf-all", "DEP-6", "SPF lets everybody send"),
    Fault("dep-spf-lookups", "DEP-6", "SPF takes eleven look-ups, and receivers stop after ten"),
    Fault("dep-spf-void", "DEP-6", "SPF names three mail servers that are gone"),
    Fault("dep-dkim-missing", "DEP-6", "the DKIM key is not published"),
    Fault("dep-dkim-short", "DEP-6", "a DKIM key of 768 bits is still published"),
    Fault("dep-dmarc-missing", "DEP-6", "no DMARC record"),
    Fault("dep-dmarc-none", "DEP-6", "DMARC asks for nothing"),
    Fault("dep-dmarc-subdomains", "DEP-6", "DMARC leaves every name below the domain to forgers"),
    Fault("dep-mta-sts-mismatch", "DEP-6", "the MTA-STS policy allows a mail server that is gone, and not ours"),
    Fault("dep-reset-host", "DEP-6", "the link for a new password follows a host that a header names"),
    Fault("dep-reset-link-staging", "DEP-6", "the link for a new password leads to staging"),
    Fault("dep-reset-unaligned", "DEP-6", "the password-reset message is sent and signed as another domain"),
    Fault("edg-not-proxied", "EDG-1", "a public name points past the edge"),
    Fault("edg-origin-open", "EDG-1", "the origin answers everybody who finds it"),
    Fault("edg-static-uncached", "EDG-3", "assets are not cached"),
    Fault("edg-private-cached", "EDG-3", "the edge keeps a signed-in user's page and gives it to others"),
    Fault("edg-deception", "EDG-3", "a private page under a path that looks static is kept by the edge"),
    Fault("edg-header-hsts", "EDG-4", "no Strict-Transport-Security"),
    Fault("edg-header-csp", "EDG-4", "no Content-Security-Policy"),
    Fault("edg-header-frame", "EDG-4", "any site may frame the pages"),
    Fault("edg-header-nosniff", "EDG-4", "no X-Content-Type-Options"),
    Fault("edg-spike", "EDG-2", "orders are taken one at a time: a small rush makes everybody wait"),
    Fault("edg-obscure-admin", "EDG-8", "an admin page stands open under a path that is only hard to guess"),
    Fault("obs-no-health", "OBS-1", "there is no health endpoint"),
    Fault("obs-errors-lost", "OBS-2", "exceptions never reach the error tracker"),
    Fault("obs-errors-leak", "OBS-2", "the error tracker stores tokens and personal data"),
    Fault("obs-no-request-id", "OBS-3", "nothing to follow a request by, in answer or log"),
    Fault("obs-log-prompt", "OBS-3", "prompts are in the log"),
    Fault("obs-log-token", "OBS-3", "bearer tokens are in the log"),
    Fault("obs-log-email", "OBS-3", "e-mail addresses are in the log"),
    Fault("obs-alert-lost", "OBS-4", "a test alert never arrives"),
    Fault("obs-alert-unowned", "OBS-4", "an alert has no owner"),
    Fault("obs-slow", "OBS-5", "the checkout hand-off takes more than 800 ms"),
    Fault("obs-dns-drift", "OBS-9", "a record differs from the declared one"),
    Fault("abu-prompt-leak", "ABU-3", "the model repeats its system prompt"),
    Fault("abu-prompt-leak-encoded", "ABU-3", "the model repeats its system prompt in base64, reversed or spaced"),
    Fault("abu-key-leak", "ABU-3", "the model tells the key in its context"),
    Fault("abu-inject-listing", "ABU-1", "an order hidden in a listing is obeyed"),
    Fault("abu-inject-file", "ABU-1", "an order hidden in an uploaded file is obeyed"),
    Fault("abu-tool-unapproved", "ABU-4", "a refund or a message is carried out without its user's approval"),
    Fault("abu-tool-not-allowed", "ABU-4", "the fetch tool reaches hosts off its list"),
    Fault("abu-cross-tenant-retrieval", "ABU-2", "retrieval hands the model other users' texts"),
    Fault("abu-markdown-exfiltration", "ABU-3", "an answer shows an image from another host, which carries data out"),
    Fault("abu-no-escalation", "ABU-8", "a call for a human leads nowhere"),
    Fault("hnd-no-rollback", "HND-9", "there is no rollback"),
    Fault("hnd-rollback-fails", "HND-9", "the rollback fails when drilled"),
    Fault("hnd-unlisted-subdomain", "HND-2", "the hand-over's list of names misses one that answers"),
    Fault("hnd-ghost-subdomain", "HND-5", "the hand-over's list names a host that does not exist"),
    Fault("hnd-wrong-dns-provider", "HND-5", "the hand-over names another DNS provider than the one that answers"),
    Fault("hnd-no-owner", "HND-3", "a claim of the hand-over has no owner"),
)

NAMES = frozenset(fault.name for fault in FAULTS)


def chosen(names: Iterable[str]) -> frozenset[str]:
    """The named faults; `all` stands for every one, and a wrong name is answered with the nearest right one."""
    asked = frozenset(names)
    if "all" in asked:
        return NAMES
    for name in sorted(asked - NAMES):
        near = difflib.get_close_matches(name, NAMES, n=1, cutoff=0)
        raise UnknownFaultError(f"no fault is called {name}; the nearest is {near[0]}")
    return asked
