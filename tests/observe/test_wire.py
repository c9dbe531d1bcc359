"""Real connections to servers that answer what a script says, byte for byte."""

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from launchready.observe import wire as under_test
from launchready.observe.connection import HEAD_LIMIT
from launchready.observe.http import BODY_LIMIT, Answer, Request, Silence, Why
from launchready.observe.wire import Wire
from tests.observe.net.test_tls import a_certificate

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CLOSE = b""
"""In a script: the connection ends here."""


@dataclass(slots=True)
class Script:
    """Answers in turn, and what was asked, a list a connection."""

    answers: list[bytes]
    asked: list[list[bytes]] = field(default_factory=list)
    port: int = 0
    reads_body: bool = True

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        mine: list[bytes] = []
        self.asked.append(mine)
        try:
            while self.answers:
                mine.append(await self._request(reader))
                answer = self.answers.pop(0)
                if answer == CLOSE:
                    break
                writer.write(answer)
                await writer.drain()
                if self.answers and self.answers[0] == CLOSE:
                    self.answers.pop(0)
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _request(self, reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
        )
        return head + (await reader.readexactly(length) if length and self.reads_body else b"")


@asynccontextmanager
async def scripted(
    *answers: bytes, tls: ssl.SSLContext | None = None, reads_body: bool = True
) -> AsyncIterator[Script]:
    script = Script(list(answers), reads_body=reads_body)
    server = await asyncio.start_server(script.serve, "127.0.0.1", 0, ssl=tls)
    script.port = server.sockets[0].getsockname()[1]
    async with server:
        yield script


@asynccontextmanager
async def wire(port: int, *addresses: str, trust: Path | None = None, nowhere: bool = False) -> AsyncIterator[Wire]:
    """A client to which every name's usual ports are at one port here."""

    async def lookup(_: str) -> tuple[str, ...]:
        return () if nowhere else addresses or ("127.0.0.1",)

    made = Wire(lookup, ports={80: port, 443: port}, trust=trust)
    try:
        yield made
    finally:
        await made.close()


