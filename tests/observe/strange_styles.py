"""Small APIs in the styles of different frameworks, each sound or with one thing wrong; nothing in them is said in our words."""

import json
import secrets
from dataclasses import dataclass, field
from typing import ClassVar

from aiohttp import web

from tests.observe.strange_api import PEOPLE, login

Row = dict[str, object]


def document(paths: dict[str, dict[str, Row]], **more: object) -> Row:
    return {
        "openapi": "3.0.3",
        "info": {"title": "Strange", "version": "1"},
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            path: {
                method: {
                    "responses": {"200": {"description": "fine"}},
                    "parameters": [
                        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                        for name in _places(path)
                    ],
                }
                | _merged(path, operation)
                for method, operation in methods.items()
            }
            for path, methods in paths.items()
        },
        **more,
    }


def _places(path: str) -> list[str]:
    return [part[1:-1] for part in path.split("/") if part.startswith("{")]


def _merged(path: str, operation: Row) -> Row:
    own = operation.get("parameters")
    if not isinstance(own, list):
        return operation
    places = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in _places(path)]
    return {**operation, "parameters": [*places, *own]}


def body(required: str, **properties: str) -> Row:
    schema = {
        "type": "object",
        "required": required.split(),
        "properties": {name: {"type": kind} for name, kind in properties.items()},
    }
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def query(name: str, *, required: bool = False, where: str = "query") -> Row:
    return {"name": name, "in": where, "required": required, "schema": {"type": "string"}}


@dataclass
class Styled:
    """What all of them share: who asks, and rows with owners."""

    wrong: set[str] = field(default_factory=set)
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    last: int = 0
    DOCUMENT: ClassVar[Row] = {}

    def who(self, request: web.Request) -> str:
        owner = PEOPLE.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if owner is None:
            raise web.HTTPUnauthorized
        return owner

    def number(self) -> int:
        self.last += 1
        return self.last

    def kept(self, kind: str) -> dict[str, Row]:
        return self.rows.setdefault(kind, {})

    def own(self, request: web.Request, kind: str, key: str, *faults: str) -> Row:
        owner, row = self.who(request), self.kept(kind).get(key)
        if row is None or (row["owner"] != owner and not self.wrong & set(faults)):
            raise web.HTTPNotFound(text=json.dumps({"error": "not found"}), content_type="application/json")
        return row

    def mine(self, request: web.Request, kind: str, *faults: str) -> list[Row]:
        owner = self.who(request)
        return [row for row in self.kept(kind).values() if row["owner"] == owner or self.wrong & set(faults)]

    async def documented(self, request: web.Request) -> web.Response:
        return web.json_response(self.DOCUMENT)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/docs.json", self.documented)
        app.router.add_post("/login", login)
        self.routes(app.router)
        return app

    def routes(self, router: web.UrlDispatcher) -> None:
        raise NotImplementedError


