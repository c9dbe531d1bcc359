"""Signatures of every kind are verified as they stand: both algorithms, several at once, expired, shortened, passed on."""

import base64
import hashlib
import time

import dkim
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from launchready.observe.mail.message import parsed
from launchready.observe.mail.signatures import _verify_arc, arc_of, verify
from launchready.observe.net.dns import RecordSet, State

RSA = rsa.generate_private_key(65537, 1024)
PEM = RSA.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
)
DER = RSA.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
ED = ed25519.Ed25519PrivateKey.generate()
SEED = base64.b64encode(ED.private_bytes_raw())
RSA_RECORD = f"v=DKIM1; k=rsa; p={base64.b64encode(DER).decode()}"
ED_RECORD = f"v=DKIM1; k=ed25519; p={base64.b64encode(ED.public_key().public_bytes_raw()).decode()}"
PLAIN = b"From: Shop <no-reply@shop.test>\r\nTo: ann@shop.test\r\nSubject: x\r\n\r\nhello   you\r\n\r\n"
HEADERS = [b"from", b"to", b"subject"]


def answer(*records: str, state: State = State.FOUND) -> RecordSet:
    return RecordSet("s1._domainkey.shop.test", "TXT", state, records)


def signed(message: bytes = PLAIN, **more: object) -> bytes:
    wanted = {"include_headers": HEADERS, **more}
    return bytes(dkim.sign(message, b"s1", b"shop.test", PEM, **wanted)) + message


@pytest.mark.parametrize(
    "how", [(b"simple", b"simple"), (b"relaxed", b"relaxed"), (b"relaxed", b"simple"), (b"simple", b"relaxed")]
)
def test_every_canonical_form_is_verified(how: tuple[bytes, bytes]) -> None:
    assert verify(signed(canonicalize=how), 0, answer(RSA_RECORD)) == (True, "")


def test_lines_as_a_maildir_keeps_them_do_not_matter() -> None:
    assert verify(signed().replace(b"\r\n", b"\n"), 0, answer(RSA_RECORD)) == (True, "")


def test_spaces_matter_where_the_form_says_so() -> None:
    changed = [
        signed(canonicalize=(b"relaxed", how)).replace(b"hello   you", b"hello you") for how in (b"relaxed", b"simple")
    ]

    assert [verify(one, 0, answer(RSA_RECORD))[0] for one in changed] == [True, False]


def test_ed25519_is_verified_beside_rsa() -> None:
    twice = (
        bytes(
            dkim.sign(PLAIN, b"s1", b"shop.test", SEED, include_headers=HEADERS, signature_algorithm=b"ed25519-sha256")
        )
        + signed()
    )

    assert verify(twice, 0, answer(ED_RECORD)) == (True, "")
    assert verify(twice, 1, answer(RSA_RECORD)) == (True, "")


def test_a_signature_that_has_expired_is_not_valid() -> None:
    past = int(time.time()) - 100_000
    text = signed().replace(b"s=s1;", f"s=s1; x={past};".encode(), 1)

    valid, why = verify(text, 0, answer(RSA_RECORD))

    assert (valid, "x= value is past" in why) == (False, True)


def test_a_key_that_was_revoked_or_is_unknown_says_so() -> None:
    assert verify(signed(), 0, answer("v=DKIM1; p=")) == (False, "its key was revoked: p= is empty")
    assert verify(signed(), 0, answer(state=State.TIMED_OUT)) == (False, "its key: timed out")


@pytest.mark.parametrize("broken", [b"b=!!!;", b"a=rsa-md5;", b"d=;"])
def test_nonsense_is_no_crash(broken: bytes) -> None:
    name = broken[:2]
    text = b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=shop.test; s=s1; h=from; bh=AAAA; b=AAAA;\r\n"
    parts = [part for part in text.split(b" ") if not part.startswith(name)]
    message = b" ".join([*parts[:-1], broken, parts[-1]]) + PLAIN

    assert verify(message, 0, answer(RSA_RECORD))[0] is False


def passed_on() -> bytes:
    message = signed()
    results = b"Authentication-Results: lists.example; dkim=pass header.d=shop.test\r\n"
    sealed = dkim.arc_sign(results + message, b"s1", b"lists.example", PEM, b"lists.example", HEADERS)
    return b"".join(sealed) + results + message


