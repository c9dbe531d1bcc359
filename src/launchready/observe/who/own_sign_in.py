"""Tells which requests sign somebody in or speak to the model, and at which surface a principal has a sign-in of its own."""

import re
from functools import cache
from urllib.parse import urlsplit

from launchready.declare.model import ChatSurface, Declaration
from launchready.observe.http import Request

PLACE = re.compile(r"\{[a-z_]+\}")


def signs_in(declaration: Declaration, request: Request) -> bool:
    """Whether a request is a declared sign-in."""
    path = urlsplit(request.url).path.rstrip("/")
    calls = [call for one in declaration.principals for call in (one.sign_in, *dict(one.sign_in_at).values())]
    return any(call and (call.method, call.path.rstrip("/")) == (request.method, path) for call in calls)


def bounds_itself(declaration: Declaration, request: Request) -> bool:
    """Whether a request is of a kind that has a bound of its own: a sign-in, or a turn said to the model (`turns`)."""
    return signs_in(declaration, request) or _is_said(declaration, request)


def _is_said(declaration: Declaration, request: Request) -> bool:
    path = urlsplit(request.url).path
    chats = [one for one in declaration.surfaces if isinstance(one, ChatSurface) and one.say]
    return any(
        one.say is not None and one.say.method == request.method and _template(one.say.path).fullmatch(path)
        for one in chats
    )


@cache
def _template(path: str) -> re.Pattern[str]:
    """A path whose places in braces stand for anything but a slash."""
    return re.compile("[^/]+".join(re.escape(part) for part in PLACE.split(path)))


def own_sign_in(declaration: Declaration, request: Request) -> str | None:
    """The surface that a request goes to, where its principal signs in there in a way of its own."""
    who = declaration.principal(request.by or "")
    for name, _ in who.sign_in_at if who else ():
        surface = declaration.surface(name)
        if surface is not None and surface.host == request.host:
            return name
    return None
