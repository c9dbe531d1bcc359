"""Flood rules of the edge: how often one address may sign in or talk to the model, whatever the app thinks of it."""

import math
import re
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

WINDOW = 60.0
MOST_WINDOWS = 20_000


@dataclass(frozen=True, slots=True)
class Rule:
    """So many requests a minute from one address."""

    name: str
    path: re.Pattern[str]
    per_minute: int


# Far above the app's own limits: an office behind one address is no flood.
RULES = (
    Rule(
        "sign-in",
        re.compile(r"/login|(/api(/v\d)?)?/(auth/(login|reset)|token/login/|users/reset_password/)|/graphql#signIn"),
        300,
    ),
    Rule("sign-up", re.compile(r"(/api(/v\d)?)?/(auth/signup|users/)"), 300),
    Rule("chat", re.compile(r"(/api(/v\d)?)?/conversations/[^/]+/messages/?|/graphql#sendMessage"), 600),
)


GRAPHQL = "/graphql"
FIELD = re.compile(rb"\b(signIn|sendMessage)\(")


def told(path: str, body: bytes) -> str:
    """What a rule goes by: the path, and behind one address for everything the field that is asked for."""
    field = FIELD.search(body) if path == GRAPHQL else None
    return f"{path}#{field[1].decode()}" if field else path


class Flood:
    """Counts what each address does."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, str], deque[float]] = {}

    def wait(self, method: str, path: str, address: str) -> int | None:
        """Counts one request; the seconds to wait where it is one too many, or None."""
        rule = next((rule for rule in RULES if method == "POST" and rule.path.fullmatch(path)), None)
        if rule is None:
            return None
        now = self._clock()
        if len(self._windows) > MOST_WINDOWS:
            self._forget(now)
        window = self._windows.setdefault((rule.name, address), deque())
        while window and window[0] <= now - WINDOW:
            window.popleft()
        if len(window) >= rule.per_minute:
            return max(1, math.ceil(window[0] + WINDOW - now))
        window.append(now)
        return None

    def _forget(self, now: float) -> None:
        for key in [key for key, window in self._windows.items() if not window or window[-1] <= now - WINDOW]:
            del self._windows[key]
