"""Verifies one DKIM signature by RFC 6376 where the library that does the sums is narrower; takes a second to import."""

import re

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from launchready.observe.mail.records import tags

METHOD = b"dns/txt"
FOR_MAIL = frozenset({"*", "email"})
OCTET = re.compile(rb"=([0-9A-Fa-f]{2})")
SHA1 = b"rsa-sha1"

Tags = dict[bytes, bytes]


class Verifier(dkim.DKIM):  # type: ignore[misc]  # the library has no types
    """A message whose signatures may name several ways to fetch the key, and encode who signs.

    Only what is judged is read anew: what is hashed are the lines of the message, as they stand.
    """

    def __init__(self, message: bytes, key: str) -> None:
        super().__init__(message)
        self._key = key

    def holds(self, at: int) -> bool:
        """Whether the signature at a place fits the message and the key.

        Raises:
            dkim.DKIMException: it is malformed, or means another key.
            ValueError: a part of it is no base64.
        """
        return bool(self.verify(at, dnsfunc=self._answer))

    def verify_headerprep(self, idx: int = 0) -> tuple[Tags, list[bytes], list[tuple[bytes, bytes]]] | bool:
        """What the library takes from the header, once its tags are judged."""
        headers = [(name, value) for name, value in self.headers if name.lower() == b"dkim-signature"]
        if len(headers) <= idx:
            return False
        try:
            sig: Tags = parse_tag_value(headers[idx][1])
        except InvalidTagValueList as error:
            raise dkim.MessageFormatError(error) from None
        # What the library asks of `q` and `i` is judged here, and all else there.
        dkim.validate_signature_fields({name: value for name, value in sig.items() if name not in (b"q", b"i")})
        _judge_methods(sig.get(b"q", METHOD))
        if sig[b"a"] == SHA1:
            raise dkim.ValidationError("a=rsa-sha1, which receivers must refuse (RFC 8301)")
        record = tags(self._key)
        if b"i" in sig:
            _judge_identity(sig[b"i"], sig[b"d"], exact="s" in record.get("t", "").lower().split(":"))
        if not FOR_MAIL & set(record.get("s", "*").lower().split(":")):
            raise dkim.ValidationError(f"the key is for s={record['s']}, and not for mail")
        return sig, [name.lower() for name in re.split(rb"\s*:\s*", sig[b"h"])], headers

    def _answer(self, name: bytes, timeout: float = 0) -> bytes:
        """The key, without the list of services, of which the library knows one at a time."""
        del name, timeout
        parts = [part for part in self._key.split(";") if part.partition("=")[0].strip() != "s"]
        return ";".join(parts).encode()


def _judge_methods(value: bytes) -> None:
    """Ways that nobody knows are passed over; DNS must be among them."""
    if METHOD not in re.sub(rb"\s+", b"", value).lower().split(b":"):
        raise dkim.ValidationError(f"q={value.decode('latin-1')}: no way to fetch the key that receivers know")


def _judge_identity(value: bytes, domain: bytes, *, exact: bool) -> None:
    """Who signs must be at the signing domain or, unless the key forbids it, below."""
    plain = OCTET.sub(lambda octet: bytes([int(octet[1], 16)]), re.sub(rb"\s+", b"", value))
    _, sign, host = plain.rpartition(b"@")
    named, signing = host.lower(), domain.lower()
    told = f"i={value.decode('latin-1')} and d={domain.decode('latin-1')}"
    if not sign or not (named == signing or named.endswith(b"." + signing)):
        raise dkim.ValidationError(f"{told}: who signs is not at the signing domain")
    if exact and named != signing:
        raise dkim.ValidationError(f"{told}: the key is for that domain alone (t=s)")
