"""What an error looks like from outside: a code, a plain sentence and the request's id, and nothing of the inside."""

import html
import json
import traceback

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from bazaar.app.limits import TooManyError
from bazaar.app.log import request_id
from bazaar.app.services import Services, of

CODES = {
    400: "bad_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    409: "conflict",
    413: "too_large",
    415: "unsupported_type",
    421: "wrong_host",
    422: "invalid_input",
    429: "too_many_requests",
}


def install(app: FastAPI) -> None:
    """Gives the app its answers to errors."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(TooManyError, _too_many)


def unexpected(error: Exception, services: Services) -> JSONResponse:
    """500, for what nobody foresaw."""
    body = _body("internal", "something went wrong on our side")
    if services.broken("bnd-stack-trace"):
        body["trace"] = traceback.format_exception(error)
    return JSONResponse(body, 500)


def in_our_form(status: int, message: str) -> tuple[str, bytes]:
    """What a guard says in the app's place."""
    return "application/json", json.dumps(_body(CODES.get(status, "error"), message)).encode()


def _body(code: str, message: str) -> dict[str, object]:
    said: dict[str, object] = {"code": code, "message": message, "request_id": request_id()}
    return {"error": said}


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if of(request).broken("edg-header-failure") and error.detail == "Not Found" and "\0" in request.url.path:
        raise ValueError("embedded null character")
    message = "no such page" if error.detail == "Not Found" else error.detail
    if "text/html" in request.headers.get("accept", ""):
        title = "Nothing here" if error.status_code == 404 else "That did not work"  # noqa: PLR2004
        if of(request).broken("dep-debug-on"):
            return HTMLResponse(_debug_page(request, message), error.status_code, headers=error.headers)
        page = f"<!doctype html><html lang=en><title>Bazaar</title><h1>{title}</h1><p><a href='/'>Bazaar</a></p></html>"
        return HTMLResponse(page, error.status_code, headers=error.headers)
    return JSONResponse(_body(CODES.get(error.status_code, "error"), message), error.status_code, headers=error.headers)


def _debug_page(request: Request, message: str) -> str:
    """dep-debug-on: what a framework shows a developer."""
    routes = "".join(f"<li>{html.escape(getattr(route, 'path', ''))}" for route in request.app.routes)
    heads = "<title>Starlette Debugger</title><h1>404</h1>"
    return f"<!doctype html><html lang=en>{heads}<p>{html.escape(message)}<p>These routes have been tried:<ul>{routes}</ul></html>"


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if of(request).broken("bnd-bad-body-500") and any(found["loc"][0] == "body" for found in error.errors()):
        raise error
    # The place alone: pydantic's own words hold what was sent.
    places = sorted({".".join(str(part) for part in found["loc"] if part != "body")[:60] for found in error.errors()})
    if any(found["type"] == "json_invalid" for found in error.errors()):
        places = []
    body = _body("invalid_input", f"not valid: {', '.join(places[:5])}" if any(places) else "the body is not valid")
    if of(request).broken("bnd-stack-trace"):
        body["trace"] = traceback.format_exception(error)
    return JSONResponse(body, 422)


async def _too_many(_request: Request, error: Exception) -> Response:
    assert isinstance(error, TooManyError)
    body = _body("too_many_requests", f"too many attempts; try again in {error.retry_after} seconds")
    return JSONResponse(body, 429, headers={"Retry-After": str(error.retry_after)})
