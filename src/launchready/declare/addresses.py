"""The values that name places: hosts, web addresses, network addresses, records, and how people are reached."""

import re
from ipaddress import ip_address, ip_network
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from launchready.declare.refusal import did_you_mean, quoted, refuse

HOST = re.compile(
    r"(?=.{1,253}$)([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
RECORD_TYPES = ("A", "AAAA", "CNAME", "MX", "TXT", "NS", "CAA", "SOA", "SRV", "PTR")


def _host(text: str) -> str:
    if not (HOST.fullmatch(text) or _is_address(text)):
        refuse(
            f"{quoted(text)} is not a host name",
            'Write the bare name, without https:// and without a path: "example.com"',
        )
    return text.lower()


def _scope(text: str) -> str:
    bare = text.removeprefix("*.")
    if not (HOST.fullmatch(bare) or _is_address(bare)):
        refuse(
            f"{quoted(text)} is not a host name", 'Write "example.com" for one name, "*.example.com" for all below it'
        )
    if bare != text and "." not in bare and bare != "localhost":
        refuse(f"{quoted(text)} covers names of strangers", 'Name your own domain: "*.example.com"')
    return text.lower()


def _url(text: str) -> str:
    parts = _split(text)
    if parts is None:
        refuse("this is not a web address", 'Write it with https:// and a host: "https://api.example.com"')
    if parts[1]:
        refuse("a web address must not carry a user name or password", "Take out what stands before the @")
    if "?" in text or "#" in text:
        refuse(f"{quoted(text)} has a query or a fragment", "End the address before the ? or #")
    return text


def _split(text: str) -> tuple[str, bool] | None:
    """The host of a web address and whether it carries credentials; None where it is no web address."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", text):
        return None
    if not (HOST.fullmatch(parts.hostname) or _is_address(parts.hostname)):
        return None
    return parts.hostname, "@" in parts.netloc


def _origin(text: str) -> str:
    _url(text)
    if urlsplit(text).path:
        refuse(
            f"{quoted(text)} is not an origin",
            'Write scheme and host alone, without a / at the end: "https://example.com"',
        )
    return text


def _path(text: str) -> str:
    parts = _split(text)
    if not (text.startswith("/") and not text.startswith("//")) and (parts is None or parts[1]):
        refuse("this is not a path", 'Begin it with one /: "/health"')
    return text


def _address(text: str) -> str:
    if not _is_address(text):
        refuse(f"{quoted(text)} is not an address", 'Write an IPv4 or IPv6 address: "203.0.113.7"')
    return text


def _network(text: str) -> str:
    try:
        ip_network(text)
    except ValueError:
        refuse(f"{quoted(text)} is not an address", 'Write an address or a range: "203.0.113.7" or "203.0.113.0/24"')
    return text


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _resolver(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not _is_address(text) and not (_is_address(host.strip("[]")) and _is_port(port)):
        refuse(f"{quoted(text)} is not a resolver", 'Write an address, with a port if it is not 53: "127.0.0.1:5353"')
    return text


def _listen(text: str) -> str:
    host, _, port = text.rpartition(":")
    if not (_is_address(host.strip("[]")) and _is_port(port)):
        refuse(f"{quoted(text)} is no place to listen", 'Write an address of this machine and a port: "0.0.0.0:9080"')
    return text


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text) <= 65535  # noqa: PLR2004 - the last TCP port


def _port_key(text: str) -> str:
    if not _is_port(text):
        refuse(f"{quoted(text)} is not a port", 'Write the product\'s own port as the key: "443" = 8443')
    return text


def _record(text: str) -> str:
    parts = text.split(maxsplit=2)
    if len(parts) != 3:  # noqa: PLR2004 - name, type, data
        refuse(f"{quoted(text)} is not a record", 'Write name, type and data: "example.com MX 10 mail.example.com"')
    name, kind, data = parts
    if kind not in RECORD_TYPES:
        near = did_you_mean(kind, RECORD_TYPES)
        refuse(
            f"{quoted(kind)} is not a type of record",
            f'Write "{near}"' if near else f"Use one of {', '.join(RECORD_TYPES)}",
        )
    if not HOST.fullmatch(name.removeprefix("*.").rstrip(".")):
        refuse(
            f"{quoted(name)} is not a host name",
            'Begin the record with its full name: "www.example.com CNAME example.com"',
        )
    if (kind == "A" and not _is_version(data, 4)) or (kind == "AAAA" and not _is_version(data, 6)):
        refuse(
            f"{quoted(data)} is not the data of a record of type {kind}",
            f"Write an IPv{4 if kind == 'A' else 6} address",
        )
    if kind == "MX" and not re.fullmatch(r"\d+\s+\S+", data):
        refuse(
            f"{quoted(data)} is not the data of a record of type MX",
            'Write a preference and a host: "10 mail.example.com"',
        )
    return text


def _is_version(text: str, version: int) -> bool:
    return _is_address(text) and ip_address(text).version == version


def _reach(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", text):
        refuse(
            f"{quoted(text)} is not an address that can be written to",
            'Begin it with its kind: "mailto:you@example.com"',
        )
    return text


Host = Annotated[str, AfterValidator(_host)]
Scope = Annotated[str, AfterValidator(_scope)]
Url = Annotated[str, AfterValidator(_url), Field(json_schema_extra={"pattern": "^https?://[^/?#@\\s]+[^?#\\s]*$"})]
Origin = Annotated[str, AfterValidator(_origin), Field(json_schema_extra={"pattern": "^https?://[^/?#@\\s]+$"})]
UrlPath = Annotated[str, AfterValidator(_path), Field(json_schema_extra={"pattern": "^(/([^/]|$)|https?://)"})]
Address = Annotated[str, AfterValidator(_address)]
AddressRange = Annotated[str, AfterValidator(_network)]
ResolverAddress = Annotated[str, AfterValidator(_resolver)]
ListenAddress = Annotated[str, AfterValidator(_listen)]
PortKey = Annotated[str, AfterValidator(_port_key)]
Port = Annotated[int, Field(ge=1, le=65535)]
Record = Annotated[str, AfterValidator(_record)]
Reach = Annotated[str, AfterValidator(_reach), Field(json_schema_extra={"pattern": "^[a-z][a-z0-9+.-]*:\\S+$"})]
