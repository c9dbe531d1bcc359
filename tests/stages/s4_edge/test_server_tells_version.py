from launchready.observe.net.headers import API, ERROR, REDIRECTION
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

EXAMPLES = (
    (seen(served({}), served({"server": "cloudflare"}, ERROR, 404)), Pass),
    (seen(served({"server": "nginx", "x-powered-by": "Express"})), Pass),
    (seen(served({"x-generator": "Hugo"})), Pass),
    (seen(served({"server": "nginx/1.18.0 (Ubuntu)"})), Fail),
    (seen(served({}), served({"x-powered-by": "PHP/8.1.2"}, API, html=False)), Fail),
    (seen(served({}), served({"server": "Apache/2.4.41"}, REDIRECTION, 301)), Fail),
    (seen(served({"x-aspnet-version": "4.0.30319"})), Fail),
    (seen(served({"x-generator": "Drupal 10.2.1"})), Fail),
    (seen(served({}), served({}, ERROR, 404, signed="nginx/1.18.0")), Fail),
    (seen(served({}), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served({}, status=503)), Unknown),
    (seen(served({"server": "nginx/1.18.0"}), environment="staging"), NotApplicable),
)
