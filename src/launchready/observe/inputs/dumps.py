"""Recognises pages that show a server's inner state, by what is on them."""

import json
import re

MARKS = (
    ("a page of phpinfo()", re.compile(r"<title>(PHP [\d.]+ - )?phpinfo\(\)")),
    ("Go's variables (expvar)", re.compile(r'"memstats"\s*:\s*\{')),
    ("Go's profiler (pprof)", re.compile(r"<title>/debug/pprof/</title>")),
    ("the environment of a Spring application", re.compile(r'"propertySources"\s*:\s*\[')),
    ("the status of the web server", re.compile(r"<title>Apache Status</title>|Server uptime:")),
    (
        "a debugger's page",
        re.compile(r"You're seeing this error because you have <code>DEBUG|__debugger__|Symfony Profiler"),
    ),
    ("a stack trace", re.compile(r"Traceback \(most recent call last\):")),
)
INNER = re.compile(
    r"^(env|environ|environment|config|settings|secret\w*|\w+_secret|\w+_key|password\w*|\w+_password|database(_url)?|dsn|"
    r"cwd|working_?directory|argv|cmdline|pid|threads|stack|sys_?path|modules|sessions?|python(_version)?|node(_version)?|"
    r"hostname|uptime|memory\w*|debug|connections?|queries)$",
    re.IGNORECASE,
)
ENOUGH = 3
"""So many names of inner things make a JSON object a dump; one or two are an ordinary answer."""


def shows_state(body: str) -> tuple[str, tuple[str, ...]]:
    """What a page shows of a server's inside, and the names on it; nothing where it shows none."""
    for what, pattern in MARKS:
        if pattern.search(body):
            return what, ()
    try:
        value = json.loads(body)
    except ValueError:
        return "", ()
    names = tuple(name for name in _names(value) if INNER.match(name))
    return ("the inner state of the process", tuple(dict.fromkeys(names))) if len(set(names)) >= ENOUGH else ("", ())


def _names(value: object, depth: int = 2) -> tuple[str, ...]:
    if not isinstance(value, dict) or not depth:
        return ()
    return tuple(name for key, item in value.items() for name in (str(key), *_names(item, depth - 1)))