def run(test: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        await test()

    asyncio.run(whole())


async def answered(made: Wire, request: Request) -> Answer:
    reply = await made.send(request)
    assert isinstance(reply, Answer), reply.line()
    return reply


async def one(*answers: bytes, request: Request | None = None) -> tuple[Answer | Silence, Script]:
    """The reply to one request, and the script after it."""
    async with scripted(*answers) as script, wire(script.port) as made:
        return await made.send(request or Request("http://shop.example/")), script


def test_what_is_sent_is_what_was_written() -> None:
    async def test() -> None:
        request = Request(
            "http://Shop.Example/a/%2e%2e/b;c/../d?x=1&x=%zz#never",
            "PATCH",
            (("X-Twice", "1"), ("x-twice", "2"), ("Accept", "text/plain")),
            "é\udcff",
        )
        _, script = await one(OK, request=request)
        assert script.asked == [
            [
                (
                    b"PATCH /a/%2e%2e/b;c/../d?x=1&x=%zz HTTP/1.1\r\n"
                    b"Host: shop.example\r\n"
                    b"X-Twice: 1\r\nx-twice: 2\r\nAccept: text/plain\r\n"
                    b"User-Agent: launchready (+the owner asked for this audit)\r\nAccept-Encoding: gzip, deflate\r\n"
                    b"Content-Type: application/octet-stream\r\nContent-Length: 3\r\n\r\n\xc3\xa9\xff"
                )
            ]
        ]

    run(test)


@pytest.mark.parametrize(
    ("url", "line", "host"),
    [
        ("http://shop.example", b"GET / HTTP/1.1", b"shop.example"),
        ("http://shop.example?a=b", b"GET /?a=b HTTP/1.1", b"shop.example"),
        ("http://shop.example:80/é", "GET /é HTTP/1.1".encode(), b"shop.example"),
        ("http://bücher.example/", b"GET / HTTP/1.1", b"xn--bcher-kva.example"),
        ("http://user:word@shop.example/", b"GET / HTTP/1.1", b"shop.example"),
    ],
)
def test_a_url_is_taken_apart_and_not_rewritten(url: str, line: bytes, host: bytes) -> None:
    async def test() -> None:
        _, script = await one(OK, request=Request(url))
        lines = script.asked[0][0].split(b"\r\n")
        assert lines[:2] == [line, b"Host: " + host]

    run(test)


def test_a_port_that_is_not_the_usual_one_is_named_and_not_mapped_where_an_address_is_asked() -> None:
    async def test() -> None:
        async with scripted(OK) as script, wire(1) as made:
            await answered(made, Request(f"http://127.0.0.1:{script.port}/"))
            assert f"Host: 127.0.0.1:{script.port}\r\n".encode() in script.asked[0][0]

    run(test)


def test_an_own_host_header_stands_in_the_place_of_the_usual_one() -> None:
    async def test() -> None:
        _, script = await one(OK, request=Request("http://shop.example/", headers=(("Host", "evil.example"),)))
        assert script.asked[0][0].count(b"ost: ") == 1
        assert b"Host: evil.example\r\n" in script.asked[0][0]

    run(test)


@pytest.mark.parametrize("header", [("X-A", "b\r\nX-C: d"), ("X-A\n", "b"), ("X-A", "b\0")])
def test_a_header_that_would_be_two_is_not_sent(header: tuple[str, str]) -> None:
    async def test() -> None:
        reply, script = await one(OK, request=Request("http://shop.example/", headers=(header,)))
        assert isinstance(reply, Silence)
        assert reply.why is Why.BROKEN
        assert script.asked == []

    run(test)


@pytest.mark.parametrize(
    "url", ["ftp://shop.example/", "/only/a/path", "http://shop.example/a b", "http://shop.example:x/"]
)
def test_what_is_no_address_of_the_web_is_told(url: str) -> None:
    async def test() -> None:
        reply, script = await one(OK, request=Request(url))
        assert isinstance(reply, Silence)
        assert reply.why is Why.BROKEN
        assert script.asked == []

    run(test)


def test_headers_come_as_they_were_sent() -> None:
    async def test() -> None:
        reply, _ = await one(b"HTTP/1.1 404 No\r\nset-COOKIE: a=1\r\nset-COOKIE: b=\xe9\r\nContent-Length: 0\r\n\r\n")
        assert isinstance(reply, Answer)
        assert reply.status == 404
        assert reply.headers == (("set-COOKIE", "a=1"), ("set-COOKIE", "b=é"), ("Content-Length", "0"))

    run(test)


def test_a_connection_is_used_again() -> None:
    async def test() -> None:
        async with scripted(OK, OK, OK) as script, wire(script.port) as made:
            for _ in range(3):
                assert (await answered(made, Request("http://shop.example/"))).body == "ok"
            assert [len(asked) for asked in script.asked] == [3]

    run(test)


def test_names_do_not_share_a_connection() -> None:
    async def test() -> None:
        async with scripted(OK, OK) as script, wire(script.port) as made:
            await answered(made, Request("http://a.example/"))
            await answered(made, Request("http://b.example/"))
            assert [len(asked) for asked in script.asked] == [1, 1]

    run(test)


def test_a_read_on_a_connection_that_was_just_closed_is_sent_again() -> None:
    async def test() -> None:
        async with scripted(OK, CLOSE, OK) as script, wire(script.port) as made:
            await answered(made, Request("http://shop.example/"))
            assert (await answered(made, Request("http://shop.example/"))).body == "ok"

    run(test)


def test_a_post_is_never_sent_twice() -> None:
    async def test() -> None:
        request = Request("http://shop.example/", "POST", body="{}")
        async with scripted(CLOSE, OK) as script, wire(script.port) as made:
            reply = await made.send(request)
            assert isinstance(reply, Silence)
            assert reply.why is Why.BROKEN
            assert "without an answer" in reply.detail
            assert len(script.asked) == 1

    run(test)


def test_what_nobody_asked_for_is_not_taken_for_the_next_answer() -> None:
    async def test() -> None:
        forged = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
        async with scripted(OK + forged, OK) as script, wire(script.port) as made:
            assert (await answered(made, Request("http://shop.example/"))).body == "ok"
            await asyncio.sleep(0.05)
            assert (await answered(made, Request("http://shop.example/"))).body == "ok"

    run(test)


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n",
            "abcde",
        ),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + OK, "ok"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", ""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", ""),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", ""),
        (b"HTTP/1.1 200\nContent-Length: 2\n\nok", "ok"),
    ],
    ids=["chunked", "interim", "no content", "empty", "upgrade", "bare line feeds"],
)
def test_every_way_to_end_an_answer_is_known(raw: bytes, body: str) -> None:
    async def test() -> None:
        reply, _ = await one(raw)
        assert isinstance(reply, Answer), reply.line()
        assert reply.body == body
        assert not any(name in {"X-Trailer", "Link"} for name, _ in reply.headers)

    run(test)


