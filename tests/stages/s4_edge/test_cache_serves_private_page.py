from launchready.observe.net.cache import Aside, PrivatePages, View
from launchready.stages.s4_edge.cache_serves_private_page import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

URL = "https://shop.example/account"


def view(by: str, shows: str = "", status: int = 200, *, own: bool | None = None) -> View:
    line = f"GET {URL} as {by} -> {status}, 500 characters"
    return View(by, URL, status, shows, shows == by if own is None else own, "X-Cache: HIT", line, "", f"curl {URL}")


OWN = (view("b", "b"), view("a", "a"))


def seen(*views: View, controls: tuple[View, ...] = OWN) -> Seen:
    found = PrivatePages("a", "b", controls, (Aside("/account", "https://shop.example/account", views),))
    return Seen("production", ("/account",), signed_in=True, found=found)


EXAMPLES = (
    (seen(view("a", "a"), view("b", "b"), view("nobody", status=303)), Pass),
    (seen(view("a", status=404)), Pass),
    (seen(view("a", own=True), view("b", own=True), view("nobody")), Pass),
    (seen(view("a", "a"), view("nobody", "a")), Fail),
    (seen(view("a", "a"), view("b", "a")), Fail),
    (seen(view("a", "b")), Fail),
    (seen(controls=(view("b", "b"), view("a", "b"))), Fail),
    (seen(view("a", "a"), controls=(view("b", "b"), view("a"))), Unknown),
    (seen(view("a", "a"), view("nobody", status=0)), Unknown),
    (seen(controls=()), Unknown),
    (Seen("production", (), signed_in=True, found=None), Unknown),
    (Seen("production", (), signed_in=False, found=None), NotApplicable),
    (Seen("staging", ("/account",), signed_in=True, found=None), NotApplicable),
)
