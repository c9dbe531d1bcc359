"""A key in a log is a finding; a product without declared logs has nothing to be read."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.observe.secrets.found import Found
from launchready.observe.secrets.places.gather import Part
from launchready.stages.s1_exposure._secrets import Seen

KEY = Found("build-logs/build-42.log:118", "npmjsaccesstoken", "0a1b2c3d4e5f")

EXAMPLES = (
    (Seen("/repo", Part((), 1, 0, (), ()), control=True), Pass),
    (Seen("/repo", Part((KEY,), 1, 0, (), ()), control=True), Fail),
    (Seen("/repo", Part((), 0, 0, (), ()), control=True), Unknown),
    (Seen("/repo", Part((), 1, 0, (), ()), control=False), Unknown),
    (Seen("", Part((), 0, 0, (), ()), control=True), NotApplicable),
)
