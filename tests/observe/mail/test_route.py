"""Who handed a message over is read from what receivers wrote, and never from below the declared one."""

import asyncio
from pathlib import Path

import pytest

from launchready.declare.model import Network
from launchready.observe.mail.message import parsed
from launchready.observe.mail.route import Handover, Hop, handover_of, hop_of, is_inside
from tests.observe.small_world import declared, visited, zone

RECORDS = """
4.4.8.8.in-addr.arpa. IN PTR out.shop.test.
8.8.8.8.in-addr.arpa. IN PTR other.shop.test.
9.9.9.9.in-addr.arpa. IN PTR x.broken.test.
out.shop.test. IN A 8.8.4.4
other.shop.test. IN A 192.0.2.1
shop.test. IN TXT "v=spf1 -all"
"""

GMAIL = (
    "Received: by 2002:a05:6000:1234 with SMTP id x; Mon, 1 Jun 2026 00:00:00 -0700\r\n"
    "Received: from out.shop.test (out.shop.test. [8.8.4.4])\r\n        by mx.google.com with ESMTPS id y; x\r\n"
    "Received: from app (unknown [10.0.0.7]) by out.shop.test (Postfix) with ESMTP id z; x\r\n"
)
INNER = (
    "Received: from mx.us.test (mx.us.test [10.1.1.1]) by store.us.test (Postfix) with LMTP id a; x\r\n"
    "Received: from a.helo.test (rdns.test [IPv6:2001:4860:4860::8888]) by mx.us.test (Postfix) with ESMTPS id b; x\r\n"
)
LOCAL = "Received: from laptop ([127.0.0.1]) by launchready with ESMTP; x\r\n"
EXIM = "Received: from [8.8.8.8] (helo=out.shop.test)\r\n\tby mx.us.test with esmtps (TLS1.3)\r\n\tid 1abc; x\r\n"


@pytest.mark.parametrize(
    ("received", "receiver", "expected"),
    [
        (GMAIL, "", Hop("out.shop.test", "8.8.4.4", "mx.google.com")),
        (GMAIL, "out.shop.test", Hop("app", "10.0.0.7", "out.shop.test")),
        (GMAIL, "mx.elsewhere.test", None),
        (INNER, "", Hop("a.helo.test", "2001:4860:4860::8888", "mx.us.test")),
        (INNER, "MX.us.test", Hop("a.helo.test", "2001:4860:4860::8888", "mx.us.test")),
        (LOCAL, "", Hop("laptop", "127.0.0.1", "launchready")),
        (EXIM, "", Hop("8.8.8.8", "8.8.8.8", "mx.us.test")),
        ("", "", None),
        ("Received: by mx.us.test; x\r\n", "", None),
    ],
)
def test_the_hop_is_found(received: str, receiver: str, expected: Hop | None) -> None:
    assert hop_of(parsed(f"{received}Subject: x\r\n\r\nx".encode()), receiver) == expected


@pytest.mark.parametrize(
    ("address", "inside"), [("127.0.0.1", True), ("10.0.0.7", True), ("fe80::1", True), ("8.8.8.8", False), ("", True)]
)
def test_private_addresses_say_nothing_of_spf(address: str, inside: bool) -> None:
    assert is_inside(address) is inside


@pytest.mark.parametrize(
    ("ip", "names", "confirmed"),
    [
        ("8.8.4.4", ("out.shop.test",), True),
        ("8.8.8.8", ("other.shop.test",), False),
        ("9.9.9.9", ("x.broken.test",), None),
        ("1.1.1.1", (), False),
        ("10.0.0.7", (), None),
    ],
)
def test_the_name_of_the_address_must_lead_back_to_it(
    ip: str, names: tuple[str, ...], confirmed: bool | None, tmp_path: Path
) -> None:
    head = f"Return-Path: <x@shop.test>\r\nReceived: from out (out [{ip}]) by mx.us.test with ESMTP; x\r\nSubject: x\r\n\r\nx"

    async def go(resolver: str) -> Handover:
        async with visited(declared(tmp_path, network=Network(resolver=resolver))) as world:
            return await handover_of(world, parsed(head.encode()), "shop.test", strict=False)

    with zone(RECORDS) as resolver:
        found = asyncio.run(go(resolver))

    assert (found.names, found.confirmed) == (names, confirmed)
