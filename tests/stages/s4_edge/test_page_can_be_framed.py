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
GOOD = {"x-frame-options": "DENY"}

EXAMPLES = (
    (seen(served(GOOD), served({"x-frame-options": "sameorigin"}, ERROR, 404)), Pass),
    (seen(served({NAME: "frame-ancestors 'none'"})), Pass),
    (seen(served({NAME: "frame-ancestors https://partner.example", "x-frame-options": "ALLOWALL"})), Pass),
    (seen(served(GOOD), served({}, API, html=False)), Pass),
    (seen(served(GOOD), served({}, status=301)), Pass),
    (seen(served({NAME: "default-src 'self'"})), Fail),
    (seen(served({NAME: "frame-ancestors *", "x-frame-options": "DENY"})), Fail),
    (seen(served({"x-frame-options": "ALLOW-FROM https://partner.example"})), Fail),
    (seen(served(GOOD), served({}, ERROR, 404)), Fail),
    (seen(served(GOOD), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served({}), environment="staging"), NotApplicable),
)
