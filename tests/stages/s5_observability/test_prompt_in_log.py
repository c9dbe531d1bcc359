from dataclasses import replace

import pytest

from launchready.observe.ops.logs import ADDRESS, PASSWORD, PROMPT, TOKEN, Followed, Leak, Trail
from launchready.stages.s5_observability._log import Seen
from launchready.stages.s5_observability.prompt_in_log import PromptInLog
from launchready.verdict import Fail, NotApplicable, Pass, Unknown

MESSAGE = Followed(
    "a message to the model as buyer_a",
    (PROMPT, TOKEN),
    200,
    "POST https://api.shop.example/messages as buyer_a -> 200, 80 characters",
    "X-Request-Id",
    "req_1",
    '{"event": "request", "request_id": "req_1"}',
    "curl -X POST https://api.shop.example/messages",
)
STRANGER = replace(MESSAGE, what="a sign-in as lrc…@shop.example", carried=(ADDRESS, PASSWORD), status=401)
TRAIL = Trail("app.log", alive=True, lines=9, requests=(MESSAGE, STRANGER), leaks=(), missing=())
LEAK = Leak(PROMPT, '{"event": "chat", "text": "lrc… is my reference"}', "as it stands")

EXAMPLES = (
    (Seen(TRAIL), Pass),
    (Seen(replace(TRAIL, requests=(replace(MESSAGE, id="", header="", line=""),))), Pass),
    (Seen(replace(TRAIL, leaks=(LEAK,))), Fail),
    (Seen(replace(TRAIL, leaks=(LEAK,), requests=(replace(MESSAGE, status=500),))), Fail),
    (Seen(replace(TRAIL, requests=(replace(MESSAGE, status=429),))), Unknown),
    (Seen(replace(TRAIL, requests=(replace(MESSAGE, status=0),))), Unknown),
    (Seen(replace(TRAIL, alive=False, requests=(replace(MESSAGE, line=""),))), Unknown),
    (Seen(replace(TRAIL, requests=(STRANGER,), missing=("prompt: no conversation could be opened",))), Unknown),
    (
        Seen(replace(TRAIL, requests=(STRANGER,), missing=("prompt: launch.toml declares no chat surface",))),
        NotApplicable,
    ),
)


@pytest.mark.parametrize("mark", [TOKEN, ADDRESS, PASSWORD])
def test_another_mark_in_the_log_is_another_finding(mark: str) -> None:
    verdict = PromptInLog().judge(Seen(replace(TRAIL, leaks=(replace(LEAK, mark=mark),))))

    assert isinstance(verdict, Pass)