class Library(Styled):
    """Like a small Flask app: natural keys that the client chooses, a public shelf of titles, plain sentences as errors."""

    DOCUMENT = document(
        {
            "/books/v1": {
                "get": {},
                "post": body("book_title secret", book_title="string", secret="string"),
            },
            "/books/v1/{book_title}": {"get": {}, "delete": {}},
            "/pages/v1/{slug}": {"get": {}, "put": body("", body="string")},
            "/pages/v1": {"get": {}, "post": body("slug body", slug="string", body="string")},
        }
    )

    async def shelf(self, request: web.Request) -> web.Response:
        self.who(request)
        shown = [{"book_title": key, "user": row["owner"]} for key, row in self.kept("books").items()]
        return web.json_response({"Books": shown})

    async def add(self, request: web.Request) -> web.Response:
        owner, given = self.who(request), await request.json()
        for name in ("book_title", "secret"):
            if not given.get(name):
                return web.Response(status=400, text=f"Missing field {name}")
        self.kept("books")[given["book_title"]] = {"owner": owner, "secret": given["secret"]}
        return web.json_response({"status": "success", "message": "Book has been added."})

    async def book(self, request: web.Request) -> web.Response:
        title = request.match_info["title"]
        row = self.own(request, "books", title, "read")
        return web.json_response({"book_title": title, "secret": row["secret"], "owner": row["owner"]})

    async def burn(self, request: web.Request) -> web.Response:
        title = request.match_info["title"]
        self.own(request, "books", title, "delete")
        del self.kept("books")[title]
        return web.json_response({"message": "gone"})

    async def write(self, request: web.Request) -> web.Response:
        owner, given = self.who(request), await request.json()
        self.kept("pages")[given["slug"]] = {"owner": owner, "body": given["body"]}
        return web.Response(status=201)

    async def pages(self, request: web.Request) -> web.Response:
        owner = self.who(request)
        return web.json_response([k for k, row in self.kept("pages").items() if row["owner"] == owner])

    async def page(self, request: web.Request) -> web.Response:
        row = self.own(request, "pages", request.match_info["slug"], "page")
        return web.json_response({"slug": request.match_info["slug"], "body": row["body"]})

    async def rewrite(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.own(request, "pages", request.match_info["slug"], "rewrite")["body"] = given["body"]
        return web.Response(status=204)

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/books/v1", self.shelf)
        router.add_post("/books/v1", self.add)
        router.add_get("/books/v1/{title}", self.book)
        router.add_delete("/books/v1/{title}", self.burn)
        router.add_get("/pages/v1", self.pages)
        router.add_post("/pages/v1", self.write)
        router.add_get("/pages/v1/{slug}", self.page)
        router.add_put("/pages/v1/{slug}", self.rewrite)


class Office(Styled):
    """Like an Express app: camelCase, `_id`, envelopes, ids in queries and bodies, bodies that the document leaves out."""

    DOCUMENT = document(
        {
            "/api/me": {"get": {}},
            "/api/orders": {"get": {}, "post": body("itemName", itemName="string", couponId="integer")},
            "/api/order": {"get": {"parameters": [query("orderId", required=True)]}},
            "/api/orders/{orderId}": {"patch": body("", itemName="string"), "delete": {}},
            "/api/users/{userId}/invoices": {"get": {}, "post": body("memo", memo="string")},
            "/api/users/{userId}/invoices/{invoiceId}": {
                "get": {},
                "put": body("memo", memo="string"),
                "delete": {},
            },
            "/api/documents": {
                "get": {},
                "post": {"operationId": "createDocument"},
                "patch": body("id text", id="string", text="string"),
            },
            "/api/documents/open": {"post": body("documentId", documentId="string")},
            "/api/documents/remove": {"post": body("documentId", documentId="string")},
        }
    )

    def said(self, value: object, status: int = 200) -> web.Response:
        return web.json_response({"success": True, "data": value}, status=status)

    async def me(self, request: web.Request) -> web.Response:
        owner = self.who(request)
        return self.said({"user": {"_id": f"u-{owner.split('@')[0]}", "email": owner}})

    async def order(self, request: web.Request) -> web.Response:
        owner, given = self.who(request), await request.json()
        if not isinstance(given.get("itemName"), str):
            return web.json_response(
                {"message": '"itemName" is required', "details": [{"path": ["itemName"], "type": "any.required"}]},
                status=400,
            )
        if "couponId" in given:
            return web.json_response({"message": "no such coupon"}, status=400)
        key = secrets.token_hex(12)
        self.kept("orders")[key] = {"_id": key, "owner": owner, "itemName": given["itemName"]}
        return self.said({"_id": key}, 201)

    async def orders(self, request: web.Request) -> web.Response:
        return self.said({"orders": self.mine(request, "orders", "list"), "total": 1})

    async def one_order(self, request: web.Request) -> web.Response:
        return self.said(self.own(request, "orders", request.query.get("orderId", ""), "query"))

    async def change_order(self, request: web.Request) -> web.Response:
        self.own(request, "orders", request.match_info["id"], "change").update(await request.json())
        return self.said(None)

    async def drop_order(self, request: web.Request) -> web.Response:
        key = request.match_info["id"]
        self.own(request, "orders", key, "drop")
        del self.kept("orders")[key]
        return self.said(None)

    def mine_only(self, request: web.Request) -> str:
        owner = self.who(request)
        if request.match_info["user"] != f"u-{owner.split('@')[0]}":
            raise web.HTTPForbidden
        return owner

    async def invoice(self, request: web.Request) -> web.Response:
        owner, given = self.mine_only(request), await request.json()
        key = str(self.number())
        self.kept("invoices")[key] = {"_id": key, "owner": owner, "memo": given["memo"]}
        return web.Response(status=201, headers={"Location": f"/api/users/{request.match_info['user']}/invoices/{key}"})

    async def invoices(self, request: web.Request) -> web.Response:
        self.mine_only(request)
        return self.said(self.mine(request, "invoices"))

    async def one_invoice(self, request: web.Request) -> web.Response:
        self.mine_only(request)
        return self.said(self.own(request, "invoices", request.match_info["id"], "second-read"))

    async def change_invoice(self, request: web.Request) -> web.Response:
        self.mine_only(request)
        self.own(request, "invoices", request.match_info["id"], "second-write").update(await request.json())
        return web.Response(status=204)

    async def drop_invoice(self, request: web.Request) -> web.Response:
        self.mine_only(request)
        key = request.match_info["id"]
        self.own(request, "invoices", key, "second-delete")
        del self.kept("invoices")[key]
        return web.Response(status=204)

    async def document_made(self, request: web.Request) -> web.Response:
        owner = self.who(request)
        given = await request.json() if request.can_read_body else {}
        if not isinstance(given.get("text"), str):
            return web.json_response({"errors": [{"path": ["text"], "message": "Required"}]}, status=422)
        key = secrets.token_hex(8)
        self.kept("documents")[key] = {"id": key, "owner": owner, "text": given["text"]}
        return web.Response(status=201)

    async def documents(self, request: web.Request) -> web.Response:
        return self.said(self.mine(request, "documents"))

    async def open(self, request: web.Request) -> web.Response:
        given = await request.json()
        return self.said(self.own(request, "documents", given.get("documentId", ""), "body-read"))

    async def patch_document(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.own(request, "documents", given.get("id", ""), "body-write")["text"] = given["text"]
        return self.said(None)

    async def remove(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.own(request, "documents", given.get("documentId", ""), "body-delete")
        del self.kept("documents")[given["documentId"]]
        return self.said(None)

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/api/me", self.me)
        router.add_get("/api/orders", self.orders)
        router.add_post("/api/orders", self.order)
        router.add_get("/api/order", self.one_order)
        router.add_patch("/api/orders/{id}", self.change_order)
        router.add_delete("/api/orders/{id}", self.drop_order)
        router.add_get("/api/users/{user}/invoices", self.invoices)
        router.add_post("/api/users/{user}/invoices", self.invoice)
        router.add_get("/api/users/{user}/invoices/{id}", self.one_invoice)
        router.add_put("/api/users/{user}/invoices/{id}", self.change_invoice)
        router.add_delete("/api/users/{user}/invoices/{id}", self.drop_invoice)
        router.add_get("/api/documents", self.documents)
        router.add_post("/api/documents", self.document_made)
        router.add_patch("/api/documents", self.patch_document)
        router.add_post("/api/documents/open", self.open)
        router.add_post("/api/documents/remove", self.remove)
