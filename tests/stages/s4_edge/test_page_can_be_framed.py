from launchready.observe.net.headers import API, ERROR
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

NAME = "content-security-policy"
GOOD = {"x-frame-options": "DENY"}

EXAMPLES = (
    (seen(served(GOOD), served({"x-frame-options": "sameorigin"}, ERROR, 404)), Pass),
    (seen(served({NAME: "frame-ancestors 'none'"})), Pass),
    (seen(served({NAME: "frame-ancestors https://partner.example", "x-frame-options": "ALLOWALL"})), Pass),
    (seen(served({"x-frame-options": "SAMEORIGIN, SAMEORIGIN"})), Pass),
    (seen(served({"x-frame-options": "ALLOW-FROM https://partner.example, DENY"})), Pass),
    (seen(served({"x-frame-options": "ALLOWALL"})), Fail),
    (seen(served({"x-frame-options": "ALLOW-FROM https://a.example, ALLOW-FROM https://b.example"})), Fail),
    (seen(served({NAME: "frame-ancestors https://*:443", "x-frame-options": "DENY"})), Fail),
    (seen(served({NAME: "frame-ancestors 'self' https://*.partner.example:*"})), Pass),
    (seen(served(GOOD), served({}, API, html=False)), Pass),
    (seen(served(GOOD), served({}, status=301)), Pass),
    (seen(served({}, html=False)), NotApplicable),
    (seen(served({NAME: "default-src 'self'"})), Fail),
    (seen(served({NAME: "frame-ancestors *", "x-frame-options": "DENY"})), Fail),
    (seen(served({"x-frame-options": "ALLOW-FROM https://partner.example"})), Fail),
    (seen(served(GOOD), served({}, ERROR, 404)), Fail),
    (seen(served(GOOD), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served({}), environment="staging"), NotApplicable),
)
