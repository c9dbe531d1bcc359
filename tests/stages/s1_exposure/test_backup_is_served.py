"""A dump is told by its statements, an archive by what is in it."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.served import Search, Served

FOUND = Served("/shop.sql", "a database dump", ("users",), "GET https://shop.test/shop.sql -> 200", "curl x")
CONTROL = "404: nothing known; 404: nothing known"


def seen(*served: Served, silent: str = "", control: str = CONTROL, away: bool = False) -> Search:
    return Search("shop.test", served, 6, 6, silent, control, away)


EXAMPLES = (
    (seen(), Pass),
    (seen(FOUND), Fail),
    (seen(FOUND, silent="GET https://shop.test/x -> timed out"), Fail),
    (seen(silent="GET https://shop.test/x -> timed out"), Unknown),
    (seen(control=""), Unknown),
    (seen(away=True), NotApplicable),
)
