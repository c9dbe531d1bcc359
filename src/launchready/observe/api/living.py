"""Asks whether an operation that no document names is there, by what a path beside it is answered."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from launchready.declare.model import ApiSurface
from launchready.observe.api.operation import Operation
from launchready.observe.http import Answer, Reply, Request

if TYPE_CHECKING:
    from launchready.observe.world import World

GONE = (404, 410)
SHUT = frozenset({301, 302, 303, 307, 401, 403})
"""What a product says to whoever is not signed in, at any path: the refusal, or the way to the sign-in."""


@dataclass(slots=True)
class Living:
    """Asks as nobody; and where nobody is answered alike everywhere, as a customer."""

    world: "World"
    surface: ApiSurface
    customer: Callable[[], Awaitable[str | None]]
    """Gives a customer who can sign in without the document's help."""
    _customer: list[str | None] = field(default_factory=list)

    async def of(self, operation: Operation) -> tuple[str, bool]:
        """How an operation was seen to be there; and whether it plainly is not."""
        path = operation.at(*("0" for _ in operation.places))
        nowhere = _beside(path)
        for method in ("GET", "OPTIONS") if operation.method != "GET" else ("GET",):
            reply, control, by = await self._both(path, nowhere, method)
            if not isinstance(reply, Answer) or not isinstance(control, Answer):
                return "", False
            if _is_shut(reply, control):
                return "", False  # it is shut to all that ask, and what is behind it cannot be told
            if reply.status < 500 and not same(reply, control) and _is_api(reply):  # noqa: PLR2004 - HTTP's own faults
                allowed = f" and allows {allow}" if (allow := reply.header("Allow")) else ""
                if allow and operation.method not in allow and reply.status != 200:  # noqa: PLR2004 - HTTP's OK
                    continue
                whole = f"{method} {path}{f' as {by}' if by else ''} answers {reply.status}{allowed}"
                return f"{whole}, where {method} {nowhere} answers {control.status}", False
            if reply.status < 500 and reply.status not in GONE and reply.status != control.status:  # noqa: PLR2004
                return "", False  # a page, or the way to the sign-in: it is there, and is no API's answer
        return "", True

    async def _both(self, path: str, nowhere: str, method: str) -> tuple[Reply, Reply, str | None]:
        """The answers to a path and to one that is surely not there."""
        by: str | None = None
        reply, control = await self._asked(path, method, by), await self._asked(nowhere, method, by)
        if _is_shut(reply, control) and (by := await self._known()) is not None:
            reply, control = await self._asked(path, method, by), await self._asked(nowhere, method, by)
        return reply, control, by

    async def _asked(self, path: str, method: str, by: str | None) -> Reply:
        return await self.world.send(Request(self.surface.at(path), method, by=by))

    async def _known(self) -> str | None:
        if not self._customer:
            self._customer.append(await self.customer())
        return self._customer[0]


def same(reply: Answer, control: Reply) -> bool:
    """Whether an answer says no more than one to a path that is not there."""
    if reply.status in GONE:
        return True
    return isinstance(control, Answer) and reply.status == control.status and control.status not in GONE


def _is_shut(reply: Reply, control: Reply) -> bool:
    if not isinstance(reply, Answer) or not isinstance(control, Answer):
        return False
    return reply.status == control.status and reply.status in SHUT


def _beside(path: str) -> str:
    """A path of the same form that is surely not there."""
    parts = path.rstrip("/").split("/")
    return "/".join([*parts[:-1], uuid4().hex]) + ("/" if path.endswith("/") else "")


def _is_api(reply: Answer) -> bool:
    """Whether an answer is an API's and no page's."""
    return "html" not in (reply.header("Content-Type") or "") and not 300 <= reply.status < 400  # noqa: PLR2004 - redirects
