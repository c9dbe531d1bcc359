"""Messages are read as they are written; what is none is told, and never read for ever."""

import pytest
from dnslib import QTYPE, RR, DNSRecord

from launchready.observe.net.message import MessageError, parsed, question


def test_a_question_is_one_that_others_read() -> None:
    asked = DNSRecord.parse(question(7, "news.shop.test", "AXFR"))

    assert (asked.header.id, str(asked.q.qname), QTYPE[asked.q.qtype]) == (7, "news.shop.test.", "AXFR")


def test_an_answer_of_others_is_read_with_its_compressed_names() -> None:
    reply = DNSRecord.question("chat.shop.test", "NS").reply()
    reply.add_auth(*RR.fromZone("chat.shop.test. IN NS ns1.Host.example.\nchat.shop.test. IN NS ns2.host.example."))

    message = parsed(bytes(reply.pack()))

    assert [(one.name, one.type, one.target) for one in message.authority] == [
        ("chat.shop.test", "NS", "ns1.host.example"),
        ("chat.shop.test", "NS", "ns2.host.example"),
    ]
    assert message.answers == ()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 11,
        b"\0\1\0\0\0\1\0\0\0\0\0\0",
        # A name that points to itself.
        b"\0\1\0\0\0\1\0\0\0\0\0\0\xc0\x0c\0\1\0\1",
        # A record that says it is longer than the message.
        b"\0\1\0\0\0\0\0\1\0\0\0\0\0\0\1\0\1\0\0\0\0\xff\xff",
    ],
)
def test_what_is_no_message_is_told(data: bytes) -> None:
    with pytest.raises(MessageError):
        parsed(data)


@pytest.mark.parametrize("name", ["", "a..b", "x" * 64 + ".test"])
def test_what_is_no_name_is_not_asked(name: str) -> None:
    with pytest.raises(MessageError):
        question(1, name, "A")
