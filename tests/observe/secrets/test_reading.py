"""A site is read as a browser gets it: chunks, workers, manifests, state in pages; names that lead nowhere are dropped."""

import base64
import json
from pathlib import Path

from launchready.observe.secrets.escapes import plain
from launchready.observe.secrets.reading import MOST_FILES
from tests.observe.secrets.shipping import paths, shipped

PAGE = """<!doctype html><title>Shop</title><link rel="manifest" href="/site.webmanifest">
<link rel="modulepreload" href="/b/vendor.js"><link rel="preload" as="font" href="/b/font.woff2">
<link rel="prefetch" as="script" href="/b/gone.js"><script type="importmap">{"imports": {"cart": "/b/cart.mjs"}}</script>
<script type="application/json" id="state">{"api": "http:\\u002F\\u002F10.4.5.6:8080\\u002Fv1"}</script>
<script>import("/b/start.js"); window.__INITIAL_STATE__ = {"db": "postgres:\\/\\/db.corp.internal\\/shop"};</script>"""
JS = "text/javascript"
SITE = {
    "/": (PAGE, "text/html"),
    "/site.webmanifest": ('{"start_url": "http://192.168.7.7/"}', "application/manifest+json"),
    "/b/vendor.js": ("1", JS),
    "/b/cart.mjs": ("2", JS),
    "/b/start.js": ('r.u=e=>"c/"+e+"."+{7:"aa"}[e]+".js";r.p="/b/";new Worker("/b/worker.js")', JS),
    "/b/c/7.aa.js": ('fetch("http://cart.svc/x")', JS),
    "/b/worker.js": ('import "./deep.js"', JS),
    "/b/deep.js": ("3", JS),
}


def test_all_that_a_browser_may_load_is_read_and_no_font(tmp_path: Path) -> None:
    seen, asked = shipped(tmp_path, SITE)

    assert paths(seen) == set(SITE)
    assert seen.leftovers_control
    assert "/b/font.woff2" not in asked
    assert all(file.read for file in seen.files)


def test_addresses_of_the_inside_are_found_behind_the_escapes_of_state(tmp_path: Path) -> None:
    seen, _ = shipped(tmp_path, SITE)

    assert {one.url for one in seen.inside} == {
        "http://10.4.5.6:8080/v1",
        "postgres://db.corp.internal/shop",
        "http://192.168.7.7/",
        "http://cart.svc/x",
    }


def test_a_page_in_the_place_of_a_script_that_was_guessed_is_no_file(tmp_path: Path) -> None:
    seen, _ = shipped(tmp_path, {path: SITE[path] for path in ("/", "/b/vendor.js")}, other="<title>Shop</title>")

    assert paths(seen) == {"/", "/b/vendor.js"}


def test_a_map_inside_a_script_is_a_map_and_is_looked_through(tmp_path: Path) -> None:
    whole = {"version": 3, "sources": ["src/a.ts"], "sourcesContent": ["// see http://10.9.9.9/wiki"]}
    data = base64.b64encode(json.dumps(whole).encode()).decode()
    script = f"1\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,{data}"

    seen, _ = shipped(tmp_path, {"/": ('<script src="/a.js"></script>', "text/html"), "/a.js": (script, JS)})

    assert [one.sources for one in seen.maps] == [("src/a.ts",)]
    assert [one.url for one in seen.inside] == ["http://10.9.9.9/wiki"]


def test_a_site_of_very_many_files_is_read_in_part_and_says_so(tmp_path: Path) -> None:
    tags = "".join(f'<script src="/{number}.js"></script>' for number in range(MOST_FILES + 20))
    files = {"/": (tags, "text/html")} | {f"/{number}.js": ("1", JS) for number in range(MOST_FILES + 20)}

    seen, _ = shipped(tmp_path, files)

    assert (len(seen.files), seen.more) == (MOST_FILES, 21)


def test_a_script_that_names_hundreds_of_things_is_not_followed_without_end(tmp_path: Path) -> None:
    names = ",".join(f'"lang/{number}.js"' for number in range(300))

    _, asked = shipped(tmp_path, {"/": ('<script src="/a.js"></script>', "text/html"), "/a.js": (f"x=[{names}]", JS)})

    assert len(asked) < 80


def test_escapes_are_undone_and_lines_stay() -> None:
    assert plain('a\\/b\n{"u":"http:\\u002F\\u002Fx"}&quot;&#x2F;') == 'a/b\n{"u":"http://x"}"/'
