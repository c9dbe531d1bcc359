"""The engine's rules, loaded once, and beside whatever else begins: that takes longer than to read a small folder."""

import threading
from functools import cache

from kingfisher_sdk import Rules, Scanner

_loading = threading.Lock()


def rules() -> Rules:
    """The one set; whoever comes while it is loaded waits for it."""
    with _loading:
        return _loaded()


@cache
def scanner(*, decode: bool) -> tuple[Scanner, threading.Lock]:
    """What looks through texts, with `decode` in base64 too, one text at a time."""
    # To look for base64 everywhere takes as long as all else; most files hold none.
    return Scanner(rules(), base64=decode), threading.Lock()


@cache
def begin() -> threading.Thread:
    """Begins to load them in a thread, where nobody has."""
    thread = threading.Thread(target=rules)
    thread.start()
    return thread


@cache
def _loaded() -> Rules:
    return Rules(confidence="medium")
