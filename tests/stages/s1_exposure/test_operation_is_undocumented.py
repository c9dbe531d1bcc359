"""Examples and traps of exposure.operation-is-undocumented."""

from dataclasses import replace

from launchready.observe.api.operation import Operation
from launchready.observe.api.routes import Route, RouteFacts, is_plumbing
from launchready.stages.s1_exposure.operation_is_undocumented import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

DOCUMENT = "https://api.shop.example/openapi.json"
SCRIPT = "front end https://shop.example/app.js"
LIVES = "GET /stats answers 200, where GET /0af3 answers 404"
ORDERS = Route(Operation("GET", "/orders"), (f"document {DOCUMENT}", SCRIPT), documented=True, certain=True)
ALONE = Route(Operation("GET", "/users"), (f"document {DOCUMENT}",), documented=True, certain=True)


def hidden(path: str, lives: str = LIVES) -> Route:
    return Route(Operation("GET", path), (SCRIPT,), documented=False, certain=True, lives=lives)


def seen(*routes: Route, document: str = DOCUMENT, declared: tuple[str, ...] = ()) -> Seen:
    return Seen(RouteFacts("api", document, routes, (f"{SCRIPT} names 2",), ()), declared, (("GET /stats", "curl …"),))


EXAMPLES = (
    (seen(ORDERS), Pass),
    (seen(ORDERS, hidden("/stats")), Fail),
    (seen(ALONE, hidden("/stats")), Fail),
    (seen(ORDERS, hidden("/stats", lives="")), Pass),  # named, and not there
    (seen(ORDERS, hidden("/healthz"), hidden("/docs")), Pass),  # left out by custom
    (seen(ORDERS, hidden("/hooks/payments"), declared=("/hooks/payments/",)), Pass),  # launch.toml names it
    (seen(ALONE), Unknown),  # nothing else names anything
    (seen(document=""), NotApplicable),
    (replace(seen(ALONE), has_others=False), NotApplicable),
    (replace(seen(ALONE, hidden("/stats")), has_others=False), Fail),
)


def test_plumbing_is_what_documents_leave_out_by_custom() -> None:
    assert [
        path
        for path in ("/health", "/metrics", "/.well-known/jwks.json", "/docs/oauth2-redirect")
        if not is_plumbing(path)
    ] == []
    assert [
        path
        for path in ("/orders", "/internal/customers", "/api/health-records", "/status-reports")
        if is_plumbing(path)
    ] == []
