"""Chains of ARC by our own cases of RFC 8617, hop by hop; the public suite runs where it was fetched."""

import asyncio
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import dkim
import pytest

from launchready.declare.model import Network
from launchready.observe.mail.message import parsed
from launchready.observe.mail.signatures import Arc, _verify_arc, arc_of
from tests.observe.mail.test_signatures import HEADERS, PEM, PLAIN, RSA_RECORD
from tests.observe.small_world import declared, visited, zone

SUITE = os.environ.get("ARC_SUITE", "")
"""`arc-draft-validation-tests.yml` of the public ARC test suite; it is in Debian's source of libmail-dkim-perl."""
OTHERWISE = {
    "ams_fields_a_sha1": "fail",
    "as_fields_a_sha1": "fail",
    "ams_fields_c_na": "pass",
}
"""Where the suite is older than the standards: SHA-1 is no longer verified (RFC 8301), and `c` may be left out (RFC 6376, 3.5)."""
HOSTS = (b"one.example", b"two.example", b"three.example")
KEYS = {b"s1._domainkey." + host: RSA_RECORD.encode() for host in HOSTS}


def hop(message: bytes, host: bytes, arc: bytes) -> bytes:
    results = b"Authentication-Results: " + host + b"; arc=" + arc + b"; spf=pass smtp.mailfrom=ann@shop.test\r\n"
    return b"".join(dkim.arc_sign(results + message, b"s1", host, PEM, host, HEADERS)) + results + message


@cache
def chain(hops: int) -> bytes:
    message = PLAIN
    for number, host in enumerate(HOSTS[:hops]):
        message = hop(message, host, b"pass" if number else b"none")
    return message


def fields(message: bytes) -> tuple[list[bytes], bytes]:
    head, _, body = message.partition(b"\r\n\r\n")
    return re.split(rb"\r\n(?![ \t])", head), body


def without(name: bytes, instance: bytes) -> Callable[[bytes], bytes]:
    """The message without one field of one set."""

    def change(message: bytes) -> bytes:
        head, body = fields(message)
        left = [one for one in head if not (one.startswith(name + b":") and b"i=" + instance + b";" in one)]
        assert len(left) == len(head) - 1
        return b"\r\n".join(left) + b"\r\n\r\n" + body

    return change


def twice(message: bytes) -> bytes:
    head, body = fields(message)
    return b"\r\n".join([next(one for one in head if one.startswith(b"ARC-Seal")), *head]) + b"\r\n\r\n" + body


def turned(message: bytes) -> bytes:
    """Its fields of ARC in another order, which is nobody's business (RFC 8617, 5.1.1.1)."""
    head, body = fields(message)
    arc = [one for one in head if one.startswith(b"ARC-")]
    return b"\r\n".join([*reversed(arc), *(one for one in head if one not in arc)]) + b"\r\n\r\n" + body


def swapped(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(message: bytes) -> bytes:
        assert old in message
        return message.replace(old, new, 1)

    return change


def same(message: bytes) -> bytes:
    return message


@pytest.mark.parametrize(
    ("hops", "change", "expected"),
    [
        (1, same, "pass"),
        (2, same, "pass"),
        (3, same, "pass"),
        (1, turned, "pass"),
        (1, swapped(b"hello", b"hallo"), "fail"),
        (1, swapped(b"Subject: x", b"Subject: y"), "fail"),
        (1, swapped(b"\r\nTo: ann", b"\r\nX-New: 1\r\nTo: ann"), "pass"),
        (2, swapped(b"spf=pass", b"spf=fail"), "fail"),
        (2, without(b"ARC-Seal", b"1"), "fail"),
        (2, without(b"ARC-Seal", b"2"), "fail"),
        (2, without(b"ARC-Message-Signature", b"1"), "fail"),
        (2, without(b"ARC-Authentication-Results", b"2"), "fail"),
        (2, twice, "fail"),
        (1, swapped(b"cv=none", b"cv=pass"), "fail"),
        (2, swapped(b"cv=pass", b"cv=none"), "fail"),
        (2, swapped(b"cv=pass", b"cv=fail"), "fail"),
        (1, swapped(b"ARC-Seal: i=1", b"ARC-Seal: i=0"), "fail"),
        (1, swapped(b"ARC-Seal: i=1", b"ARC-Seal: i=51"), "fail"),
        (1, swapped(b"ARC-Seal: i=1", b"ARC-Seal: i=x"), "fail"),
        (1, swapped(b"ARC-Seal: i=1;", b"ARC-Seal: i=1; h=from;"), "fail"),
    ],
)
def test_a_chain_holds_where_every_set_of_it_does(hops: int, change: Callable[[bytes], bytes], expected: str) -> None:
    assert _verify_arc(change(chain(hops)), KEYS)[0] == expected


def test_a_list_that_changed_the_subject_and_sealed_it_anew_keeps_the_chain_whole() -> None:
    changed = hop(chain(1).replace(b"Subject: x", b"Subject: [list] x"), HOSTS[1], b"pass")

    assert _verify_arc(changed, KEYS) == ("pass", "success")  # the newest signature counts, and every seal


def test_a_key_that_is_not_there_breaks_the_chain() -> None:
    assert _verify_arc(chain(2), {name: key for name, key in KEYS.items() if b"one" not in name})[0] == "fail"


def told(folder: Path, message: bytes, records: str) -> Arc:
    async def go() -> Arc:
        with zone(records) as resolver:
            async with visited(declared(folder, network=Network(resolver=resolver))) as world:
                return await arc_of(world, message, parsed(message))

    return asyncio.run(go())


def test_a_chain_is_told_with_who_sealed_it(tmp_path: Path) -> None:
    records = "\n".join(f's1._domainkey.{host.decode()}. IN TXT "{RSA_RECORD}"' for host in HOSTS)

    assert told(tmp_path, chain(2), records) == Arc("pass", ("two.example", "one.example"), "success")
    assert told(tmp_path, PLAIN, records) == Arc("none", (), "")


def test_a_set_that_nobody_sealed_is_no_chain(tmp_path: Path) -> None:
    assert told(tmp_path, without(b"ARC-Seal", b"1")(chain(1)), "x.test. IN A 127.0.0.1").result == "fail"


def test_where_dns_does_not_tell_a_key_the_chain_is_not_known(tmp_path: Path) -> None:
    silent = hop(PLAIN, b"broken.test", b"none")

    assert told(tmp_path, silent, "x.test. IN A 127.0.0.1").result == "not known"


def suite() -> list[Any]:
    if not SUITE:
        return []
    import yaml  # noqa: PLC0415 - only where the suite was fetched

    # Some results are left empty in it: those of chains that say themselves that they broke.
    documents = list(yaml.load_all(Path(SUITE).read_text(encoding="utf-8"), Loader=yaml.BaseLoader))
    return [
        pytest.param(
            one["txt-records"] or {}, case["message"], OTHERWISE.get(name, case["cv"].lower() or "fail"), id=name
        )
        for one in documents
        for name, case in one["tests"].items()
    ]


@pytest.mark.skipif(not SUITE, reason="ARC_SUITE names no arc-draft-validation-tests.yml")
@pytest.mark.parametrize(("records", "message", "expected"), suite())
def test_the_public_suite(records: dict[str, str], message: str, expected: str) -> None:
    raw = message.replace("\n", "\r\n").encode()
    head = parsed(raw)
    known = {name.lower().encode(): key.encode() for name, key in records.items()}

    if head.get_all("ARC-Seal"):
        assert _verify_arc(raw, known)[0] == expected
    else:
        assert expected == ("fail" if head.get_all("ARC-Message-Signature") else "none")
