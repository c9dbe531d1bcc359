"""What an authority says of a certificate counts where it is the authority's word, of today, and of this certificate."""

import asyncio
import base64
import datetime as dt
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID

from launchready.declare.model import Network
from launchready.observe.net.ocsp import Standing, State, asked, told
from launchready.observe.net.tls import Certificate, Certificates
from tests.observe.net.test_hello import BETWEEN, NAME, NOW, ROOT, Made, issuer_at, made, written
from tests.observe.net.test_tls import serving
from tests.observe.small_world import declared, site, visited

HOUR = dt.timedelta(hours=1)
SIGNING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING])
HELPER = made("A Responder", BETWEEN, SIGNING)
NOBODY = made("A Stranger")
LEAF = made(NAME, BETWEEN, ca=False)
OPENSSL = shutil.which("openssl")


def told_of(url: str, *more: x509.AccessDescription) -> x509.AuthorityInformationAccess:
    place = x509.UniformResourceIdentifier(url)
    return x509.AuthorityInformationAccess([x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place), *more])


def answer(
    leaf: Made = LEAF,
    *,
    issuer: Made = BETWEEN,
    signer: Made = BETWEEN,
    along: tuple[Made, ...] = (),
    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD,
    reason: x509.ReasonFlags | None = None,
    begins: dt.datetime = NOW - HOUR,
    ends: dt.datetime | None = NOW + 24 * HOUR,
    over: type[hashes.SHA1 | hashes.SHA256] = hashes.SHA1,
) -> bytes:
    """An authority's answer."""
    gone = NOW - 48 * HOUR if status is ocsp.OCSPCertStatus.REVOKED else None
    built = (
        ocsp.OCSPResponseBuilder()
        .add_response(leaf.certificate, issuer.certificate, over(), status, begins, ends, gone, reason)
        .responder_id(ocsp.OCSPResponderEncoding.HASH, signer.certificate)
    )
    if along:
        built = built.certificates([one.certificate for one in along])
    return built.sign(signer.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def said(data: bytes, leaf: Made = LEAF, issuer: Made = BETWEEN) -> Standing:
    return told(data, leaf.certificate, issuer.certificate, dt.datetime.now(dt.UTC))


def test_the_authoritys_own_word_counts() -> None:
    assert said(answer()).state is State.GOOD


def test_it_counts_by_whichever_hash_the_certificate_is_named() -> None:
    assert said(answer(over=hashes.SHA256)).state is State.GOOD


def test_who_answers_in_its_place_must_be_let_by_it() -> None:
    assert said(answer(signer=HELPER, along=(HELPER,))).state is State.GOOD
    for other in (NOBODY, made("Another", BETWEEN), made("Another", NOBODY, SIGNING)):
        forged = said(answer(signer=other, along=(other,), status=ocsp.OCSPCertStatus.REVOKED))
        assert forged.state is State.UNCLEAR
        assert "not signed by the authority" in forged.because


def test_an_rsa_key_signs_as_well() -> None:
    old = made("An Old Authority", bits=2048)
    leaf = made(NAME, old, ca=False)

    assert said(answer(leaf, issuer=old, signer=old), leaf, old).state is State.GOOD


def test_a_revoked_certificate_is_told_with_since_when_and_why() -> None:
    gone = said(answer(status=ocsp.OCSPCertStatus.REVOKED, reason=x509.ReasonFlags.key_compromise))

    assert gone.state is State.REVOKED
    assert gone.because.startswith("since ")
    assert gone.because.endswith(", keyCompromise")


def test_what_was_revoked_stays_so_and_what_was_on_hold_may_not() -> None:
    old = {"begins": NOW - 72 * HOUR, "ends": NOW - 24 * HOUR, "status": ocsp.OCSPCertStatus.REVOKED}

    assert said(answer(**old)).state is State.REVOKED  # type: ignore[arg-type]
    assert said(answer(reason=x509.ReasonFlags.certificate_hold, **old)).state is State.UNCLEAR  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (answer(begins=NOW - 72 * HOUR, ends=NOW - 24 * HOUR), "the answer is old"),
        (answer(begins=NOW - 20 * 24 * HOUR, ends=None), "the answer is old"),
        (answer(begins=NOW + 2 * HOUR, ends=NOW + 24 * HOUR), "yet to come"),
        (answer(made(NAME, BETWEEN, ca=False), status=ocsp.OCSPCertStatus.REVOKED), "of another certificate"),
        (answer(issuer=ROOT, signer=ROOT), "of another certificate"),
        (b"<h1>Welcome</h1>", "cannot be read"),
        (b"", "cannot be read"),
        (
            ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.TRY_LATER).public_bytes(
                serialization.Encoding.DER
            ),
            "try later",
        ),
        (
            ocsp.OCSPResponseBuilder.build_unsuccessful(ocsp.OCSPResponseStatus.UNAUTHORIZED).public_bytes(
                serialization.Encoding.DER
            ),
            "unauthorized",
        ),
    ],
)
def test_what_is_no_word_of_today_is_not_clear(data: bytes, words: str) -> None:
    unclear = said(data)

    assert unclear.state is State.UNCLEAR
    assert words in unclear.because