def test_an_answer_without_a_length_ends_with_its_connection() -> None:
    async def test() -> None:
        reply, _ = await one(b"HTTP/1.0 200 OK\r\n\r\nall of it", CLOSE)
        assert isinstance(reply, Answer), reply.line()
        assert reply.body == "all of it"

    run(test)


def test_the_answer_to_head_has_no_body() -> None:
    async def test() -> None:
        reply, _ = await one(
            b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", request=Request("http://shop.example/", "HEAD")
        )
        assert isinstance(reply, Answer), reply.line()
        assert reply.body == ""

    run(test)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", "broke off after 4 bytes"),
        (b"HTTP/1.1 200 OK\r\nContent-", "in the middle of its headers"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab", "broke off after 2 bytes"),
        (b"220 mail.example ESMTP\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Encoding: gzip\r\n\r\nnope", "not in the coding"),
    ],
)
def test_half_an_answer_is_none(raw: bytes, words: str) -> None:
    async def test() -> None:
        reply, _ = await one(raw, CLOSE)
        assert isinstance(reply, Silence)
        assert reply.why is Why.BROKEN
        assert words in reply.detail

    run(test)


def test_headers_without_end_are_given_up() -> None:
    async def test() -> None:
        reply, _ = await one(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * (HEAD_LIMIT + 10))
        assert isinstance(reply, Silence)
        assert "headers" in reply.detail

    run(test)


@pytest.mark.parametrize(
    ("coding", "data"),
    [
        (b"gzip", gzip.compress(b"plain words")),
        (b"deflate", zlib.compress(b"plain words")),
        (b"deflate", zlib.compress(b"plain words")[2:-4]),
        (b"br", b"plain words"),
    ],
    ids=["gzip", "deflate", "raw deflate", "unknown"],
)
def test_a_coded_body_is_decoded(coding: bytes, data: bytes) -> None:
    async def test() -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + f"\r\nContent-Length: {len(data)}\r\n\r\n".encode()
        reply, _ = await one(head + data)
        assert isinstance(reply, Answer), reply.line()
        assert reply.body == "plain words"

    run(test)


def test_a_bomb_is_read_no_further_than_any_body() -> None:
    async def test() -> None:
        data = gzip.compress(bytes(50 * 1024 * 1024))
        reply, _ = await one(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n" + f"Content-Length: {len(data)}\r\n\r\n".encode() + data
        )
        assert isinstance(reply, Answer), reply.line()
        assert reply.cut
        assert len(reply.body) == BODY_LIMIT

    run(test)


def test_a_body_without_end_is_cut() -> None:
    async def test() -> None:
        reply, _ = await one(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (BODY_LIMIT + 5))
        assert isinstance(reply, Answer), reply.line()
        assert reply.cut
        assert len(reply.body) == BODY_LIMIT

    run(test)


