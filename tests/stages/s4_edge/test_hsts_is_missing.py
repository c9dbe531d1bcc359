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


GOOD = {"strict-transport-security": "max-age=31536000; includeSubDomains"}

EXAMPLES = (
    (seen(served(GOOD), served(GOOD, ERROR, 404), served(GOOD, API, html=False)), Pass),
    (seen(served({"strict-transport-security": 'includeSubDomains; MAX-AGE="15552000"'})), Pass),
    (seen(served(GOOD), served({}, ERROR, 404)), Fail),
    (seen(served(GOOD), served({}, API, html=False)), Fail),
    (seen(served({"strict-transport-security": "max-age=0"})), Fail),
    (seen(served({"strict-transport-security": "includeSubDomains"})), Fail),
    (seen(served(GOOD), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served(GOOD, status=503)), Unknown),
    (seen(served({}), environment="staging"), NotApplicable),
)
