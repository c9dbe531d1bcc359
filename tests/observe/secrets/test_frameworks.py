"""What frameworks build is read whole: state in every shape, chunks of every loader, other pages, maps of any size."""

import base64
import json
import secrets
from pathlib import Path

import pytest

from launchready.observe.access.shadow import named_in
from launchready.observe.secrets.bundle import Shipped
from launchready.observe.secrets.reading import LARGEST
from tests.observe.secrets.shipping import paths, shipped

JS, HTML, MAP = "text/javascript", "text/html", "application/json"
KEY = "sk_live_" + secrets.token_hex(16)
INSIDE = "http://10.7.8.9:8080/stock"
CODED = base64.b64encode(json.dumps({"at": INSIDE, "with": KEY}).encode()).decode()
STATES = {
    "Nuxt 3 and 4": '<script type="application/json" data-nuxt-data="app" id="__NUXT_DATA__">'
    f'[["Reactive",1],{{"stock":2}},{{"at":3,"with":4}},"{INSIDE}","{KEY}"]</script>',
    "Nuxt 2": "<script>window.__NUXT__=(function(a,b){return {data:[{at:a,with:b}]}}"
    f'("{INSIDE.replace("/", chr(92) + "u002F")}","{KEY}"));</script>',
    "Remix": f'<script>window.__remixContext = {{"state":{{"loaderData":{{"root":{{"at":"{INSIDE}","with":"{KEY}"}}}}}}}};</script>',
    "React Router": '<script>window.__reactRouterContext.streamController.enqueue("[{\\"_1\\":2},\\"loaderData\\",{\\"_3\\":4},\\"at\\",'
    f'\\"{INSIDE}\\",\\"{KEY}\\"]\\n");</script>',
    "Next, pages": f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"at":"{INSIDE}","with":"{KEY}"}}}}</script>',
    "Next, app": '<script>self.__next_f.push([1,"5:[\\"$\\",\\"$L1\\",null,'
    f'{{\\"at\\":\\"{INSIDE}\\",\\"with\\":\\"{KEY}\\"}}]\\n"])</script>',
    "Angular": f'<script id="ng-state" type="application/json">{{"stock":{{"at":"{INSIDE}","with":"{KEY}"}}}}</script>',
    "SvelteKit": '<script>{__sveltekit_1a2b={base:""};Promise.all([]).then(([kit])=>{kit.start(app,{data:[null,{type:"data",data:'
    f'{{at:"{INSIDE}",with:"{KEY}"}}}}]}})}});}}</script>',
    "Astro": '<astro-island uid="a" props="'
    f'{{&quot;at&quot;:[0,&quot;{INSIDE}&quot;],&quot;with&quot;:[0,&quot;{KEY}&quot;]}}"></astro-island>',
    "base64": f'<script>hydrate(atob("{CODED}"))</script>',
}
AUTO = (
    '(()=>{var e=document.currentScript.src;e=e.replace(/[^/]+$/,""),r.p=e+"../"})();'
    'r.u=e=>"js/"+e+"."+{251:"0c95ea47",594:"405d7a7d"}[e]+".chunk.js",r.g=function(){};r.e(251)'
)


def inside(seen: Shipped) -> set[str]:
    return {one.url for one in seen.inside}


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_state_that_a_page_carries_is_read(tmp_path: Path, state: str) -> None:
    seen, _ = shipped(tmp_path, {"/": (f"<!doctype html><title>Shop</title>{state}", HTML)})

    assert inside(seen) == {INSIDE}
    assert [one.kind for one in seen.secrets] == ["stripe secret key"]


def test_a_key_that_is_made_for_browsers_is_none_in_state(tmp_path: Path) -> None:
    page = STATES["Next, app"].replace("sk_live_", "pk_live_")

    seen, _ = shipped(tmp_path, {"/": (page, HTML)})

    assert seen.secrets == ()


def test_chunks_of_a_build_without_a_public_path_lie_above_the_script_that_runs(tmp_path: Path) -> None:
    files = {
        "/": ('<script defer src="/js/main.a7.js"></script>', HTML),
        "/js/main.a7.js": (AUTO, JS),
        "/js/251.0c95ea47.chunk.js": (f'fetch("{INSIDE}")', JS),
        "/js/594.405d7a7d.chunk.js": ("1", JS),
    }

    seen, _ = shipped(tmp_path, files)

    assert paths(seen) == set(files)
    assert inside(seen) == {INSIDE}


