"""A shop with roles, in two styles unlike the reference marketplace's, with a switch for everything it can do wrong."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from aiohttp import web

from launchready.declare.model import ApiSurface, Call, Consent, Declaration, Principal, Product, Rule
from launchready.observe.opening import opened
from launchready.observe.secret import Secrets
from launchready.observe.world import Sent, World
from launchready.verdict import Touch
from launchready_hunt.canary import Mint
from launchready_hunt.ledger import Ledger
from tests.observe.strange_api import served

Row = dict[str, object]
Handler = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True)
class Style:
    """How an API speaks."""

    name: str
    camel: bool
    envelope: str
    refusal: int
    """What a role that may not is answered."""
    whole_numbers: bool
    roles: tuple[str, str, str]
    """What customers, sellers and the staff are called."""
    base: str
    told_by: str
    """How the document says whose an operation is: `role`, `text`, `tag` or `path`."""

    def key(self, *words: str) -> str:
        """A field's name in this style."""
        return words[0] + "".join(word.title() for word in words[1:]) if self.camel else "_".join(words)


STYLES = (
    Style("camel", True, "data", 404, True, ("customer", "vendor", "superuser"), "/api/v2", "text"),
    Style("snake", False, "", 403, False, ("member", "merchant", "administrator"), "", "role"),
)


