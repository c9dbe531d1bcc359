"""A session that is recognised elsewhere is a finding; a status alone is none."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.environments import Crossing, Entry, bend
from launchready.observe.who.session import Session
from launchready.stages.s3_deploy.environments_share_secret import Seen

HOME, THERE = "https://api.shop.test/me", "https://staging.shop.test/me"


def entry(by: str, status: int | None, *, knows: bool = False, url: str = THERE) -> Entry:
    return Entry(url, by, f"GET {url} -> {status}", status, knows, f"curl {url}")


def crossing(
    visitor: int | None,
    *,
    believed: bool = False,
    home: bool = True,
    nobody: int | None = 401,
    bent: int | None = 401,
    public: bool = False,
) -> Crossing:
    return Crossing(
        "staging",
        "staging",
        entry("buyer_a of production", 200, knows=home, url=HOME),
        entry("nobody", nobody, knows=public),
        entry("a tampered session", bent, knows=public),
        entry("buyer_a of production", visitor, knows=believed),
    )


EXAMPLES = (
    (Seen((crossing(401),)), Pass),
    (Seen((crossing(403),)), Pass),
    (Seen((crossing(200, believed=True),)), Fail),
    (Seen((crossing(401), crossing(200, believed=True))), Fail),
    (Seen((crossing(200),)), Unknown),
    (Seen((crossing(404),)), Unknown),
    (Seen((crossing(None),)), Unknown),
    (Seen((crossing(401, home=False),)), Unknown),
    (Seen((crossing(404, nobody=404, bent=404),)), Unknown),
    (Seen((crossing(200, believed=True, nobody=200, bent=200, public=True),)), Unknown),
    (Seen(()), NotApplicable),
)


def test_a_bent_session_keeps_its_form_and_is_another() -> None:
    session = Session("buyer_a", (("Authorization", "Bearer aaaa.bbbb.AAAAAAAA"),), "aaaa.bbbb.AAAAAAAA")

    ((name, value),) = bend(session).headers

    assert name == "Authorization"
    assert len(value) == len("Bearer aaaa.bbbb.AAAAAAAA")
    assert value.startswith("Bearer aaaa.bbbb.")
    assert value != "Bearer aaaa.bbbb.AAAAAAAA"
