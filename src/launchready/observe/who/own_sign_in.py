"""Tells which requests sign somebody in, and at which surface a principal has a sign-in of its own."""

from urllib.parse import urlsplit

from launchready.declare.model import Declaration
from launchready.observe.http import Request


def signs_in(declaration: Declaration, request: Request) -> bool:
    """Whether a request is a declared sign-in."""
    path = urlsplit(request.url).path.rstrip("/")
    calls = [call for one in declaration.principals for call in (one.sign_in, *dict(one.sign_in_at).values())]
    return any(call and (call.method, call.path.rstrip("/")) == (request.method, path) for call in calls)


def own_sign_in(declaration: Declaration, request: Request) -> str | None:
    """The surface that a request goes to, where its principal signs in there in a way of its own."""
    who = declaration.principal(request.by or "")
    for name, _ in who.sign_in_at if who else ():
        surface = declaration.surface(name)
        if surface is not None and surface.host == request.host:
            return name
    return None
