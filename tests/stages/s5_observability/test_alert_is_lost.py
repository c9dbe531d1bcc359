from launchready.observe.mail.maildir import Letter
from launchready.observe.ops.running import Ran
from launchready.stages.s5_observability.alert_is_lost import Seen
from launchready.verdict import Fail, Pass, Unknown

TEST = "bin/test-alert {mark}"
MARK = "lrcaaaaaaaaaaaaaaaabbbbbbbb"
LETTER = Letter("alerts@shop.example", "oncall@shop.example", f"Down: {MARK}", 0.2, f"Down: {MARK}")
SENT = Ran(f"cd /srv/shop && bin/test-alert {MARK}", 0, 0.3, "sent")
FAILED = Ran(f"cd /srv/shop && bin/test-alert {MARK}", 1, 0.3, "connection refused")
ABSENT = Ran(TEST, None, 0.0, "", missing=True)

EXAMPLES = (
    (Seen(TEST, "mail", MARK, SENT, LETTER), Pass),
    (Seen(TEST, "mail", MARK, SENT, None), Fail),
    (Seen(TEST, "mail", MARK, FAILED, None), Fail),
    (Seen(TEST, "mail", MARK, ABSENT, None), Unknown),
    (Seen("", "mail", "", None, None), Unknown),
    (Seen(TEST, "", "", None, None), Unknown),
)
