"""Secrets whose form says nothing, and whose name says all: `TWILIO_AUTH_TOKEN = "…"`, in code, settings, YAML, JSON and XML."""

import re
from dataclasses import dataclass

from launchready.observe.secrets.forms.form import Tier
from launchready.observe.secrets.looks import (
    LEAST_BITS,
    bits,
    is_machine_made,
    is_mixed,
    is_placeholder,
    is_sample_place,
)

WORDS = (
    "secret passw pwd token api_key app_key access_key private_key credential signing_key encryption_key master_key auth_key server_key account_key "
    "license_key cloudflare cf_api datadog dd_api dd_app mistral algolia gemini generative google_ai genai vertex hmac_key jwt_key admin_key "
    "write_key storage_key"
)
HINTS = frozenset(word.replace("_", joined).encode() for word in WORDS.split() for joined in ("_", "-", ".", ""))
"""One of these is in the name of every secret that is known by its name alone."""
ASSIGNED = re.compile(
    rb"(?P<name>[A-Za-z0-9_.\-]{3,80}+)\\?[\"'`\])]{0,2}"
    rb"(?:\s{0,8}(?::=|=>|\?=|[:=])\s{0,4}|\s?,\s{0,4}(?=\\?[\"'`])|\s{0,4},?\s{0,40}\\?[\"']?value\\?[\"']?\s{0,3}[:=]\s{0,3}|\s{1,4}(?=\\?[\"'`]?[A-Za-z0-9+/_.~=\-]{20})"
    # XML's element, and Terraform's variable with its default.
    rb"|>(?=[^\s<>]{8})|\s{1,4}\{[^{}]{0,200}?\bdefault\s{0,20}=\s{0,4}(?=\"))"
    rb"(?:[bruf]{1,2}(?=[\"'`]))?\\?[\"'`]{0,3}(?:base64:)?(?P<value>[^\s\"'`<>\\,;(){}\[\]&=]{8,300}={0,2})"
)
NAME_BYTES = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"
UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
PUBLIC_NAME = re.compile(
    r"public|publishable|site_?key|search|anon|client_?id|browser|[_-]id$|_name$|_url$|_path$|_file$|fingerprint|hash|digest|checksum|sha\d*|md5|integrity|etag|csrf|nonce|salt_?rounds"
)
SECRET_NAME = re.compile(
    r"secret|passw|pwd|token|api_?key|app_?key|access_?key|private_?key|credential|auth_?key|(signing|encryption|master|server|account|admin|write|hmac|jwt|license)_?key"
)
CODE = ("$", "{{", "process.", "os.", "env.", "@", "!", "arn:", "http:", "https:")
ELSEWHERE = ("/", "./", "../", "~/")
"""How a path begins."""
DIGIT = re.compile(r"\d")
LONGEST = 200
DOTS = 2
"""More are an attribute's."""
OF_A_SECRET = re.compile(r"[\w+/=.~!@#$%^&*?:-]+")


@dataclass(frozen=True, slots=True)
class Named:
    """A vendor's variable: how it is called, and how its value is written."""

    kind: str
    name: re.Pattern[str]
    value: re.Pattern[str]


def _named(kind: str, name: str, value: str) -> Named:
    return Named(kind, re.compile(name), re.compile(value))


