"""The data of a record in one form, however a zone file, a provider or a resolver writes it."""

import re
from ipaddress import ip_address

STRINGS = re.compile(r'"((?:[^"\\]|\\.)*)"')
HOSTS = frozenset({"CNAME", "NS", "PTR", "MX", "SRV"})


def plain(data: str, kind: str) -> str:
    """A record's data as it is compared: strings joined, names without case and last dot, addresses in one form."""
    if kind in {"TXT", "SPF"}:
        parts = STRINGS.findall(data)
        return "".join(parts).replace('\\"', '"') if parts else data
    if kind in {"A", "AAAA"}:
        try:
            return str(ip_address(data.strip()))
        except ValueError:
            return data.strip()
    words = data.split()
    if kind in HOSTS:
        return " ".join(word.lower().rstrip(".") or "." for word in words)
    return " ".join(words).replace('"', "").lower() if kind == "CAA" else " ".join(words)
