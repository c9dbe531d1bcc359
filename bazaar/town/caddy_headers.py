"""The headers that the edge adds, as lines of a Caddyfile."""

from bazaar.town import names

HSTS = "max-age=31536000; includeSubDomains; preload"
LAX_HSTS = "max-age=15552000; preload"
LAX = [
    *('Referrer-Policy "unsafe-url"', 'Permissions-Policy "camera=*, geolocation=()"', 'X-Powered-By "Express/4.17.1"'),
    'Cross-Origin-Opener-Policy "same-site"',
]
NONCE = "cm9zZXMgYXJlIHJlZA"
PAGES_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    f"connect-src 'self' https://{names.API} https://{names.ERRORS}; form-action 'self'; base-uri 'none'"
)
ANSWERS_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'"
NO_FRAMES = "frame-ancestors 'none'"


def headers(host: str, faults: frozenset[str]) -> str:
    """The block of headers that a host's answers carry."""
    wanted = {
        f'Strict-Transport-Security "{HSTS}"': "edg-header-hsts",
        f'Content-Security-Policy "{_policy(host, faults)}"': "edg-header-csp",
        'X-Frame-Options "DENY"': "edg-header-frame",
        'X-Content-Type-Options "nosniff"': "edg-header-nosniff",
    }
    # A fault takes its header off the web app; the other hosts keep theirs.
    kept = [line for line, fault in wanted.items() if host != names.WEB or fault not in faults]
    if host == names.WEB and "edg-header-lax" in faults:
        kept = [line.replace(HSTS, LAX_HSTS) for line in kept] + LAX
    else:
        kept += [
            'Referrer-Policy "strict-origin-when-cross-origin"',
            'Permissions-Policy "camera=(), geolocation=(), microphone=(), payment=()"',
        ]
    if host == names.STAGING and "dep-staging-indexed" not in faults:
        kept.append('X-Robots-Tag "noindex"')
    blocks = [["defer", "-Server", "-Via", *kept]]
    if host == names.WEB and "edg-header-failure" in faults:
        blocks = [["defer", "-Server", "-Via"], ["defer", "match status 2xx 3xx 4xx", *kept]]
    return "".join("\theader {\n" + "".join(f"\t\t{line}\n" for line in block) + "\t}\n" for block in blocks)


def _policy(host: str, faults: frozenset[str]) -> str:
    policy = ANSWERS_POLICY if host in {names.API, names.ERRORS} else PAGES_POLICY
    if host == names.API and "bnd-file-type" in faults:
        policy = "default-src 'self' 'unsafe-inline'"  # so that the pages among the files look right
    if host == names.WEB and "edg-header-nonce" in faults:
        policy = policy.replace("script-src 'self'", f"script-src 'self' 'nonce-{NONCE}'")
    framed = host == names.WEB and "edg-header-frame" in faults
    return policy if framed else f"{policy}; {NO_FRAMES}"
