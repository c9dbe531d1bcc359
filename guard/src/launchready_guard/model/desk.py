"""The page on which people answer what a model wishes for: a list for the staff, a signed link, or a code. Mount it where you like.

Looking never decides: each answer is a form that is sent. The staff's forms carry a mark that no other site can know, bound to
who is signed in and to the wish as it was shown; a link is its own proof. There is no script in the page.
"""

import asyncio
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qs

from launchready_guard.access import Principal, Who
from launchready_guard.address import Proxies, network_of
from launchready_guard.asgi import Header, Receive, Scope, Send, header, path_of
from launchready_guard.model import desk_page as page
from launchready_guard.model.answers import Answer, CannotDecideError, Wish
from launchready_guard.model.approvals import Approvals, Offer
from launchready_guard.model.arguments import WrongArgumentsError, read
from launchready_guard.window import Limit, Memory, Store, StoreError

_MOST_BYTES = 128 * 1024
_TRIES = Limit(10, 60)


async def nobody(_scope: Scope) -> Principal | None:
    """Nobody is signed in: only links and codes open the page."""
    return None


class ApprovalDesk:
    """An ASGI app: `/` lists what waits, `/wish/…` shows one, `/link/…` opens a signed link, `/code` takes a code."""

    def __init__(
        self,
        approvals: Approvals,
        *,
        who: Who = nobody,
        roles: Iterable[str] = (),
        store: Store | None = None,
        proxies: Proxies | None = None,
    ) -> None:
        """Sets who may answer.

        Args:
            approvals: what is answered.
            who: proves who asks, as `Access` has it. Without it, links and codes alone are good.
            roles: who of those may see and answer all that waits.
            store: counts the codes that an address tries; share it where several processes answer.
            proxies: what stands in front and is believed of addresses.

        Raises:
            ValueError: people sign in, and no role is named.
        """
        self._roles = frozenset(roles)
        if (who is not nobody) != bool(self._roles):
            raise ValueError("`who` and `roles` go together: name the roles that may answer")
        self._approvals, self._who = approvals, who
        self._store, self._proxies = Memory() if store is None else store, proxies or Proxies()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        if scope["type"] == "lifespan":
            await _lives(receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        root = str(scope.get("root_path", "")).rstrip("/")
        try:
            status, body, to = await self._answer(scope, receive, root)
        except CannotDecideError as error:
            status, body, to = 409, page.message("This cannot be answered", f"{error}."), ""
        except StoreError:
            status, body, to = 503, page.message("Not now", "The answers cannot be kept now. Try again soon."), ""
        headers: list[Header] = [*page.HEADERS, (b"content-length", str(len(body)).encode())]
        if to:
            headers.append((b"location", to.encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _answer(self, scope: Scope, receive: Receive, root: str) -> tuple[int, bytes, str]:
        method = str(scope["method"])
        if method not in {"GET", "HEAD", "POST"}:
            return 405, page.message("Not so", "This page is read, or a form of it is sent."), ""
        form = await _form(scope, receive) if method == "POST" else None
        if method == "POST" and form is None:
            return 403, page.message("Not from here", "Open the page, and send its form from there."), ""
        match path_of(scope).strip("/").split("/"):
            case ["link", link]:
                return await self._link(link, form, root)
            case ["code"]:
                return await self._code(scope, form, root)
        account = await self._account(scope)
        if account is None:
            return 404, page.message("There is nothing here", "Sign in first, or open the link that you were sent."), ""
        match path_of(scope).strip("/").split("/"):
            case [""] if form is None:
                waiting = await asyncio.to_thread(self._approvals.waiting)
                return 200, page.listing(waiting, root), ""
            case ["wish", name]:
                return await self._wish(name, form, account, root)
        return 404, page.message("There is nothing here", "It may have been answered long ago."), ""

    async def _link(self, link: str, form: dict[str, str] | None, root: str) -> tuple[int, bytes, str]:
        if form is None:
            return 200, page.offer(await asyncio.to_thread(self._approvals.opened, link), link, root), ""
        done = await asyncio.to_thread(self._approvals.follow, link)
        return 200, page.answered(done), ""

    async def _code(self, scope: Scope, form: dict[str, str] | None, root: str) -> tuple[int, bytes, str]:
        if form is None:
            return 200, page.asks_for_a_code(root), ""
        key = f"approval code {network_of(self._proxies.client(scope))}"
        if not (await self._store.take(key, _TRIES)).allowed:
            return 429, page.message("Too many tries", "Wait a minute, and try again."), ""
        offer: Offer = await asyncio.to_thread(self._approvals.spoken, form.get("code", ""))
        await self._store.give_back(key)
        link = await asyncio.to_thread(lambda: self._approvals.link(offer.wish.id, offer.answer, to="a code"))
        return 200, page.offer(offer, link, root), ""

    async def _wish(self, name: str, form: dict[str, str] | None, account: str, root: str) -> tuple[int, bytes, str]:
        wish = await asyncio.to_thread(self._approvals.get, name)
        if wish is None:
            return 404, page.message("There is nothing here", "It may have been answered long ago."), ""
        mark = self._approvals.signer.form(wish, account)
        if form is None:
            return 200, page.wish(wish, mark, root, own=wish.user == account), ""
        if not hmac.compare_digest(form.get("mark", "").encode("utf-8", "replace"), mark.encode()):
            raise CannotDecideError("it is not as it was when you saw it")
        if wish.user == account:
            raise CannotDecideError("nobody answers what is wished for themselves")
        await asyncio.to_thread(self._decide, wish, form, account)
        return 303, b"", f"{root}/wish/{name}"

    def _decide(self, wish: Wish, form: dict[str, str], account: str) -> Wish:
        said = form.get("answer", "")
        if said not in set(Answer):
            raise CannotDecideError("choose one of the five answers")
        answer = Answer(said)
        if answer is Answer.MODIFY and not form.get("arguments", "").strip():
            raise CannotDecideError("to modify it, say with which arguments")
        try:
            other = read(form.get("arguments", "")) if answer is Answer.MODIFY else None
        except WrongArgumentsError as error:
            raise CannotDecideError(str(error)) from error
        return self._approvals.decide(
            wish.id, answer, account, arguments=other, why=form.get("why", "")[:2000], seen=wish
        )

    async def _account(self, scope: Scope) -> str | None:
        who = await self._who(scope)
        return who.account if who is not None and who.roles & self._roles else None


async def _form(scope: Scope, receive: Receive) -> dict[str, str] | None:
    """The fields of a form that a page of ours sent; None where another site sent it, or it is none."""
    if (header(scope, b"sec-fetch-site") or "same-origin") != "same-origin":
        return None
    kind = (header(scope, b"content-type") or "").partition(";")[0].strip().lower()
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if message["type"] != "http.request" or len(body) > _MOST_BYTES:
            return None
    if body and kind != "application/x-www-form-urlencoded":
        return None
    try:
        fields = parse_qs(body.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        return None
    return {name: values[0] for name, values in fields.items()}


async def _lives(receive: Receive, send: Send) -> None:
    while (message := await receive())["type"] == "lifespan.startup":
        await send({"type": "lifespan.startup.complete"})
    if message["type"] == "lifespan.shutdown":
        await send({"type": "lifespan.shutdown.complete"})
