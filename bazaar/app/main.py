"""Puts the product together: the API, the pages, the admins' page, and the rings around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Host, Router

from bazaar.app import failures, guards, seed
from bazaar.app import services as parts
from bazaar.app.routes import auth, conversations, files, hooks, leaks, listings, orders, outputs, sharing, staff
from bazaar.app.routes import help as helping
from bazaar.app.settings import Settings
from bazaar.app.shapes import ErrorOut
from bazaar.app.web.build import build
from bazaar.app.web.pages import Pages

ROUTERS: tuple[APIRouter, ...] = (
    auth.router,
    listings.router,
    conversations.router,
    files.router,
    outputs.router,
    orders.router,
    hooks.router,
    helping.router,
    staff.router,
)
ERRORS: dict[int | str, dict[str, object]] = {code: {"model": ErrorOut} for code in (401, 403, 404, 409, 422, 429)}


def create_app(settings: Settings) -> FastAPI:
    """One running product."""
    services = parts.assemble(settings)
    seed.fill(services)
    assets = build(settings.static_dir, api_url=settings.api_url, faults=settings.faults, style=settings.style)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await services.later.finish()
        services.log.close()
        services.db.close()

    app = FastAPI(
        title="Bazaar",
        version="1",
        summary="A marketplace of chatbots",
        servers=[{"url": settings.api_url}],
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        responses=ERRORS,
        lifespan=lifespan,
    )
    app.state.services = services
    failures.install(app)
    pages = Pages(services, assets)
    app.router.routes[:0] = _hosts(settings, pages)
    app.router.routes.extend(leaks.for_api(settings.faults))
    for router in (*ROUTERS, *((sharing.router,) if services.broken("bnd-link-stays") else ())):
        app.include_router(router)
    guards.mount(app, services)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name


def _hosts(settings: Settings, pages: Pages) -> list[BaseRoute]:
    """Which name shows what. Where web and API share one name, as in staging, the pages come first."""
    web, api = (urlsplit(url).hostname or "" for url in (settings.web_url, settings.api_url))
    on_web = [*pages.routes(), *leaks.for_web(settings.faults)]
    named: list[BaseRoute] = [Host(f"admin.{settings.domain}", Router(pages.admin_routes()))]
    if web == api:
        return [*named, *on_web]
    return [*named, Host(web, Router(on_web)), Host(f"www.{settings.domain}", Router(on_web))]
