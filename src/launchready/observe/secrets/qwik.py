"""Reads out of a page that Qwik made which scripts it loads later: their folder stands at its root, their names at its parts."""

import re
from urllib.parse import urljoin

BASE = re.compile(r"""\bq:base=["']([^"']{1,200})["']""")
AT_CLICK = re.compile(r"(?<![\w./-])([\w-]+(?:\.[\w-]+)*\.js)#[\w$]")
"""A script and what of it is wanted, at an element (`on:click`) or in the page's state."""
QUOTED = re.compile(r"""["']([\w-]+(?:\.[\w-]+)*\.js)["']""")
ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")
"""How the page's state marks what is a script's name."""
GRAPH = "bundle-graph"
"""A part of the name of the file that lists every script of the build."""
MOST = 1000


def base_of(page: str, url: str) -> str:
    """Where a page's scripts are; empty where Qwik did not make it."""
    found = BASE.search(page)
    return urljoin(url, found[1].rstrip("/") + "/") if found else ""


def at_click(page: str, base: str) -> dict[str, bool]:
    """The scripts that a page's parts load, each with whether one of them says so (or it merely stands there)."""
    page = ESCAPED.sub(" ", page)
    said = {urljoin(base, name): True for name in AT_CLICK.findall(page)[:MOST]}
    return said | {
        urljoin(base, name): False for name in QUOTED.findall(page)[:MOST] if urljoin(base, name) not in said
    }


def listed(graph: str, base: str) -> dict[str, bool]:
    """Every script of the build."""
    return {urljoin(base, name): True for name in QUOTED.findall(graph)[:MOST]}
