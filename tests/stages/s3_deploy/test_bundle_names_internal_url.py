"""An address of the inside in what is shipped is a finding; addresses that libraries carry are not."""

import pytest

from launchready.check import Fail, Pass, Unknown
from launchready.observe.secrets.bundle import File, Shipped
from launchready.observe.secrets.inside import Inside, internal_urls

SCRIPT = "https://shop.test/assets/app.1a2b.js"
INSIDE = Inside("http://10.0.0.7:9090/", SCRIPT, "an address of a private network", 'x="http://10.0.0.7:9090/"')


def seen(*inside: Inside, read: bool = True, control: bool = True) -> Shipped:
    file = File(SCRIPT, f"GET {SCRIPT} -> 200, 9 characters", read, f"curl {SCRIPT}")
    return Shipped((file,), (), (), 0, inside, (), control=True, inside_control=control)


EXAMPLES = (
    (seen(), Pass),
    (seen(INSIDE), Fail),
    (seen(INSIDE, read=False), Fail),
    (seen(read=False), Unknown),
    (seen(control=False), Unknown),
)


@pytest.mark.parametrize(
    "url",
    [
        "http://10.20.0.14:9090/collect",
        "https://192.168.7.20/api",
        "ws://172.16.3.4:8080/socket",
        "http://169.254.169.254/latest/meta-data",
        "https://grafana.internal/d/1",
        "http://orders.default.svc.cluster.local:80",
        "https://staging.shop.test/login",
    ],
)
def test_an_address_of_the_inside_is_found(url: str) -> None:
    found = internal_urls(f'const a="{url}",b=1;', "app.js", frozenset({"staging.shop.test"}))

    assert [one.url for one in found] == [url]


@pytest.mark.parametrize(
    "url",
    [
        "https://api.shop.test/orders",
        "http://localhost",
        "http://127.0.0.1:3000/",
        "http://0.0.0.0/",
        "http://192.168.0.1/",
        "https://8.8.8.8/dns-query",
        "http://www.w3.org/2000/svg",
        "https://internal.shop.example/",
        "http://[",
    ],
)
def test_a_public_address_and_what_libraries_carry_are_not(url: str) -> None:
    assert internal_urls(f'const a="{url}",b=1;', "app.js", frozenset({"staging.shop.test"})) == ()
