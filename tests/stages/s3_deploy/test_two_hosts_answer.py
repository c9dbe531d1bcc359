"""Another name that serves the same page is a finding, by what it serves and not by its status."""

from launchready.check import Fail, NotApplicable, Pass, Unknown
from launchready.stages.s3_deploy.two_hosts_answer import Other, Seen, TwoHostsAnswer


def other(status: int | None, likeness: float = 0.0, location: str = "") -> Other:
    return Other("www.shop.test", status, f"GET https://www.shop.test/ -> {status}", location, likeness, "curl")


def seen(*others: Other, readable: bool = True, again: float = 1.0) -> Seen:
    return Seen("shop.test", readable, again, others)


MOVED = other(301, location="https://shop.test/")

EXAMPLES = (
    (seen(MOVED), Pass),
    (seen(other(200, 1.0)), Fail),
    (seen(MOVED, other(200, 0.9)), Fail),
    (seen(other(200, 0.1)), Unknown),
    (seen(other(None)), Unknown),
    (seen(other(200, 1.0), readable=False), Unknown),
    (seen(MOVED, again=0.3), Unknown),
    (seen(), NotApplicable),
)


def test_the_remedy_redirects_the_other_name() -> None:
    assert "redir https://shop.test{uri} 301" in TwoHostsAnswer().remedy(seen(other(200, 1.0))).paste
