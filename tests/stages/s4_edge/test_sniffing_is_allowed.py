from launchready.observe.net.headers import API, ERROR, FILE, REDIRECTION
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

GOOD = {"x-content-type-options": "nosniff"}

EXAMPLES = (
    (seen(served(GOOD), served({"x-content-type-options": "NoSniff "}, ERROR, 404)), Pass),
    (seen(served(GOOD), served({}, REDIRECTION, 301)), Pass),
    (seen(served({"x-content-type-options": "nosniff, nosniff"})), Pass),
    (seen(served(GOOD, API, 401, html=False)), Pass),
    (seen(served(GOOD, API, 503, html=False)), Unknown),
    (seen(served({"x-content-type-options": "none, nosniff"})), Fail),
    (seen(served(GOOD), served({}, FILE, html=False)), Fail),
    (seen(served(GOOD), served({}, API, html=False)), Fail),
    (seen(served(GOOD), served({}, ERROR, 404)), Fail),
    (seen(served({"x-content-type-options": "sniff"})), Fail),
    (seen(served(GOOD), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served({}), environment="staging"), NotApplicable),
)
