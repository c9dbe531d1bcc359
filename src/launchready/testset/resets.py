"""Chooses how a password is reset by what a letter gives."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from launchready.declare.model import Json, MailSurface
from launchready.observe.api.bodies import Body
from launchready.observe.api.openapi import Operation
from launchready.observe.auth.expiry import MOST_SECONDS
from launchready.observe.auth.reset import ResetSeen, ResetTrial
from launchready.observe.auth.resetting import KEY, confirm_of
from launchready.testset.tries import Tries


@dataclass(frozen=True, slots=True)
class Asking:
    """One request, its secrets left open."""

    method: str
    path: str
    body: Json
    """By its sort."""


@dataclass(frozen=True, slots=True)
class Reset:
    """How a password is reset by what a letter gives."""

    confirm: Asking | None
    """None where the page behind the link takes the new password."""
    life: int
    """Seconds after which it must be over; 0 where nothing says so, or where it is too long to be waited for."""


def mail_of(tries: Tries) -> MailSurface | None:
    """The first mail surface that says how a reset is asked for."""
    surfaces = (one for one in tries.declaration.surfaces if isinstance(one, MailSurface) and one.reset)
    return next(surfaces, None)


def reset(tries: Tries) -> Reset | None:
    """How a reset's secret sets a password, where the run saw that it does."""
    mail = mail_of(tries)
    seen = tries.answer(ResetTrial(mail.name)) if mail else None
    if mail is None or not isinstance(seen, ResetSeen) or not seen.works:
        return None
    operation = confirm_of(tries.facts)
    by_api = operation is not None and operation.name == seen.way
    life = mail.reset_life if mail.reset_life and mail.reset_life <= MOST_SECONDS else 0
    return Reset(_confirm(operation) if operation and by_api else None, life)


def sort_of(operation: Operation) -> str:
    """How an operation takes its body."""
    return "form" if operation.body_kind == "form" else "json"


def _confirm(operation: Operation) -> Asking:
    known: dict[str, Json] = {}
    for one in operation.body:
        lower = one.name.lower()
        if "pass" in lower:
            known[one.name] = "{new password}"
        elif "mail" in lower or lower in {"username", "login"}:
            known[one.name] = "{email}"
        elif one.required or KEY.search(one.name):
            known[one.name] = f"{{letter {one.name}}}"
    tops = {one.name: known[one.name] for one in operation.body if len(one.path) == 1 and one.name in known}
    body = Body(operation, lambda _: "audit", known, optional=False, extra=tops).value()
    asked = [one.name for one in operation.params if one.where == "query" and (one.required or KEY.search(one.name))]
    query = urlencode({name: f"{{letter {name}}}" for name in asked}, safe="{} ")
    path = re.sub(r"\{([^{}/]+)\}", lambda match: f"{{letter {match[1]}}}", operation.path)
    return Asking(operation.method, f"{path}?{query}" if query else path, {sort_of(operation): body} if body else {})
