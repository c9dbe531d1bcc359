from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.stages.s5_observability.health_is_missing import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

AT = "https://api.shop.example"


def answer(path: str, status: int) -> Answer:
    return Answer(Request(AT + path), status, (), '{"status":"ok"}', 4.0)


def seen(*asked: Reply, beside: int = 404, declared: bool = True, environment: str = "production") -> Seen:
    return Seen(environment, declared, asked, answer("/health-4f", beside), tuple(f"curl {AT}" for _ in asked))


def page(path: str, body: str, kind: str = "text/html") -> Answer:
    return Answer(Request(AT + path), 200, (("Content-Type", kind),), body, 4.0)


def beside(well: Answer, other: Answer) -> Seen:
    return Seen("production", True, (well,), other, ("curl",))


TIMED_OUT = Silence(Request(f"{AT}/health"), Why.TIMED_OUT, "15 s")

EXAMPLES = (
    (seen(answer("/health", 200)), Pass),
    (seen(answer("/health", 404), answer("/healthz", 204), declared=False), Pass),
    (seen(answer("/health", 404)), Fail),
    (seen(answer("/health", 404), answer("/healthz", 401), declared=False), Fail),
    (seen(answer("/health", 200), beside=200), Fail),
    (seen(answer("/health", 503)), Unknown),
    (seen(TIMED_OUT), Unknown),
    (Seen("production", True, (answer("/health", 200),), TIMED_OUT, ("curl",)), Unknown),
    (seen(answer("/health", 404), environment="staging"), NotApplicable),
    # The page that an app in the browser gives for every path is not what health says.
    (beside(page("/health", '{"status":true}', "application/json"), page("/health-4f", "<!doctype html>")), Pass),
    (beside(page("/health", "OK", "text/plain"), page("/health-4f", "<!doctype html>")), Pass),
    (beside(page("/health", "<p>app"), page("/health-4f", "<p>app")), Fail),
    (
        beside(
            page("/health", '{"ok":1,"at":1}', "application/json"), page("/h", '{"ok":1,"at":2}', "application/json")
        ),
        Fail,
    ),
)
