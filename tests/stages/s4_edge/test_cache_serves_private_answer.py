from launchready.observe.net.cache import Aside, PrivateAnswers, PrivatePages, View
from launchready.stages.s4_edge.cache_serves_private_answer import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

URL = "https://api.shop.example/me"


def view(by: str, shows: str = "", status: int = 200) -> View:
    line = f"GET {URL} as {by} -> {status}, 90 characters"
    return View(by, URL, status, shows, shows == by, "X-Cache: HIT", line, "", f"curl {URL}")


OWN = (view("b", "b"), view("a", "a"))
PLAIN = (view("a", "a"), view("a", "a"), view("b", "b"), view("nobody", status=401))
DRESSED = (view("a", "a"), view("nobody", status=401))


def seen(
    plain: tuple[View, ...] = PLAIN,
    dressed: tuple[View, ...] = DRESSED,
    *,
    controls: tuple[View, ...] = OWN,
    passed: tuple[str, ...] = (),
    unsettled: tuple[str, ...] = (),
) -> Seen:
    one = PrivatePages("a", "b", controls, (Aside("GET /me", URL, plain),))
    two = PrivatePages("a", "b", controls[1:], (Aside("GET /me as /me?x.css", f"{URL}?4f.css", dressed),))
    return Seen("production", PrivateAnswers(one, two, passed, "", unsettled))


EXAMPLES = (
    (seen(), Pass),
    (seen(passed=("GET /listings shows b what is a's, whatever the cache does",)), Pass),
    (seen(dressed=(view("a", status=404),)), Pass),
    (seen(unsettled=("GET /orders shows b what is a's (a kept list could not be told)",)), Unknown),
    (seen(dressed=(view("a", "a"), view("nobody", "a")), unsettled=("GET /orders shows b what is a's",)), Fail),
    (seen((view("a", "a"), view("a", "a"), view("b", "a"), view("nobody", status=401))), Fail),
    (seen((view("a", "a"), view("a", "a"), view("b", "b"), view("nobody", "a"))), Fail),
    (seen(dressed=(view("a", "a"), view("nobody", "a"))), Fail),
    (seen(controls=(view("b", "b"), view("a", status=500))), Unknown),
    (seen(controls=()), Unknown),
    (seen((view("a", "a"), view("b", status=0))), Unknown),
    (seen(controls=(), passed=("GET /graphql#/me travels in a POST, which no cache keeps",)), NotApplicable),
    (Seen("staging", None), NotApplicable),
)
