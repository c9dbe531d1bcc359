"""Signs a payment event again whose ids were translated: rightly where it was signed rightly, and never otherwise."""

import hashlib
import hmac
import re

from bazaar.styles.style import Headers

HEADER = b"bazaar-signature"


def again(headers: Headers, was: bytes, body: bytes, secret: str) -> Headers:
    """The headers for the translated body."""
    return [(name, _signed(value, was, body, secret) if name.lower() == HEADER else value) for name, value in headers]


def _signed(value: bytes, was: bytes, body: bytes, secret: str) -> bytes:
    parts = re.fullmatch(rb"t=(\d{1,12}),v1=([0-9a-f]{64})", value.replace(b" ", b""))
    if parts is None or not hmac.compare_digest(_digest(parts[1], was, secret), parts[2]):
        return value  # wrong for the one body, wrong for the other
    return b"t=" + parts[1] + b",v1=" + _digest(parts[1], body, secret)


def _digest(moment: bytes, body: bytes, secret: str) -> bytes:
    return hmac.new(secret.encode(), moment + b"." + body, hashlib.sha256).hexdigest().encode()
