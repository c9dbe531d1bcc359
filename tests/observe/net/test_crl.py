"""An authority's list of revoked certificates counts where it is the authority's, of today, and of this certificate."""

import asyncio
import datetime as dt
import shutil
import subprocess
from pathlib import Path

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp

from launchready.declare.model import Network
from launchready.observe.net import issuers
from launchready.observe.net.certificate import read
from launchready.observe.net.crl import listed
from launchready.observe.net.ocsp import Standing, State
from launchready.observe.net.tls import Certificate, Certificates
from tests.observe.net.test_hello import BETWEEN, NAME, NOW, ROOT, Made, made, written
from tests.observe.net.test_ocsp import HOUR, answer, newest, told_of
from tests.observe.net.test_tls import serving
from tests.observe.small_world import declared, site, visited

HERE = f"http://{NAME}/one.crl"
OPENSSL = shutil.which("openssl")


def at(*urls: str, issuer: x509.Name | None = None, reasons: bool = False) -> x509.CRLDistributionPoints:
    """Where a certificate says that its list is, a place each."""
    some = frozenset({x509.ReasonFlags.key_compromise}) if reasons else None
    by = [x509.DirectoryName(issuer)] if issuer else None
    return x509.CRLDistributionPoints(
        [x509.DistributionPoint([x509.UniformResourceIdentifier(url)], None, some, by) for url in urls]
    )


LEAF = made(NAME, BETWEEN, at(HERE), ca=False)
NO_SIGNER = made("No Signer", ROOT, x509.KeyUsage(*(name == "sign" for name in ("sign", *"abcdefgh"))))


def scope(*urls: str, **more: bool) -> x509.IssuingDistributionPoint:
    flags = dict.fromkeys(
        ("only_contains_user_certs", "only_contains_ca_certs", "indirect_crl", "only_contains_attribute_certs"), False
    )
    names = [x509.UniformResourceIdentifier(url) for url in urls] or None
    return x509.IssuingDistributionPoint(
        full_name=names, relative_name=None, only_some_reasons=None, **{**flags, **more}
    )


