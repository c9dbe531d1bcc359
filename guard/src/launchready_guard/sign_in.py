"""A throttle of sign-ins that stops guessing, and that no stranger can use to lock a victim out.

Attempts on an account from browsers that never signed in to it share one window; a browser that did holds a signed cookie,
and has a window of its own (OWASP, "device cookies"). Whoever fills the shared window keeps strangers out, never the owner's
browsers; and an address that tries many accounts has a window across all of them.
"""

import hashlib
import hmac
import secrets
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from launchready_guard.address import network_of
from launchready_guard.window import Limit, Memory, Store, Taken

MONTH = 30 * 24 * 3600
SHORTEST_KEY = 16


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to sign in: go on only when it is allowed, and say afterwards how it ended."""

    allowed: bool
    wait: float
    """Seconds until the next may come."""
    account: str
    address: str
    keys: tuple[str, ...]
    """What counted it."""


class SignInThrottle:
    """Ask `attempt` before a password is looked at; call `succeeded` when it fits."""

    def __init__(
        self,
        key: bytes,
        *,
        store: Store | None = None,
        account: Limit = Limit(5, 60),  # noqa: B008 - frozen
        device: Limit = Limit(10, 60),  # noqa: B008 - the same
        address: Limit = Limit(60, 60),  # noqa: B008 - the same
        remembers: int = MONTH,
        counts: str = "sign-in",
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Sets the windows.

        Args:
            key: signs the cookies; 16 bytes or more, and the same in every process.
            store: where attempts are counted.
            account: failures on one account, from all browsers that never signed in to it.
            device: failures on one account from one browser that did.
            address: failures from one address, on whatever accounts.
            remembers: seconds for which a browser's cookie holds.
            counts: what is counted; two throttles that share a store, and count different things, are told apart by it.
            clock: seconds since 1970.

        Raises:
            ValueError: the key is too short.
        """
        if len(key) < SHORTEST_KEY:
            raise ValueError(f"a signing key has {SHORTEST_KEY} bytes or more")
        self._key, self._store, self._clock, self._life = key, Memory() if store is None else store, clock, remembers
        self._account, self._device, self._address, self._counts = account, device, address, counts

    async def attempt(self, account: str, address: str, cookie: str | None = None) -> Attempt:
        """Counts an attempt. It counts in full until `succeeded` takes it back, so that many at once gain nothing.

        Raises:
            StoreError: the store cannot tell; refuse the sign-in.
        """
        name, network = folded(account), network_of(address)
        device = self._device_of(cookie, name)
        asked = (
            (f"device {device}", self._device) if device else (f"account {_hashed(name)}", self._account),
            (f"address {network}", self._address),
        )
        counted: list[str] = []
        for key, limit in asked:
            taken: Taken = await self._store.take(f"{self._counts} {key}", limit)
            if not taken.allowed:
                for earlier in counted:
                    await self._store.give_back(earlier)
                return Attempt(allowed=False, wait=taken.wait, account=name, address=network, keys=())
            counted.append(f"{self._counts} {key}")
        return Attempt(allowed=True, wait=0.0, account=name, address=network, keys=tuple(counted))

    async def succeeded(self, attempt: Attempt) -> str:
        """The attempt was its owner's: it does not count, and the browser gets this as its new cookie.

        Raises:
            StoreError: the store cannot tell; the sign-in itself may stand.
        """
        for key in attempt.keys:
            await self._store.give_back(key)
        until = int(self._clock()) + self._life
        said = f"{_hashed(attempt.account)}.{secrets.token_hex(8)}.{until}"
        return f"{said}.{self._signed(said)}"

    def _device_of(self, cookie: str | None, account: str) -> str | None:
        said, _, mark = (cookie or "").rpartition(".")
        parts = said.split(".")
        if len(parts) != 3 or not hmac.compare_digest(mark.encode(), self._signed(said).encode()):  # noqa: PLR2004
            return None
        whose, device, until = parts
        fresh = until.isdigit() and int(until) > self._clock()
        return f"{whose} {device}" if fresh and hmac.compare_digest(whose, _hashed(account)) else None

    def _signed(self, said: str) -> str:
        return hmac.digest(self._key, b"sign-in device " + said.encode("utf-8", "surrogatepass"), hashlib.sha256).hex()


def folded(account: str) -> str:
    """One spelling for an account: case, width and space around it open no second window."""
    return unicodedata.normalize("NFKC", account).strip().casefold()


def _hashed(account: str) -> str:
    return hashlib.sha256(account.encode("utf-8", "surrogatepass")).hexdigest()[:32]
