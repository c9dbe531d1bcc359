from launchready.observe.net.headers import API, API_ERROR, ERROR, FAILURE, PAGE, Served
from launchready.stages.s4_edge.failure_drops_headers import FailureDropsHeaders, Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

ALL = {
    "strict-transport-security": "max-age=31536000",
    "x-content-type-options": "nosniff",
    "content-security-policy": "script-src 'self'; frame-ancestors 'none'",
}
STATIC = {name: value for name, value in ALL.items() if name != "content-security-policy"}


def told(*failures: Served, usual: dict[str, str] = ALL, silent: bool = False, environment: str = "production") -> Seen:
    answers = (served(usual, status=503 if silent else 200), served(usual, ERROR, 404))
    return Seen(seen(*answers, environment=environment).answers, failures)


def failure(headers: dict[str, str], status: int = 500, **more: object) -> Served:
    return served(headers, FAILURE, status, **more)  # type: ignore[arg-type]


EXAMPLES = (
    (told(failure(ALL)), Pass),
    (told(failure(ALL, 502), failure(STATIC, html=False)), Pass),  # a policy is for pages
    (told(failure({})), Fail),
    (told(failure(STATIC)), Fail),
    (told(failure(ALL), failure({}, 502)), Fail),
    (told(failure({**ALL, "server": "nginx/1.18.0"})), Fail),
    (told(failure(ALL, signed="nginx/1.18.0")), Fail),
    # What the others lack as well is another check's finding.
    (told(failure({}), usual={"server": "nginx/1.18.0"}), NotApplicable),
    (
        told(failure({}, html=False), usual={"content-security-policy": "script-src 'self'"}),
        Pass,
    ),  # no version at least
    (told(), NotApplicable),
    (told(failure({}), environment="staging"), NotApplicable),
    (told(failure(ALL), silent=True), Unknown),
)


def test_each_header_that_is_missing_is_a_place_of_its_own() -> None:
    verdict = FailureDropsHeaders().judge(told(failure({})))

    assert isinstance(verdict, Fail)
    assert set(verdict.places) == {
        f"shop.example without {name}"
        for name in (
            "Strict-Transport-Security",
            "X-Content-Type-Options",
            "Content-Security-Policy",
            "X-Frame-Options",
        )
    }


def test_an_api_is_held_to_what_an_api_says() -> None:
    usual = (served(STATIC, API, html=False), served(STATIC, API_ERROR, 404, html=False))
    lacking = Seen(seen(*usual).answers, (failure({}, html=False),))

    verdict = FailureDropsHeaders().judge(lacking)

    assert isinstance(verdict, Fail)
    assert len(verdict.places) == 2


def test_one_answer_that_lacks_it_too_leaves_it_to_the_header_s_own_check() -> None:
    mixed = seen(served(ALL, PAGE), served({**ALL, "x-content-type-options": ""}, ERROR, 404))

    verdict = FailureDropsHeaders().judge(Seen(mixed.answers, (failure({**ALL, "x-content-type-options": ""}),)))

    assert isinstance(verdict, Pass)
