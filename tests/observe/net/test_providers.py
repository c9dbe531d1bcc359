"""The list of providers is whole, dated and sourced, and a name is of a provider by its end alone."""

import datetime as dt

import pytest

from launchready.observe.net.providers import Claim, listed, named, provider_of, providers


def test_each_entry_has_a_source_and_a_way_to_be_told() -> None:
    assert listed() <= dt.datetime.now(dt.UTC).date()
    for one in providers():
        assert one.suffixes, one.name
        assert one.source, one.name
        assert one.dns in {"", "nxdomain"}, one.name
        assert one.status is None or 400 <= one.status < 600, one.name
        assert isinstance(one.says, tuple)
        assert one.claim is not Claim.UNKNOWN
        assert one.claim.is_closed or one.says or one.dns, f"{one.name}: nothing tells a free name"


def test_no_words_are_those_of_any_server() -> None:
    usual = "<title>404 Not Found</title><h1>Not Found</h1><p>The requested URL was not found on this server.</p>"

    assert [one.name for one in providers() if one.fits(404, usual)] == []


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("shop.github.io", "GitHub Pages"),
        ("github.io", "GitHub Pages"),
        ("shop.s3-website-eu-west-1.amazonaws.com", "Amazon S3"),
        ("shop.s3.eu-west-1.amazonaws.com", "Amazon S3"),
        ("shop-1.eu-west-1.elb.amazonaws.com", "Amazon load balancers"),
        ("shop.azurewebsites.net", "Azure names of one's own choice"),
        ("shop-01.azurewebsites.net", "Azure names of one's own choice"),
        ("shop-a1b2.westeurope-01.azurewebsites.net", "Azure names with a hash"),
        ("shop.notgithub.io", ""),
        ("github.io.shop.test", ""),
        ("shop.ec2.amazonaws.com", ""),
    ],
)
def test_a_target_is_a_providers_by_its_end(target: str, name: str) -> None:
    found = provider_of((target,))

    assert (found.name if found else "") == name


def test_any_name_of_the_chain_tells_and_an_address_too() -> None:
    far = provider_of(("shop.azurewebsites.net", "waws-prod-1.cloudapp.test"))
    near = provider_of((), ("185.199.108.153",))

    assert far is not None
    assert far.claim is Claim.ANYONE
    assert near is named("GitHub Pages")
    assert provider_of((), ("192.0.2.1",)) is None
