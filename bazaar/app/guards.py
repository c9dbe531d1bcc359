"""The guards around the app, from `launchready_guard`: each is mounted here, and a fault leaves it out or sets it wrong."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from bazaar.app import cors, who
from bazaar.app.failures import in_our_form
from bazaar.app.limits import ALWAYS, RULES
from bazaar.app.services import EVERYBODY, Services
from bazaar.app.trace import EdgeOnly, Trace
from launchready_guard.asgi import header
from launchready_guard.bodies import Bodies, Bound
from launchready_guard.cors import Cors
from launchready_guard.hosts import Hosts
from launchready_guard.rate_limits import RateLimits
from launchready_guard.refusals import Refusals
from launchready_guard.request_ids import RequestIds

FORM = "application/x-www-form-urlencoded"
BOUNDS = (
    Bound(("POST /files", "POST /files/import"), types=("multipart/form-data",)),
    Bound(("POST /login", "POST /logout", "POST /account", "POST /reset"), types=(FORM,)),
    Bound(("/graphql",), types=("application/json", FORM)),
    Bound(("POST /webhooks/payments",), types=("*/*",)),  # what counts is who signed it
)


class ForHost:
    """A guard that stands around one name of the product alone."""

    def __init__(self, app: ASGIApp, *, host: str, guard: Callable[[ASGIApp], ASGIApp]) -> None:
        self._app, self._host, self._guarded = app, host, guard(app)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Through the guard, or past it."""
        here = scope["type"] == "http" and (header(scope, b"host") or "").partition(":")[0].lower() == self._host
        await (self._guarded if here else self._app)(scope, receive, send)


def mount(app: FastAPI, services: Services) -> None:
    """Puts the guards around the app, the innermost first."""
    settings, broken = services.settings, services.broken
    if not broken("bnd-oversize"):
        app.add_middleware(Bodies, bounds=BOUNDS)
    rules = [*ALWAYS, *(rule for fault, rule in RULES.items() if not broken(fault))]
    account = partial(who.account_of, services=services)
    app.add_middleware(RateLimits, rules=rules, account=account, proxies=services.proxies)
    app.add_middleware(ForHost, host=urlsplit(settings.api_url).hostname or "", guard=_cors(services))
    believed = EVERYBODY if broken("dep-reset-host") or broken("edg-cache-poison") else None
    app.add_middleware(Hosts, names=_names(services), proxies=believed)
    app.add_middleware(Trace, services=services)
    app.add_middleware(Refusals, words=in_our_form)
    if not broken("obs-no-request-id"):
        app.add_middleware(RequestIds)
    app.add_middleware(EdgeOnly, key=None if broken("edg-origin-open") else settings.edge_key)


def _cors(services: Services) -> Callable[[ASGIApp], ASGIApp]:
    settings = services.settings
    if settings.faults & cors.FAULTS:
        return partial(cors.Careless, trusted=settings.web_url, faults=settings.faults)
    return partial(
        Cors,
        origins=[settings.web_url],
        methods=["GET", "POST", "PATCH", "DELETE"],
        exposes=["X-Request-Id", "Retry-After"],
        credentials=True,
    )


def _names(services: Services) -> list[str]:
    settings = services.settings
    web, api = (urlsplit(url).hostname or "" for url in (settings.web_url, settings.api_url))
    return [web, api, f"www.{settings.domain}", f"admin.{settings.domain}"]
