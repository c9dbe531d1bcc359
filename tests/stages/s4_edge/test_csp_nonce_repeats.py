from launchready.observe.net.headers import ERROR
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

NAME = "content-security-policy"
ONE, TWO = "r4nd0mr4nd0mr4nd0m1111", "r4nd0mr4nd0mr4nd0m2222"
GOOD = {NAME: f"script-src 'nonce-{ONE}'"}

EXAMPLES = (
    (seen(served(GOOD, again=(TWO,))), Pass),
    (seen(served(GOOD, again=(TWO,)), served({NAME: "script-src 'self'"}, ERROR, 404)), Pass),
    (seen(served(GOOD, again=(ONE,))), Fail),
    (seen(served(GOOD, again=(TWO,)), served(GOOD, ERROR, 404, again=(ONE,))), Fail),
    (seen(served({}, meta=f"script-src 'nonce-{ONE}'", again=(ONE,))), Fail),
    (seen(served(GOOD, again=None)), Unknown),
    (seen(served(GOOD, again=())), Unknown),
    (seen(served(GOOD, again=(TWO,)), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served({NAME: "script-src 'self'"})), NotApplicable),
    (seen(served(GOOD, again=(ONE,)), environment="staging"), NotApplicable),
)
