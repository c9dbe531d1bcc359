"""What a script loads later is read out of what esbuild, Vite, webpack, Next, Nuxt, SvelteKit and Angular write."""

import pytest

from launchready.observe.secrets.chunks import names_in

SITE = "https://shop.test"
ESBUILD = 'let{help:e}=await import("./chunks/help-RA6L7.js");new Worker(new URL("./worker.js",import.meta.url));'
VITE = (
    "const __vite__mapDeps=(i,m=__vite__mapDeps,d=(m.f||(m.f=['assets/help-CQd.js','assets/help-W1.css'])))=>i.map(i=>d[i]);"
    "r(()=>import(`./help-CQd.js`),__vite__mapDeps([0,1]))"
)
WEBPACK = 'n.u=e=>"js/"+e+"."+{408:"7e16470b",689:"97ccea84"}[e]+".chunk.js",n.o=(e,t)=>1,n.p="/static/",n.e(689)'
WEBPACK_4 = 's.src=function(e){return a.p+"static/js/"+({}[e]||e)+"."+{3:"abc",5e3:"def"}[e]+".chunk.js"}(e);a.p="/"'
WEBPACK_AUTO = 'r.u=e=>"c/"+e+"-"+{"admin-panel":"5f2f90"}[e]+".js",r.g=function(){}'
NO_HASH = 'n.u=e=>e+".js",n.p="/build/";n.e(689).then(n.bind(n,689));n.e("settings")'
NEXT = (
    'r.p="/_next/",r.u=e=>123===e?"static/chunks/123-ab.js":"static/chunks/"+(({9:"named"})[e]||e)+"."+({9:"aa",77:"bb"})[e]+".js",'
    'r.miniCssF=e=>"static/css/"+({9:"x1"})[e]+".css",r.g='
)
BUILD_MANIFEST = (
    'self.__BUILD_MANIFEST=function(s){return{"/":[s,"static/chunks/pages/index-ab.js"]}}("static/chunks/1-c.js")'
)
SVELTEKIT = 'Promise.all([import("/_app/immutable/entry/start.ab.js"),import("/_app/immutable/entry/app.cd.js")])'
IMPORT_MAP = '{"imports":{"admin":"/lib/admin.mjs"}}'


@pytest.mark.parametrize(
    ("text", "path", "names"),
    [
        (ESBUILD, "/js/main.js", {"/js/chunks/help-RA6L7.js", "/js/worker.js"}),
        (VITE, "/assets/index.js", {"/assets/help-CQd.js", "/assets/help-W1.css"}),
        (VITE, "/shop/assets/index.js", {"/shop/assets/help-CQd.js", "/shop/assets/help-W1.css"}),
        (WEBPACK, "/static/main.js", {"/static/js/408.7e16470b.chunk.js", "/static/js/689.97ccea84.chunk.js"}),
        (WEBPACK_4, "/static/js/runtime.js", {"/static/js/3.abc.chunk.js", "/static/js/5000.def.chunk.js"}),
        (WEBPACK_AUTO, "/x/runtime.js", {"/x/c/admin-panel-5f2f90.js"}),
        (NO_HASH, "/build/main.js", {"/build/689.js", "/build/settings.js"}),
        (
            NEXT,
            "/_next/static/chunks/webpack-1.js",
            {
                "/_next/static/chunks/123-ab.js",
                "/_next/static/chunks/named.aa.js",
                "/_next/static/chunks/77.bb.js",
                "/_next/static/css/x1.css",
            },
        ),
        (
            BUILD_MANIFEST,
            "/_next/static/kJ3/_buildManifest.js",
            {"/_next/static/chunks/pages/index-ab.js", "/_next/static/chunks/1-c.js"},
        ),
        (SVELTEKIT, "/", {"/_app/immutable/entry/start.ab.js", "/_app/immutable/entry/app.cd.js"}),
        (IMPORT_MAP, "/", {"/lib/admin.mjs"}),
        ('navigator.serviceWorker.register("/sw.js")', "/a/app.js", {"/sw.js"}),
        ('const x=".chunk.js",y="a.css"in z;', "/a/app.js", {"/a/a.css"}),
        ("const nothing = 1", "/a/app.js", set()),
    ],
)
def test_the_names_are_whole(text: str, path: str, names: set[str]) -> None:
    assert {name.removeprefix(SITE) for name in names_in(text, f"{SITE}{path}")} == names