def made_list(
    *gone: Made,
    by: Made = BETWEEN,
    signer: Made | None = None,
    reason: x509.ReasonFlags | None = None,
    begins: dt.datetime = NOW - HOUR,
    ends: dt.datetime = NOW + 24 * HOUR,
    more: tuple[x509.ExtensionType, ...] = (),
) -> bytes:
    """An authority's list, as DER."""
    built = x509.CertificateRevocationListBuilder(by.certificate.subject, begins, ends)
    for one in gone:
        entry = x509.RevokedCertificateBuilder(one.certificate.serial_number, NOW - 48 * HOUR)
        entry = entry.add_extension(x509.CRLReason(reason), critical=False) if reason else entry
        built = built.add_revoked_certificate(entry.build())
    for extension in more:
        built = built.add_extension(extension, critical=True)
    return built.sign((signer or by).key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def said(data: bytes, leaf: Made = LEAF, issuer: Made = BETWEEN) -> Standing:
    return listed(data, leaf.certificate, issuer.certificate, dt.datetime.now(dt.UTC))


def test_a_certificate_that_is_not_on_its_list_is_not_revoked() -> None:
    assert said(made_list()).state is State.GOOD
    assert said(made_list(made(NAME, BETWEEN, ca=False))).state is State.GOOD
    assert said(made_list(more=(scope(HERE, only_contains_user_certs=True),))).state is State.GOOD


def test_a_revoked_certificate_is_told_with_since_when_and_why() -> None:
    gone = said(made_list(LEAF, reason=x509.ReasonFlags.key_compromise))

    assert gone.state is State.REVOKED
    assert gone.because.startswith("since ")
    assert gone.because.endswith(", keyCompromise")
    assert said(made_list(LEAF)).state is State.REVOKED


def test_a_list_as_pem_is_read_as_well() -> None:
    pem = x509.load_der_x509_crl(made_list(LEAF)).public_bytes(serialization.Encoding.PEM)

    assert said(pem).state is State.REVOKED


def test_what_was_revoked_stays_so_and_what_was_on_hold_may_not() -> None:
    old = {"begins": NOW - 72 * HOUR, "ends": NOW - 24 * HOUR}

    assert said(made_list(LEAF, **old)).state is State.REVOKED  # type: ignore[arg-type]
    held = said(made_list(LEAF, reason=x509.ReasonFlags.certificate_hold, **old))  # type: ignore[arg-type]
    assert (held.state, "on hold" in held.because) == (State.UNCLEAR, True)


DELTA = x509.DeltaCRLIndicator(1)
STRANGE = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.99999.1"), b"\x05\x00")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (made_list(begins=NOW - 72 * HOUR, ends=NOW - 24 * HOUR), "the list is old"),
        (made_list(begins=NOW + 2 * HOUR), "yet to come"),
        (made_list(LEAF, by=ROOT), "another authority's"),
        (made_list(LEAF, signer=ROOT), "not signed by the authority"),
        (made_list(LEAF, more=(DELTA,)), "only what changed"),
        (made_list(LEAF, more=(STRANGE,)), "not understood"),
        (made_list(more=(scope("http://other.example/two.crl"),)), "another part"),
        (made_list(more=(scope(HERE, only_contains_ca_certs=True),)), "other kinds"),
        (made_list(more=(scope(HERE, indirect_crl=True),)), "several authorities"),
        (b"<h1>Welcome</h1>", "cannot be read"),
        (b"", "cannot be read"),
        (b"-----BEGIN X509 CRL-----\nnothing\n", "cannot be read"),
        (made_list(LEAF)[:-20], "cannot be read"),
    ],
)
def test_what_is_no_list_for_this_certificate_of_today_is_not_clear(data: bytes, words: str) -> None:
    unclear = said(data)

    assert unclear.state is State.UNCLEAR
    assert words in unclear.because


def test_a_key_that_may_sign_no_list_signs_none() -> None:
    assert "may sign no list" in said(made_list(by=NO_SIGNER), made(NAME, NO_SIGNER, ca=False), NO_SIGNER).because


def test_lists_by_others_of_some_reasons_or_by_other_ways_are_not_read() -> None:
    def places(points: x509.CRLDistributionPoints) -> tuple[str, ...]:
        shown = made(NAME, BETWEEN, points, ca=False).certificate
        return read(shown.public_bytes(serialization.Encoding.DER)).lists

    assert places(at(HERE, "ldap://x.example/cn=list", "http://two.example/b")) == (HERE, "http://two.example/b")
    assert places(at(HERE, issuer=ROOT.certificate.subject)) == ()
    assert places(at(HERE, reasons=True)) == ()


class Authority:
    """An authority's server: its list, its answers, and what was asked."""

    def __init__(self, crl: bytes = b"", ocsp_answer: bytes = b"") -> None:
        self.asked: list[str] = []
        self._crl = crl
        self._ocsp = ocsp_answer

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        return app

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path.split("/")[1])
        data = self._crl if request.path.endswith(".crl") else self._ocsp
        return web.Response(body=data) if data else web.Response(status=503)


def seen(folder: Path, leaf: Made, authority: Authority, *, only_13: bool = False, whole: bool = True) -> Certificate:
    """What a name shows to a run that trusts the root alone, with its authority's server at port 80 of the same name."""

    async def go(own: int) -> Certificate:
        async with site(authority.app()) as http:
            network = Network(ports=((443, own), (80, http)), trust=written(folder, ROOT.pem, name="root"))
            async with visited(declared(folder, network=network, domain=NAME)) as world:
                return (await world.ask(Certificates(NAME)))[0]

    pem = written(folder, leaf.whole, *([BETWEEN.pem] if whole else []))
    with serving(pem, newest if only_13 else lambda _: None) as own:
        return asyncio.run(go(own))


