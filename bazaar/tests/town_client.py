"""A client of a running town: asks its DNS, opens its hosts at the ports they really have, and reads its mail."""

import http.client
import json
import mailbox
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from cryptography import x509
from dnslib import DNSRecord

TOP = Path(__file__).parents[2]
SECONDS = 30
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass(frozen=True, slots=True)
class Town:
    """A running town, as its ready file tells of it."""

    process: subprocess.Popen[str]
    folder: Path
    dns_port: int
    http: int
    https: int
    ca: Path

    def secret(self, name: str) -> str:
        lines = (self.folder / "secrets.env").read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)[name]

    def dns(self, name: str, kind: str = "A", *, tcp: bool = False) -> DNSRecord:
        asked = DNSRecord.question(name, kind)
        return DNSRecord.parse(asked.send("127.0.0.1", self.dns_port, tcp=tcp, timeout=5))

    def records(self, name: str, kind: str = "A") -> list[str]:
        return [str(record.rdata) for record in self.dns(name, kind, tcp=True).rr]

    def ask(
        self,
        url: str,
        *,
        method: str = "GET",
        body: str | None = None,
        headers: dict[str, str] | None = None,
        at: str | None = None,
        source: str = "127.0.0.1",
    ) -> Answer:
        """One request, to the address that DNS says or to the one given; redirects are not followed."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = self.https if parts.scheme == "https" else self.http
        address = at or self.records(host)[-1]
        connection = http.client.HTTPConnection(host, timeout=SECONDS)
        plain = socket.create_connection((address, port), timeout=SECONDS, source_address=(source, 0))
        if parts.scheme == "https":
            context = ssl.create_default_context(cafile=str(self.ca))
            connection.sock = context.wrap_socket(plain, server_hostname=host)
        else:
            connection.sock = plain
        try:
            connection.request(method, url.split(parts.netloc, 1)[1] or "/", body, headers or {})
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read().decode())
        finally:
            connection.close()

    def post(self, url: str, told: Mapping[str, object], **more: str) -> Answer:
        headers = {"Content-Type": "application/json", **more}
        return self.ask(url, method="POST", body=json.dumps(told), headers=headers)

    def token(self, who: str = "a", secret: str = "BUYER_A_PASSWORD") -> str:
        given = {"email": f"{who}@bazaar.test", "password": self.secret(secret)}
        token = json.loads(self.post("https://api.bazaar.test/auth/login", given).text)["access_token"]
        assert isinstance(token, str)
        return token

    def cookie(self) -> str:
        given = f"email=a%40bazaar.test&password={self.secret('BUYER_A_PASSWORD')}"
        typed = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.ask("https://bazaar.test/login", method="POST", body=given, headers=typed)
        return str(answer.headers["Set-Cookie"]).partition(";")[0]

    def certificate(self, host: str) -> x509.Certificate:
        """What the host shows, whether it can be trusted or not."""
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        plain = socket.create_connection((self.records(host)[-1], self.https), timeout=SECONDS)
        with context.wrap_socket(plain, server_hostname=host) as secure:
            shown = secure.getpeercert(binary_form=True)
        assert shown is not None
        return x509.load_der_x509_certificate(shown)

    def mail(self, wanted: Callable[[Message], bool]) -> Message:
        """The message that fits, waited for."""
        box = mailbox.Maildir(self.folder / "mail", create=False)

        def found() -> Message | None:
            return next((message for message in box if wanted(message)), None)

        return until(found)


def until(look: Callable[[], T | None]) -> T:
    """What a look finds at last."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if (found := look()) is not None:
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


def started(folder: Path, *words: str) -> subprocess.Popen[str]:
    """`python -m bazaar`, not yet ready."""
    ready = folder.with_suffix(".json")
    command = [sys.executable, "-W", "error", "-m", "bazaar", "--dir", str(folder), "--ready-file", str(ready), *words]
    return subprocess.Popen(command, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def ready(process: subprocess.Popen[str], folder: Path) -> Town:
    """The town, when it is ready."""
    file = folder.with_suffix(".json")

    def looked() -> bool | None:
        assert process.poll() is None, process.stdout.read() if process.stdout else ""
        return True if file.exists() else None

    until(looked)
    told = json.loads(file.read_text(encoding="utf-8"))
    dns_port = int(str(told["dns"]).rpartition(":")[2])
    return Town(process, folder, dns_port, int(told["http"]), int(told["https"]), Path(told["ca"]))


@contextmanager
def running(folder: Path, *faults: str) -> Iterator[Town]:
    """A town with these faults, ended in the end."""
    with started(folder, *(word for fault in faults for word in ("--fault", fault))) as process:
        try:
            yield ready(process, folder)
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=SECONDS)