def test_names_that_lead_nowhere_hide_no_chunk_that_is_imported(tmp_path: Path) -> None:
    locales = ",".join(f'"./{number}.js":{number}' for number in range(100))
    files = {
        "/": ('<script src="/a.js"></script><script src="/b.js"></script>', HTML),
        "/a.js": (f'const all={{{locales}}};a=()=>import(/* webpackChunkName: "x" */ "./late.js")', JS),
        "/b.js": ('load("./quoted.js")', JS),
        "/late.js": ("1", JS),
        "/quoted.js": ("2", JS),
    }

    seen, asked = shipped(tmp_path, files)

    assert paths(seen) == set(files)
    assert len(asked) < 80


def test_chunks_that_all_name_each_other_are_read_once_and_soon(tmp_path: Path) -> None:
    every = ";".join(f'import("./{number}.js")' for number in range(150))
    files = {"/": ('<script src="/0.js"></script>', HTML)} | {f"/{number}.js": (every, JS) for number in range(150)}

    seen, asked = shipped(tmp_path, files)

    assert paths(seen) == set(files)
    assert len(asked) == 1 + 2 * 150, "each script and its map"


@pytest.mark.parametrize(("script", "unread"), [('import("./late.js")', ["/late.js"]), ('const x = "./late.js"', [])])
def test_a_chunk_that_is_imported_and_not_answered_was_not_read(tmp_path: Path, script: str, unread: list[str]) -> None:
    files = {"/": ('<script src="/a.js"></script>', HTML), "/a.js": (script, JS)}

    seen, _ = shipped(tmp_path, files, failing=("/late.js",))

    assert ["/" + file.url.split("/", 3)[3] for file in seen.files if not file.read] == unread


HOME = (
    '<a href="/about">About</a><a href="/docs/setup">Docs</a><a href="/logout">Out</a><a href="/cart/clear">Clear</a>'
    '<a href="/search?q=1">Find</a><a href="/price.pdf">Prices</a><a href="https://elsewhere.test/">Other</a><a href="/old">Old</a>'
)
ABOUT = (
    f'<p>Ask http://10.1.1.1/prose</p><script type="application/json">{{"at":"http://10.1.1.2/example","with":"{KEY}"}}</script>'
    f'<script type="module">fetch("{INSIDE}")</script><script src="/about.js"></script><a href="/deeper">More</a>'
)


def test_pages_that_a_page_leads_to_are_read_for_what_they_ship(tmp_path: Path) -> None:
    files = {
        "/": (HOME, HTML),
        "/about": (ABOUT, HTML),
        "/about.js": ('import("./part.js"); fetch("http://10.1.1.3/script")', JS),
        "/part.js": ('fetch("http://10.1.1.4/part")', JS),
        "/docs/setup": ("http://10.1.1.5/docs", HTML),
        "/deeper": ("http://10.1.1.6/deeper", HTML),
    }

    seen, asked = shipped(tmp_path, files, failing=("/old",))

    assert paths(seen) == {"/", "/about", "/about.js", "/part.js"}
    assert inside(seen) == {INSIDE, "http://10.1.1.3/script", "http://10.1.1.4/part"}
    assert len(seen.secrets) == 1
    assert all(file.read for file in seen.files)
    assert not {"/docs/setup", "/logout", "/cart/clear", "/search?q=1", "/price.pdf", "/deeper"} & set(asked)


def test_a_page_in_the_place_of_a_script_is_no_file(tmp_path: Path) -> None:
    page = ('<a href="/x">X</a><script src="/a.js"></script>', HTML)

    seen, _ = shipped(tmp_path, {"/": page, "/x": page, "/a.js": ('n="./gone.js"', JS), "/gone.js": page})

    assert paths(seen) == {"/", "/x", "/a.js"}


