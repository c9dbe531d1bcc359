"""Addresses that must not exist, and do not, unless their fault is switched on."""

import os
import platform
import secrets

import jwt
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
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


async def git_head(_request: Request) -> PlainTextResponse:
    """exp-git-served: what stands first in every working copy."""
    return PlainTextResponse("ref: refs/heads/main\n")


async def dump(request: Request) -> PlainTextResponse:
    """exp-backup-served: the users, as they were before the last migration."""
    users = parts.of(request).db.all(User, "select * from users order by email")
    rows = [f"('{user.id}', '{user.email}')" for user in users]
    return PlainTextResponse(
        "\n".join(("CREATE TABLE users (id text, email text);", "INSERT INTO users VALUES", *rows, ""))
    )


async def dashboards(_request: Request) -> JSONResponse:
    """exp-console-open: what Grafana answers when anonymous access is on."""
    board = {"id": 7, "uid": "f3k1", "title": "Payments", "uri": "db/payments", "type": "dash-db", "isStarred": False}
    return JSONResponse([board])


async def listing(request: Request) -> HTMLResponse:
    """exp-directory-listing: the folder of the bundle, as a file server lists it."""
    names = sorted(file.name for file in (parts.of(request).settings.static_dir / "assets").iterdir())
    links = "".join(f'<a href="{name}">{name}</a>\n' for name in names)
    title = "Index of /assets/"
    return HTMLResponse(
        f'<html><head><title>{title}</title></head><body><h1>{title}</h1><pre><a href="../">../</a>\n{links}</pre>'
    )


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
    found = {
        "exp-env-served": Route("/.env", env_file),
        "exp-git-served": Route("/.git/HEAD", git_head),
        "exp-backup-served": Route("/bazaar.sql", dump),
        "exp-console-open": Route("/grafana/api/search", dashboards),
        "exp-directory-listing": Route("/assets/", listing),
    }
    return [route for fault, route in found.items() if fault in faults]
