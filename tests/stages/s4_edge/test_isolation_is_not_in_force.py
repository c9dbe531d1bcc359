from launchready.observe.net.headers import API, FILE
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

OPENER, EMBEDDER, RESOURCE = (
    *("cross-origin-opener-policy", "cross-origin-embedder-policy", "cross-origin-resource-policy"),
)
SILENT = ("GET https://shop.example/login -> timed out (15 s)",)

EXAMPLES = (
    (seen(served({OPENER: "same-origin"})), Pass),
    (seen(served({OPENER: 'same-origin-allow-popups; report-to="coop"'})), Pass),
    (seen(served({OPENER: "same-origin", EMBEDDER: "require-corp"})), Pass),
    (seen(served({EMBEDDER: "unsafe-none"})), Pass),
    (seen(served({}), served({RESOURCE: "cross-origin"}, FILE, html=False)), Pass),
    (
        seen(served({}), served({EMBEDDER: "require-corp"}, FILE, html=False)),
        Pass,
    ),  # a worker's script asks it for itself
    (seen(served({}), served({RESOURCE: "same-site"}, API, html=False)), Pass),
    (seen(served({OPENER: "same-site"})), Fail),  # a word of another header
    (seen(served({OPENER: "Same-Origin"})), Fail),
    (seen(served({OPENER: "same-origin, same-origin"})), Fail),  # a proxy that joined two lines
    (seen(served({OPENER: "same-origin-allow-popups", EMBEDDER: "require-corp"})), Fail),
    (seen(served({EMBEDDER: "credentialless"})), Fail),
    (seen(served({}), served({RESOURCE: "none"}, FILE, html=False)), Fail),
    (seen(served({OPENER: "same-origin"}), silent=SILENT), Unknown),
    (seen(served({})), NotApplicable),
    (seen(served({OPENER: "same-site"}), environment="staging"), NotApplicable),
)