@dataclass
class Shop:
    """The running API; `wrong` names what it does wrong."""

    style: Style
    wrong: frozenset[str] = frozenset()
    people: dict[str, Row] = field(default_factory=dict)
    rows: dict[str, dict[str, Row]] = field(default_factory=lambda: {"products": {}, "orders": {}, "coupons": {}})
    tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        customer, seller, crew = self.style.roles
        for name, role in (("ann", customer), ("bob", customer), ("vera", seller), ("sue", crew), ("carl", customer)):
            self._enrol(f"{name}@shop.example", f"pass-{name}", name.title(), role)

    def _enrol(self, email: str, password: str, name: str, role: str) -> Row:
        key = self.style.key
        one: Row = {
            "id": len(self.people) + 1 if self.style.whole_numbers else str(uuid4()),
            "email": email,
            key("display", "name"): name,
            "phone": f"+49 30 55501{len(self.people):02}",
            key("account", "type"): role,
            key("is", "admin"): role == self.style.roles[2],
            "credits": 5,
            "suspended": False,
        }
        self.people[email] = {**one, "_password": password}
        return self.people[email]

    # -- who asks

    def asker(self, request: web.Request) -> Row | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return self.people.get(self.tokens.get(token, ""))

    def role_of(self, request: web.Request) -> str:
        one = self.asker(request)
        return str(one[self.style.key("account", "type")]) if one else ""

    def needs(self, request: web.Request, role: str, *faults: str) -> Row:
        """The asker, who must have the role; a fault lets some others in."""
        one = self.asker(request)
        if one is None:
            if f"{faults[0]}:nobody" in self.wrong:
                return {}
            raise web.HTTPUnauthorized
        have = one[self.style.key("account", "type")]
        if have == role or any(f"{fault}:{self.style.roles.index(str(have))}" in self.wrong for fault in faults):
            return one
        raise web.HTTPNotFound if self.style.refusal == 404 else web.HTTPForbidden

    def signed_in(self, request: web.Request) -> Row:
        one = self.asker(request)
        if one is None:
            raise web.HTTPUnauthorized
        return one

    # -- what is shown

    def out(self, value: object, status: int = 200) -> web.Response:
        return web.json_response({self.style.envelope: value} if self.style.envelope else value, status=status)

    def person(self, one: Row) -> Row:
        return {key: value for key, value in one.items() if not key.startswith("_")}

    async def given(self, request: web.Request) -> Row:
        value = await request.json() if request.can_read_body else {}
        return value if isinstance(value, dict) else {}

    # -- accounts

    async def register(self, request: web.Request) -> web.Response:
        given = await self.given(request)
        key = self.style.key
        one = self._enrol(
            str(given["email"]), str(given["password"]), str(given[key("display", "name")]), self.style.roles[0]
        )
        if "signup" in self.wrong:
            one.update({name: value for name, value in given.items() if name in one and name not in {"id", "email"}})
        if "echo" in self.wrong:  # a trap: what was sent is in the answer, and is not kept
            return self.out({**self.person(one), **{k: v for k, v in given.items() if k != "password"}}, 201)
        return self.out(self.person(one), 201)

    async def login(self, request: web.Request) -> web.Response:
        given = await self.given(request)
        one = self.people.get(str(given["email"]))
        if one is None or one["_password"] != given["password"] or one["suspended"]:
            raise web.HTTPUnauthorized
        token = f"tok-{uuid4().hex}"
        self.tokens[token] = str(one["email"])
        return web.json_response({"token": token})

    async def me(self, request: web.Request) -> web.Response:
        one = self.signed_in(request)
        more = {self.style.key("password", "hash"): "$2b$12$" + "a" * 53} if "own-hash" in self.wrong else {}
        if "own-key" in self.wrong:  # a trap: one's own key is for oneself
            more[self.style.key("api", "key")] = "k-8f3a99c2"
        return self.out({**self.person(one), **more})

    async def change_me(self, request: web.Request) -> web.Response:
        one, given, key = self.signed_in(request), await self.given(request), self.style.key
        allowed = {key("display", "name")}
        if "update" in self.wrong:
            allowed |= {key("account", "type"), key("is", "admin"), "credits"}
        one.update({name: value for name, value in given.items() if name in allowed})
        return self.out({**self.person(one), **given} if "echo" in self.wrong else self.person(one))

    # -- objects

    async def directory(self, request: web.Request) -> web.Response:
        """A list that shows too much of everybody."""
        self.signed_in(request)
        return self.out({"items": [{"phone": one["phone"], "n": 1} for one in self.people.values()]})

    async def team(self, request: web.Request) -> web.Response:
        self.signed_in(request)
        return self.out([{"greeting": "Hello, we are the shop", "mail": "hello@shop.example"}])

    async def listed(self, request: web.Request) -> web.Response:
        kind, one = request.match_info["kind"], self.asker(request)
        if kind == "orders" and one is None:
            raise web.HTTPUnauthorized
        rows = self.rows[kind].values()
        mine = [row for row in rows if kind == "products" or (one is not None and row["_owner"] == one["id"])]
        return self.out([self.shown_row(row) for row in mine])

    def shown_row(self, row: Row) -> Row:
        more: Row = {self.style.key("owner", "id"): row["_owner"]}
        by = next((one for one in self.people.values() if one["id"] == row["_owner"]), {})
        if "seller-mail" in self.wrong and "price" in row:
            more["by"] = {"contact": {"mail": by.get("email")}}
        if "seller-code" in self.wrong and "price" in row:
            more["by"] = {"user": {"email": "someone@shop.example", self.style.key("reset", "token"): "a8f3a99c"}}
        return {key: value for key, value in row.items() if not key.startswith("_")} | more

    async def made(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        fault = "sell" if kind == "products" else "order"
        if kind == "products":
            one = self.needs(request, self.style.roles[1], fault)
        elif "anyone-orders" in self.wrong:
            one = self.asker(request) or {}
        else:
            one = self.signed_in(request)
        given, key = await self.given(request), self.style.key
        row: Row = {"id": 100 + len(self.rows[kind]) if self.style.whole_numbers else str(uuid4())}
        known = ("title", "price") if kind == "products" else ("note",)
        row |= {name: given.get(name) for name in known}
        if kind == "orders":
            row |= {"total": 40.0, "status": "pending", key("is", "paid"): False}
            if "mass-order" in self.wrong:
                row |= {name: value for name, value in given.items() if name in row and name != "id"}
        row["_owner"] = one.get("id")
        if "mass-owner" in self.wrong and (owner := given.get(key("owner", "id"))):
            row["_owner"] = owner
        self.rows[kind][str(row["id"])] = row
        return self.out(self.shown_row(row) | (given if "echo" in self.wrong else {}), 201)

    def row(self, request: web.Request, *, anybodys: bool) -> Row:
        row = self.rows[request.match_info["kind"]].get(request.match_info["id"])
        if row is None or (not anybodys and row["_owner"] != self.signed_in(request).get("id")):
            raise web.HTTPNotFound
        return row

    async def shown(self, request: web.Request) -> web.Response:
        return self.out(self.shown_row(self.row(request, anybodys=request.match_info["kind"] == "products")))

    async def changed(self, request: web.Request) -> web.Response:
        row, given, key = self.row(request, anybodys=False), await self.given(request), self.style.key
        allowed = {"note"} if "update-order" not in self.wrong else {"note", "total", "status", key("is", "paid")}
        row.update({name: value for name, value in given.items() if name in allowed})
        if "mass-owner" in self.wrong and (owner := given.get(key("owner", "id"))):
            row["_owner"] = owner
        return self.out(self.shown_row(row))

    async def dropped(self, request: web.Request) -> web.Response:
        self.row(request, anybodys=False)
        del self.rows[request.match_info["kind"]][request.match_info["id"]]
        return web.Response(status=204)

    # -- the staff's

    def account(self, request: web.Request) -> Row:
        found = [one for one in self.people.values() if str(one["id"]) == request.match_info["id"]]
        if not found:
            raise web.HTTPNotFound
        return found[0]

    async def accounts(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "accounts")
        return self.out([self.person(one) for one in self.people.values()])

    async def one_account(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "account")
        return self.out(self.person(self.account(request)))

    async def suspend(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "suspend")
        self.account(request)["suspended"] = True
        return web.Response(status=204)

    async def promote(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "promote")
        one, given = self.account(request), await self.given(request)
        kind = self.style.key("account", "type")
        if given.get(kind) not in self.style.roles:
            raise web.HTTPUnprocessableEntity
        one[kind] = given[kind]
        return self.out(self.person(one))

    async def erase(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "erase")
        del self.people[str(self.account(request)["email"])]
        return web.Response(status=204)

    async def approve(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "approve")
        row = self.rows["orders"].get(request.match_info["id"])
        if row is None:
            raise web.HTTPNotFound
        row["status"] = "approved"
        return self.out(self.shown_row(row))

    async def coupons(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "coupons")
        return self.out(list(self.rows["coupons"].values()))

    async def add_coupon(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "add-coupon")
        row = {**await self.given(request), "id": 7 + len(self.rows["coupons"])}
        self.rows["coupons"][str(row["id"])] = row
        return self.out(row, 201)

    async def drop_coupon(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "drop-coupon")
        self.rows["coupons"].pop(request.match_info["id"], None)
        return web.Response(status=204)

    async def turnover(self, request: web.Request) -> web.Response:
        self.needs(request, self.style.roles[2], "turnover")
        return self.out({"turnover": 48213.5, "orders": 391})

    async def my_staff_things(self, request: web.Request) -> web.Response:
        """A trap: the same path answers each with what is theirs."""
        one = self.signed_in(request)
        everything = one[self.style.key("account", "type")] == self.style.roles[2]
        rows = [row for row in self.rows["orders"].values() if everything or row["_owner"] == one["id"]]
        return self.out([self.shown_row(row) for row in rows])

    # -- what the document omits

    async def put_anybodys(self, request: web.Request) -> web.Response:
        if "put:nobody" not in self.wrong:
            self.signed_in(request)
        row, given = self.row(request, anybodys=True), await self.given(request)
        row.update({name: value for name, value in given.items() if name in row})
        return web.json_response({}, status=200)

    async def put_nothing(self, request: web.Request) -> web.Response:
        """A trap: says yes to everybody, and changes nothing."""
        return self.out(await self.given(request))

    async def drop_anybodys(self, request: web.Request) -> web.Response:
        self.signed_in(request)
        self.row(request, anybodys=True)
        del self.rows[request.match_info["kind"]][request.match_info["id"]]
        return web.Response(status=204)

    async def dump(self, request: web.Request) -> web.Response:
        self.signed_in(request)
        return self.out([{**self.person(one), "pw": "$2b$12$" + "b" * 53} for one in self.people.values()])

    async def all_orders(self, request: web.Request) -> web.Response:
        if "nobodys-dump" not in self.wrong:
            self.signed_in(request)
        return self.out([self.shown_row(row) for row in self.rows["orders"].values()])

    async def any_order(self, request: web.Request) -> web.Response:
        self.signed_in(request)
        row = self.rows["orders"].get(request.match_info["id"])
        if row is None:
            raise web.HTTPNotFound
        return self.out(self.shown_row(row))

    def hidden(self) -> tuple[tuple[str, str, str, Handler], ...]:
        """Routes by the switch that opens them."""
        base, old = self.style.base, self.style.base.replace("v2", "v1") or "/v1"
        return (
            ("put", "PUT", f"{base}/{{kind:orders}}/{{id}}", self.put_anybodys),
            ("put:nobody", "PUT", f"{base}/{{kind:orders}}/{{id}}", self.put_anybodys),
            ("put-trap", "PUT", f"{base}/{{kind:orders}}/{{id}}", self.put_nothing),
            ("users-debug", "GET", f"{base}/backoffice/accounts/_debug", self.dump),
            ("users-all", "GET", f"{base}/users", self.dump),
            ("dump", "GET", f"{base}/orders/export", self.all_orders),
            ("nobodys-dump", "GET", f"{base}/orders/export", self.all_orders),
            ("slash", "GET", f"{base}/orders/{{id}}/", self.any_order),
            ("old", "GET", f"{old}/orders/{{id}}", self.any_order),
        )

    # -- the whole

    def app(self) -> web.Application:
        base = self.style.base
        app = web.Application()
        app.router.add_get("/docs.json", self.document)
        routes: tuple[tuple[str, str, Handler], ...] = (
            ("POST", "/register", self.register),
            ("POST", "/login", self.login),
            ("GET", "/me", self.me),
            ("PATCH", "/me", self.change_me),
            ("GET", "/backoffice/accounts", self.accounts),
            ("GET", "/backoffice/accounts/{id}", self.one_account),
            ("POST", "/backoffice/accounts/{id}/suspend", self.suspend),
            ("PATCH", "/backoffice/accounts/{id}", self.promote),
            ("DELETE", "/backoffice/accounts/{id}", self.erase),
            ("POST", "/backoffice/orders/{id}/approve", self.approve),
            ("GET", "/backoffice/orders", self.my_staff_things),
            ("GET", "/backoffice/coupons", self.coupons),
            ("POST", "/backoffice/coupons", self.add_coupon),
            ("DELETE", "/backoffice/coupons/{id}", self.drop_coupon),
            ("GET", "/turnover", self.turnover),
            ("GET", "/team", self.directory if "phones" in self.wrong else self.team),
            ("GET", "/{kind:products|orders}", self.listed),
            ("POST", "/{kind:products|orders}", self.made),
            ("GET", "/{kind:products|orders}/{id}", self.shown),
            ("PATCH", "/{kind:orders}/{id}", self.changed),
            ("DELETE", "/{kind:products|orders}/{id}", self.dropped),
        )
        for switch, method, path, handler in self.hidden():
            if switch in self.wrong:
                app.router.add_route(method, path, handler)
        for method, path, handler in routes:
            app.router.add_route(method, base + path, handler)
        return app

    async def document(self, request: web.Request) -> web.Response:
        del request
        return web.json_response(document(self.style))


def document(style: Style) -> dict[str, object]:
    """The OpenAPI document."""
    key, (_, seller, crew) = style.key, style.roles
    text, number = {"type": "string"}, {"type": "number"}
    place = [
        {
            "name": "id",
            "in": "path",
            "required": True,
            "schema": {"type": "integer" if style.whole_numbers else "string"},
        }
    ]

    def body(needed: tuple[str, ...] = (), **fields: object) -> dict[str, object]:
        schema = {"type": "object", "properties": fields, "required": list(needed)}
        return {"requestBody": {"content": {"application/json": {"schema": schema}}}}

    def told(role: str) -> dict[str, object]:
        return {"x-role": role} if style.told_by == "role" else {"description": f"Does it. {role.title()}s only."}

    def does(*parts: dict[str, object], open_: bool = False) -> dict[str, object]:
        made: dict[str, object] = {"responses": {"200": {"description": "done"}}}
        for part in parts:
            made.update(part)
        return {**made, "security": []} if open_ else made

    name = key("display", "name")
    account = f"/backoffice/accounts/{{{key('account', 'id')}}}"
    at = [{**place[0], "name": key("account", "id")}]
    paths: dict[str, dict[str, object]] = {
        "/register": {
            "post": does(body(("email", "password", name), email=text, password=text, **{name: text}), open_=True)
        },
        "/login": {"post": does(body(("email", "password"), email=text, password=text), open_=True)},
        "/me": {"get": does(), "patch": does(body((), **{name: text}))},
        "/products": {
            "get": does(open_=True),
            "post": does(body(("title", "price"), title=text, price=number), told(seller)),
        },
        "/products/{id}": {"parameters": place, "get": does(open_=True), "delete": does()},
        "/orders": {"get": does(), "post": does(body(("note",), note=text))},
        "/orders/{id}": {"parameters": place, "get": does(), "patch": does(body((), note=text)), "delete": does()},
        "/backoffice/accounts": {"get": does(told(crew))},
        account: {
            "parameters": at,
            "get": does(told(crew)),
            "patch": does(body((key("account", "type"),), **{key("account", "type"): text}), told(crew)),
            "delete": does(told(crew)),
        },
        f"{account}/suspend": {"parameters": at, "post": does(told(crew))},
        "/backoffice/orders": {"get": does(told(crew))},
        "/backoffice/orders/{id}/approve": {"parameters": place, "post": does(told(crew))},
        "/backoffice/coupons": {"get": does(told(crew)), "post": does(body(("label",), label=text), told(crew))},
        "/backoffice/coupons/{id}": {"parameters": place, "delete": does(told(crew))},
        "/turnover": {"get": does()},
        "/team": {"get": does()},
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": style.base or "/"}],
        "security": [{"bearer": []}],
        "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
        "paths": paths,
    }


@asynccontextmanager
async def visited(
    app: web.Application, folder: Path, style: Style, *, rules: tuple[Rule, ...] = (), vendor: bool = True
) -> AsyncIterator[World]:
    """A world that may write to the app, with two customers, a seller and the staff."""
    customer, seller, crew = style.roles
    cast = [("ann", customer), ("bob", customer), *([("vera", seller)] if vendor else []), ("sue", crew)]
    async with served(app) as url:
        principals = []
        for name, role in cast:
            (folder / name).write_text(f"pass-{name}")
            given = json.loads(json.dumps({"email": f"{name}@shop.example", "password": f"file:{name}"}))
            call = Call("POST", f"{style.base}/login", json=given, pick=(("token", "$.token"),))
            principals.append(Principal(name, role, 1, sign_in=call, token=None))
        declaration = Declaration(
            folder / "launch.toml",
            Product("Shop", "127.0.0.1"),
            Consent(("127.0.0.1",), Touch.WRITE, 5000.0),
            surfaces=(ApiSurface("api", None, "production", url, 1, openapi="/docs.json"),),
            principals=tuple(principals),
            rules=rules,
        )
        sent: list[Sent] = []
        async with opened(
            declaration,
            mint=Mint(b"a key of tests"),
            ledger=Ledger(),
            secrets=Secrets(folder, commands=False),
            record=sent.append,
        ) as commons:
            yield World(commons, "test", Touch.WRITE)
