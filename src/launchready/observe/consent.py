"""Holds everything that is sent to what the owner allowed: where, how far, and how fast."""

import asyncio
import datetime as dt
import ipaddress
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache

from launchready.declare.hosts import is_address
from launchready.declare.model import Consent
from launchready.observe.errors import ConsentMissing
from launchready.observe.http import Request
from launchready.verdict import Touch

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
PROOF_PATH = "/.well-known/launchready.txt"
PROOF_NAME = "_launchready"


@lru_cache(maxsize=1024)
def is_loopback(address: str) -> bool:
    """Whether an address, or a name that stands for one (RFC 6761, 6.3), is of this machine."""
    if address == "localhost" or address.endswith(".localhost"):
        return True
    return is_address(address) and ipaddress.ip_address(address.strip("[]")).is_loopback


class Gate:
    """Refuses what consent does not cover, before it is sent."""

    def __init__(
        self,
        consent: Consent,
        *,
        proof: Callable[[str], Awaitable[bool]],
        exempt: Callable[[str], bool] = is_loopback,
        now: Callable[[], dt.time] = lambda: dt.datetime.now(dt.UTC).time(),
    ) -> None:
        """`proof` tells whether a host shows the owner's token; `exempt` which addresses need no proof; `now` the UTC time."""
        self._consent = consent
        self._proof = proof
        self._exempt = exempt
        self._now = now
        self._proven: dict[str, asyncio.Future[bool]] = {}
        self._admitted: set[tuple[str, bool, Touch, tuple[str, ...]]] = set()

    async def admit(self, request: Request, touch: Touch, addresses: tuple[str, ...]) -> None:
        """Lets a request pass.

        Raises:
            ConsentMissing: the host is outside the scope, the touch above what is allowed, or the owner's control of
                the host is not proved.
        """
        if touch is Touch.LOAD and not self._consent.is_open(self._now()):
            raise ConsentMissing("it is not within consent.window, when load is allowed")
        like = (request.host, request.method in SAFE_METHODS, touch, addresses)
        if like not in self._admitted:
            await self._judge(request, touch, addresses)
            self._admitted.add(like)

    async def _judge(self, request: Request, touch: Touch, addresses: tuple[str, ...]) -> None:
        if not self._consent.covers(request.host):
            raise ConsentMissing(f"{request.host} is outside consent.scope")
        if touch > self._consent.touch:
            raise ConsentMissing(
                f"consent.touch is {self._consent.touch.name.lower()}, this needs {touch.name.lower()}"
            )
        if touch is Touch.READ:
            if request.method not in SAFE_METHODS:
                raise ConsentMissing(f"{request.method} is more than reading")
            return
        if all(self._exempt(address) for address in addresses) and addresses:
            return
        if not await self._is_proven(request.host):
            raise ConsentMissing(
                f"{request.host} does not show consent.token at {PROOF_PATH} or in TXT {PROOF_NAME}.{request.host}: "
                "above `read`, a host must prove that its owner asked"
            )

    async def _is_proven(self, host: str) -> bool:
        if host not in self._proven:
            self._proven[host] = asyncio.ensure_future(self._proof(host))
        return await asyncio.shield(self._proven[host])


class Pace:
    """Spreads what is sent to one host over time: never above the declared rate, whoever asks."""

    def __init__(self, per_second: float) -> None:
        self._gap = 1.0 / per_second
        self._next: dict[str, float] = {}

    async def wait(self, host: str, *, share: float = 1.0) -> None:
        """Waits for the next free place in the host's queue; `share` is what of one request it weighs."""
        now = time.monotonic()
        mine = max(now, self._next.get(host, now))
        self._next[host] = mine + self._gap * share
        if mine > now:
            await asyncio.sleep(mine - now)
