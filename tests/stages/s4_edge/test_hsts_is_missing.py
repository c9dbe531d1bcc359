from launchready.observe.net.headers import API, API_ERROR, ERROR, FILE, REDIRECTION
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

GOOD = {"strict-transport-security": "max-age=31536000; includeSubDomains"}

EXAMPLES = (
    (seen(served(GOOD), served(GOOD, ERROR, 404), served(GOOD, API, html=False)), Pass),
    (seen(served({"strict-transport-security": 'includeSubDomains; MAX-AGE="15552000"'})), Pass),
    (
        seen(served(GOOD), served({}, REDIRECTION, 301, at="https://www.shop.example")),
        Pass,
    ),  # the name above speaks for it
    (seen(served(GOOD), served({}, at="http://localhost:8000")), Pass),
    (seen(served(GOOD, at="https://www.shop.example"), served({}, REDIRECTION, 301)), Fail),
    (seen(served(GOOD), served({}, API_ERROR, 404, html=False)), Fail),
    (seen(served(GOOD), served({}, FILE, html=False)), Fail),
    (seen(served({}, at="http://localhost:8000")), NotApplicable),
    (seen(served({}, at="https://192.0.2.7")), NotApplicable),
    (seen(served(GOOD), served({}, ERROR, 404)), Fail),
    (seen(served(GOOD), served({}, API, html=False)), Fail),
    (seen(served(GOOD, API, 404, html=False), served({}, API_ERROR, 404, html=False)), Fail),
    (seen(served({"strict-transport-security": "max-age=0"})), Fail),
    (seen(served({"strict-transport-security": "max-age=31536000, max-age=31536000"})), Fail),
    (seen(served({"strict-transport-security": "max-age=31536000; includeSubDomains, max-age=63072000"})), Fail),
    (seen(served({"strict-transport-security": "max-age=31536000days"})), Fail),
    (seen(served({"strict-transport-security": "includeSubDomains"})), Fail),
    (seen(served(GOOD), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served(GOOD, status=503)), Unknown),
    (seen(served({}), environment="staging"), NotApplicable),
)
