"""Forms of keys of clouds and of those who run databases."""

import re

from launchready.observe.secrets.forms.form import Form, Tier, form, in_earnest, is_public, known, warns
from launchready.observe.secrets.looks import is_placeholder


def _account_key(value: str, place: str) -> Tier:
    """Azure's emulator has one key for all the world."""
    return Tier.NOTHING if value.startswith("Eby8vdM02xNOcqF") else in_earnest(value, place)


def _service_account(value: str, place: str) -> Tier:
    return Tier.NOTHING if is_placeholder(value[40:200]) else in_earnest(value, place)


def key_body(value: bytes) -> str:
    """A private key's base64 as one run, however its lines are ended."""
    bare = re.sub(rb"-----[A-Z0-9 ]+-----?|\\+[nr]|-----END.*", b"", value)
    bare = re.sub(rb"(?m)^[A-Za-z-]+: .*$", b"", bare)
    return re.sub(rb"[^A-Za-z0-9+/=]", b"", bare).decode()


FORMS = (
    form("aws access key", "akia abia acca", r"(?:AKIA|ABIA|ACCA)[A-Z2-7]{16}"),
    form("aws session key id", "asia", r"ASIA[A-Z2-7]{16}", warns),
    *known("aws bedrock key"),
    *known("azure storage key", _account_key),
    form("azure shared access key", "sharedaccesskey=", r"SharedAccessKey=(?P<secret>[A-Za-z0-9+/]{42,100}={0,2})", in_earnest),
    form("azure app configuration secret", "secret=", r"Secret=(?P<secret>[A-Za-z0-9+/]{40,100}={1,2})", in_earnest),
    form("azure entra client secret", "q~", r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", in_earnest, 4),
    *known("cloudflare token"),
    form("google oauth client secret", "gocspx-", r"GOCSPX-[\w-]{28}"),
    form("google access token", "ya29.", r"ya29\.[\w-]{60,}", warns),
    *known("google gemini key"),
    form("firebase messaging server key", ":apa91b", r"AAAA[\w-]{7}:APA91b[\w-]{134}", in_earnest, 11),
    *known("digitalocean token"),
    form("alibaba access key", "ltai", r"LTAI[A-Za-z0-9]{12,20}", warns),
    *known("mongodb atlas secret"),
    *known("neon key", in_earnest),
    *known("tailscale key"),
    *known("age secret key", in_earnest),
    form("google browser key", "aiza", r"AIza[\w-]{35}", is_public),
    Form(
        "google service account",
        (b'"private_key"', b'\\"private_key\\"'),
        rb'\\?"private_key\\?"\s{0,8}:\s{0,8}\\?"(?P<secret>-----BEGIN (?:RSA )?PRIVATE KEY-----[A-Za-z0-9+/=\s\\nr]{300,4000}?-----END)',
        _service_account,
        plain=key_body,
    ),
)  # fmt: skip
