"""Addresses that must not exist, and do not, unless their fault is switched on."""

import os
import platform
import secrets

import jwt
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bazaar.app import services as parts
from bazaar.app.records import Listing, Order, User


async def customers(request: Request) -> Response:
    """exp-shadow-api: last year's API, which nobody took down."""
    found = parts.of(request).db.all(User, "select * from users where role = 'buyer' order by email")
    return JSONResponse([{"id": user.id, "email": user.email, "name": user.name} for user in found])


async def teaser(request: Request) -> Response:
    """exp-undocumented-route: harmless, and in no document."""
    return JSONResponse({"listings": len(parts.of(request).db.all(Listing, "select * from listings"))})


async def debug(request: Request) -> Response:
    """exp-debug-route: what a developer once wanted to see."""
    services = parts.of(request)
    users = [user.email for user in services.db.all(User, "select * from users order by email")]
    state = {
        "python": platform.python_version(),
        "working_directory": os.getcwd(),  # noqa: PTH109 - this page shows what os says
        "environment": services.settings.environment,
        "database": str(services.settings.data_dir / "bazaar.db"),
        "payments_secret": services.settings.payments_secret,
        "users": users,
    }
    return JSONResponse({"debug": True, **state})


async def env_file(_request: Request) -> Response:
    """exp-env-served: the server's own settings, with keys made up for the occasion."""
    lines = [
        "ENVIRONMENT=production",
        "DATABASE_URL=postgres://bazaar:" + secrets.token_hex(12) + "@db.bazaar.internal:5432/bazaar",
        "STRIPE_SECRET_KEY=sk_live_" + secrets.token_hex(16),
        "SIGNING_KEY=" + secrets.token_urlsafe(32),
    ]
    return PlainTextResponse("\n".join(lines) + "\n")


async def public_keys(request: Request) -> JSONResponse:
    """bnd-jwt-confusion: the key that verifies tokens, which is no leak; taking it for a secret is the fault."""
    verifying = parts.of(request).tokens.verifying
    assert not isinstance(verifying, str)
    key = jwt.algorithms.RSAAlgorithm.to_jwk(verifying, as_dict=True)
    return JSONResponse({"keys": [key | {"alg": "RS256", "use": "sig"}]})


async def rename(request: Request) -> Response:
    """exp-shadow-verb: what the first app sent, before conversations had owners."""
    services = parts.of(request)
    title = str((await request.json()).get("title", ""))
    services.db.run("update conversations set title = ? where id = ?", title, request.path_params["conversation_id"])
    return Response(status_code=204)


async def export(request: Request) -> Response:
    """exp-dump-route: everybody's orders, for a spreadsheet."""
    found = parts.of(request).db.all(Order, "select * from orders order by rowid desc limit 500")
    return JSONResponse([{"id": one.id, "user_id": one.user_id, "note": one.note, "total": one.total} for one in found])


def for_api(faults: frozenset[str]) -> list[Route]:
    """The leaks of the API's host."""
    shadow = ("/internal/customers", "/api/v1/customers") if "exp-shadow-api" in faults else ()
    routes = [Route(path, customers) for path in shadow]
    if "exp-undocumented-route" in faults:
        routes.append(Route("/teaser", teaser))
    if "bnd-jwt-confusion" in faults:
        routes.append(Route("/.well-known/jwks.json", public_keys))
    routes += [Route("/debug", debug)] if "exp-debug-route" in faults else []
    routes += [Route("/orders/export", export)] if "exp-dump-route" in faults else []
    verb = [Route("/conversations/{conversation_id}", rename, methods=["PUT"])]
    return routes + (verb if "exp-shadow-verb" in faults else [])


def for_web(faults: frozenset[str]) -> list[Route]:
    """The leaks of the web's host."""
    return [Route("/.env", env_file)] if "exp-env-served" in faults else []
