from launchready.observe.net.headers import ERROR
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

NAME = "referrer-policy"

EXAMPLES = (
    (seen(served({}), served({NAME: "strict-origin-when-cross-origin"}, ERROR, 404)), Pass),
    (seen(served({NAME: "unsafe-url, strict-origin-when-cross-origin"})), Pass),  # the last that a browser knows
    (seen(served({NAME: "same-origin, a-word-of-tomorrow"})), Pass),
    (seen(served({NAME: "unsafe-url"}, referrer="no-referrer")), Pass),
    (seen(served({NAME: "unsafe-url"})), Fail),
    (seen(served({NAME: "no-referrer, No-Referrer-When-Downgrade"})), Fail),
    (seen(served({NAME: "no-referrer"}, referrer="always")), Fail),
    (seen(served({}), served({NAME: "unsafe-url"}, ERROR, 404)), Fail),
    (seen(served({}), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served({NAME: "unsafe-url"}, html=False)), NotApplicable),
    (seen(served({NAME: "unsafe-url"}), environment="staging"), NotApplicable),
)
