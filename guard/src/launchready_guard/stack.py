"""All guards of requests around an app at once, in the order in which they help each other."""

from collections.abc import Iterable, Mapping

from launchready_guard.access import Access, Allow, Who
from launchready_guard.address import Proxies
from launchready_guard.asgi import App, Words
from launchready_guard.bodies import Bodies, Bound
from launchready_guard.cors import Cors
from launchready_guard.hosts import Hosts
from launchready_guard.rate_limits import Account, RateLimits, Rule
from launchready_guard.refusals import Refusals
from launchready_guard.request_ids import RequestIds
from launchready_guard.security_headers import SecurityHeaders
from launchready_guard.sign_in import SignInThrottle
from launchready_guard.sign_ins import SignIns
from launchready_guard.window import Limit, Store

USUAL = (Rule("all", Limit(600, 60), ("/{rest:path}",)),)
"""Ten requests a second from one address, over any minute."""


def guarded(
    app: App,
    *,
    names: Iterable[str],
    table: Iterable[Allow],
    who: Who,
    key: bytes,
    sign_in: Iterable[str] = (),
    for_anybody: Iterable[str] = (),
    origins: Iterable[str] = (),
    rules: Iterable[Rule] = USUAL,
    account: Account | None = None,
    bounds: Iterable[Bound] = (),
    proxies: Proxies | None = None,
    headers: Mapping[str, str] | None = None,
    words: Words | None = None,
    store: Store | None = None,
) -> App:
    """The app behind every guard of requests.

    Args:
        app: FastAPI's, Starlette's, or any other of ASGI. Where it tells its routes, one without a row in the table stops
            the start.
        names: hosts under which it answers.
        table: who may do what.
        who: proves who asks.
        key: 16 bytes or more, the same in every process.
        sign_in: routes that sign in, such as `POST /login`: guessing is throttled there.
        for_anybody: routes that anybody may call for anybody's account, such as `POST /reset`, which sends mail: so often an
            account as the throttle lets passwords be guessed, whatever comes of it.
        origins: other sites' pages that may read the answers, with cookies.
        rules: limits.
        account: whose request it is, for rules by account.
        bounds: what routes take in that take other bodies than a megabyte of JSON.
        proxies: what stands in front and is believed.
        headers: security headers of your own.
        words: how a refusal looks.
        store: where limits are counted, if several processes share them.

    Raises:
        UnruledError: a route of the app has no row in the table.
        ValueError: a setting is none; the words say which.
    """
    access = Access(app, table=table, who=who)
    if routes := getattr(app, "routes", None):
        access.covers(routes)
    throttle = SignInThrottle(key, store=store)
    wishes = SignInThrottle(key, store=store, counts="for anybody")
    inner: App = SignIns(access, routes=sign_in, throttle=throttle, proxies=proxies)
    inner = SignIns(inner, routes=for_anybody, throttle=wishes, proxies=proxies, succeeds=lambda _status: False)
    inner = Bodies(inner, bounds=bounds)
    inner = RateLimits(inner, rules=rules, account=account, proxies=proxies, store=store)
    inner = Cors(inner, origins=origins, credentials=True, exposes=["X-Request-Id", "Retry-After"])
    inner = Hosts(inner, names=names, proxies=proxies)
    if words is not None:
        inner = Refusals(inner, words=words)
    return RequestIds(SecurityHeaders(inner, others=headers), proxies=proxies)
