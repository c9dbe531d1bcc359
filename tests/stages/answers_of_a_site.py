"""Answers of a site, for the tests of the checks of headers."""

from launchready.observe.net.headers import PAGE, Answers, Served
from launchready.stages.s4_edge._headers import Seen

AT = "https://shop.example"


def served(
    headers: dict[str, str],
    kind: str = PAGE,
    status: int = 200,
    *,
    html: bool = True,
    meta: str = "",
    at: str = AT,
    again: tuple[str, ...] | None = None,
    based: str = "",
    referrer: str = "",
    signed: str = "",
) -> Served:
    url = f"{at}/"
    line = f"GET {url} -> {status}, 900 characters"
    kept = tuple(headers.items())
    return Served(kind, url, status, html, kept, meta, line, f"curl -sSi {url}", again, based, referrer, signed)


def seen(*answers: Served, silent: tuple[str, ...] = (), environment: str = "production") -> Seen:
    return Seen(Answers(environment, answers, silent))
