"""Whether an event truly comes from whom it names, now, and for the first time: before anything believes it.

Each scheme is a small class that reads one sender's headers; `Webhooks` adds the clock and the memory.
"""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from launchready_guard.window import Limit, Memory, Store

FIVE_MINUTES = 300


class Refused(Exception):  # noqa: N818 - it is an answer, not a bug
    """The event is not believed; the words say why, for a log, not for the sender."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a message says of itself, once its signature is right."""

    event: str
    """What no second event shares: its id, or else its signature."""
    at: float | None
    """When it was signed, in seconds since 1970; None where the scheme does not say."""


class Scheme(Protocol):
    """How one sender signs."""

    def claim(self, headers: Mapping[str, str], body: bytes) -> Claim:
        """What the message claims; headers are in small letters.

        Raises:
            Refused: the signature is missing or wrong.
        """


class _Keys:
    """One or more secrets: while a secret is changed, two are right."""

    def __init__(self, secrets: Iterable[bytes | str]) -> None:
        self._keys = tuple(one.encode() if isinstance(one, str) else one for one in secrets)
        if not self._keys or not all(self._keys):
            raise ValueError("a webhook needs a secret: an empty one lets anybody sign")

    def sign(self, signed: bytes, given: Iterable[str], name: str = "sha256", *, in_base64: bool = False) -> str:
        """The signature among the given that one of the keys makes."""
        held = list(given)
        for key in self._keys:
            made = hmac.digest(key, signed, name)
            right = base64.b64encode(made).decode() if in_base64 else made.hex()
            for one in held:
                if hmac.compare_digest(one.encode("utf-8", "surrogatepass"), right.encode()):
                    return one
        raise Refused("no signature is right")


class Stripe:
    """`Stripe-Signature: t=…,v1=…` over `t.body`; many others sign so too, under a header of their own."""

    def __init__(self, *secrets: str, header: str = "Stripe-Signature") -> None:
        """Takes the endpoint's secrets as Stripe shows them, `whsec_…` and all, and the header's name."""
        self._keys, self._header = _Keys(secrets), header.lower()

    def claim(self, headers: Mapping[str, str], body: bytes) -> Claim:
        """What the message claims."""
        pairs = [part.strip().partition("=") for part in headers.get(self._header, "").split(",")]
        at = _seconds(next((value for name, _, value in pairs if name == "t"), ""))
        right = self._keys.sign(f"{at}.".encode() + body, (value for name, _, value in pairs if name == "v1"))
        return Claim(right, at)


class GitHub:
    """`X-Hub-Signature-256: sha256=…` over the body; `X-GitHub-Delivery` names the event but is not signed, so it is not believed."""

    def __init__(self, *secrets: str) -> None:
        """Takes the secrets as they were typed in."""
        self._keys = _Keys(secrets)

    def claim(self, headers: Mapping[str, str], body: bytes) -> Claim:
        """What the message claims."""
        scheme, _, given = headers.get("x-hub-signature-256", "").partition("=")
        return Claim(self._keys.sign(body, [given] if scheme == "sha256" else []), None)


class Slack:
    """`X-Slack-Signature: v0=…` over `v0:time:body`."""

    def __init__(self, *secrets: str) -> None:
        """Takes the signing secrets."""
        self._keys = _Keys(secrets)

    def claim(self, headers: Mapping[str, str], body: bytes) -> Claim:
        """What the message claims."""
        at = _seconds(headers.get("x-slack-request-timestamp", ""))
        version, _, given = headers.get("x-slack-signature", "").partition("=")
        return Claim(self._keys.sign(f"v0:{at}:".encode() + body, [given] if version == "v0" else []), at)


class StandardWebhooks:
    """`webhook-id`, `webhook-timestamp` and `webhook-signature: v1,…` over `id.time.body` (standardwebhooks.com, "Verifying")."""

    def __init__(self, *secrets: str) -> None:
        """Takes the secrets, `whsec_` and base64.

        Raises:
            ValueError: a secret is no base64.
        """
        try:
            self._keys = _Keys(base64.b64decode(one.removeprefix("whsec_"), validate=True) for one in secrets)
        except binascii.Error as error:
            raise ValueError("a secret of Standard Webhooks is base64, with or without 'whsec_'") from error

    def claim(self, headers: Mapping[str, str], body: bytes) -> Claim:
        """What the message claims."""
        name, at = headers.get("webhook-id", ""), _seconds(headers.get("webhook-timestamp", ""))
        given = [one.partition(",") for one in headers.get("webhook-signature", "").split()]
        held = (mark for version, _, mark in given if version == "v1")
        self._keys.sign(f"{name}.{at}.".encode() + body, held, in_base64=True)
        if not name:
            raise Refused("it has no id")
        return Claim(name, at)


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Believes an event once."""

    scheme: Scheme
    store: Store
    tolerance: float = FIVE_MINUTES
    """Seconds by which a message's time may differ from ours."""
    remembers: float = 24 * 3600
    """Seconds for which an event that carries no time is known again; one that does is known for twice the tolerance."""
    clock: Callable[[], float] = time.time

    async def believe(self, headers: Iterable[tuple[bytes, bytes]], body: bytes) -> Claim:
        """What the message claims, once.

        Give the body as it came, byte for byte: one that was read and written again has another signature.

        Raises:
            Refused: the signature is missing or wrong, the message is too old, or it was believed before.
            StoreError: the memory cannot be asked; refuse, and the sender will try again.
        """
        said = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in headers}
        claim = self.scheme.claim(said, body)
        if claim.at is not None and abs(self.clock() - claim.at) > self.tolerance:
            raise Refused("it was signed too long ago, or in the future")
        life = 2 * self.tolerance if claim.at is not None else self.remembers
        key = f"webhook {hashlib.sha256(claim.event.encode('utf-8', 'surrogatepass')).hexdigest()}"
        if not (await self.store.take(key, Limit(1, life))).allowed:
            raise Refused("it was believed before")
        return claim

    async def forget(self, claim: Claim) -> None:
        """What the event asked for failed: when it comes again it may be believed.

        Raises:
            StoreError: the memory cannot be asked.
        """
        await self.store.give_back(
            f"webhook {hashlib.sha256(claim.event.encode('utf-8', 'surrogatepass')).hexdigest()}"
        )


def in_memory() -> Memory:
    """A memory for one process: it holds a million events at most."""
    return Memory(most_keys=1_000_000)


def _seconds(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(10**12)):
        raise Refused("it does not say when it was signed")
    return int(text)