def test_a_large_body_arrives_whole() -> None:
    async def test() -> None:
        body = "0123456789" * 1_100_000
        _, script = await one(OK, request=Request("http://shop.example/", "PUT", body=body))
        assert script.asked[0][0].endswith(body.encode())

    run(test)


def test_a_server_may_refuse_a_large_body_before_it_is_sent() -> None:
    async def test() -> None:
        refusal = b"HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"
        async with scripted(refusal, CLOSE, OK, reads_body=False) as script, wire(script.port) as made:
            reply = await made.send(Request("http://shop.example/", "POST", body="x" * 30_000_000))
            assert isinstance(reply, Answer) or reply.why is Why.BROKEN
            assert isinstance(reply, Silence) or reply.status == 413

    run(test)


def test_of_a_stream_that_does_not_end_what_came_is_kept() -> None:
    async def test() -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: 500\r\n\r\ndata: half\n\n"
        request = Request("http://shop.example/", seconds=0.2)
        stream, _ = await one(head % b"text/event-stream", OK, request=request)
        page, _ = await one(head % b"text/html", OK, request=request)
        assert isinstance(stream, Answer)
        assert (stream.body, stream.cut) == ("data: half\n\n", True)
        assert isinstance(page, Silence)
        assert page.detail == "no whole answer within 0.2 s"

    run(test)


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(under_test, "REQUEST_SECONDS", 0.2)

    async def test() -> None:
        reply, _ = await one(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nhalf", OK)
        assert isinstance(reply, Silence)
        assert reply.why is Why.TIMED_OUT

    run(test)


def test_a_look_that_is_given_up_leaves_no_connection_behind() -> None:
    async def test() -> None:
        async with (
            scripted(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhal", OK) as script,
            wire(script.port) as made,
        ):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await made.send(Request("http://shop.example/"))
            assert (await answered(made, Request("http://shop.example/"))).body == "ok"
            assert len(script.asked) == 2

    run(test)


def test_no_address_and_no_server_are_two_answers() -> None:
    async def test() -> None:
        async with wire(1, nowhere=True) as made:
            nowhere = await made.send(Request("http://gone.example/"))
        async with wire(1) as made:
            refused = await made.send(Request("http://shop.example/"))
        assert isinstance(nowhere, Silence)
        assert nowhere.why is Why.NO_ADDRESS
        assert isinstance(refused, Silence)
        assert refused.why is Why.REFUSED

    run(test)


def test_the_next_address_is_tried_where_one_is_closed() -> None:
    async def test() -> None:
        async with scripted(OK) as script, wire(script.port, "::1", "127.0.0.1") as made:
            assert (await answered(made, Request("http://shop.example/"))).body == "ok"

    run(test)


def test_a_certificate_is_checked_unless_the_caller_wants_none(tmp_path: Path) -> None:
    pem = a_certificate(tmp_path, "shop.example")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)

    async def test() -> None:
        url = "https://shop.example/"
        async with scripted(OK, OK, OK, tls=context) as script, wire(script.port) as made:
            refused = await made.send(Request(url))
            assert isinstance(refused, Silence)
            assert refused.why is Why.TLS
            assert "CERTIFICATE_VERIFY_FAILED" in refused.detail
            assert (await answered(made, Request(url, verify=False))).body == "ok"
        async with scripted(OK, OK, tls=context) as script, wire(script.port, trust=pem) as made:
            assert (await answered(made, Request(url))).body == "ok"
            other = await made.send(Request("https://other.example/"))
            assert isinstance(other, Silence)
            assert other.why is Why.TLS
            named = Request("https://other.example/", address="127.0.0.1", sni="shop.example")
            assert (await answered(made, named)).body == "ok"
            assert b"Host: other.example\r\n" in script.asked[-1][0]

    run(test)
