from dataclasses import replace

from launchready.observe.ops.logs import ADDRESS, KEY, PASSWORD, PROMPT, TOKEN, Followed, Leak, Trail
from launchready.stages.s5_observability._log import Seen
from launchready.verdict import Fail, Pass, Unknown

USED = Followed(
    "a page that is not there as buyer_a",
    (TOKEN,),
    404,
    "GET https://api.shop.example/lrc as buyer_a -> 404, 80 characters",
    "X-Request-Id",
    "req_2",
    '{"event": "request", "request_id": "req_2", "status": 404}',
    "curl https://api.shop.example/lrc",
)
TRAIL = Trail("app.log", alive=True, lines=9, requests=(USED,), leaks=(), missing=())

EXAMPLES = (
    (Seen(TRAIL), Pass),
    (Seen(replace(TRAIL, leaks=(Leak(PROMPT, "a prompt", "as it stands"),))), Pass),
    (Seen(replace(TRAIL, leaks=(Leak(ADDRESS, "an address", "as it stands"),))), Pass),
    (Seen(replace(TRAIL, leaks=(Leak(TOKEN, "authorization: Bearer …", "as it stands"),))), Fail),
    (Seen(replace(TRAIL, leaks=(Leak(PASSWORD, "password=…", "base64"),))), Fail),
    (Seen(replace(TRAIL, leaks=(Leak(KEY, "POST https://model.example, key lrx_live_…", "as it stands"),))), Fail),
    (Seen(replace(TRAIL, alive=False, requests=(replace(USED, line=""),))), Unknown),
    (Seen(replace(TRAIL, requests=())), Unknown),
)
