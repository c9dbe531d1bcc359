"""Each name is told with whose it is, by what launch.toml declares there."""

from pathlib import Path

from launchready.declare.model import ApiSurface, Consent, Declaration, LogSurface, MailSurface, Product, WebSurface
from launchready.observe.net.faces import Face
from launchready.surroundings import names_seen, surface_fact

AT = ("192.0.2.1",)
WEB = WebSurface("web", "frontend", "production", "https://shop.test", 3, aliases=("www.shop.test",))
API = ApiSurface("api", "backend", "production", "https://shop.test", 9)
STAGING = WebSurface("staging", None, "staging", "http://localhost:8001", 12)
MAIL = MailSurface("mail", "post", "production", None, 15, domain="mail.shop.test")
DECLARED = Declaration(
    Path("/shop/launch.toml"), Product("Shop", "shop.test"), Consent(()), surfaces=(WEB, API, STAGING, MAIL)
)


def facts(*faces: Face) -> dict[str, tuple[str | None, str]]:
    seen = names_seen(faces, DECLARED, lambda text: text)
    return {one.name: (one.owner, one.environment) for one in seen.names}


def test_a_name_is_its_surfaces_owners() -> None:
    names = ("shop.test", "www.shop.test", "localhost:8001", "mail.shop.test", "old.shop.test")

    assert facts(*(Face(name, "launch.toml", AT, "200") for name in names)) == {
        "shop.test": ("frontend, backend", "production"),
        "www.shop.test": ("frontend", "production"),
        "localhost:8001": (None, "staging"),
        "mail.shop.test": ("post", "production"),
        "old.shop.test": (None, ""),
    }


def test_what_others_wrote_is_shown_without_secrets() -> None:
    face = Face(
        "shop.test", "launch.toml", AT, "301 to /?key=hunter2", title="hunter2", release="hunter2", told="a header"
    )

    (one,) = names_seen((face,), DECLARED, lambda text: text.replace("hunter2", "…")).names

    assert (one.answers, one.title, one.release) == ("301 to /?key=…", "…", "…")


def test_a_path_is_told_from_the_declarations_folder() -> None:
    log = LogSurface("log", None, "production", None, 4, path=Path("/shop/logs/app.log"))

    assert surface_fact(log, Path("/shop")).address == "logs/app.log"