def test_a_map_of_several_megabytes_is_a_map(tmp_path: Path) -> None:
    whole = {"version": 3, "sources": ["a.ts"], "sourcesContent": [f"// {INSIDE}\n" + "x" * (3 << 20)], "mappings": ""}
    files = {
        "/": ('<script src="/a.js"></script>', HTML),
        "/a.js": ("1", JS),
        "/a.js.map": (json.dumps(whole), MAP),
    }

    seen, _ = shipped(tmp_path, files)

    assert [one.sources for one in seen.maps] == [("a.ts",)]
    assert inside(seen) == {INSIDE}


def test_what_is_too_long_to_be_read_whole_is_looked_through_and_told(tmp_path: Path) -> None:
    long = "x" * LARGEST
    whole = {"version": 3, "sources": ["a.ts", "b.ts"], "sourcesContent": [f"// {INSIDE}", long]}
    files = {
        "/": ('<script src="/a.js"></script>', HTML),
        "/a.js": (f"let key = '{KEY}'; // {long}", JS),
        "/a.js.map": (json.dumps(whole), MAP),
    }

    seen, _ = shipped(tmp_path, files)

    assert [file.line.endswith("and goes on") for file in seen.files] == [False, True]
    assert [file.read for file in seen.files] == [True, False]
    assert len(seen.secrets) == 1
    assert [one.sources for one in seen.maps] == [("a.ts", "b.ts")]
    assert inside(seen) == {INSIDE}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("await fetch('/api/internal/orders')", ("/api/internal/orders",)),
        ("h.get(`/api/staff/users/${e.id}/notes`)", ("/api/staff/users",)),
        ('t.push([1,"{\\"from\\":\\"/api/private/sums\\"}"])', ("/api/private/sums",)),
        ('fetch("https://api.shop.test/internal/stock").then(r=>r.json())', ("/internal/stock",)),
        ('fetch("https://other.test/internal/stock")', ()),
        ('fetch("/api/admin/delete-all")', ()),
        ('x="/about"', ()),
    ],
)
def test_routes_are_named_by_what_is_shipped(text: str, named: tuple[str, ...]) -> None:
    assert named_in(text, "api.shop.test") == named


def test_what_qwik_loads_at_a_click_is_read_from_its_folder(tmp_path: Path) -> None:
    page = (
        '<html q:base="/build/" q:container="paused"><link rel="preload" as="fetch" href="/assets/a1-bundle-graph.json">'
        '<button on:click="q-one.js#s_1[0]">Go</button><script type="qwik/json">{"objs":["\\u0002q-two.js#s_2"]}</script></html>'
    )
    files = {
        "/": (page, HTML),
        "/assets/a1-bundle-graph.json": ('["q-three.js",57,"s_3"]', MAP),
        "/build/q-one.js": (f'fetch("{INSIDE}");import("./q-four.js")', JS),
        "/build/q-two.js": ("2", JS),
        "/build/q-three.js": (f'const key = "{KEY}"', JS),
        "/build/q-four.js": ("4", JS),
        # What stands beside the page is none of its scripts.
        "/q-one.js": ("0", JS),
    }

    seen, _ = shipped(tmp_path, files)

    assert paths(seen) == set(files) - {"/q-one.js"}
    assert inside(seen) == {INSIDE}
    assert [one.kind for one in seen.secrets] == ["stripe secret key"]


@pytest.mark.parametrize("folder", ["", "/shop"])
def test_what_gatsby_fetches_for_a_page_is_read_where_its_build_lies(folder: str, tmp_path: Path) -> None:
    page = (
        f'<div id="___gatsby"><a href="{folder}/stock/">Stock</a></div><script>window.pagePath="%s";</script>'
        f'<script src="{folder}/app-3c8871714a79.js" async></script>'
    )
    files = {
        "/": (page % "/", HTML),
        f"{folder}/app-3c8871714a79.js": ("1", JS),
        f"{folder}/page-data/index/page-data.json": (json.dumps({"result": {"pageContext": {"at": INSIDE}}}), MAP),
        f"{folder}/page-data/app-data.json": ("{}", MAP),
        f"{folder}/stock/": (page % "/stock/", HTML),
        f"{folder}/page-data/stock/page-data.json": (json.dumps({"with": KEY, "text": "http://10.1.1.1/a"}), MAP),
    }

    seen, _ = shipped(tmp_path, files)

    assert paths(seen) == set(files)
    assert inside(seen) == {INSIDE}
    assert [one.kind for one in seen.secrets] == ["stripe secret key"]