def test_a_change_in_the_answer_is_noticed() -> None:
    good = answer()
    changed = said(good.replace(b"\x80\x00", b"\x82\x00", 1))  # good and unknown differ by one bit

    assert changed.state is State.UNCLEAR


def test_an_authority_that_does_not_know_the_certificate_says_just_that() -> None:
    assert said(answer(status=ocsp.OCSPCertStatus.UNKNOWN)).state is State.UNKNOWN


class Responder:
    """An authority's server: what it answers, and how it was asked."""

    def __init__(self, *, status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD, only_post: bool = False) -> None:
        self.leaf = LEAF
        self.asked: list[str] = []
        self._status = status
        self._only_post = only_post

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/ocsp/{asked:.*}", self._get)
        app.router.add_post("/ocsp", self._post)
        app.router.add_get("/between.crt", self._issuer)
        return app

    async def _get(self, request: web.Request) -> web.Response:
        self.asked.append("GET")
        if self._only_post:
            return web.Response(status=405)
        return self._answered(base64.b64decode(unquote(request.raw_path.rpartition("/")[2])))

    async def _post(self, request: web.Request) -> web.Response:
        self.asked.append("POST")
        assert request.content_type == "application/ocsp-request"
        return self._answered(await request.read())

    async def _issuer(self, _: web.Request) -> web.Response:
        return web.Response(body=BETWEEN.certificate.public_bytes(serialization.Encoding.DER))

    def _answered(self, question: bytes) -> web.Response:
        assert ocsp.load_der_ocsp_request(question).serial_number == self.leaf.certificate.serial_number
        return web.Response(body=answer(self.leaf, status=self._status), content_type="application/ocsp-response")


def seen(
    folder: Path, pem: Path, port: int | None = None, responder: Responder | None = None, *, only_13: bool = False
) -> Certificate:
    """What a name shows to a run that trusts the root alone, with its authority's server at port 80 of the same name."""

    async def look(own: int, http: int) -> Certificate:
        network = Network(ports=((443, own), (80, http)), trust=written(folder, ROOT.pem, name="root"))
        async with visited(declared(folder, network=network, domain=NAME)) as world:
            return (await world.ask(Certificates(NAME)))[0]

    async def go(own: int) -> Certificate:
        if responder is None:
            return await look(own, 9)
        async with site(responder.app()) as http:
            return await look(own, http)

    if port is not None:
        return asyncio.run(go(port))
    with serving(pem, newest if only_13 else lambda _: None) as own:
        return asyncio.run(go(own))


def newest(context: ssl.SSLContext) -> None:
    context.minimum_version = ssl.TLSVersion.TLSv1_3


def with_responder(responder: Responder, *more: x509.AccessDescription, host: str = NAME) -> Made:
    responder.leaf = made(NAME, BETWEEN, told_of(f"http://{host}/ocsp", *more), ca=False)
    return responder.leaf


@pytest.mark.parametrize("only_post", [False, True])
def test_the_authority_is_asked_once_by_get_and_by_post_where_that_is_all_it_reads(
    tmp_path: Path, only_post: bool
) -> None:
    responder = Responder(only_post=only_post)
    leaf = with_responder(responder)

    shown = seen(tmp_path, written(tmp_path, leaf.whole, BETWEEN.pem), responder=responder)

    (one,) = shown.standings
    assert (one.state, one.by) == (State.GOOD, f"http://{NAME}/ocsp")
    assert responder.asked == (["GET", "POST"] if only_post else ["GET"])
    assert shown.revoked is None


