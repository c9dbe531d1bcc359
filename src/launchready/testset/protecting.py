"""Finds where a run was given the token that a product wants with each change, so that no other site's form passes for one."""

from urllib.parse import urlsplit

from launchready.declare.model import Surface
from launchready.observe.record import Sent
from launchready.observe.who.guarded import CHANGES, STATUSES, places


def guard(sent: tuple[Sent, ...], surface: Surface | None) -> str:
    """The path that handed it out, as a change that had been refused was sent again; empty where none was asked for."""
    root = (surface.url or "").rstrip("/") if surface else ""
    refused: dict[tuple[str, str, str], list[str]] = {}
    for one in sent:
        if one.method == "GET":
            _look(refused, one)
            continue
        key = (one.who, one.method, one.url)
        if key in refused and refused[key] and one.outcome.startswith("2"):
            url = refused[key][-1]
            return url.removeprefix(root) or "/" if url.startswith(root) else url
        if one.method in CHANGES and one.outcome.isdigit() and int(one.outcome) in STATUSES:
            refused[key] = []
    return ""


def _look(refused: dict[tuple[str, str, str], list[str]], one: Sent) -> None:
    """Keeps in mind what was asked after a refusal, where such a token is usual."""
    if not one.outcome.startswith("2"):
        return
    for (who, _, url), asked in refused.items():
        near = url.partition("?")[0]
        if who == one.who and one.url != near and one.url in set(places(near)) and urlsplit(one.url).query == "":
            asked.append(one.url)
