from launchready.observe.net.headers import API, ERROR, PAGE, Answers, Served
from launchready.stages.s4_edge._headers import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

AT = "https://shop.example"


def served(
    headers: dict[str, str], kind: str = PAGE, status: int = 200, *, html: bool = True, meta: str = ""
) -> Served:
    url = f"{AT}/"
    line = f"GET {url} -> {status}, 900 characters"
    return Served(kind, url, status, html, tuple(headers.items()), meta, line, f"curl -sSi {url}")


def seen(*answers: Served, silent: tuple[str, ...] = (), environment: str = "production") -> Seen:
    return Seen(Answers(environment, answers, silent))


NAME = "content-security-policy"
GOOD = {NAME: "default-src 'self'; object-src 'none'"}

EXAMPLES = (
    (seen(served(GOOD), served(GOOD, ERROR, 404)), Pass),
    (seen(served(GOOD), served({}, API, html=False)), Pass),
    (seen(served(GOOD), served({}, ERROR, 404, html=False)), Pass),
    (seen(served(GOOD), served({}, status=302)), Pass),
    (seen(served({NAME: "script-src 'self' 'unsafe-inline' 'nonce-r4nd0m'"})), Pass),
    (seen(served({NAME: "script-src https: 'strict-dynamic' 'nonce-r4nd0m' 'unsafe-inline'"})), Pass),
    (seen(served({NAME: "frame-ancestors 'none', default-src 'self'"})), Pass),
    (seen(served({}, meta="script-src 'self'")), Pass),
    (seen(served({})), Fail),
    (seen(served(GOOD), served({}, ERROR, 404)), Fail),
    (seen(served({NAME: "frame-ancestors 'none'"})), Fail),
    (seen(served({NAME: "script-src 'self' 'unsafe-inline'"})), Fail),
    (seen(served({NAME: "default-src *"})), Fail),
    (seen(served({"content-security-policy-report-only": "default-src 'self'"})), Fail),
    (seen(silent=("GET https://shop.example/ -> timed out (15 s)",)), Unknown),
    (seen(served({}), environment="staging"), NotApplicable),
)
