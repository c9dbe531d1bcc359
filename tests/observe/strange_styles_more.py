"""More small APIs: pages and exact slashes as Django has them, and verbs in the paths as remote procedures have them."""

from aiohttp import web

from tests.observe.strange_styles import Row, Styled, body, document, query

PAGE = 3


class Tracker(Styled):
    """Like a Django app: exact trailing slashes, whole numbers, pages with the oldest first, exports read elsewhere."""

    DOCUMENT = document(
        {
            "/api/projects/": {
                "get": {"parameters": [query("page"), query("search")]},
                "post": body("title", title="string", archived="boolean"),
            },
            "/api/projects/{id}/": {"get": {}, "put": body("title", title="string"), "delete": {}},
            "/api/projects/{project_pk}/tasks/": {"get": {}, "post": body("summary", summary="string")},
            "/api/projects/{project_pk}/tasks/{id}/": {"get": {}, "patch": body("", summary="string")},
            "/api/projects/{id}/exports/": {"post": {}},
            "/api/exports/{id}/": {"get": {}},
            "/api/reports/": {"get": {}, "post": body("project_id", project_id="integer")},
            "/api/reports/{id}/": {"get": {}},
        }
    )

    def keep(self, kind: str, row: Row) -> Row:
        rows = self.kept(kind)
        key = str(self.number())
        rows[key] = {"id": int(key), **row}
        return rows[key]

    def paged(self, request: web.Request, rows: list[Row]) -> web.Response:
        page = int(request.query.get("page", "1"))
        more = page * PAGE < len(rows)
        following = str(request.url.update_query(page=page + 1)) if more else None
        shown = rows[(page - 1) * PAGE : page * PAGE]
        return web.json_response({"count": len(rows), "next": following, "previous": None, "results": shown})

    async def projects(self, request: web.Request) -> web.Response:
        owner = self.who(request)
        if not any(row["owner"] == owner for row in self.kept("projects").values()):
            self.fill(owner)
        word = request.query.get("search")
        rows = self.mine(request, "projects", "list", *(["search"] if word else []))
        return self.paged(request, [row for row in rows if not word or word in str(row["title"])])

    def fill(self, owner: str) -> None:
        for number in range(2 * PAGE + 1):
            self.keep("projects", {"owner": owner, "title": f"older {number}"})

    async def project_made(self, request: web.Request) -> web.Response:
        owner, given = self.who(request), await request.json()
        if not given.get("title"):
            return web.json_response({"title": ["This field is required."]}, status=400)
        self.fill(owner)
        return web.json_response(self.keep("projects", {"owner": owner, "title": given["title"]}), status=201)

    async def project(self, request: web.Request) -> web.Response:
        return web.json_response(self.own(request, "projects", request.match_info["id"], "read"))

    async def project_put(self, request: web.Request) -> web.Response:
        row = self.own(request, "projects", request.match_info["id"], "write")
        row["title"] = (await request.json())["title"]
        return web.json_response(row)

    async def project_gone(self, request: web.Request) -> web.Response:
        self.own(request, "projects", request.match_info["id"], "delete")
        del self.kept("projects")[request.match_info["id"]]
        return web.Response(status=204)

    async def tasks(self, request: web.Request) -> web.Response:
        project = request.match_info["project"]
        self.own(request, "projects", project)
        return self.paged(request, [row for row in self.kept("tasks").values() if row["project"] == project])

    async def task_made(self, request: web.Request) -> web.Response:
        owner, project = self.who(request), request.match_info["project"]
        self.own(request, "projects", project, "add")
        row = {"owner": owner, "project": project, "summary": (await request.json())["summary"]}
        return web.json_response(self.keep("tasks", row), status=201)

    async def task(self, request: web.Request) -> web.Response:
        self.own(request, "projects", request.match_info["project"])
        return web.json_response(self.own(request, "tasks", request.match_info["id"], "second"))

    async def task_patched(self, request: web.Request) -> web.Response:
        self.own(request, "projects", request.match_info["project"])
        row = self.own(request, "tasks", request.match_info["id"], "second-write")
        row.update(await request.json())
        return web.json_response(row)

    async def export_made(self, request: web.Request) -> web.Response:
        row = self.own(request, "projects", request.match_info["id"])
        made = self.keep("exports", {"owner": row["owner"], "text": f"Project: {row['title']}"})
        return web.Response(status=202, headers={"Location": f"/api/exports/{made['id']}/"})

    async def export(self, request: web.Request) -> web.Response:
        row = self.own(request, "exports", request.match_info["id"], "export")
        return web.Response(text=str(row["text"]))

    async def reports(self, request: web.Request) -> web.Response:
        return self.paged(request, self.mine(request, "reports"))

    async def report_made(self, request: web.Request) -> web.Response:
        owner, given = self.who(request), await request.json()
        project = self.own(request, "projects", str(given.get("project_id")), "reference")
        made = self.keep("reports", {"owner": owner, "project_id": project["id"], "about": project["title"]})
        return web.json_response({"id": made["id"]}, status=201)

    async def report(self, request: web.Request) -> web.Response:
        return web.json_response(self.own(request, "reports", request.match_info["id"]))

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/api/projects/", self.projects)
        router.add_post("/api/projects/", self.project_made)
        router.add_get("/api/projects/{id}/", self.project)
        router.add_put("/api/projects/{id}/", self.project_put)
        router.add_delete("/api/projects/{id}/", self.project_gone)
        router.add_get("/api/projects/{project}/tasks/", self.tasks)
        router.add_post("/api/projects/{project}/tasks/", self.task_made)
        router.add_get("/api/projects/{project}/tasks/{id}/", self.task)
        router.add_patch("/api/projects/{project}/tasks/{id}/", self.task_patched)
        router.add_post("/api/projects/{id}/exports/", self.export_made)
        router.add_get("/api/exports/{id}/", self.export)
        router.add_get("/api/reports/", self.reports)
        router.add_post("/api/reports/", self.report_made)
        router.add_get("/api/reports/{id}/", self.report)


