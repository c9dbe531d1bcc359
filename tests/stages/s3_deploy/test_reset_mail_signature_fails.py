"""One valid signature is enough, whoever's it is; a key that DNS does not tell is none that is missing."""

from launchready.check import Fail, Pass, Unknown
from launchready.observe.net.dns import State
from tests.stages.s3_deploy.test_reset_mail_is_unaligned import OURS, THEIRS, broken, seen

EXAMPLES = (
    (seen(OURS), Pass),
    (seen(THEIRS), Pass),
    (seen(broken(State.NXDOMAIN), OURS), Pass),
    (seen(), Fail),
    (seen(broken(State.FOUND)), Fail),
    (seen(broken(State.NXDOMAIN)), Fail),
    (seen(broken(State.TIMED_OUT)), Unknown),
    (seen(arrived=False), Unknown),
)