def test_a_chain_of_arc_is_verified_and_a_changed_message_breaks_it() -> None:
    known = {b"s1._domainkey.lists.example": RSA_RECORD.encode()}

    assert _verify_arc(passed_on(), known) == ("pass", "success")
    assert _verify_arc(passed_on().replace(b"hello", b"hallo"), known)[0] == "fail"
    assert _verify_arc(passed_on(), {})[0] == "fail"
    assert len(parsed(passed_on()).get_all("ARC-Seal") or []) == 1


def signed_with(tags: str, record: str = RSA_RECORD, **without: str) -> tuple[bool, str]:
    """A message signed here with tags that the signing library does not write, and what is said of it."""
    wanted = {
        "v": "1",
        "a": "rsa-sha256",
        "c": "relaxed/relaxed",
        "d": "shop.test",
        "s": "s1",
        "h": "from:to:subject",
        **without,
    }
    body = base64.b64encode(hashlib.sha256(b"hello you\r\n").digest()).decode()
    value = "; ".join([*(f"{name}={text}" for name, text in wanted.items()), tags, f"bh={body}", "b="])
    folded = " ".join(value.split())
    hashed = f"from:Shop <no-reply@shop.test>\r\nto:ann@shop.test\r\nsubject:x\r\ndkim-signature:{folded}"
    signature = base64.b64encode(RSA.sign(hashed.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
    return verify(f"DKIM-Signature: {value}{signature}\r\n".encode() + PLAIN, 0, answer(record))


@pytest.mark.parametrize(
    "tags",
    [
        "q=dns/txt",
        "q=dns/txt:other",
        "q=other/args=3A:dns/txt",
        "q=dns/txt\r\n : other",
        "i=@shop.test",
        "i=ann=40shop.test",
        "i=ann=3Bx@mail.shop.test",
        "i=no-reply@shop=2Etest",
        "i=no-reply@\r\n shop.test",
        "i=ann=40home@SHOP.test",
        "q=dns/txt:other; i=ann=40shop.test",
    ],
)
def test_a_list_of_ways_and_an_encoded_signer_are_as_good_as_any(tags: str) -> None:
    assert signed_with(tags) == (True, "")


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ("q=other", "no way to fetch the key"),
        ("q=dns/txtual", "no way to fetch the key"),
        ("i=shop.test", "not at the signing domain"),
        ("i=ann=40", "not at the signing domain"),
        ("i=ann@shop.test=40home.test", "not at the signing domain"),
        ("i=ann@notshop.test", "not at the signing domain"),
    ],
)
def test_another_signer_and_no_known_way_are_refused(tags: str, why: str) -> None:
    valid, words = signed_with(tags)

    assert (valid, why in words) == (False, True)


def test_what_is_encoded_is_signed_as_it_stands() -> None:
    head = signed(canonicalize=(b"relaxed", b"relaxed")).replace(b"q=dns/txt", b"q=dns/txt:other", 1)

    assert verify(head, 0, answer(RSA_RECORD)) == (False, "the signature does not fit the message")


@pytest.mark.parametrize(
    ("record", "valid"),
    [
        (f"{RSA_RECORD}; s=email", True),
        (f"{RSA_RECORD}; s=other : email", True),
        (f"{RSA_RECORD}; s=*:tlsrpt", True),
        (f"{RSA_RECORD}; s=tlsrpt", False),
        (f"{RSA_RECORD}; s=other", False),
        (f"{RSA_RECORD}; t=y:s", False),
        (f"{RSA_RECORD}; t=y", True),
    ],
)
def test_a_key_may_be_for_several_services_and_for_one_domain_alone(record: str, valid: bool) -> None:
    assert signed_with("i=ann@mail.shop.test", record)[0] is valid


def test_sha1_is_refused_as_receivers_must() -> None:
    old = signed(signature_algorithm=b"rsa-sha1")

    assert verify(old, 0, answer(RSA_RECORD)) == (False, "a=rsa-sha1, which receivers must refuse (RFC 8301)")


@pytest.mark.anyio
async def test_a_chain_whose_key_may_be_fetched_in_several_ways_is_not_judged() -> None:
    listed = passed_on().replace(b"s=s1;", b"s=s1; q=dns/txt:other;")

    told = await arc_of(None, listed, parsed(listed))  # type: ignore[arg-type]  # no question is asked

    assert (told.result, told.sealers) == ("not known", ("lists.example",))
