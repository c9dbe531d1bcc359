"""A debug mode is on where it shows itself; a site that did not answer is not known."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.debug_mode import DebugMode, Provoked

QUIET = Provoked("GET https://shop.test/x1 -> 404, 80 characters", "", "", "curl x1")
DEBUG = Provoked(
    "GET https://shop.test/x1 -> 404, 9000 characters", "Django's debug page", "… because you have DEBUG", "curl x1"
)


def seen(*tries: Provoked, silent: str = "") -> DebugMode:
    return DebugMode("shop.test", tries, silent)


EXAMPLES = (
    (seen(QUIET, QUIET), Pass),
    (seen(QUIET, DEBUG), Fail),
    (seen(DEBUG, silent="GET https://shop.test/ -> timed out"), Fail),
    (seen(QUIET, silent="GET https://shop.test/ -> timed out"), Unknown),
    (seen(), Unknown),
)
