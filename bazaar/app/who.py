"""Who asks: a session from the bearer token or the cookie, and what each role may do."""

from typing import Annotated, Literal

from fastapi import Depends, HTTPException, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import Response
from starlette.types import Scope

from bazaar.app.services import Parts, Services
from bazaar.app.tokens import LIFETIME, Session
from launchready_guard.sign_in import MONTH

COOKIE = "__Host-session"
DEVICE = "__Host-device"
"""By which the throttle of sign-ins knows a browser that signed in before."""
PLAIN_COOKIE = "session"
"""What the cookie is called under bnd-cookie-flags: browsers refuse the prefix __Host- without Secure."""

bearer = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT")
cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="cookie")


def session_of(request: Request, services: Services) -> Session | None:
    """The session of the request, or None. A bearer token goes before the cookie."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer":
        name = PLAIN_COOKIE if services.broken("bnd-cookie-flags") else COOKIE
        token = request.cookies.get(name, "")
        if request.method not in ("GET", "HEAD") and not own_origin(request, services):
            return None
    session = services.tokens.read(services.tokens.handles.get(token, token)) if token else None
    if session is not None:
        request.state.user_id = session.user.id
    return session


def own_origin(request: Request, services: Services) -> bool:
    """Whether the request comes from our own pages, or from no page at all: another site's form is not obeyed."""
    origin, settings = request.headers.get("origin"), services.settings
    return (
        services.broken("bnd-csrf")
        or origin is None
        or origin in (settings.web_url, settings.api_url, f"https://{request.url.hostname}")
    )


async def maybe(
    request: Request,
    services: Parts,
    _bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
    _cookie: Annotated[str | None, Depends(cookie)],
) -> Session | None:
    """The session where there is one; the two schemes are named for the OpenAPI document."""
    return session_of(request, services)


async def unasked(request: Request, services: Parts) -> Session | None:
    """The session where one is sent along, for operations that ask for none."""
    return session_of(request, services)


async def needed(session: Annotated[Session | None, Depends(maybe)]) -> Session:
    """The session, or 401."""
    if session is None:
        raise HTTPException(401, "sign in first", headers={"WWW-Authenticate": "Bearer"})
    return session


async def seller(session: Annotated[Session, Depends(needed)], services: Parts) -> Session:
    """A seller's session, or 403."""
    if session.user.role != "seller" and not (services.broken("bnd-buyer-as-seller") and session.user.role == "buyer"):
        raise HTTPException(403, "only sellers may do this")
    return session


async def admin(session: Annotated[Session, Depends(needed)], services: Parts) -> Session:
    """An admin's session, or 403."""
    if session.user.role != "admin" and not (services.broken("bnd-seller-as-admin") and session.user.role == "seller"):
        raise HTTPException(403, "only admins may do this")
    return session


SignedIn = Annotated[Session, Depends(needed)]
Seller = Annotated[Session, Depends(seller)]


def address_of(request: Request, services: Services) -> str:
    """The client's address, as the proxies that are believed tell it."""
    return services.proxies.client(request.scope)


def account_of(scope: Scope, services: Services) -> str | None:
    """The id of the user whose session a request carries."""
    session = session_of(Request(scope), services)
    return session.user.id if session else None


def remember(answer: Response, token: str, services: Services, *, held: str | None = None) -> None:
    """Sets the session cookie: always a new one, whatever the browser held before."""
    if services.broken("bnd-session-fixed") and held:
        services.tokens.handles[held] = token
        return
    if services.broken("bnd-cookie-flags"):
        answer.set_cookie(PLAIN_COOKIE, token, max_age=LIFETIME, samesite=None)
        return
    goes: Literal["lax", "none"] = "none" if services.broken("bnd-csrf") else "lax"
    answer.set_cookie(COOKIE, token, max_age=LIFETIME, path="/", secure=True, httponly=True, samesite=goes)


def remember_device(answer: Response, device: str | None) -> None:
    """Sets the cookie by which guesses of strangers do not keep this browser out."""
    if device is not None:
        answer.set_cookie(DEVICE, device, max_age=MONTH, path="/", secure=True, httponly=True, samesite="lax")


def forget(answer: Response, services: Services) -> None:
    """Takes the session cookie away."""
    if services.broken("bnd-cookie-flags"):
        answer.delete_cookie(PLAIN_COOKIE)
        return
    answer.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="lax")