def test_that_it_revoked_a_certificate_is_told_also_where_the_chain_is_hidden(tmp_path: Path) -> None:
    responder = Responder(status=ocsp.OCSPCertStatus.REVOKED)
    leaf = with_responder(responder, *issuer_at(f"http://{NAME}/between.crt"))

    shown = seen(tmp_path, written(tmp_path, leaf.whole, BETWEEN.pem), responder=responder, only_13=True)

    assert shown.trusted
    assert shown.revoked is not None
    assert shown.revoked.because.startswith("since ")


def test_who_is_outside_consent_is_not_asked(tmp_path: Path) -> None:
    leaf = with_responder(Responder(), host="ocsp.authority.example")

    (one,) = seen(tmp_path, written(tmp_path, leaf.whole, BETWEEN.pem)).standings

    assert one == Standing(State.NOT_ASKED, "ocsp.authority.example is outside consent.scope")


def test_an_authority_that_is_not_reached_says_nothing(tmp_path: Path) -> None:
    leaf = with_responder(Responder())

    (one,) = seen(tmp_path, written(tmp_path, leaf.whole, BETWEEN.pem)).standings

    assert one.state is State.UNCLEAR
    assert one.because.startswith("not had: ")


def test_a_certificate_that_names_no_responder_is_told(tmp_path: Path) -> None:
    (one,) = seen(tmp_path, written(tmp_path, LEAF.whole, BETWEEN.pem)).standings

    assert str(one) == "not tested (the certificate names neither a responder (OCSP) nor a list (CRL))"


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
@pytest.mark.parametrize(("line", "state"), [("V", State.GOOD), ("R", State.REVOKED), ("", State.UNKNOWN)])
def test_the_answers_of_openssl_are_understood(tmp_path: Path, line: str, state: State) -> None:
    assert OPENSSL is not None
    serial = f"{LEAF.certificate.serial_number:X}"
    ends, gone = "301231235959Z", "261101000000Z,keyCompromise" if line == "R" else ""
    entry = "\t".join([line, ends, gone, serial.zfill(len(serial) + len(serial) % 2), "unknown", f"/CN={NAME}"])
    (tmp_path / "index.txt").write_text(f"{entry}\n" if line else "")
    (tmp_path / "asked.der").write_bytes(asked(LEAF.certificate, BETWEEN.certificate))
    written(tmp_path, BETWEEN.whole, name="authority")
    signer = ("-rsigner", "authority.pem", "-rkey", "authority.pem", "-CA", "authority.pem", "-nmin", "10")
    files = ("-index", "index.txt", "-reqin", "asked.der", "-respout", "told.der", "-noverify")

    subprocess.run([OPENSSL, "ocsp", *files, *signer], cwd=tmp_path, check=True, capture_output=True)

    assert said((tmp_path / "told.der").read_bytes()).state is state


@contextmanager
def stapling(folder: Path, *files: str) -> Iterator[int]:
    """OpenSSL's own server at a free port."""
    assert OPENSSL is not None
    with subprocess.Popen(
        [OPENSSL, "s_server", "-accept", "127.0.0.1:0", *files],
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield next(int(line.rpartition(":")[2]) for line in process.stdout if line.startswith("ACCEPT "))
        finally:
            process.kill()


@pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")
def test_a_stapled_answer_is_read(tmp_path: Path) -> None:
    (tmp_path / "staple.der").write_bytes(answer(status=ocsp.OCSPCertStatus.REVOKED))
    written(tmp_path, LEAF.whole)
    written(tmp_path, BETWEEN.pem, name="between")
    files = ("-cert", "server.pem", "-cert_chain", "between.pem", "-status_file", "staple.der")

    with stapling(tmp_path, *files) as port:
        shown = seen(tmp_path, tmp_path / "server.pem", port)

    assert (shown.trusted, shown.stapled) == (True, True)
    assert shown.revoked is not None
    assert shown.revoked.by == "the answer that 127.0.0.1 staples"


def test_the_question_names_the_certificate_by_its_issuer() -> None:
    question = ocsp.load_der_ocsp_request(asked(LEAF.certificate, BETWEEN.certificate))

    assert question.serial_number == LEAF.certificate.serial_number
    assert question.hash_algorithm.name == "sha1"
