"""Each fault of the town is really there: one look at what is wrong."""

import json
import socket
import ssl
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from dnslib import RCODE

from bazaar.tests.town_client import Town
from bazaar.town import declaration, ready
from bazaar.town.keyring import fresh
from bazaar.town.zone import declared, zones


def names_of(certificate: x509.Certificate) -> list[str]:
    return certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value.get_values_for_type(
        x509.DNSName
    )


def told(*faults: str) -> dict[str, dict[str, dict[str, object]]]:
    """launch.toml with these faults."""
    where = ready.told(Path("/town"), dns=53, http=80, https=443, smtp=25, catcher=9080, edge_api=6)
    return tomllib.loads(declaration.text(where, fresh(), (), frozenset(faults)))


def test_exp_dangling_cname(spoilt: Town) -> None:
    answer = spoilt.dns("help.bazaar.test")

    assert answer.header.rcode == RCODE.NXDOMAIN
    assert [str(record.rdata) for record in answer.rr] == ["bazaar-help.azurewebsites.net."]


def test_exp_unclaimed_page(spoilt: Town) -> None:
    answer = spoilt.dns("docs.bazaar.test")

    assert [str(record.rdata) for record in answer.rr] == ["bazaar.github.io.", "127.0.0.5"]
    for name in ("docs", "whatever"):
        page = spoilt.ask(f"http://{name}.bazaar.test/", at="127.0.0.5")
        assert (page.status, "There isn't a GitHub Pages site here" in page.text) == (404, True)


def test_exp_retired_host() -> None:
    def at(*faults: str) -> set[str]:
        return {one.name for one in zones(frozenset(faults), ())[0].records}

    assert "v1.bazaar.test" in at("exp-retired-host") - at()
    assert "v1.bazaar.test" not in {one.name for one in declared(frozenset({"exp-retired-host"}), ())}


def test_exp_strangers_address(spoilt: Town) -> None:
    assert spoilt.records("promo.bazaar.test") == ["127.0.0.6"]
    assert names_of(spoilt.certificate("promo.bazaar.test")) == ["otters.example"]


def test_dep_staging_indexed(spoilt: Town, sound: Town) -> None:
    def said(town: Town) -> str | None:
        return town.ask("https://staging.bazaar.test/").headers["X-Robots-Tag"]

    assert (said(spoilt), said(sound)) == (None, "noindex")


def test_exp_undeclared_subdomain(spoilt: Town) -> None:
    text = (spoilt.folder / "launch.toml").read_text(encoding="utf-8")

    assert names_of(spoilt.certificate("bazaar.test")) == ["bazaar.test", "beta.bazaar.test"]
    assert "Chatbots" in spoilt.ask("https://beta.bazaar.test/").text
    assert "beta" not in text


def test_exp_broken_redirect(spoilt: Town) -> None:
    answer = spoilt.ask("https://shop.bazaar.test/")

    assert answer.status == 301
    assert spoilt.ask(str(answer.headers["Location"])).status == 404


def test_exp_host_gone(spoilt_otherwise: Town) -> None:
    text = (spoilt_otherwise.folder / "launch.toml").read_text(encoding="utf-8")

    assert spoilt_otherwise.dns("staging.bazaar.test").header.rcode == RCODE.NXDOMAIN
    assert 'url = "https://staging.bazaar.test"' in text
    assert "staging.bazaar.test A" not in text


def test_dep_shared_secret(spoilt: Town, sound: Town) -> None:
    def status(town: Town) -> int:
        return town.ask("https://staging.bazaar.test/me", headers={"Authorization": f"Bearer {town.token()}"}).status

    assert (status(spoilt), status(sound)) == (200, 401)


def test_dep_two_hosts(spoilt: Town) -> None:
    answers = [spoilt.ask(f"https://{host}/") for host in ("www.bazaar.test", "bazaar.test")]

    assert [answer.status for answer in answers] == [200, 200]
    assert answers[0].text == answers[1].text


def test_dep_redirect_loop(spoilt_otherwise: Town) -> None:
    plain = spoilt_otherwise.ask("http://www.bazaar.test/")
    secure = spoilt_otherwise.ask("https://www.bazaar.test/")

    assert (plain.headers["Location"], secure.headers["Location"]) == (
        "https://www.bazaar.test/",
        "http://www.bazaar.test/",
    )


