"""The shops of the bench of headers: good ones, and bad ones with one flaw each, known because it was put there."""

from dataclasses import dataclass

from benchmarks.edge_servers.serving import API, AWAY, FILE, KINDS, LOST, PAGE, SESSION, Headers

HSTS, CSP, NONCE, FRAMING, NOSNIFF = "HSTS", "script policy", "nonce", "framing", "nosniff"
REFERRER, VERSION, COOKIE, CORS, TO_HTTPS = "referrer", "version", "cookie", "CORS", "to HTTPS"
PROPERTIES = (HSTS, CSP, NONCE, FRAMING, NOSNIFF, REFERRER, VERSION, COOKIE, CORS, TO_HTTPS)

POLICY = "content-security-policy"
STS = "strict-transport-security"
FRAMES = "x-frame-options"
SNIFF = "x-content-type-options"
FROM = "referrer-policy"
YEAR = "max-age=31536000; includeSubDomains"
STRICT = "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
NONCES = (
    "default-src 'self'; script-src 'nonce-{nonce}' 'strict-dynamic'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
PLAIN = '<!doctype html><html lang="en"><title>Shop</title><script src="/assets/app.js"></script><h1>Shop</h1>'
WITH_NONCE = PLAIN.replace("<script", '<script nonce="{nonce}"')
IN_PAGE = f'<meta http-equiv="Content-Security-Policy" content="{STRICT.rpartition(";")[0]}">'
LOST_PAGE = "<!doctype html><title>Not there</title><p>Not there.</p>"
GOOD: dict[str, tuple[str, ...]] = {
    STS: (YEAR,),
    POLICY: (STRICT,),
    FRAMES: ("DENY",),
    SNIFF: ("nosniff",),
    FROM: ("strict-origin-when-cross-origin",),
    "server": ("edge",),
}
SAFE = SESSION + "={key}; Path=/; Secure; HttpOnly; SameSite=Lax"


@dataclass(frozen=True, slots=True)
class Made:
    """A shop, and what is wrong with it."""

    name: str
    wrong: tuple[str, ...] = ()
    """The properties that are flawed; none for a good one."""
    change: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Headers that differ from the good ones: their values, or none."""
    on: tuple[str, ...] = KINDS
    """The kinds of answer on which they do."""
    page: str = PLAIN
    lost: str = LOST_PAGE
    nonce: str = ""
    is_redirected: bool = True
    session: str = SAFE
    session_at: tuple[str, ...] = ("/", "/auth/login")
    """Where the cookie is set."""
    allows: str = ""
    """The origin that may read the API: `*`, or `{origin}` for whoever asks, with credentials."""

    def headers(self, kind: str, nonce: str, origin: str) -> Headers:
        """The headers of an answer of a kind."""
        kept = dict(GOOD)
        if kind in {FILE, API, AWAY}:  # what a browser shows nothing of needs neither
            kept = {name: values for name, values in kept.items() if name not in {POLICY, FRAMES}}
        for name, values in self.change if kind in self.on else ():
            if name not in {POLICY, FRAMES} or kind in {PAGE, LOST}:
                kept[name] = values
        told = [(name, value.replace("{nonce}", nonce)) for name, values in kept.items() for value in values]
        if self.allows == "*":
            told.append(("access-control-allow-origin", "*"))
        elif self.allows and origin:
            told += [("access-control-allow-origin", origin), ("access-control-allow-credentials", "true")]
        return tuple(told)

    def cookie(self, path: str) -> str:
        """Set-Cookie at a path; empty for none."""
        return self.session if path in self.session_at else ""


def _policy(name: str, policy: str, *wrong: str, page: str = PLAIN, nonce: str = "") -> Made:
    return Made(name, wrong, ((POLICY, (policy,)),), page=page, nonce=nonce)


def _only(name: str, header: str, value: str, *wrong: str, on: tuple[str, ...] = KINDS) -> Made:
    return Made(name, wrong, ((header, (value,) if value else ()),), on=on)


SHOPS: tuple[Made, ...] = (
    Made("good, hosts"),
    _policy("good, nonces", NONCES, page=WITH_NONCE),
    _policy("good, hash with fallback", STRICT.replace("src 'self'; obj", "src 'sha256-YQ==' 'unsafe-inline'; obj")),
    _policy("good, script policy alone", "script-src 'self'; base-uri 'none'; frame-ancestors 'none'"),
    Made(
        "good, policy in the page's head",
        change=((POLICY, ()),),
        page=f"{IN_PAGE}{PLAIN}",
        lost=f"{IN_PAGE}{LOST_PAGE}",
    ),
    Made("good, two policies", change=((POLICY, ("script-src * 'unsafe-inline'; object-src 'none'", STRICT)),)),
    Made("good, frame-ancestors alone", change=((FRAMES, ()),)),
    Made(
        "good, framing said twice in one line",
        change=((POLICY, (STRICT.rpartition(";")[0],)), (FRAMES, ("SAMEORIGIN, SAMEORIGIN",))),
    ),
    _only("good, nosniff said twice in one line", SNIFF, "nosniff, nosniff"),
    Made("good, HSTS from app and edge", change=((STS, (YEAR, "max-age=15552000")),)),
    _only("good, no referrer policy", FROM, ""),
    _only("good, names alone to others", FROM, "origin-when-cross-origin"),
    Made("good, public API", allows="*"),
    _only("no HSTS", STS, "", HSTS),
    _only("HSTS for a day", STS, "max-age=86400", HSTS),
    _only("HSTS twice in one line", STS, f"{YEAR}, {YEAR}", HSTS),
    _only("HSTS not on the API", STS, "", HSTS, on=(API,)),
    _only("HSTS not on errors", STS, "", HSTS, on=(LOST,)),
    _only("no policy", POLICY, "", CSP),
    Made("policy that only reports", (CSP,), ((POLICY, ()), (f"{POLICY}-report-only", (STRICT,)))),
    _policy("policy with unsafe-inline", STRICT.replace("src 'self'; obj", "src 'self' 'unsafe-inline'; obj"), CSP),
    _policy(
        "unsafe-inline beside an empty nonce",
        STRICT.replace("src 'self'; obj", "src 'unsafe-inline' 'nonce-'; obj"),
        CSP,
    ),
    Made(
        "policy in the page's body",
        (CSP,),
        ((POLICY, ("frame-ancestors 'none'",)),),
        page=f"{PLAIN}<p>{IN_PAGE}</p>",
        lost=f"{LOST_PAGE}<p>{IN_PAGE}</p>",
    ),
    _policy("policy with *", STRICT.replace("src 'self'; obj", "src *; obj"), CSP),
    _policy("policy with https:", STRICT.replace("src 'self'; obj", "src https:; obj"), CSP),
    _policy("policy with data:", STRICT.replace("src 'self'; obj", "src 'self' data:; obj"), CSP),
    _policy("policy with everybody's mirror", STRICT.replace("src 'self'; obj", "src 'self' unpkg.com; obj"), CSP),
    _policy("nonce without base-uri", NONCES.replace(" base-uri 'none';", ""), CSP, page=WITH_NONCE),
    _policy("nonce that repeats", NONCES, NONCE, page=WITH_NONCE, nonce="c2FtZSBmb3IgYWxs"),
    Made("no word on frames", (FRAMING,), ((POLICY, (STRICT.rpartition(";")[0],)), (FRAMES, ()))),
    Made(
        "frames for one site, in an old word",
        (FRAMING,),
        ((POLICY, (STRICT.rpartition(";")[0],)), (FRAMES, ("ALLOW-FROM https://shop.test",))),
    ),
    _only("no nosniff", SNIFF, "", NOSNIFF),
    _only("no nosniff on files", SNIFF, "", NOSNIFF, on=(FILE,)),
    _only("whole addresses to others", FROM, "unsafe-url", REFERRER),
    _only("version in a header", "server", "nginx/1.18.0", VERSION),
    Made("version under an error", (VERSION,), lost=f"{LOST_PAGE}<hr><center>nginx/1.18.0</center>"),
    Made("cookie without Secure", (COOKIE,), session=SAFE.replace(" Secure;", "")),
    Made("cookie for scripts", (COOKIE,), session=SAFE.replace(" HttpOnly;", "")),
    Made(
        "cookie for scripts, at sign-in", (COOKIE,), session=SAFE.replace(" HttpOnly;", ""), session_at=("/auth/login",)
    ),
    Made("CORS for whoever asks", (CORS,), allows="{origin}"),
    Made("no way to HTTPS", (TO_HTTPS,), is_redirected=False),
)
