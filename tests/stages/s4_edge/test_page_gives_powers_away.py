from launchready.observe.net.headers import ERROR
from launchready.verdict import Fail, NotApplicable, Pass, Unknown
from tests.stages.answers_of_a_site import seen, served

NAME = "permissions-policy"

EXAMPLES = (
    (seen(served({}), served({NAME: "camera=(), microphone=()"}, ERROR, 404)), Pass),
    (seen(served({NAME: 'geolocation=(self "https://maps.example"), fullscreen=*'})), Pass),
    (seen(served({NAME: "autoplay=*, camera=()"})), Pass),
    (seen(served({NAME: "camera=*"})), Fail),
    (seen(served({NAME: "fullscreen=(self), payment=(*), camera=()"})), Fail),
    (seen(served({}), served({NAME: "microphone=*, camera=()"}, ERROR, 404)), Fail),
    (seen(served({}), silent=("GET https://shop.example/login -> timed out (15 s)",)), Unknown),
    (seen(served({NAME: "camera=*"}, html=False)), NotApplicable),
    (seen(served({NAME: "camera=*"}), environment="staging"), NotApplicable),
)
