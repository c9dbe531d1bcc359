"""A tiny IMAP server on loopback: one user, one folder, and a record of what was said to it."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PASSWORD = "a password of this test's own"


class Box(socketserver.ThreadingTCPServer):
    """Holds messages by their numbers."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.messages: dict[int, bytes] = {}
        self.said: list[str] = []

    @property
    def url(self) -> str:
        return f"imap://ann%40shop.test@127.0.0.1:{self.server_address[1]}/INBOX"

    def add(self, message: bytes) -> None:
        self.messages[max(self.messages, default=40) + 1] = message


class Talk(socketserver.StreamRequestHandler):
    """One client."""

    server: Box

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, rest = line.decode().strip().partition(" ")
            self.server.said.append(rest)
            done = self.answer(rest)
            self.wfile.write(f"{tag} {done}\r\n".encode())
            if rest == "LOGOUT":
                return

    def answer(self, rest: str) -> str:
        messages = self.server.messages
        match rest.split(" ", maxsplit=1)[0].upper():
            case "CAPABILITY":
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
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


@contextmanager
def imap_server() -> Iterator[Box]:
    """Runs for as long as the block lasts."""
    with Box() as box:
        thread = threading.Thread(target=box.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield box
        finally:
            box.shutdown()
            thread.join()
