"""The DNS server of the audit's own, asked as the world's resolvers ask."""

import asyncio
import socket

import aiodns
import pytest
from dnslib import QTYPE, RCODE, DNSRecord
from hypothesis import given
from hypothesis import strategies as st

from launchready.observe.inputs.names import Names, naming


def told(names: Names, name: str, kind: str = "A") -> DNSRecord:
    answer = names.answer(bytes(DNSRecord.question(name, kind).pack()))
    assert answer is not None
    return DNSRecord.parse(answer)


def data(names: Names, name: str, kind: str = "A") -> list[str]:
    return [str(one.rdata) for one in told(names, name, kind).rr]


def test_a_name_changes_its_address_and_keeps_the_last() -> None:
    names = Names("names.example.com")
    name = names.name("mark", "192.0.2.1", "192.0.2.1", "127.0.0.1")

    assert [data(names, name) for _ in range(4)] == [["192.0.2.1"], ["192.0.2.1"], ["127.0.0.1"], ["127.0.0.1"]]
    assert names.asked("mark") == 4
    assert told(names, name).rr[0].ttl == 0


def test_a_question_for_the_other_version_is_no_look_up() -> None:
    names = Names("names.example.com")
    name = names.name("mark", "192.0.2.1", "127.0.0.1")

    assert data(names, name, "AAAA") == []
    assert told(names, name, "AAAA").header.rcode == RCODE.NOERROR
    assert names.asked("mark") == 0
    assert data(names, name) == ["192.0.2.1"]


def test_an_address_of_version_six_is_told() -> None:
    names = Names("names.example.com")

    assert data(names, names.name("mark", "::1"), "AAAA") == ["::1"]


def test_resolvers_that_spell_in_mixed_letters_get_their_spelling_back() -> None:
    names = Names("Names.Example.com")
    names.name("mark", "127.0.0.1")

    reply = told(names, "mArK.NAMES.example.COM")
    assert str(reply.q.qname) == "mArK.NAMES.example.COM."
    assert reply.header.aa == 1
    assert names.asked("mark") == 1


@pytest.mark.parametrize(
    ("name", "kind", "code", "count"),
    [
        ("other.names.example.com", "A", RCODE.NXDOMAIN, 0),
        ("example.com", "A", RCODE.REFUSED, 0),
        ("xnames.example.com", "A", RCODE.REFUSED, 0),
        ("names.example.com", "NS", RCODE.NOERROR, 1),
        ("names.example.com", "SOA", RCODE.NOERROR, 1),
        ("names.example.com", "A", RCODE.NOERROR, 0),
        ("mark.names.example.com", "TXT", RCODE.NOERROR, 0),
    ],
)
def test_what_it_says_of_other_names(name: str, kind: str, code: int, count: int) -> None:
    names = Names("names.example.com")
    names.name("mark", "127.0.0.1")

    reply = told(names, name, kind)

    assert (reply.header.rcode, len(reply.rr)) == (code, count)
    assert reply.q.qtype == getattr(QTYPE, kind)


@given(st.binary(max_size=80))
def test_nonsense_is_never_more_than_unanswered(message: bytes) -> None:
    Names("names.example.com").answer(message)


def test_an_answer_is_no_question() -> None:
    question = DNSRecord.question("names.example.com")

    assert Names("names.example.com").answer(bytes(question.reply().pack())) is None


def test_it_answers_resolvers_on_its_port() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        port = int(one.getsockname()[1])

    async def run() -> str:
        async with naming("names.example.com", "127.0.0.1", port) as names:
            resolver = aiodns.DNSResolver(nameservers=[f"127.0.0.1:{port}"], timeout=1, tries=1)
            found = await resolver.query_dns(names.name("mark", "127.0.0.9"), "A")
            await resolver.close()
            return str(found.answer[0].data.addr)

    assert asyncio.run(run()) == "127.0.0.9"
