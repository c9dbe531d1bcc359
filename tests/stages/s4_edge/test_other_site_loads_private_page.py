from launchready.observe.net.embedding import Embeddings, Loaded
from launchready.stages.s4_edge.other_site_loads_private_page import Seen
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

URL = "https://shop.example/account"


def loaded(*, comes: bool = True, policy: str = "", control: bool = True) -> Loaded:
    return Loaded("/account", control, comes, policy, f"GET {URL} as a -> 200, 900 characters", f"curl {URL}")


def seen(*pages: Loaded, goes: tuple[str, ...] = ("session",), answered: bool = True) -> Seen:
    found = Embeddings(("POST https://shop.example/login -> 303",), answered, goes, pages)
    return Seen("production", ("/account",), found)


EXAMPLES = (
    (seen(loaded(policy="same-origin")), Pass),
    (seen(loaded(policy="Same-Site")), Pass),
    (seen(loaded(comes=False)), Pass),
    (seen(loaded()), Fail),
    (seen(loaded(policy="cross-origin")), Fail),
    (seen(loaded(comes=False, control=False)), Unknown),
    (seen(goes=(), answered=False), Unknown),
    (seen(goes=()), NotApplicable),
    (Seen("production", (), None), NotApplicable),
    (Seen("staging", ("/account",), None), NotApplicable),
)
