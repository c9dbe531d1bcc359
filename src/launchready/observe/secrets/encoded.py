"""Reads base64 in files that say they hold some: Kubernetes' Secrets, `atob("…")`, `base64.b64decode("…")`, data addresses."""

import base64
import binascii
import re

WHOLE = frozenset((b"kind: secret", b'"kind":"secret"', b'"kind": "secret"'))
"""Says that the whole file holds base64; the others speak of what stands near them."""
HINTS = WHOLE | {b"base64", b"b64decode", b"atob("}
NEAR = 300
RUN = re.compile(rb"[A-Za-z0-9+/]{20,4000}={0,2}")
NAME = re.compile(rb"([A-Za-z0-9_.-]{2,80})[\"']?\s{0,3}[:=]\s{0,3}(?:[\w.]{1,40}\()?[\"']?\Z")
BEFORE = 130
LONGEST = 5400
LONG_ENOUGH = 16
MOST = 2000
"""Runs that are read of one file."""


def decoded(data: bytes, hints: list[tuple[bytes, int]]) -> tuple[list[tuple[int, bytes]], bool]:
    """Where each run of base64 stands that is text inside, and that text after the name that it has there; and whether these are all."""
    found: list[tuple[int, bytes]] = []
    if any(hint in WHOLE for hint, _ in hints):
        hints = [(hint, NEAR) for hint, _ in hints[:1]]
        reach = len(data)
    else:
        reach = NEAR
    done = tried = 0
    for _, at in hints:
        begin, end = max(done, at - NEAR), min(len(data), at + reach)
        while begin < end and (run := RUN.search(data, begin, end + LONGEST)) is not None:
            if tried == MOST:
                return found, False
            begin = done = run.end()
            tried += 1
            text = _text(run[0])
            if text:
                start = run.start()
                name = NAME.search(data[max(0, start - BEFORE) : start])
                found.append((start, (name[1] if name else b"value") + b"=" + text))
    return found, True


def _text(run: bytes) -> bytes:
    """What a run says, where it is text; empty where it is none."""
    try:
        text = base64.b64decode(run if run.endswith(b"=") else run + b"=" * (-len(run) % 4), validate=True)
    except (ValueError, binascii.Error):
        return b""
    is_text = len(text) >= LONG_ENOUGH and text.isascii() and text.replace(b"\n", b"").decode().isprintable()
    return text if is_text else b""
