from launchready.observe.http import Answer, Reply, Request, Silence, Why
from launchready.stages.s5_observability.health_is_missing import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

AT = "https://api.shop.example"


def answer(path: str, status: int) -> Answer:
    return Answer(Request(AT + path), status, (), '{"status":"ok"}', 4.0)


def seen(*asked: Reply, beside: int = 404, declared: bool = True, environment: str = "production") -> Seen:
    return Seen(environment, declared, asked, answer("/health-4f", beside), tuple(f"curl {AT}" for _ in asked))


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
)
