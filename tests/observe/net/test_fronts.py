"""An edge is known by its ranges, and what headers and certificates say stands beside it as what it is."""

from ipaddress import ip_network

import pytest

from launchready.observe.http import Answer, Request
from launchready.observe.net.fronts import (
    CERTIFICATE,
    HEADER,
    ORIGIN,
    Sign,
    in_certificate,
    in_headers,
    listed,
    makers,
    whose,
)


@pytest.mark.parametrize(
    ("address", "maker"),
    [
        ("104.16.1.1", "Cloudflare"),
        ("2606:4700::1", "Cloudflare"),
        ("151.101.1.1", "Fastly"),
        ("13.32.0.9", "CloudFront"),
        ("104.32.0.1", ""),
        ("203.0.113.7", ""),
        ("127.0.0.1", ""),
        ("2001:db8::1", ""),
    ],
)
def test_an_address_is_in_the_ranges_of_one_or_of_nobody(address: str, maker: str) -> None:
    assert maker == whose(address)


def test_no_range_is_two_providers_and_none_is_private() -> None:
    ranges = [(one.name, network) for one in makers() for network in one.ranges]

    assert listed().year >= 2026
    for name, network in ranges:
        assert network.is_global, network
        assert [
            other for other, its in ranges if other != name and its.version == network.version and its.overlaps(network)
        ] == []  # type: ignore[arg-type]
    assert ip_network("104.16.0.0/13") in [network for _, network in ranges]


def test_headers_are_told_as_headers() -> None:
    headers = (("CF-Ray", "8f1"), ("Server", "cloudflare"))

    found = in_headers(Answer(Request("https://shop.example/"), 200, headers, "", 1.0))

    assert found == (Sign(HEADER, "Cloudflare", "cf-ray"), Sign(HEADER, "Cloudflare", "Server: cloudflare"))
    assert in_headers(Answer(Request("https://shop.example/"), 200, (("Server", "nginx"),), "", 1.0)) == ()


@pytest.mark.parametrize(
    ("names", "issuer", "kinds"),
    [
        (("sni.cloudflaressl.com", "shop.example"), "CN=Some CA", [CERTIFICATE]),
        (("notcloudflaressl.com",), "CN=Some CA", []),
        (("shop.example",), "O=CloudFlare\\, Inc.,OU=CloudFlare Origin SSL Certificate Authority", [ORIGIN]),
        (("shop.example",), "CN=Cloudflare Inc ECC CA-3", []),
    ],
)
def test_a_certificate_may_tell_of_an_edge_or_of_a_bare_origin(
    names: tuple[str, ...], issuer: str, kinds: list[str]
) -> None:
    assert kinds == [one.kind for one in in_certificate(names, issuer)]
