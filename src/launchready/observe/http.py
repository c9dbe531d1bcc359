"""What is sent over HTTP and what comes back: plain facts, with nothing decided."""

import json
import shlex
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from urllib.parse import urlsplit

from launchready.declare.model import Json
from launchready.observe.pick import json_of

BODY_LIMIT = 2 * 1024 * 1024
"""Bytes of an answer that are usually read; what is longer is marked as cut."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, byte for byte: the url is sent as it stands, odd paths and all."""

    url: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None
    """Sent as UTF-8; a byte that is none stands as its surrogate (`surrogateescape`)."""
    by: str | None = None
    """The principal whose session goes with it; None is nobody."""
    address: str | None = None
    """An address to connect to instead of the one that DNS gives."""
    sni: str | None = None
    """The server name of the TLS handshake, where it is not the url's host."""
    verify: bool = True
    """False to take whatever certificate is shown, as a stranger would who only wants the content."""
    seconds: float | None = None
    """How long the whole answer may take; None is the usual time."""
    most: int = BODY_LIMIT
    """Bytes of the answer that are read."""

    @property
    def host(self) -> str:
        """The host of the url, in lower case."""
        return _host(self.url)

    def with_json(self, value: Json) -> "Request":
        """The same request with a JSON body."""
        headers = (*self.headers, ("Content-Type", "application/json"))
        return replace(self, headers=headers, body=json.dumps(value))

    def with_headers(self, *headers: tuple[str, str]) -> "Request":
        """The same request with more headers."""
        return replace(self, headers=(*self.headers, *headers))


@lru_cache(maxsize=4096)
def _host(url: str) -> str:
    return urlsplit(url).hostname or ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for a request."""

    request: Request
    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    """Decoded as UTF-8; bytes that are not are replaced."""
    milliseconds: float
    cut: bool = False
    """True where the body was longer than was to be read, or a stream had not ended in time."""

    def header(self, name: str) -> str | None:
        """The first header of that name (any case), or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def all(self, name: str) -> tuple[str, ...]:
        """Every header of that name (any case)."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key.lower() == wanted)

    def json(self) -> Json:
        """The body as JSON, or None where it is not JSON."""
        return json_of(self.body)

    def line(self) -> str:
        """`GET https://… -> 200, 512 characters`."""
        by = f" as {self.request.by}" if self.request.by else ""
        return f"{self.request.method} {self.request.url}{by} -> {self.status}, {len(self.body)} characters"


class Why(StrEnum):
    """Why nothing came back."""

    TIMED_OUT = "timed out"
    REFUSED = "connection refused"
    NO_ADDRESS = "the name has no address"
    DNS_SILENT = "DNS did not answer"
    TLS = "the TLS handshake failed"
    BROKEN = "the connection broke"
    NOT_SENT = "it was not sent"


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing came back, and why: never the same as an answer that says no."""

    request: Request
    why: Why
    detail: str

    def line(self) -> str:
        """`GET https://… -> timed out (…)`."""
        return f"{self.request.method} {self.request.url} -> {self.why} ({self.detail})"


Reply = Answer | Silence


def curl(
    request: Request,
    *,
    address: str = "127.0.0.1",
    ports: tuple[tuple[int, int], ...] = (),
    trust: str | None = None,
    form: str | None = None,
) -> str:
    """The request as a curl command; the sender's session is a shell variable, never its value.

    Args:
        request: what to send.
        address: where its host is, for a product whose ports are mapped: curl is told both together.
        ports: the mapped ports.
        trust: a file of certificates.
        form: how the sender's session is sent; None is as a bearer token.
    """
    words = ["curl", "-sS", "-i", "--path-as-is"]
    parts = urlsplit(request.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    target_port = dict(ports).get(port, port)
    if request.address or target_port != port:
        words += ["--connect-to", f":{port}:{request.address or address}:{target_port}"]
    if not request.verify:
        words.append("--insecure")
    elif trust:
        words += ["--cacert", trust]
    if request.method != "GET":
        words += ["-X", request.method]
    url = request.url
    if request.sni and request.sni != request.host:  # curl takes the handshake's name from the url
        url = url.replace(f"//{parts.netloc}", f"//{request.sni}", 1)
        words += ["-H", f"Host: {parts.netloc}"]
    for name, value in request.headers:
        words += ["-H", f"{name}: {value}"]
    command = " ".join(shlex.quote(word) for word in words)
    more = ""
    if request.by:
        flag, more = _session_words(request.by.upper(), form or "Authorization: Bearer {token}", url)
        command += flag
    if request.body is not None:
        command += f" --data-binary {shlex.quote(request.body)}"
    return f"{command} {shlex.quote(url)}{more}"


def _session_words(name: str, form: str, url: str) -> tuple[str, str]:
    """What a session adds to a command, and to its url."""
    if form == "basic":
        return f' -u "${name}_USER:${name}_PASSWORD"', ""
    if form.startswith("?"):
        mark = "&" if "?" in url else "?"
        return "", f'"{mark}{form[1:].replace("{token}", f"${name}_TOKEN")}"'
    word = f"${name}_COOKIE" if form.startswith("Cookie: {") else f"${name}_TOKEN"
    return f' -H "{form.replace("{token}", word)}"', ""
