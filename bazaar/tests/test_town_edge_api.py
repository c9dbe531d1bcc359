"""The provider's API tells what the town is set to, in the form that Cloudflare's own client reads."""

import tomllib

import pytest
from cloudflare import Cloudflare, PermissionDeniedError

from bazaar.tests.town_client import Town
from bazaar.town.cloudflare import ZONE


def client(town: Town, token: str | None = None) -> Cloudflare:
    declared = tomllib.loads((town.folder / "launch.toml").read_text())["edge"]["cloudflare"]
    lent = dict(line.split("=", 1) for line in (town.folder / "samples.env").read_text().splitlines())
    address = declared["api"].replace("api.edgeware.test", "127.0.0.1")
    return Cloudflare(api_token=token or lent["EDGE_API"], base_url=address, max_retries=0)


def test_the_zone_is_found_by_its_name(sound: Town) -> None:
    listed = client(sound).zones.list(name="bazaar.test").result

    assert [(one.id, one.name, one.plan.legacy_id) for one in listed] == [(ZONE, "bazaar.test", "free")]


def test_its_settings_are_those_of_the_edge(sound: Town, spoilt: Town) -> None:
    def told(town: Town, name: str) -> object:
        setting = client(town).zones.settings.get(name, zone_id=ZONE)
        assert setting is not None
        return setting.model_dump()["value"]

    assert [told(sound, "always_use_https"), told(spoilt, "always_use_https")] == ["on", "off"]
    assert [told(sound, "min_tls_version"), told(spoilt, "min_tls_version")] == ["1.2", "1.0"]
    assert "'enabled': True" in str(told(sound, "security_header"))
    assert "'enabled': False" in str(told(spoilt, "security_header"))


def test_names_that_lead_to_the_edge_are_proxied(sound: Town, spoilt: Town) -> None:
    def proxied(town: Town, name: str) -> list[bool | None]:
        listed = client(town).dns.records.list(zone_id=ZONE).result
        return [one.proxied for one in listed if (one.name, one.type) == (name, "A")]

    assert proxied(sound, "api.bazaar.test") == [True]
    assert proxied(spoilt, "api.bazaar.test") == [False]  # edg-not-proxied


def test_who_shows_no_token_is_told_nothing(sound: Town) -> None:
    with pytest.raises(PermissionDeniedError):
        client(sound, "wrong").zones.get(zone_id=ZONE)
