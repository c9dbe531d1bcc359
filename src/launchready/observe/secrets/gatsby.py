"""Reads out of a page that Gatsby made where the data is that scripts fetch for it: nothing in the page names the file."""

import re
from urllib.parse import urljoin

MADE = re.compile(r"""\bid=["']___gatsby["']""")
PATH = re.compile(r"""\bpagePath=["']([^"']{1,300})["']""")
APP = re.compile(r"""\bsrc=["']([^"']{0,200}?)app-[0-9a-f]{6,}\.js["']""")
"""The script of all pages: it lies at the root of the build, which may be below a folder of the site."""


def data_of(page: str, url: str) -> dict[str, bool]:
    """The files of a page's data, and of the site's; empty where Gatsby did not make it."""
    path = PATH.search(page)
    if not MADE.search(page) or path is None:
        return {}
    app = APP.search(page)
    root = urljoin(url, app[1] or "/") if app else urljoin(url, "/")
    own = path[1].strip("/") or "index"
    return {urljoin(root, f"page-data/{own}/page-data.json"): True, urljoin(root, "page-data/app-data.json"): False}
