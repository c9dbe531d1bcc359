"""The pages that people open in a browser: home, sign-in, account, new password, payment; and the admins' page."""

import re
from pathlib import Path

import jinja2
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from bazaar.app import accounts, who
from bazaar.app import services as parts
from bazaar.app.limits import TooManyError
from bazaar.app.records import Listing, User
from bazaar.app.services import Services

NEVER_KEPT = {"Cache-Control": "private, no-store"}
SHORTLY = {"Cache-Control": "public, max-age=60"}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}
HIDDEN_ADMIN = "/backstage"
OWN_PATH = re.compile(r"/(?:[\w.~-]+/?)*")
"""Paths of our own, without what browsers read as the beginning of a host."""
SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200
CREDENTIALS = ("email", "password")
LONGEST_NAME = 200


class Pages:
    """Draws pages and answers their forms."""

    def __init__(self, services: Services, assets: dict[str, str]) -> None:
        templates = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
        self._drawn = jinja2.Environment(loader=templates, autoescape=True)
        self._services, self._assets = services, assets
        self._files = services.settings.static_dir / "assets"

    def routes(self) -> list[Route]:
        """The addresses of the web's host."""
        broken = self._services.broken
        routes = [
            Route("/", self.home),
            Route("/login", self.login, methods=["GET", "POST"]),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/account", self.account, methods=["GET", "POST"]),
            Route("/reset", self.reset, methods=["GET", "POST"]),
            Route("/pay/{ref}", self.pay),
            Route("/robots.txt", self.robots),
            Route("/assets/{name}", self.asset),
        ]
        if broken("edg-deception"):
            routes.append(Route("/account/{rest:path}", self.account))
        if broken("edg-obscure-admin"):
            routes.append(Route(HIDDEN_ADMIN, self.open_admin))
        return routes

    def admin_routes(self) -> list[Route]:
        """The addresses of the admins' host."""
        return [
            Route("/", self.admin),
            Route("/login", self.login, methods=["GET", "POST"]),
            Route("/logout", self.logout, methods=["POST"]),
            Route("/assets/{name}", self.asset),
        ]

    async def home(self, request: Request) -> Response:
        """The front page, the same for everybody."""
        own = self._services.settings.web_url
        if self._services.broken("edg-cache-poison") and (named := request.headers.get("X-Host")):
            own = f"https://{named}"
        return self._page("home", "Bazaar", headers=SHORTLY, own=own)

    async def login(self, request: Request) -> Response:
        """The form, and its answer."""
        if request.method != "POST":
            if "next" in request.query_params and who.session_of(request, self._services) is not None:
                return RedirectResponse(self._next(request), 303, headers=NEVER_KEPT)
            return self._page("login", "Sign in", onward=request.url.query)
        given = await self._form(request)
        address = who.address_of(request, self._services)
        try:
            device, (email, password) = request.cookies.get(who.DEVICE), (given.get(one, "") for one in CREDENTIALS)
            known = await accounts.sign_in(self._services, email, password, address, device)
        except TooManyError as error:
            wait = {"Retry-After": str(error.retry_after)}
            return self._page("login", "Sign in", status=429, headers=wait, problem="Too many attempts. Wait a minute.")
        if known is None:
            return self._page("login", "Sign in", status=401, problem="E-mail address or password is wrong.")
        onward = self._next(request, "exp-redirect-after-sign-in") if "next" in request.query_params else "/account"
        answer = RedirectResponse(onward if known.user.role != "admin" else "/", 303, headers=NEVER_KEPT)
        held = request.cookies.get(who.COOKIE)
        who.remember(answer, self._services.tokens.issue(known.user), self._services, held=held)
        who.remember_device(answer, known.device)
        return answer

    def _next(self, request: Request, also: str = "exp-open-redirect") -> str:
        """Where the link to the sign-in says that its visitor wants to go: to one of our own pages."""
        wanted = request.query_params.get("next", "")
        if self._services.broken("exp-open-redirect") or self._services.broken(also):
            return wanted
        return wanted if OWN_PATH.fullmatch(wanted) else "/account"

    async def logout(self, request: Request) -> Response:
        """Ends the session."""
        session = who.session_of(request, self._services)
        answer = RedirectResponse("/login", 303, headers=NEVER_KEPT)
        if session is not None:
            self._services.tokens.revoke(session)
            who.forget(answer, self._services)
        return answer

    async def account(self, request: Request) -> Response:
        """The signed-in user's own page, and the form on it that changes the name."""
        given = await self._form(request) if request.method == "POST" else None
        session = who.session_of(request, self._services)
        if session is None:
            return RedirectResponse("/login", 303, headers=NEVER_KEPT)
        if given is None:
            return self._page("account", "Your account", user=session.user)
        name = " ".join(given.get("name", "").split())[:LONGEST_NAME]
        if name:
            self._services.db.run("update users set name = ? where id = ?", name, session.user.id)
        return RedirectResponse("/account", 303, headers=NEVER_KEPT)

    async def reset(self, request: Request) -> Response:
        """Asks for a link, or takes the new password with the link's token."""
        hidden = {"Referrer-Policy": "no-referrer"}
        if request.method != "POST":
            token = request.query_params.get("token", "")[:200]
            return self._page("reset", "A new password", headers=hidden, token=token)
        given = await self._form(request)
        if email := given.get("email", "")[:254]:
            await accounts.limit_reset(self._services, email)
            self._services.later.start("reset", accounts.start_reset(self._services, email))
            return self._page("reset", "A new password", done="If the address has an account, a link is on its way.")
        token, password = given.get("token", "")[:200], given.get("password", "")
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            problem = "The password needs ten characters or more."
            return self._page("reset", "A new password", status=422, headers=hidden, token=token, problem=problem)
        if not await accounts.finish_reset(self._services, token, password):
            return self._page("reset", "A new password", status=400, problem="The link is used up or too old.")
        return RedirectResponse("/login", 303, headers=NEVER_KEPT)

    async def pay(self, request: Request) -> Response:
        """Where the payment provider takes over."""
        if not self._services.db.has("select 1 from orders where pay_ref = ?", request.path_params["ref"]):
            raise HTTPException(404)
        return self._page("pay", "Payment")

    async def robots(self, _request: Request) -> Response:
        """What crawlers leave alone."""
        hidden = f"Disallow: {HIDDEN_ADMIN}\n" if self._services.broken("edg-obscure-admin") else ""
        return PlainTextResponse(f"User-agent: *\nDisallow: /account\n{hidden}", headers=SHORTLY)

    async def asset(self, request: Request) -> Response:
        """A file of the bundle; its name changes with its content."""
        name = request.path_params["name"]
        if name not in {file.name for file in self._files.iterdir()}:
            raise HTTPException(404)
        return FileResponse(self._files / name, headers=FOR_EVER)

    async def admin(self, request: Request) -> Response:
        """The admins' page: for admins."""
        session = who.session_of(request, self._services)
        if session is None:
            return RedirectResponse("/login", 303, headers=NEVER_KEPT)
        await who.admin(session, self._services)
        return self._admin_page()

    async def open_admin(self, _request: Request) -> Response:
        """edg-obscure-admin: the same for whoever guesses the address."""
        return self._admin_page()

    def _admin_page(self) -> Response:
        db = self._services.db
        users = db.all(User, "select * from users order by email limit 500")
        listings = db.all(Listing, "select * from listings order by title limit 500")
        return self._page("admin", "Bazaar admin", users=users, listings=listings)

    def _page(
        self, name: str, title: str, *, status: int = 200, headers: dict[str, str] | None = None, **values: object
    ) -> HTMLResponse:
        mixed = self._services.broken({"account": "dep-mixed-account"}.get(name, "dep-mixed-content"))
        text = self._drawn.get_template(f"{name}.html").render(title=title, assets=self._assets, mixed=mixed, **values)
        return HTMLResponse(text, status, headers=NEVER_KEPT | (headers or {}))

    async def _form(self, request: Request) -> dict[str, str]:
        if not who.own_origin(request, parts.of(request)):
            raise HTTPException(403, "this form was sent from another site")
        async with request.form(max_files=0, max_fields=10) as form:
            return {name: value for name, value in form.items() if isinstance(value, str)}
