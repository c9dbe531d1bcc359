"""A file is judged by what is in it; a host that answers everything alike gives nothing away."""

import pytest

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.served import Search, Served, kind_of
from launchready.stages.s1_exposure.env_file_is_served import EnvFileIsServed

ENV = Served(
    "/.env", "an environment file", ("DATABASE_URL", "SIGNING_KEY"), "GET https://shop.test/.env -> 200", "curl x"
)
CONTROL = "404: nothing known; 404: nothing known"


def seen(*served: Served, silent: str = "", control: str = CONTROL, away: bool = False) -> Search:
    return Search("shop.test", served, 6, 6, silent, control, away)


EXAMPLES = (
    (seen(), Pass),
    (seen(ENV), Fail),
    (seen(ENV, silent="GET https://shop.test/.env.bak -> timed out"), Fail),
    (seen(silent="GET https://shop.test/.env.bak -> timed out"), Unknown),
    (seen(control=""), Unknown),
    (seen(away=True), NotApplicable),
)


def test_the_remedy_names_what_must_be_changed() -> None:
    assert "DATABASE_URL, SIGNING_KEY" in EnvFileIsServed().remedy(seen(ENV)).do


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("DATABASE_URL=postgres://x\nSIGNING_KEY=abc\n", "an environment file"),
        ("# settings\nexport STRIPE_KEY=abc\n\n", "an environment file"),
        ("ref: refs/heads/main\n", "a git repository"),
        ("-- PostgreSQL database dump\n\nSET x = 1;\n", "a database dump"),
        ("CREATE TABLE users (id int);\n", "a database dump"),
        ("PK\x03\x04\x14\x00", "an archive"),
    ],
)
def test_what_must_not_be_served_is_known_by_its_content(body: str, kind: str) -> None:
    assert kind_of(body)[0] == kind


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<!doctype html><title>Shop</title>\nNAME=value\n",
        '{"error": {"code": "not_found"}}',
        "Not Found",
        "User-agent: *\nDisallow: /account\n",
        "a = b\n",
        "To whom it may concern: CREATE a TABLE reservation.",
    ],
)
def test_an_ordinary_page_is_nothing(body: str) -> None:
    assert kind_of(body) == ("", ())


def test_the_names_are_told_and_the_values_are_not() -> None:
    assert kind_of("SIGNING_KEY=a-very-secret-value\n") == ("an environment file", ("SIGNING_KEY",))
