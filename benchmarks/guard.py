"""What a product pays for its guards: microseconds that each request takes longer, against the stack that people usually mount."""

import json
import os
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).parent.parent
PEER = TOP / ".bench" / "guard"
PACKAGES = ("starlette", "slowapi", "secure", "asgi-correlation-id")
GOAL_MICROSECONDS = 40.0

TIMED = """
import asyncio, json, statistics, time, warnings
warnings.simplefilter("ignore")
import secure
from asgi_correlation_id import CorrelationIdMiddleware
from slowapi import Limiter
from slowapi.middleware import SlowAPIASGIMiddleware
from slowapi.util import get_remote_address
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import JSONResponse
from starlette.routing import Route
from launchready_guard.access import Access, public
from launchready_guard.address import Proxies
from launchready_guard.bodies import Bodies
from launchready_guard.cors import Cors
from launchready_guard.hosts import Hosts
from launchready_guard.rate_limits import RateLimits, Rule
from launchready_guard.request_ids import RequestIds
from launchready_guard.security_headers import SecurityHeaders
from launchready_guard.window import Limit

async def orders(request):
    return JSONResponse({"order": "1"})

def product():
    return Starlette(routes=[Route("/orders/{order}", orders, methods=["GET", "POST"])])

async def who(scope):
    return None

def ours():
    proxies = Proxies(["10.0.0.0/8"])
    app = Bodies(Access(product(), table=[public("GET /orders/{order}", "POST /orders/{order}")], who=who))
    app = RateLimits(app, rules=[Rule("all", Limit(1000, 60), ("/{rest:path}",))], proxies=proxies)
    app = Hosts(Cors(app, origins=["https://shop.example"]), names=["api.shop.example"], proxies=proxies)
    return RequestIds(SecurityHeaders(app), proxies=proxies)

class Secured:
    def __init__(self, app):
        self.app, self.headers = app, [(n.encode().lower(), v.encode()) for n, v in secure.Secure.with_default_headers().headers.items()]
    async def __call__(self, scope, receive, send):
        async def told(message):
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self.headers]}
            await send(message)
        await self.app(scope, receive, told)

def usual():
    app = Starlette(routes=[Route("/orders/{order}", orders, methods=["GET", "POST"])])
    app.state.limiter = Limiter(key_func=get_remote_address, default_limits=["1000/minute"])
    app.add_middleware(SlowAPIASGIMiddleware)
    app.add_middleware(CORSMiddleware, allow_origins=["https://shop.example"])
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=["api.shop.example"])
    app.add_middleware(Secured)
    app.add_middleware(CorrelationIdMiddleware)
    return app

HEADERS = [(b"host", b"api.shop.example"), (b"user-agent", b"bench"), (b"origin", b"https://shop.example"), (b"accept", b"*/*")]
BODY = b'{"bot": "b_1", "note": "' + b"x" * 200 + b'"}'

async def timed(app, method, count):
    async def send(message):
        last.append(message)
    async def receive():
        return {"type": "http.request", "body": BODY if method == "POST" else b"", "more_body": False}
    more = [(b"content-type", b"application/json"), (b"content-length", str(len(BODY)).encode())] if method == "POST" else []
    began = time.perf_counter()
    for number in range(count):
        last = []
        client = (f"203.0.{number % 200}.{number // 200 % 200}", 1)
        scope = {"type": "http", "http_version": "1.1", "method": method, "path": "/orders/1", "raw_path": b"/orders/1",
                 "query_string": b"", "root_path": "", "headers": [*HEADERS, *more], "client": client,
                 "server": ("127.0.0.1", 80), "scheme": "http"}
        await app(scope, receive, send)
        assert last[0]["status"] == 200, last[:2]
    return (time.perf_counter() - began) / count * 1e6

async def main():
    apps = {"bare": product(), "ours": ours(), "usual": usual()}
    took = {(name, method): [] for name in apps for method in ("GET", "POST")}
    for _ in range(7):
        for name, app in apps.items():
            for method in ("GET", "POST"):
                took[name, method].append(await timed(app, method, 2000))
    print(json.dumps({f"{name} {method}": min(times) for (name, method), times in took.items()}))

asyncio.run(main())
"""


def run() -> list[dict[str, object]]:
    """All three in turn in one process, the best of several rounds each."""
    if not (PEER / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEER)], check=True)
        subprocess.run([str(PEER / "bin" / "pip"), "install", "--quiet", *PACKAGES], check=True)
    paths = os.pathsep.join(str(TOP / name / "src") for name in ("guard", "hunt"))
    done = subprocess.run(
        [str(PEER / "bin" / "python"), "-c", TIMED],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    took = json.loads(done.stdout)
    return [_row(took, method) for method in ("GET", "POST")]


def _row(took: dict[str, float], method: str) -> dict[str, object]:
    ours, theirs = (took[f"{name} {method}"] - took[f"bare {method}"] for name in ("ours", "usual"))
    return {
        "name": f"guard: added to a {method}",
        "ours": round(ours, 1),
        "theirs": round(theirs, 1),
        "peer": "slowapi, secure, asgi-correlation-id, Starlette's own",
        "unit": "us",
        "ratio": round(ours / theirs, 2),
        "goal": f"< {GOAL_MICROSECONDS:g} us and < 1",
    }