VENDORS = (
    _named("aws secret key", r"aws.*secret|secret_?access_?key|aws.*private", r"[A-Za-z0-9/+]{40}"),
    _named("azure storage key", r"account_?key|storage_?key|azure.*key", r"[A-Za-z0-9+/]{86}=="),
    _named("cloudflare token", r"cloudflare|(^|_)cf_(api|dns|auth|token|key)", r"[A-Za-z0-9_-]{40}|[0-9a-f]{37}"),
    _named("google gemini key", r"gemini|generative|google_?ai|genai|vertex|palm", r"AIza[\w-]{35}"),
    _named("mistral key", r"mistral", r"[A-Za-z0-9]{32}"),
    _named("cohere key", r"cohere|^co_api_key", r"[A-Za-z0-9]{40}"),
    _named("deepseek key", r"deepseek", r"sk-[0-9a-f]{32}"),
    _named("together key", r"together", r"[0-9a-f]{64}|tgp_v1_[\w-]{40,50}"),
    _named("openai key", r"openai", r"sk-[A-Za-z0-9_-]{40,200}"),
    _named("azure openai key", r"azure_?openai.*key|cognitive.*key", r"[0-9a-f]{32}|[A-Za-z0-9]{84}"),
    _named("datadog key", r"datadog|(^|_)dd_(api|app)", r"[0-9a-f]{32}|[0-9a-f]{40}"),
    _named("new relic key", r"new_?relic", r"[0-9a-f]{40}|[0-9a-f]{36}NRAL"),
    _named("twilio auth token", r"twilio", r"[0-9a-f]{32}|SK[0-9a-f]{32}"),
    _named("algolia admin key", r"algolia.*(admin|write|secret)|(admin|write).*algolia", r"[0-9a-f]{32}"),
    _named("postmark token", r"postmark", UUID),
    _named("mailgun key", r"mailgun", r"[0-9a-f]{32}-[0-9a-f]{8}-[0-9a-f]{8}|[0-9a-f]{32}"),
    _named("mailjet key", r"mailjet|(^|_)mj_", r"[0-9a-f]{32}"),
    _named("sparkpost key", r"sparkpost", r"[0-9a-f]{40}"),
    _named("paypal client secret", r"paypal.*(secret|key)", r"E[A-Za-z0-9_-]{60,99}"),
    _named("plaid secret", r"plaid.*secret", r"[0-9a-f]{30}"),
    _named("braintree private key", r"braintree.*private", r"[0-9a-f]{32}"),
    _named("razorpay secret", r"razorpay.*secret", r"[A-Za-z0-9]{24}"),
    _named("adyen key", r"adyen", r"AQE[\w+/=.:;,*&^%$#@!-]{60,}"),
    _named("vercel token", r"vercel.*token|^vercel_auth", r"[A-Za-z0-9]{24}"),
    _named("netlify token", r"netlify", r"[\w-]{40,64}"),
    _named("heroku key", r"heroku", UUID),
    _named("discord bot token", r"discord|bot_token", r"[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}"),
    _named("discord client secret", r"discord.*secret", r"[\w-]{32}"),
    _named("slack signing secret", r"slack.*signing", r"[0-9a-f]{32}"),
    _named("facebook app secret", r"(facebook|fb|meta|instagram).*secret", r"[0-9a-f]{32}"),
    _named("github oauth secret", r"(github|gh).*secret", r"[0-9a-f]{40}"),
    _named("google oauth client secret", r"google.*client_?secret", r"[\w-]{24,35}"),
    _named("auth0 client secret", r"auth0.*secret", r"[\w-]{64}"),
    _named("okta token", r"okta.*token", r"00[\w-]{40}"),
    _named("snyk token", r"snyk", UUID),
    _named("sentry token", r"sentry.*token", r"[0-9a-f]{64}"),
    _named("sonar token", r"sonar", r"(?:sq[up]_|sqa_)?[0-9a-f]{40}"),
    _named("circleci token", r"circle", r"[0-9a-f]{40}|CCIPAT_[A-Za-z0-9]{22}_[0-9a-f]{40}"),
    _named("pusher secret", r"pusher.*secret", r"[0-9a-f]{20}"),
    _named("firebase messaging server key", r"(fcm|firebase).*server_?key", r"AAAA[\w-]{7}:APA91b[\w-]{134}"),
    _named("supabase jwt secret", r"supabase.*jwt", r"[A-Za-z0-9+/=_-]{40,120}"),
    _named("shopify secret", r"shopify.*secret", r"[0-9a-f]{32}"),
    _named("clerk secret key", r"clerk", r"sk_live_[A-Za-z0-9]{40,50}"),
    _named("elevenlabs key", r"eleven", r"[0-9a-f]{32}"),
)
SIGNING = re.compile(
    r"(^|_)(jwt|jwe|jws|session|cookie|signing|hmac|encryption|flask|django|rails|laravel|nextauth|next_auth|auth|better_auth|app|csrf_signing|webhook|payload|"
    r"token|refresh_token|access_token|master|data|field)_?(signing_?|encryption_?|hmac_?)?(secret|key|secret_?key|signing_?key|secret_?key_?base)(_?base)?$"
    r"|^secret_?key(_?base)?$|^app_key$|^rails_master_key$|jwt_?(secret|private|signing)"
)
"""Names of the keys with which a product signs sessions and encrypts its data."""
SIGNING_LENGTH = 32
GENERIC = ("password", "api key")
"""Kinds that only the name speaks for: weak."""
STATE = re.compile(r"\.tfstate(\.backup|\.\d+)?(!|:|$)")
IN_STATE, STATE_LENGTH = "secret in terraform's state", 12
"""Terraform writes there what it was given: a value drawn at random under such a name is in use."""
NOT_PLAIN = re.compile(r"encrypted|ciphertext|wrapped|version|etag|serial|_arn$|_ref$|length")


def worth(name: str, value: str, place: str) -> tuple[str, Tier]:
    """The kind and tier of an assignment, by its name and how its value is written."""
    if DIGIT.search(value) is None:
        # Words: most of what is assigned to names like these, in code.
        return "", Tier.NOTHING
    name = re.sub(r"[.-]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).lower().strip("_")
    value = value.rstrip(".,:|")
    if is_placeholder(value) or value.startswith(CODE):
        return "", Tier.NOTHING
    if "algolia" in name and "search" in name:
        return "algolia search key", Tier.PUBLIC
    sample = is_sample_place(place)
    for vendor in VENDORS:
        if (
            vendor.name.search(name)
            and vendor.value.fullmatch(value)
            and bits(value) >= LEAST_BITS
            and any(c.isdigit() for c in value)
        ):
            if PUBLIC_NAME.search(name):
                return vendor.kind, Tier.NOTHING
            return vendor.kind, Tier.WEAK if sample else Tier.SURE
    if PUBLIC_NAME.search(name):
        return "", Tier.NOTHING
    if SIGNING.search(name) and len(value) >= SIGNING_LENGTH and is_machine_made(value, SIGNING_LENGTH):
        return "signing key", Tier.WEAK if sample else Tier.SURE
    return _by_name(name, value, place, sample=sample)


def _by_name(name: str, value: str, place: str, *, sample: bool) -> tuple[str, Tier]:
    """What a name alone makes of a value: a hint, but in Terraform's state."""
    if not SECRET_NAME.search(name) or not _could_be(value):
        return "", Tier.NOTHING
    if STATE.search(place) and not NOT_PLAIN.search(name) and is_machine_made(value, STATE_LENGTH):
        return IN_STATE, Tier.WEAK if sample else Tier.SURE
    return GENERIC[0] if re.search(r"passw|pwd", name) else GENERIC[1], Tier.WEAK


def _could_be(value: str) -> bool:
    """Whether a value may be a secret and is no name, path or call: letters and digits, in turn."""
    if (
        len(value) > LONGEST
        or value.startswith(ELSEWHERE)
        or not OF_A_SECRET.fullmatch(value)
        or value.count(".") > DOTS
    ):
        return False
    return is_mixed(value)
