"""A small API in the style of data platforms: bodies of one object or many, fields of the platform's own, 403 for what is not there."""

import json
from uuid import uuid4

from aiohttp import web

from tests.observe.strange_styles import Row, Styled, document

SETTABLE = {"label", "remarks"}
ITEM = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "made_by": {"type": "string"},
        "label": {"type": "string"},
        "remarks": {"type": "string"},
        "amount": {"type": "integer"},
    },
}


def content(schema: Row) -> Row:
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


class Platform(Styled):
    """Every refusal is a 403 with a sentence: a field that is the platform's, a row of another's, a row that is no more."""

    DOCUMENT = document(
        {
            "/items/parcels": {"get": {}, "post": content({"oneOf": [{"type": "array", "items": ITEM}, ITEM]})},
            "/items/parcels/{id}": {"get": {}, "patch": content(ITEM), "delete": {}},
        }
    )

    def refuse(self, sentence: str) -> None:
        told = {"errors": [{"message": sentence, "extensions": {"code": "FORBIDDEN"}}]}
        raise web.HTTPForbidden(text=json.dumps(told), content_type="application/json")

    def row(self, request: web.Request, fault: str) -> Row:
        owner, row = self.who(request), self.kept("parcels").get(request.match_info["id"])
        if row is None or (row["made_by"] != owner and fault not in self.wrong):
            self.refuse("You may not see this, or it is not there.")
        assert row is not None
        return row

    async def given(self, request: web.Request) -> Row:
        said = await request.json()
        own = [f'"{name}"' for name in said if name not in SETTABLE]
        if own:
            self.refuse(
                f"You don't have permission to access fields {', '.join(own)} in collection, or they are not there."
            )
        return dict(said)

    async def listed(self, request: web.Request) -> web.Response:
        owner = self.who(request)
        rows = [row for row in self.kept("parcels").values() if row["made_by"] == owner or "list" in self.wrong]
        return web.json_response({"data": rows})

    async def made(self, request: web.Request) -> web.Response:
        owner, said = self.who(request), await self.given(request)
        row = {"id": str(uuid4()), "made_by": owner, "label": None, "remarks": None, "amount": None, **said}
        self.kept("parcels")[str(row["id"])] = row
        return web.json_response({"data": row})

    async def shown(self, request: web.Request) -> web.Response:
        return web.json_response({"data": self.row(request, "read")})

    async def changed(self, request: web.Request) -> web.Response:
        row = self.row(request, "write")
        row.update(await self.given(request))
        return web.json_response({"data": row})

    async def deleted(self, request: web.Request) -> web.Response:
        del self.kept("parcels")[str(self.row(request, "delete")["id"])]
        return web.Response(status=204)

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/items/parcels", self.listed)
        router.add_post("/items/parcels", self.made)
        router.add_get("/items/parcels/{id}", self.shown)
        router.add_patch("/items/parcels/{id}", self.changed)
        router.add_delete("/items/parcels/{id}", self.deleted)
