"""One HTTP/1.1 connection: writes a request as it stands and reads its answer; what breaks on the way is told."""

import asyncio
import zlib
from typing import NamedTuple, cast

import httptools

from launchready.observe.http import BODY_LIMIT
from launchready.observe.talk.streams import is_stream

PIECE = 2**18
"""Bytes of a body that are written at once: a larger one goes piece by piece, so that the others are not held up."""
IDLE_SECONDS = 15.0
INTERIM = range(100, 200)
SWITCHING = 101
SMALLEST_CODED = 2
HEAD_LIMIT = 2**20
"""Bytes of headers; who sends more has no end of them."""


class BrokenAnswerError(ConnectionError):
    """No whole answer came: the words say where it ended."""


class Whole(NamedTuple):
    """An answer that came to its end, or to as much of it as is read."""

    status: int
    headers: list[tuple[str, str]]
    pieces: list[bytes]
    is_late: bool = False
    """Whether a stream was still coming when its time was over: what had come is kept."""


class Connection(asyncio.Protocol):
    """One connection; it carries one exchange at a time."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        # What servers in the wild do and browsers bear is an answer, too.
        self._parser.set_dangerous_leniencies(
            lenient_headers=True,
            lenient_data_after_close=True,
            lenient_optional_lf_after_cr=True,
            lenient_optional_cr_before_lf=True,
            lenient_spaces_after_chunk_size=True,
        )
        self._waiter: asyncio.Future[None] | None = None
        self._may_write = asyncio.Event()
        self._may_write.set()
        self._is_reusable = True
        self._until = 0.0
        self._without_body = False
        self._is_late = False
        self._reset()
        self.lost: asyncio.Future[None] = self._loop.create_future()
        """Done when the connection is no more."""

    def _reset(self) -> None:
        self._status = 0
        self._headers: list[tuple[str, str]] = []
        self._pieces: list[bytes] = []
        self._size = 0  # bytes of the body, decoded
        self._seen = 0  # bytes of the headers
        self.has_begun = False
        """Whether anything of an answer came."""
        self._are_headers_done = False
        self._is_framed = False
        self._decoder: _Decoder | None = None

    @property
    def is_usable(self) -> bool:
        """Whether another request may be sent on it."""
        is_open = self._transport is not None and not self._transport.is_closing()
        return is_open and self._is_reusable and self._loop.time() < self._until

    async def exchange(
        self, head: bytes, body: bytes | None, *, without_body: bool, seconds: float, most: int = BODY_LIMIT
    ) -> Whole:
        """Sends a request and waits for its answer.

        Args:
            head: the request line and the headers, with the empty line.
            body: what follows.
            without_body: whether the answer holds none, whatever its headers say: an answer to HEAD.
            seconds: how long the whole answer may take.
            most: how many bytes of its body are read.

        Raises:
            BrokenAnswerError: the connection ended before the answer did, or what came is no HTTP.
            TimeoutError: the answer was not whole in time, and is no stream of which something came.
        """
        assert self._transport is not None
        self._reset()
        self._without_body = without_body
        self._most = most
        self._is_late = False
        self._waiter = self._loop.create_future()
        timer = self._loop.call_later(seconds, self._end_in_time)
        try:
            if body is None or len(body) <= PIECE:
                self._transport.write(head + body if body else head)
            else:
                await self._pour(head + body)
            await self._waiter
        except BaseException:
            self.close()
            raise
        finally:
            timer.cancel()
            self._waiter = None
        self._until = self._loop.time() + IDLE_SECONDS
        return Whole(self._status, self._headers, self._pieces, self._is_late)

    async def _pour(self, data: bytes) -> None:
        assert self._transport is not None
        assert self._waiter is not None
        for at in range(0, len(data), PIECE):
            if self._waiter.done():  # answered, or broken, before all of it was sent
                self._is_reusable = False
                return
            self._transport.write(data[at : at + PIECE])
            await asyncio.sleep(0)
            await self._may_write.wait()

    def close(self) -> None:
        """Ends the connection at once."""
        self._is_reusable = False
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Open, the handshake done."""
        self._transport = cast("asyncio.Transport", transport)

    def pause_writing(self) -> None:
        """The other side reads slowly."""
        self._may_write.clear()

    def resume_writing(self) -> None:
        """It has read."""
        self._may_write.set()

    def data_received(self, data: bytes) -> None:
        """Some of an answer."""
        if self._waiter is None:  # nobody asked: what is left of a broken answer, or a server's own idea
            self.close()
            return
        self.has_begun = True
        if not self._are_headers_done:
            self._seen += len(data)
            if self._seen > HEAD_LIMIT:
                self._fail(BrokenAnswerError(f"more than {HEAD_LIMIT} bytes of headers came"))
                return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._done(reusable=False)
        except httptools.HttpParserError as error:
            self._fail(BrokenAnswerError(f"what came back is no HTTP: {error}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """The end: also of an answer whose length nothing tells."""
        self._is_reusable = False
        self._may_write.set()
        if not self.lost.done():
            self.lost.set_result(None)
        if self._waiter is None or self._waiter.done():
            return
        if self._are_headers_done and not self._is_framed and exc is None:
            self._done(reusable=False)
        elif self._are_headers_done:
            self._fail(BrokenAnswerError(f"the answer broke off after {self._size} bytes of its body"))
        else:
            words = "in the middle of its headers" if self.has_begun else "without an answer"
            self._fail(BrokenAnswerError(f"the connection was closed {words}"))

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header, or one that follows the body."""
        if not self._are_headers_done:
            self._headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        """Tells how long the body will be."""
        self._status = self._parser.get_status_code()
        if self._status in INTERIM and self._status != SWITCHING:
            return
        self._are_headers_done = True
        for name, value in self._headers:
            lower = name.lower()
            if lower in {"content-length", "transfer-encoding"}:
                self._is_framed = True
            elif lower == "content-encoding" and value.lower().strip() in CODINGS:
                self._decoder = _Decoder(value.lower().strip())
        if self._without_body:
            self._done(reusable=False)

    def on_body(self, data: bytes) -> None:
        """A piece of the body; more than is read ends the connection."""
        if self._waiter is None or self._waiter.done():
            return
        try:
            data = self._decoder.more(data, self._most + 1 - self._size) if self._decoder else data
        except zlib.error as error:
            self._fail(BrokenAnswerError(f"the body is not in the coding that its header names: {error}"))
            return
        self._pieces.append(data)
        self._size += len(data)
        if self._size > self._most:
            self._done(reusable=False)

    def on_message_complete(self) -> None:
        """The answer is whole; one that only says `go on` is none."""
        if self._are_headers_done:
            self._done(reusable=self._parser.should_keep_alive())
        else:
            self._reset()

    def _done(self, *, reusable: bool) -> None:
        self._is_reusable &= reusable
        if not self._is_reusable:
            self.close()
        self._may_write.set()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _end_in_time(self) -> None:
        self._is_late = bool(self._size) and is_stream(tuple(self._headers))
        if self._is_late:
            self._done(reusable=False)
        else:
            self._fail(TimeoutError())

    def _fail(self, error: Exception) -> None:
        self.close()
        self._may_write.set()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(error)


CODINGS = ("gzip", "x-gzip", "deflate")


class _Decoder:
    """Takes gzip and deflate (as RFC 9110 and as many servers mean it) apart, never more than is wanted."""

    def __init__(self, coding: str) -> None:
        self._is_raw: bool | None = None if coding == "deflate" else False
        self._inner = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        self._first = b""

    def more(self, data: bytes, most: int) -> bytes:
        """What a piece holds: `most` bytes of it."""
        if self._is_raw is None:
            self._first += data
            if len(self._first) < SMALLEST_CODED:
                return b""
            data, self._first = self._first, b""
            # RFC 1950: a zlib header is a multiple of 31 and names method 8; raw deflate has none.
            self._is_raw = (data[0] & 0x0F) != 8 or (data[0] * 256 + data[1]) % 31 != 0  # noqa: PLR2004
            if self._is_raw:
                self._inner = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
        return self._inner.decompress(data, max(1, most))