class Memos(Styled):
    """Remote procedures: the verb is in the path, the id in the query, in a header or in the body; sentences as errors."""

    DOCUMENT = document(
        {
            "/rpc/createMemo": {"post": body("text", text="string", tone="string")},
            "/rpc/getMemo": {"get": {"parameters": [query("memoId", required=True)]}},
            "/rpc/listMemos": {"get": {}},
            "/rpc/findMemos": {"get": {"parameters": [query("q", required=True)]}},
            "/rpc/updateMemo": {"post": body("memoId text", memoId="string", text="string")},
            "/rpc/deleteMemo": {"post": body("memoId", memoId="string")},
            "/rpc/raw_memo": {"get": {"parameters": [query("X-Memo-Id", required=True, where="header")]}},
            "/clips/add": {"post": body("words", words="string")},
            "/clips/get": {"post": body("clip_id", clip_id="integer")},
            "/clips/delete/{clip_id}": {"post": {}},
        }
    )

    async def create(self, request: web.Request) -> web.Response:
        owner, given = self.who(request), await request.json()
        if "tone" in given and given["tone"] not in {"warm", "cold"}:
            return web.Response(status=400, text="tone must be one of: warm, cold")
        if not given.get("text"):
            return web.Response(status=400, text="Missing required fields: text")
        key = f"m{self.number()}"
        self.kept("memos")[key] = {"memoId": key, "owner": owner, "text": given["text"]}
        return web.json_response({"result": {"memoId": key}})

    async def get(self, request: web.Request) -> web.Response:
        return web.json_response({"result": self.own(request, "memos", request.query.get("memoId", ""), "get")})

    async def raw(self, request: web.Request) -> web.Response:
        row = self.own(request, "memos", request.headers.get("X-Memo-Id", ""), "header")
        return web.Response(text=str(row["text"]))

    async def all(self, request: web.Request) -> web.Response:
        return web.json_response({"result": self.mine(request, "memos", "list")})

    async def find(self, request: web.Request) -> web.Response:
        rows = self.mine(request, "memos", "find")
        return web.json_response({"result": [row for row in rows if request.query.get("q", "") in str(row["text"])]})

    async def update(self, request: web.Request) -> web.Response:
        given = await request.json()
        self.own(request, "memos", given.get("memoId", ""), "update")["text"] = given["text"]
        return web.json_response({"result": "ok"})

    async def delete(self, request: web.Request) -> web.Response:
        key = (await request.json()).get("memoId", "")
        self.own(request, "memos", key, "delete")
        del self.kept("memos")[key]
        return web.json_response({"result": "ok"})

    async def clip_add(self, request: web.Request) -> web.Response:
        owner, given = self.who(request), await request.json()
        key = str(self.number())
        self.kept("clips")[key] = {"owner": owner, "words": given["words"]}
        return web.json_response(int(key))

    async def clip(self, request: web.Request) -> web.Response:
        given = await request.json()
        return web.json_response(self.own(request, "clips", str(given.get("clip_id")), "clip"))

    async def clip_gone(self, request: web.Request) -> web.Response:
        self.own(request, "clips", request.match_info["id"], "clip-delete")
        del self.kept("clips")[request.match_info["id"]]
        return web.json_response({})

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_post("/rpc/createMemo", self.create)
        router.add_get("/rpc/getMemo", self.get)
        router.add_get("/rpc/raw_memo", self.raw)
        router.add_get("/rpc/listMemos", self.all)
        router.add_get("/rpc/findMemos", self.find)
        router.add_post("/rpc/updateMemo", self.update)
        router.add_post("/rpc/deleteMemo", self.delete)
        router.add_post("/clips/add", self.clip_add)
        router.add_post("/clips/get", self.clip)
        router.add_post("/clips/delete/{id}", self.clip_gone)