def test_dep_no_https_redirect(spoilt: Town) -> None:
    assert "Chatbots" in spoilt.ask("http://bazaar.test/").text
    assert spoilt.ask("http://api.bazaar.test/").status == 308


def test_dep_cert_expiring(spoilt: Town) -> None:
    certificate = spoilt.certificate("api.bazaar.test")
    life = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    left = certificate.not_valid_after_utc - datetime.now(UTC)

    assert (life.days, left.days) == (90, 4)
    assert spoilt.ask("https://api.bazaar.test/health").status == 200


def test_dep_cert_name(spoilt: Town) -> None:
    assert names_of(spoilt.certificate("admin.bazaar.test")) == ["old-admin.bazaar.test"]
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        spoilt.ask("https://admin.bazaar.test/")


def test_dep_cert_untrusted(spoilt_otherwise: Town) -> None:
    assert names_of(spoilt_otherwise.certificate("admin.bazaar.test")) == ["admin.bazaar.test"]
    with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer"):
        spoilt_otherwise.ask("https://admin.bazaar.test/")


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1 is deprecated:DeprecationWarning")
@pytest.mark.parametrize(("host", "spoken"), [("errors.bazaar.test", True), ("bazaar.test", False)])
def test_dep_old_tls(spoilt: Town, host: str, spoken: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(spoilt.ca)
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1

    def shake() -> str | None:
        with (
            socket.create_connection((spoilt.records(host)[0], spoilt.https), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=host) as secure,
        ):
            return secure.version()

    if spoken:
        assert shake() == "TLSv1"
    else:
        with pytest.raises(ssl.SSLError):
            shake()


def test_a_host_with_old_tls_is_otherwise_the_same(spoilt: Town) -> None:
    read = {"Authorization": f"Bearer {spoilt.secret('ERRORS_READ_TOKEN')}"}

    assert spoilt.ask("https://errors.bazaar.test/api/events", headers=read).status == 200
    assert spoilt.ask("http://errors.bazaar.test/").status == 308


def test_bnd_limit_by_header(spoilt: Town) -> None:
    def attempt(number: int) -> int:
        headers = {"Content-Type": "application/json", "X-Forwarded-For": f"198.51.100.{number}"}
        body = json.dumps({"email": "nobody@bazaar.test", "password": "a wrong password"})
        return spoilt.ask("https://bazaar.test/login", method="POST", body=body, headers=headers).status

    assert 429 not in [attempt(number) for number in range(40)]


def test_obs_dns_drift(spoilt: Town) -> None:
    believed = [str(record) for record in declared(frozenset({"obs-dns-drift"}), ())]

    assert spoilt.records("bazaar.test", "MX") == ["20 mail.bazaar.test."]
    assert "bazaar.test MX 10 mail.bazaar.test" in believed


def test_without_drift_the_zone_says_all_that_is_declared() -> None:
    for faults in (frozenset[str](), frozenset({"edg-not-proxied"}), frozenset({"exp-dangling-cname", "dep-spf-all"})):
        assert set(declared(faults, ())) <= set(zones(faults, ())[0].records)


@pytest.mark.parametrize(
    ("fault", "place", "sound", "wrong"),
    [
        ("obs-alert-unowned", "alert.down.owner", "oncall", None),
        ("exp-no-owner", "handover.production_access.people", ["backend"], []),
        ("hnd-no-owner", "handover.incidents.owner", "oncall", None),
        ("hnd-wrong-dns-provider", "handover.dns.provider", "ns1.bazaar.test", "ns1.elsewhere.example"),
        ("hnd-no-rollback", "handover.rollback.run", "bin/rollback --drill", None),
    ],
)
def test_a_fault_of_the_declaration(fault: str, place: str, sound: object, wrong: object) -> None:
    table, name, key = place.split(".")

    assert told()[table][name][key] == sound
    assert told(fault)[table].get(name, {}).get(key) == wrong


def test_hnd_subdomains() -> None:
    def listed(*faults: str) -> set[str]:
        names = told(*faults)["handover"]["subdomains"]["names"]
        assert isinstance(names, dict)
        return set(names)

    assert listed() - listed("hnd-unlisted-subdomain") == {"api.bazaar.test"}
    assert listed("hnd-ghost-subdomain") - listed() == {"status.bazaar.test"}
