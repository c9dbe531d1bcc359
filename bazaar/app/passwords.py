"""Passwords: argon2id, worked out in a thread so that one sign-in does not hold up the others."""

import anyio
import anyio.to_thread
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

HASHER = PasswordHasher(
    time_cost=5, memory_cost=7168, parallelism=1
)  # of the least that OWASP's cheat sheet asks for, the quickest
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
"""For tests that start hundreds of marketplaces: it protects nothing."""


class Passwords:
    """Makes and checks hashes, four at a time."""

    def __init__(self, hasher: PasswordHasher = HASHER) -> None:
        self._hasher = hasher
        self._nobody = hasher.hash("nobody has this password")
        self._at_once = anyio.CapacityLimiter(4)

    async def hash(self, password: str) -> str:
        """The hash to store."""
        return await anyio.to_thread.run_sync(self._hasher.hash, password, limiter=self._at_once)

    async def right(self, stored: str | None, password: str) -> bool:
        """Whether the password fits; for an unknown account it takes just as long."""
        fits = await anyio.to_thread.run_sync(self._fits, stored or self._nobody, password, limiter=self._at_once)
        return fits and stored is not None

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except VerificationError:
            return False
