"""Words of an API about origins, for the examples of the checks of CORS."""

from launchready.observe.auth.cors import PREFLIGHT, SESSION, Word, Words
from launchready.observe.auth.origins import FOREIGN, OWN

EVIL, HOME = "https://evil.example", "https://shop.example"


def word(
    kind: str,
    origin: str,
    allowed: str = "",
    *,
    credentials: bool = False,
    status: int = 200,
    way: str = SESSION,
    private: bool = True,
) -> Word:
    """One word, judged as a browser would."""
    named = bool(status) and allowed == origin
    reads = named or (bool(status) and allowed == "*")
    shown = "a@shop.example" if private and status == 200 and way != PREFLIGHT else ""
    as_user = named and credentials
    return Word(
        kind, origin, way, "GET /me", status, allowed, credentials, reads, as_user, private, shown, "curl https://…"
    )


RIGHT = word(OWN, HOME, HOME, credentials=True)
SHUT = word(FOREIGN, EVIL)


def words(
    *told: Word, has_origins: bool = True, private: str = "GET /me answers ann", by_cookie: bool = False
) -> Words:
    """All of them."""
    return Words(told, has_origins, private, works=bool(private), by_cookie=by_cookie, names=4)
