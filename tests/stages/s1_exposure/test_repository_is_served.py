"""A repository is told by the files with which it begins."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.net.served import Search, Served

FOUND = Served(
    "/.git/HEAD", "a git repository", ("ref: refs/heads/main",), "GET https://shop.test/.git/HEAD -> 200", "curl x"
)
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
