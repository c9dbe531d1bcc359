"""A file is judged by what is in it; a host that answers everything alike gives nothing away."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.served import Search, Served
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