def test_the_list_is_read_once_where_the_certificate_names_no_responder(tmp_path: Path) -> None:
    authority = Authority(made_list(LEAF))

    shown = seen(tmp_path, LEAF, authority)

    assert shown.revoked is not None
    assert shown.revoked.by == HERE
    assert authority.asked == ["one.crl"]


def test_one_that_is_not_on_the_list_is_told_to_be_good(tmp_path: Path) -> None:
    (one,) = seen(tmp_path, LEAF, Authority(made_list())).standings

    assert (one.state, one.by) == (State.GOOD, HERE)


def test_where_the_responder_tells_the_list_is_not_read(tmp_path: Path) -> None:
    leaf = made(NAME, BETWEEN, at(HERE), told_of(f"http://{NAME}/ocsp"), ca=False)
    authority = Authority(made_list(leaf), answer(leaf))

    (one,) = seen(tmp_path, leaf, authority).standings

    assert one.state is State.GOOD
    assert "one.crl" not in authority.asked


def test_where_the_responder_is_broken_the_list_tells(tmp_path: Path) -> None:
    leaf = made(NAME, BETWEEN, at(HERE), told_of(f"http://{NAME}/ocsp"), ca=False)
    broken = ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER)
    later = broken.public_bytes(serialization.Encoding.DER)

    assert seen(tmp_path, leaf, Authority(made_list(leaf), later)).revoked is not None
    (one,) = seen(tmp_path, leaf, Authority(b"", later)).standings
    assert one.state is State.UNCLEAR
    assert "try later; the list: not had" in one.because


def test_the_second_place_is_tried_where_the_first_has_nothing(tmp_path: Path) -> None:
    leaf = made(NAME, BETWEEN, at(f"http://{NAME}/nothing", HERE), ca=False)

    assert seen(tmp_path, leaf, Authority(made_list(leaf))).revoked is not None


def test_a_list_that_is_longer_than_is_read_tells_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launchready.observe.net.standing.MOST_LIST", 100)

    (one,) = seen(tmp_path, LEAF, Authority(made_list(LEAF))).standings

    assert one.state is State.UNCLEAR
    assert "longer than 100 bytes" in one.because


def test_a_server_that_drips_its_list_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(issuers, "ALL_SECONDS", -1.0)

    (one,) = seen(tmp_path, LEAF, Authority(made_list(LEAF))).standings

    assert one.state is State.UNCLEAR
    assert one.because.startswith("not had: ")


def test_who_is_outside_consent_is_not_asked(tmp_path: Path) -> None:
    leaf = made(NAME, BETWEEN, at("http://crl.authority.example/1.crl"), ca=False)

    (one,) = seen(tmp_path, leaf, Authority()).standings

    assert one == Standing(State.NOT_ASKED, "crl.authority.example is outside consent.scope")


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
@pytest.mark.parametrize("revoked", [True, False])
def test_the_lists_of_openssl_are_understood(tmp_path: Path, revoked: bool) -> None:
    assert OPENSSL is not None
    serial = f"{LEAF.certificate.serial_number:X}"
    serial = serial.zfill(len(serial) + len(serial) % 2)
    line = f"R\t301231235959Z\t261101000000Z,keyCompromise\t{serial}\tunknown\t/CN={NAME}\n"
    (tmp_path / "index.txt").write_text(line if revoked else "")
    (tmp_path / "number").write_text("1000\n")
    written(tmp_path, BETWEEN.whole, name="authority")
    (tmp_path / "ca.cnf").write_text(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=2\n"
        "certificate=authority.pem\nprivate_key=authority.pem\n"
    )

    subprocess.run(
        [OPENSSL, "ca", "-config", "ca.cnf", "-gencrl", "-out", "list.pem"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )

    assert said((tmp_path / "list.pem").read_bytes()).state is (State.REVOKED if revoked else State.GOOD)
