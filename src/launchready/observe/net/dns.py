"""Asks DNS, and keeps time-outs, names that do not exist and names without such a record apart."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import aiodns
import pycares

from launchready.observe.question import Question

if TYPE_CHECKING:
    from launchready.observe.world import World

TYPES = ("A", "AAAA", "CAA", "CNAME", "MX", "NS", "SOA", "SRV", "TXT", "PTR", "HTTPS")
ALPN = 1
# The library answers for records of services (RFC 9460), and has no name for them yet.
aiodns.query_type_map.setdefault("HTTPS", pycares.QUERY_TYPE_HTTPS)
LOOKUP_SECONDS = 3.0
TRIES = 3


class State(StrEnum):
    """What DNS said of a name and a type."""

    FOUND = "found"
    NO_DATA = "the name has no such record"
    NXDOMAIN = "the name does not exist"
    TIMED_OUT = "timed out"
    UNREACHABLE = "nobody is reached there"
    REFUSED = "the server refused to answer"
    FAILED = "the server failed"


@dataclass(frozen=True, slots=True)
class RecordSet:
    """The records of one name and type, as text in the form of a zone file, sorted."""

    name: str
    type: str
    state: State
    records: tuple[str, ...] = ()
    detail: str = ""

    @property
    def known(self) -> bool:
        """Whether DNS gave an answer at all, be it that there is nothing."""
        return self.state in {State.FOUND, State.NO_DATA, State.NXDOMAIN}


@dataclass(frozen=True, slots=True)
class Records(Question[RecordSet]):
    """What records of a type does a name have?"""

    name: str
    type: str

    async def ask(self, world: "World") -> RecordSet:
        """Asks the declared resolver, or the machine's own."""
        return await world.dns.query(self.name, self.type)


STATES = {
    aiodns.error.ARES_ENODATA: State.NO_DATA,
    aiodns.error.ARES_ENOTFOUND: State.NXDOMAIN,
    aiodns.error.ARES_ETIMEOUT: State.TIMED_OUT,
    aiodns.error.ARES_ECONNREFUSED: State.TIMED_OUT,
    aiodns.error.ARES_EREFUSED: State.REFUSED,
}


class Resolver:
    """One resolver for the run."""

    def __init__(self, server: str | None) -> None:
        """`server` is `address:port`, or None for the machine's own resolvers."""
        self.server = server
        self._made: aiodns.DNSResolver | None = None

    async def query(self, name: str, kind: str) -> RecordSet:
        """The records of a name; never raises for what DNS says."""
        resolver = self._open()
        try:
            result = await resolver.query_dns(name, kind)
        except aiodns.error.DNSError as error:
            code, *words = error.args
            return RecordSet(name, kind, STATES.get(code, State.FAILED), (), str(words[0]) if words else "")
        wanted = getattr(pycares, f"QUERY_TYPE_{kind}")
        found = sorted(_text(record.data) for record in result.answer if record.type == wanted)
        return RecordSet(name, kind, State.FOUND if found else State.NO_DATA, tuple(found))

    def servers(self) -> tuple[str, ...]:
        """Where the resolver asks: `address:port` each."""
        return tuple(self._open().nameservers)

    def _open(self) -> aiodns.DNSResolver:
        if self._made is None:
            servers = [self.server] if self.server else None
            self._made = aiodns.DNSResolver(nameservers=servers, timeout=LOOKUP_SECONDS, tries=TRIES, rotate=False)
        return self._made

    async def close(self) -> None:
        """Ends the resolver."""
        if self._made is not None:
            await self._made.close()


def _service(data: pycares.HTTPSRecordData) -> str:
    """A service's record as in a zone file, with the protocols of it alone (RFC 9460, 7.1)."""
    left, names = dict(data.params).get(ALPN, b""), []
    while left:
        names.append(left[1 : 1 + left[0]].decode("ascii", "replace"))
        left = left[1 + left[0] :]
    alpn = f' alpn="{",".join(names)}"' if names else ""
    return f"{data.priority} {data.target.lower().rstrip('.') or '.'}{alpn}"


def _text(data: object) -> str:
    match data:
        case pycares.ARecordData() | pycares.AAAARecordData():
            return str(data.addr)
        case pycares.TXTRecordData():
            return bytes(data.data).decode("utf-8", "replace") if isinstance(data.data, bytes) else str(data.data)
        case pycares.MXRecordData():
            return f"{data.priority} {data.exchange.lower().rstrip('.')}"
        case pycares.CNAMERecordData():
            return data.cname.lower().rstrip(".")
        case pycares.NSRecordData():
            return data.nsdname.lower().rstrip(".")
        case pycares.SOARecordData():
            return f"{data.mname.lower()} {data.rname.lower()} {data.serial}"
        case pycares.CAARecordData():
            return f'{data.critical} {data.tag} "{data.value}"'
        case pycares.SRVRecordData():
            return f"{data.priority} {data.weight} {data.port} {data.target.lower().rstrip('.')}"
        case pycares.PTRRecordData():
            return data.dname.lower().rstrip(".")
        case _:
            return _service(data) if isinstance(data, pycares.HTTPSRecordData) else str(data)
