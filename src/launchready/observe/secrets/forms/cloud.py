"""Forms of keys of clouds and of those who run databases."""

import re

from launchready.observe.secrets.forms.form import Form, Tier, form, in_earnest, is_public, warns
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
    form("aws bedrock key", "absk bedrock-api-key-", r"ABSK[A-Za-z0-9+/]{109,269}={0,2}|bedrock-api-key-Ym[\w=-]{30,}"),
    form("azure storage key", "accountkey=", r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)", _account_key),
    form("azure shared access key", "sharedaccesskey=", r"SharedAccessKey=(?P<secret>[A-Za-z0-9+/]{42,100}={0,2})", in_earnest),
    form("azure app configuration secret", "secret=", r"Secret=(?P<secret>[A-Za-z0-9+/]{40,100}={1,2})", in_earnest),
    form("azure entra client secret", "q~", r"[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}", in_earnest, 4),
    form("cloudflare token", "cfat_ cfut_ cfk_ v1.0-", r"cf(?:at|ut|k)_[A-Za-z0-9]{40,48}|v1\.0-[0-9a-f]{24}-[0-9a-f]{146}"),
    form("google oauth client secret", "gocspx-", r"GOCSPX-[\w-]{28}"),
    form("google access token", "ya29.", r"ya29\.[\w-]{60,}", warns),
    form("google gemini key", "aq.ab8rn6", r"AQ\.Ab8RN6[\w-]{44}"),
    form("firebase messaging server key", ":apa91b", r"AAAA[\w-]{7}:APA91b[\w-]{134}", in_earnest, 11),
    form("digitalocean token", "dop_v1_ doo_v1_ dor_v1_", r"do[opr]_v1_[0-9a-f]{64}"),
    form("alibaba access key", "ltai", r"LTAI[A-Za-z0-9]{12,20}", warns),
    form("mongodb atlas secret", "mdb_sa_sk_", r"mdb_sa_sk_[\w-]{40}"),
    form("neon key", "napi_", r"napi_[a-z0-9]{64}", in_earnest),
    form("tailscale key", "tskey-", r"tskey-(?:api|auth|client|scim|webhook)-[A-Za-z0-9]{8,}-[A-Za-z0-9]{20,}"),
    form("age secret key", "age-secret-key-1", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}", in_earnest),
    form("google browser key", "aiza", r"AIza[\w-]{35}", is_public),
    Form(
        "google service account",
        (b'"private_key"', b'\\"private_key\\"'),
        rb'\\?"private_key\\?"\s{0,8}:\s{0,8}\\?"(?P<secret>-----BEGIN (?:RSA )?PRIVATE KEY-----[A-Za-z0-9+/=\s\\nr]{300,4000}?-----END)',
        _service_account,
        plain=key_body,
    ),
)  # fmt: skip
