"""Says what a content security policy lets in: how a stranger's script would run in spite of it."""

import re

from launchready.observe.suffixes import suffixes

ANYWHERE = frozenset({"*", "http:", "https:", "data:", "blob:", "filesystem:", "ws:", "wss:"})
TRUSTED = re.compile(r"'(?:nonce|sha256|sha384|sha512)-[a-z0-9+/_-]+={0,2}'")
"""A nonce or a hash as the standard spells it. What is spelled otherwise (an empty nonce, a template that nobody filled in)
a browser passes over, so that it trusts nothing and takes no `'unsafe-inline'` back."""
STRICT = "'strict-dynamic'"
INLINE = "'unsafe-inline'"
PUBLISHERS = frozenset(
    {
        *("cdn.jsdelivr.net", "fastly.jsdelivr.net", "unpkg.com", "esm.sh", "esm.run", "cdn.skypack.dev", "ga.jspm.io"),
        *("cdn.statically.io", "rawcdn.githack.com", "raw.githack.com", "gitcdn.link", "storage.googleapis.com"),
        *("s3.amazonaws.com", "codepen.io", "jsbin.com", "pastebin.com", "gist.githack.com"),
    }
)
"""Hosts that hand out whatever anybody publishes there, as scripts."""


def gap(policy: dict[str, tuple[str, ...]], based: str = "") -> str | None:
    """How a stranger's script gets in; None where it does not.

    Args:
        policy: the directives.
        based: a script with a nonce whose address depends on the page's base; empty where there is none.
    """
    usual = policy.get("script-src", policy.get("default-src"))
    elements = policy.get("script-src-elem", usual)
    handlers = policy.get("script-src-attr", usual)
    if elements is None or handlers is None:
        said = "; ".join(policy)[:120]
        return f"the policy says nothing of scripts: {said}"
    guarded = any(TRUSTED.fullmatch(one) for one in elements)
    strict = STRICT in elements
    # Browsers that know 'strict-dynamic' pass over hosts and schemes; those that see a nonce, over 'unsafe-inline'.
    if not strict and (wide := next((one for one in elements if _is_anybodys(one)), None)):
        return f"scripts may come from {wide}"
    if INLINE in elements and not guarded and not strict:
        return "inline scripts are allowed to everybody"
    if INLINE in handlers and not any(TRUSTED.fullmatch(one) or one == STRICT for one in handlers):
        return "inline handlers (onclick and the like) are allowed to everybody"
    trusts = any(one.startswith("'nonce-") and TRUSTED.fullmatch(one) for one in elements)
    if trusts and based and "base-uri" not in policy:
        return f"no base-uri: a stranger's <base> turns the page's own {based}, which has a nonce, to another host"
    return None


def _is_anybodys(source: str) -> bool:
    """Whether anybody can put a script where a source points to."""
    if source in ANYWHERE:
        return True
    if source.startswith("'"):
        return False
    host, slash, path = source.partition("://")[2 if "://" in source else 0].partition("/")
    host = host.partition(":")[0]
    if host in PUBLISHERS:
        return not (slash and path.strip("/"))  # with a path it is one package, as long as nothing redirects there
    if not host.startswith("*"):
        return False
    below = host[1:].lstrip(".")
    return not below or suffixes().publicsuffix(below) == below
