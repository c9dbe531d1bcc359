"""A key in a document is a finding; a repository without documents cannot be judged."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.secrets.found import Found
from launchready.observe.secrets.places.gather import Part
from launchready.stages.s1_exposure._secrets import Seen

KEY = Found("docs/setup.md:31", "anthropic api key", "0a1b2c3d4e5f")

EXAMPLES = (
    (Seen("/repo", Part((), 4, 1, (), ()), control=True), Pass),
    (Seen("/repo", Part((KEY,), 4, 0, (), ()), control=True), Fail),
    (Seen("/repo", Part((), 0, 0, (), ()), control=True), Unknown),
    (Seen("/repo", Part((), 4, 0, (), ()), control=False), Unknown),
)
