from launchready.observe.net.headers import API, ERROR
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

NAME = "content-security-policy"
GOOD = {NAME: "default-src 'self'; object-src 'none'"}

EXAMPLES = (
    (seen(served(GOOD), served(GOOD, ERROR, 404)), Pass),
    (seen(served(GOOD), served({}, API, html=False)), Pass),
    (seen(served(GOOD), served({}, ERROR, 404, html=False)), Pass),
    (seen(served(GOOD), served({}, status=302)), Pass),
    (seen(served({NAME: "script-src 'self' 'unsafe-inline' 'nonce-r4nd0m'"})), Pass),
    (seen(served({NAME: "script-src https: 'strict-dynamic' 'nonce-r4nd0m' 'unsafe-inline'"})), Pass),
    (seen(served({NAME: "frame-ancestors 'none', default-src 'self'"})), Pass),
    (seen(served({}, meta="script-src 'self'")), Pass),
    (seen(served({}, meta="script-src *, script-src 'self'")), Pass),
    (seen(served({NAME: "script-src 'unsafe-inline' 'nonce-'"})), Fail),
    (seen(served({NAME: "script-src 'unsafe-inline' 'nonce-{{ nonce }}'"})), Fail),
    (seen(served({NAME: "script-src 'unsafe-inline' 'nonce-4b_-/+Z=='"})), Pass),
    (seen(served({}, html=False)), NotApplicable),
    (seen(served({NAME: "default-src 'none'; script-src 'self' https://cdn.jsdelivr.net/npm/vue@3/"})), Pass),
    (seen(served({NAME: "script-src 'self' https://*.shop.example"})), Pass),
    (seen(served({NAME: "script-src 'self'; script-src-attr 'unsafe-inline' 'nonce-a1'"})), Pass),
    (
        seen(served({NAME: "script-src 'nonce-r4nd0m'"}, based="/app.js", meta="base-uri 'none'; script-src 'self'")),
        Pass,
    ),
    (seen(served({NAME: "script-src 'nonce-r4nd0m'; base-uri 'none'"}, based="/app.js")), Pass),
    (seen(served({NAME: "script-src 'nonce-r4nd0m'"}, based="/app.js")), Fail),
    (seen(served({NAME: "script-src 'self' https://cdn.jsdelivr.net"})), Fail),
    (seen(served({NAME: "script-src 'self' https://*.vercel.app"})), Fail),
    (seen(served({NAME: "script-src 'self' *.com"})), Fail),
    (seen(served({NAME: "script-src 'self'; script-src-elem *"})), Fail),
    (seen(served({NAME: "script-src 'self'; script-src-attr 'unsafe-inline'"})), Fail),
    (seen(served({})), Fail),
    (seen(served(GOOD), served({}, ERROR, 404)), Fail),
    (seen(served({NAME: "frame-ancestors 'none'"})), Fail),
    (seen(served({NAME: "script-src 'self' 'unsafe-inline'"})), Fail),
    (seen(served({NAME: "default-src *"})), Fail),
    (seen(served({"content-security-policy-report-only": "default-src 'self'"})), Fail),
    (seen(silent=("GET https://shop.example/ -> timed out (15 s)",)), Unknown),
    (seen(served({}), environment="staging"), NotApplicable),
    (seen(served({}, ERROR, 401)), Unknown),
)
