import asyncio
from collections.abc import Iterable

import pytest

from launchready_guard.egress import Egress, NotAllowed, Pinned, by_the_machine, public

NAMES = {
    "hooks.example": ["93.184.215.14"],
    "eu.hooks.example": ["93.184.215.15", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "inside.example": ["10.0.0.5"],
    "both.example": ["93.184.215.14", "127.0.0.1"],
    "none.example": [],
}


async def resolve(name: str) -> Iterable[str]:
    return NAMES[name]


def pin(url: str, **rule: object) -> Pinned:
    return asyncio.run(Egress(resolve=resolve, **rule).pin(url))  # type: ignore[arg-type]


def test_a_public_host_is_called_at_the_address_that_was_looked_at() -> None:
    assert pin("https://hooks.example/a?b=c") == Pinned(
        "https://hooks.example/a?b=c", "hooks.example", "93.184.215.14", 443
    )
    assert pin("https://HOOKS.example./").host == "hooks.example"
    assert pin("https://8.8.8.8/").address == "8.8.8.8"


@pytest.mark.parametrize(
    "url",
    [
        "https://inside.example/",
        "https://both.example/",
        "https://none.example/",
        "https://127.0.0.1/",
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0177.0.0.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[64:ff9b::7f00:1]/",
        "https://[fe80::1%25eth0]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.100.100.200/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "http://hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/passwd",
        "gopher://hooks.example/",
        "https://hooks.example:8443/",
        "https://hooks.example:99999/",
        "https://a:b@hooks.example/",
        "https://hooks.example@inside.example/",
        "https://hooks.example\\@inside.example/",
        "https://hooks.example\t.inside.example/",
        " https://hooks.example/",
        "https://hooks.example/ HTTP/1.1\r\nHost: a",
        "https:///a",
        "https://[::1",
        "//hooks.example/",
        "",
    ],
)
def test_nothing_else_is(url: str) -> None:
    with pytest.raises(NotAllowed):
        pin(url)


def test_any_port_is_allowed_where_the_rule_says_so() -> None:
    assert pin("https://hooks.example:8443/", ports=None).port == 8443
    with pytest.raises(NotAllowed):
        pin("https://inside.example:8443/", ports=None)


def test_hosts_of_our_own_may_lead_inside_and_no_other_name_that_does() -> None:
    rule = {"hosts": ["inside.example", "both.example"], "inside": ["inside.example"]}

    assert pin("https://INSIDE.example./a", **rule).address == "10.0.0.5"
    for other in ("https://both.example/", "https://10.0.0.5/", "https://inside.example:8443/"):
        with pytest.raises(NotAllowed):
            pin(other, **rule)


def test_a_list_of_hosts_is_the_only_way_out() -> None:
    hosts = ["hooks.example", "*.hooks.example"]

    assert pin("https://eu.hooks.example/", hosts=hosts).address == "93.184.215.15"
    for other in ("https://8.8.8.8/", "https://a.b.hooks.example/", "https://hooks.example.evil.example/"):
        with pytest.raises(NotAllowed, match="not on the list"):
            pin(other, hosts=hosts)


def test_even_a_host_of_the_list_may_not_lead_inside() -> None:
    with pytest.raises(NotAllowed, match=r"leads to 10\.0\.0\.5"):
        pin("https://inside.example/", hosts=["inside.example"])


def test_a_redirect_is_asked_about_like_any_other() -> None:
    egress = Egress(resolve=resolve)

    async def follow(location: str) -> Pinned:
        return await egress.follow(await egress.pin("https://hooks.example/a/b"), location)

    assert asyncio.run(follow("../c")).url == "https://hooks.example/c"
    for inside in ("https://inside.example/", "//inside.example/", "http://hooks.example/", "https://169.254.169.254/"):
        with pytest.raises(NotAllowed):
            asyncio.run(follow(inside))


def test_http_and_other_ports_are_allowed_where_they_are_declared() -> None:
    assert pin("http://hooks.example:8080/", schemes=["http"], ports=[8080]).port == 8080
    assert pin("http://hooks.example/", schemes=["http", "https"], ports=[80, 443]).port == 80
    with pytest.raises(ValueError, match="not by ftp"):
        Egress(schemes=["ftp"])


def test_the_machine_s_resolver_is_asked_where_none_is_given() -> None:
    assert set(asyncio.run(by_the_machine("localhost"))) & {"127.0.0.1", "::1"}
    with pytest.raises(NotAllowed, match="leads to"):
        asyncio.run(Egress().pin("https://localhost/"))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:2800:21f::1"])
def test_what_is_public(address: str) -> None:
    assert public(address)


@pytest.mark.parametrize(
    "address",
    [
        "10.1.1.1",
        "172.16.0.1",
        "192.168.1.1",
        "192.0.2.1",
        "100.64.0.1",
        "fd00::1",
        "fec0::1",
        "2002:7f00:1::",
        "2001::1",
        "::",
        "name",
    ],
)
def test_what_is_not(address: str) -> None:
    assert not public(address)
