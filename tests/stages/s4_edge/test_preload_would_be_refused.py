from launchready.observe.net.headers import API, ERROR
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

NAME = "strict-transport-security"
GOOD = {NAME: "max-age=31536000; includeSubDomains; preload"}

EXAMPLES = (
    (seen(served(GOOD)), Pass),
    (seen(served(GOOD), served({}, ERROR, 404)), Pass),
    (seen(served({NAME: "max-age=15552000; includeSubDomains; preload"})), Fail),
    (seen(served({NAME: "max-age=63072000; preload"})), Fail),
    (seen(served(GOOD), served({NAME: "preload"}, API, html=False)), Fail),
    (seen(served(GOOD), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served({NAME: "max-age=60"})), NotApplicable),
    (seen(served({NAME: "max-age=60; preload"}, at="http://localhost:8000")), NotApplicable),
    (seen(served({NAME: "preload"}), environment="staging"), NotApplicable),
)
