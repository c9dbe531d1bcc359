from dataclasses import replace

from launchready.observe.ops.logs import ADDRESS, PASSWORD, TOKEN, Followed, Leak, Trail
from launchready.stages.s5_observability._log import Seen
from launchready.verdict import Fail, Pass, Unknown

TRIED = Followed(
    "a sign-in as lrc…@shop.example",
    (ADDRESS, PASSWORD),
    401,
    "POST https://api.shop.example/login -> 401, 80 characters",
    "X-Request-Id",
    "req_3",
    '{"event": "request", "request_id": "req_3", "status": 401}',
    "curl -X POST https://api.shop.example/login",
)
TRAIL = Trail("app.log", alive=True, lines=9, requests=(TRIED,), leaks=(), missing=())

EXAMPLES = (
    (Seen(TRAIL), Pass),
    (Seen(replace(TRAIL, leaks=(Leak(TOKEN, "authorization: Bearer …", "as it stands"),))), Pass),
    (Seen(replace(TRAIL, leaks=(Leak(ADDRESS, "login failed for lrc…@shop.example", "as it stands"),))), Fail),
    (Seen(replace(TRAIL, requests=(), missing=("address: the sign-in takes no e-mail address",))), Unknown),
    (Seen(replace(TRAIL, alive=False, requests=(replace(TRIED, line=""),))), Unknown),
)
