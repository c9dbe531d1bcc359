"""Live-looking keys that open nothing, made up at each start so that no file of ours ever holds one."""

import secrets
import string

LETTERS = string.ascii_letters + string.digits


def _made_up(prefix: str, length: int) -> str:
    return prefix + "".join(secrets.choice(LETTERS) for _ in range(length))


def payments() -> str:
    """In the format of a payment provider's live key."""
    return _made_up("sk_" + "live_", 24)


def code_host() -> str:
    """In the format of a code host's personal token."""
    return _made_up("gh" + "p_", 36)


def team_chat() -> str:
    """In the format of a team chat's bot token."""
    numbers = "-".join("".join(secrets.choice(string.digits) for _ in range(12)) for _ in range(2))
    return _made_up(f"{'xo' + 'xb'}-{numbers}-", 24)
