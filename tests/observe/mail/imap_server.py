"""A tiny IMAP server on loopback, with TLS from the start, from STARTTLS on, or never: one user, one folder, and what was said to it."""

import datetime as dt
import ipaddress
import re
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PASSWORD = "a password of this test's own"


class Box(socketserver.ThreadingTCPServer):
    """Holds messages by their numbers."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, pem: Path | None, *, starttls: bool) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.messages: dict[int, bytes] = {}
        self.said: list[str] = []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.offers = pem is not None and starttls
        self.wraps = pem is not None and not starttls
        if pem is not None:
            self.context.load_cert_chain(pem)

    @property
    def url(self) -> str:
        scheme = "imaps" if self.wraps else "imap"
        return f"{scheme}://ann%40shop.test@127.0.0.1:{self.server_address[1]}/INBOX"

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        plain, address = super().get_request()
        if not self.wraps:
            return plain, address
        wrapped = self.context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        wrapped.settimeout(5)
        return wrapped, address

    def handle_error(self, request: object, client_address: object) -> None:
        """Nobody reads what a client that went away leaves behind."""

    def add(self, message: bytes) -> None:
        self.messages[max(self.messages, default=40) + 1] = message


class Talk(socketserver.StreamRequestHandler):
    """One client."""

    server: Box

    def handle(self) -> None:
        with suppress(OSError):  # a client that does not like the certificate goes away
            self.wfile.write(b"* OK ready\r\n")
            while line := self.rfile.readline():
                tag, _, rest = line.decode().strip().partition(" ")
                self.server.said.append(f"{'in the clear: ' if self.is_clear else ''}{rest}")
                done = self.answer(rest)
                self.wfile.write(f"{tag} {done}\r\n".encode())
                if rest == "LOGOUT":
                    return
                if rest == "STARTTLS":
                    self.request = self.server.context.wrap_socket(self.request, server_side=True)
                    self.rfile, self.wfile = self.request.makefile("rb"), self.request.makefile("wb", buffering=0)

    def finish(self) -> None:
        for one in (self.rfile, self.wfile, self.request):  # after STARTTLS they are others than the server knows
            with suppress(OSError):
                one.close()

    @property
    def is_clear(self) -> bool:
        return not isinstance(self.request, ssl.SSLSocket)

    def answer(self, rest: str) -> str:
        messages = self.server.messages
        match rest.split(" ", maxsplit=1)[0].upper():
            case "CAPABILITY":
                more = b" STARTTLS" if self.server.offers and self.is_clear else b""
                self.wfile.write(b"* CAPABILITY IMAP4rev1" + more + b"\r\n")
            case "LOGIN":
                return "OK in" if PASSWORD in rest and "ann@shop.test" in rest else "NO wrong password"
            case "EXAMINE" if "INBOX" in rest:
                self.wfile.write(
                    f"* {len(messages)} EXISTS\r\n* OK [UIDNEXT {max(messages, default=40) + 1}] x\r\n".encode()
                )
            case "EXAMINE":
                return "NO no such folder"
            case "UID" if "SEARCH" in rest:
                first = int(re.search(r"UID (\d+):", rest)[1])  # type: ignore[index]  # the client always names one
                named = [one for one in messages if one >= first] or list(messages)[-1:]
                self.wfile.write(f"* SEARCH {' '.join(map(str, named))}\r\n".encode())
            case "UID":
                number = int(rest.split(" ")[2])
                data = messages[number]
                self.wfile.write(f"* 1 FETCH (UID {number} BODY[]<0> {{{len(data)}}}\r\n".encode() + data + b")\r\n")
        return "OK done"


def certificate(folder: Path, *names: str, days: int = 1) -> Path:
    """A certificate that vouches for itself, with its key, for addresses and names."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a mail server of tests")])
    called = [x509.IPAddress(ipaddress.ip_address(one)) if one[0].isdigit() else x509.DNSName(one) for one in names]
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=10))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(called), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = folder / f"{'-'.join(names)}.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem.write_bytes(made.public_bytes(Encoding.PEM) + private)
    return pem


@contextmanager
def imap_server(pem: Path | None = None, *, starttls: bool = False) -> Iterator[Box]:
    """Runs for as long as the block lasts; with a certificate it speaks TLS, or offers it."""
    with Box(pem, starttls=starttls) as box:
        thread = threading.Thread(target=box.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield box
        finally:
            box.shutdown()
            thread.join()
