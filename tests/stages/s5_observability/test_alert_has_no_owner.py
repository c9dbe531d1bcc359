from launchready.stages.s5_observability.alert_has_no_owner import Seen, Watch
from launchready.verdict import Fail, Pass, Unknown

OWNED = Watch("down", 70, "oncall", ("mailto:oncall@shop.example",))

EXAMPLES = (
    (Seen("launch.toml", (OWNED,)), Pass),
    (Seen("launch.toml", (OWNED, Watch("certificate", 75, "", ()))), Fail),
    (Seen("launch.toml", (Watch("down", 70, "oncall", ()),)), Fail),
    (Seen("launch.toml", ()), Fail),
    (Seen("", ()), Unknown),
)
