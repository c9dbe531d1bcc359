from dataclasses import replace

from launchready.observe.ops.logs import TOKEN, Followed, Trail
from launchready.stages.s5_observability._log import Seen
from launchready.verdict import Fail, Pass, Unknown

NAMED = Followed(
    "a page that is not there as buyer_a",
    (TOKEN,),
    404,
    "GET https://api.shop.example/lrc as buyer_a -> 404, 80 characters",
    "X-Request-Id",
    "req_2",
    '{"event": "request", "request_id": "req_2"}',
    "curl https://api.shop.example/lrc",
)
TRAIL = Trail("app.log", alive=True, lines=9, requests=(NAMED,), leaks=(), missing=())

EXAMPLES = (
    (Seen(TRAIL), Pass),
    (Seen(replace(TRAIL, requests=(NAMED, replace(NAMED, header="", id="", line="")))), Fail),
    (Seen(replace(TRAIL, requests=(NAMED, replace(NAMED, line="")))), Fail),
    (Seen(replace(TRAIL, requests=(replace(NAMED, header="", id="", line=""),))), Fail),
    (Seen(replace(TRAIL, alive=False, requests=(replace(NAMED, header="", id="", line=""),))), Fail),
    (Seen(replace(TRAIL, alive=False, requests=(replace(NAMED, line=""),))), Fail),
    (Seen(replace(TRAIL, alive=False, lines=0, requests=(replace(NAMED, line=""),))), Unknown),
    (Seen(replace(TRAIL, requests=(replace(NAMED, status=0),))), Unknown),
)
