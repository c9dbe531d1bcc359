"""Public names have records and certificates; addresses and this machine's own name have neither."""

import pytest

from launchready.declare.hosts import hosts_of, is_public_name, sites_of
from launchready.declare.places import ApiSurface, WebSurface

WEB = WebSurface("web", None, "production", "https://shop.test", 3, aliases=("www.shop.test",))
LOCAL = ApiSurface("api", None, "production", "http://127.0.0.1:8000/v1", 9)


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "10.0.0.5", "localhost", "api.localhost"])
def test_addresses_and_this_machine_are_no_public_names(host: str) -> None:
    assert not is_public_name(host)


def test_a_name_is_public() -> None:
    assert is_public_name("api.shop.test")


def test_hosts_are_the_public_names_once() -> None:
    hosts = hosts_of("shop.test", (WEB, LOCAL))

    assert [one.name for one in hosts] == ["shop.test", "www.shop.test"]


def test_sites_keep_scheme_and_port() -> None:
    sites = sites_of("shop.test", (WEB, LOCAL))

    assert [(one.name, one.url) for one in sites] == [
        ("shop.test", "https://shop.test"),
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("www.shop.test", "https://www.shop.test"),
    ]
