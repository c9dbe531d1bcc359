"""How senders of webhooks sign: short names for the usual schemes, and the templates that a declaration may write itself."""

import re
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from launchready.declare.refusal import did_you_mean, quoted, refuse

SCHEMES: dict[str, tuple[str, ...]] = {
    "stripe": ("Stripe-Signature: t={t},v1={hmac_sha256:t.body}",),
    "github": ("X-Hub-Signature-256: sha256={hmac_sha256:body}", "X-GitHub-Delivery: {id}"),
    "slack": ("X-Slack-Request-Timestamp: {t}", "X-Slack-Signature: v0={hmac_sha256:v0:t:body}"),
    "standard": (
        "webhook-id: {id}",
        "webhook-timestamp: {t}",
        "webhook-signature: v1,{hmac_sha256_base64_whsec:id.t.body}",
    ),
    "svix": ("svix-id: {id}", "svix-timestamp: {t}", "svix-signature: v1,{hmac_sha256_base64_whsec:id.t.body}"),
    "paddle": ("Paddle-Signature: ts={t};h1={hmac_sha256:t:body}",),
    "shopify": ("X-Shopify-Hmac-Sha256: {hmac_sha256_base64:body}", "X-Shopify-Webhook-Id: {id}"),
    "lemonsqueezy": ("X-Signature: {hmac_sha256:body}",),
    "paystack": ("X-Paystack-Signature: {hmac_sha512:body}",),
}
"""Headers by short name. `_base64` writes the digest so; `_whsec` takes the key from base64 behind `whsec_`."""
LINE = re.compile(r"[A-Za-z0-9-]+:\s*\S.*")
PART = re.compile(r"\{([^{}]*)\}")
DIGEST = re.compile(r"hmac_(sha1|sha256|sha512)(_base64)?(_whsec)?:(.+)")
FORM = 'Write header and template: "X-Signature: t={t},v1={hmac_sha256:t.body}"'


def headers_of(lines: list[str]) -> tuple[str, ...]:
    """The headers that a declared signature makes: short names written out."""
    return tuple(header for line in lines for header in SCHEMES.get(line, (line,)))


def _signature(value: object) -> object:
    lines = [value] if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        return lines  # the shape says so
    for line in lines:
        _check(line)
    if not any(DIGEST.fullmatch(part) for header in headers_of(lines) for part in PART.findall(header)):
        refuse("the signature signs nothing", "Say over what it is made: {hmac_sha256:t.body} or {hmac_sha256:body}")
    return lines


def _check(line: str) -> None:
    if line in SCHEMES:
        return
    if not LINE.fullmatch(line):
        near = did_you_mean(line, tuple(SCHEMES)) if re.fullmatch(r"[\w-]+", line) else None
        do = f"Write {quoted(near)}" if near else f"{FORM}, or one of {', '.join(SCHEMES)}"
        refuse(f"{quoted(line)} is not a signature", do)
    for part in PART.findall(line):
        if part not in {"t", "id"} and not DIGEST.fullmatch(part):
            refuse(f'"{{{part}}}" means nothing in a signature', "Use {t}, {id} and {hmac_sha256:…}")


Signature = Annotated[
    list[str],
    BeforeValidator(_signature),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}),
]
