"""A message belongs to the address that it was written to, also where one mailbox holds those of many."""

import os
from pathlib import Path

import pytest

from launchready.observe.mail.message import is_for, known_in, new_in, parsed

PLUS = "To: a+buyer@shop.test\nDelivered-To: a@shop.test\n"
CATCH_ALL = "To: buyer@shop.test\nX-Original-To: buyer@shop.test\nDelivered-To: all@shop.test\n"
FORWARDED = (
    "To: buyer@shop.test\nX-Original-To: all@home.test\nX-Original-To: buyer@shop.test\nDelivered-To: all@home.test\n"
)
HIDDEN = "To: undisclosed-recipients:;\n"
HOPS = (
    "Received: from x (x [192.0.2.1]) by home.test with ESMTP id 7\n for <all@home.test>; Tue, 24 Nov 2026 10:00:00 +0000\n"
    "Received: from y ([192.0.2.2]) by shop.test with ESMTPS id 8 for <buyer@shop.test>; Tue, 24 Nov 2026 09:59:59 +0000\n"
)


@pytest.mark.parametrize(
    ("head", "to", "belongs"),
    [
        ("To: Ann <ann@shop.test>\n", "ann@shop.test", True),
        ("To: ANN@Shop.test\n", "Ann@shop.test", True),
        ("To: bob@shop.test, =?utf-8?q?M=C3=BCller=2C_Ann?= <ann@shop.test>\n", "ann@shop.test", True),
        ("Cc: ann@shop.test\nTo: team@shop.test\n", "ann@shop.test", True),
        ("To: joann@shop.test\n", "ann@shop.test", False),
        ("To: ann@shop.test.example\n", "ann@shop.test", False),
        ('To: "ann@shop.test" <bob@shop.test>\n', "ann@shop.test", False),
        (PLUS, "a+buyer@shop.test", True),
        (PLUS, "a@shop.test", False),
        (PLUS, "a+seller@shop.test", False),
        (PLUS + "X-Original-To: a@shop.test\n", "a@shop.test", False),
        (CATCH_ALL, "buyer@shop.test", True),
        (CATCH_ALL, "all@shop.test", False),
        (FORWARDED, "buyer@shop.test", True),
        (FORWARDED, "all@home.test", False),
        (HIDDEN + "X-Original-To: buyer@shop.test\nDelivered-To: all@shop.test\n", "buyer@shop.test", True),
        (HIDDEN + "X-Original-To: buyer@shop.test\nDelivered-To: all@shop.test\n", "all@shop.test", False),
        (HIDDEN + "Envelope-to: buyer@shop.test\n", "buyer@shop.test", True),
        (HIDDEN + HOPS + "Delivered-To: all@home.test\n", "buyer@shop.test", True),
        (HIDDEN + HOPS + "Delivered-To: all@home.test\n", "all@home.test", False),
        (HIDDEN + "Delivered-To: a+buyer@shop.test\n", "a+buyer@shop.test", True),
        ("To: team@shop.test\nX-Original-To: ann@shop.test\n", "ann@shop.test", True),
        ("To: team@shop.test\nDelivered-To: ann@shop.test\n", "ann@shop.test", False),
        ("To: <<ann@shop.test\n", "bob@shop.test", False),
        ("Subject: to ann@shop.test\n", "ann@shop.test", False),
    ],
)
def test_a_message_is_for_whom_it_was_sent_to(head: str, to: str, *, belongs: bool) -> None:
    assert is_for(parsed(f"{head}Subject: x\n\nann@shop.test\n".encode()), to) is belongs


def test_a_message_that_its_owner_moves_is_not_new(tmp_path: Path) -> None:
    for name in ("new", "cur"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1.host").write_bytes(b"old")
    known = known_in(tmp_path)

    (tmp_path / "new" / "1.host").rename(tmp_path / "cur" / "1.host:2,S")
    (tmp_path / "cur" / "2.host:2,S").write_bytes(b"new")

    assert [data for data, _ in new_in(tmp_path, known)] == [b"new"]
    assert list(new_in(tmp_path, known)) == []


def test_a_file_that_is_written_anew_is_new(tmp_path: Path) -> None:
    letter = tmp_path / "reset.eml"
    letter.write_bytes(b"old")
    known = known_in(tmp_path / "*.eml")

    letter.write_bytes(b"new")
    os.utime(letter, ns=(1, 1))  # some file systems tell no time between two writes

    assert [data for data, _ in new_in(tmp_path / "*.eml", known)] == [b"new"]
