"""A small API of notes whose answers to bad input a test chooses: sound, or as other frameworks fail."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import web

from tests.observe.strange_api import PEOPLE, login

NOTE = {
    "type": "object",
    "required": ["title", "stars"],
    "properties": {"title": {"type": "string"}, "stars": {"type": "integer"}},
}
ID = {"name": "note", "in": "path", "required": True, "schema": {"type": "integer"}}
WORD = {"name": "q", "in": "query", "required": True, "schema": {"type": "string"}}
DONE = {"responses": {"200": {"description": "done"}}}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Rough", "version": "1"},
    "security": [{"key": []}],
    "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    "paths": {
        "/notes": {"get": DONE, "post": {"requestBody": {"content": {"application/json": {"schema": NOTE}}}, **DONE}},
        "/notes/{note}": {"parameters": [ID], "get": DONE, "delete": DONE},
        "/search": {"get": {"parameters": [WORD], **DONE}},
    },
}
Answer = Callable[[web.Request, int], web.Response]


def refused(_request: web.Request, number: int) -> web.Response:
    """As a sound API answers."""
    return web.json_response({"error": {"code": "invalid"}}, status=422 if number else 404)


@dataclass
class Rough:
    """The running API; `bad` answers what is no good request, and is told how many such came before."""

    bad: Answer = refused
    sick: bool = False
    """Whether the first bad request breaks it for good."""
    slow: float = 0.0
    notes: dict[str, dict[str, object]] = field(default_factory=dict)
    came: int = 0
    made: int = 0

    def app(self) -> web.Application:
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/login", login)
        app.router.add_get("/docs.json", self.document)
        app.router.add_route("*", "/{any:.*}", self.any)
        return app

    async def document(self, _request: web.Request) -> web.Response:
        return web.json_response(DOCUMENT)

    async def any(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization", "").removeprefix("Bearer ") not in PEOPLE:
            raise web.HTTPUnauthorized
        await asyncio.sleep(self.slow)
        if self.sick and self.came:
            return web.Response(status=500, text="no more")
        found = await self.good(request)
        if found is None:
            self.came += 1
            return self.bad(request, self.came - 1)
        return found

    async def good(self, request: web.Request) -> web.Response | None:
        """The answer to a good request; None where it is none."""
        match request.method, request.path.split("/")[1:]:
            case "POST", ["notes"]:
                try:
                    given = json.loads((await request.read()).decode())
                    is_good = isinstance(given["title"], str) and type(given["stars"]) is int
                    is_good = is_good and given["title"].isascii() and "\0" not in given["title"]
                except (ValueError, TypeError, KeyError, RecursionError):
                    is_good = False
                if not is_good or request.content_type != "application/json":
                    return None
                self.made += 1
                key = str(7000 + self.made)
                self.notes[key] = {"id": int(key), "title": given["title"], "stars": given["stars"]}
                return web.json_response(self.notes[key], status=201)
            case "GET", ["notes"]:
                return web.json_response(list(self.notes.values()))
            case "GET", ["search"]:
                word = request.query.get("q", "")
                good = word.isalnum() and len(word) < 100
                found = [one for one in self.notes.values() if word in str(one["title"])]
                return web.json_response(found) if good else None
            case "GET", ["notes", key] if key in self.notes:
                return web.json_response(self.notes[key])
            case "DELETE", ["notes", key] if key in self.notes:
                del self.notes[key]
                return web.Response(status=204)
        return None


def php(_request: web.Request, _number: int) -> web.Response:
    """PHP with display_errors on."""
    text = (
        "<br />\n<b>Fatal error</b>:  Uncaught TypeError: strlen(): Argument #1 must be of type string, array given in "
        "<b>/var/www/html/notes.php</b> on line <b>41</b><br />"
    )
    return web.Response(status=500, text=text, content_type="text/html")


def express(_request: web.Request, _number: int) -> web.Response:
    """Express outside of production."""
    text = (
        "<!DOCTYPE html>\n<html><head><title>Error</title></head><body>\n<pre>TypeError: Cannot read properties of undefined"
        "<br> &nbsp; &nbsp;at getNote (/srv/notes/routes/notes.js:12:31)<br> &nbsp; &nbsp;at Layer.handle [as handle_request] "
        "(/srv/notes/node_modules/express/lib/router/layer.js:95:5)</pre>\n</body></html>"
    )
    return web.Response(status=500, text=text, content_type="text/html")


def talks(_request: web.Request, _number: int) -> web.Response:
    """Talks of errors, and tells nothing."""
    text = {
        "error": "Traceback, exception and stack trace are words. Please select a note from the list where the title is set. "
        "Line 3: SQL error? See /docs/errors.html or /app/main.js. Error at (your input).",
    }
    return web.json_response(text, status=400)
