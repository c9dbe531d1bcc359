"""The same shop with the guard mounted: not a line of `bare.py` is another."""

import logging
import os

from bare import api, orders, people, sessions

from launchready_guard.access import Principal, only, own, public, signed_in
from launchready_guard.address import Proxies
from launchready_guard.asgi import Scope, header
from launchready_guard.cleaning import Cleaner
from launchready_guard.logs import CleanFormatter
from launchready_guard.rate_limits import Rule
from launchready_guard.stack import USUAL, guarded
from launchready_guard.window import Limit

KEY = os.environ["SHOP_KEY"].encode()


async def who(scope: Scope) -> Principal | None:
    account, _ = sessions.get((header(scope, b"authorization") or "").removeprefix("Bearer "), (None, b""))
    return Principal(account, frozenset({people[account][0]})) if account else None


async def owner_of(order: str) -> str | None:
    return orders[order]["buyer"] if order in orders else None


app = guarded(
    api,
    names=["shop.test"],
    key=KEY,
    who=who,
    proxies=Proxies(["127.0.0.1"]),
    sign_in=["POST /login"],
    for_anybody=["POST /reset"],
    rules=[*USUAL, Rule("signup", Limit(60, 60), ("POST /signup",))],
    table=[
        public("POST /signup", "POST /login", "POST /reset", "POST /reset/confirm", "GET /health", "GET /openapi.json"),
        signed_in("GET /me", "POST /orders", "GET /orders"),
        own("order", owner_of, "GET /orders/{order}", "DELETE /orders/{order}"),
        only("admin", on=["GET /admin/users"]),
    ],
)
for handler in logging.getLogger().handlers:
    handler.setFormatter(CleanFormatter(Cleaner(KEY)))
