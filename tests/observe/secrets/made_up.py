"""Secrets of forty kinds and more, drawn at random each time in the form that their makers give them; none is ever written down."""

import base64
import hashlib
import json
import secrets
import string
import zlib
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

ALNUM = string.ascii_letters + string.digits
UPPER = string.ascii_uppercase + string.digits
LOWER = string.ascii_lowercase + string.digits
HEX = "0123456789abcdef"
URL = ALNUM + "-_"
B64 = ALNUM + "+/"
BASE32 = string.ascii_uppercase + "234567"
DIGITS = string.digits
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


@dataclass(frozen=True, slots=True)
class Made:
    """A secret that was never anybody's."""

    kind: str
    name: str
    """The variable in which its owner would keep it."""
    value: str
    """As it stands after the name."""
    core: str
    """The part of it that must be found."""


def drawn(letters: str, length: int) -> str:
    """Random letters; never so few different ones that they could not be a secret."""
    while True:
        text = "".join(secrets.choice(letters) for _ in range(length))
        digits = sum(c.isdigit() for c in text)
        if length < 16 or letters == DIGITS or 2 <= digits < length:
            return text


def checked(prefix: str) -> str:
    """A token with GitHub's and npm's checksum."""
    body = drawn(ALNUM, 30)
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, 62)
        digits = BASE62[digit] + digits
    return f"{prefix}{body}{digits.rjust(6, '0')}"


def uuid() -> str:
    """A random one."""
    return "-".join(drawn(HEX, n) for n in (8, 4, 4, 4, 12))


def token(payload: dict[str, object]) -> str:
    """A signed JSON web token."""

    def part(value: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(payload)}.{drawn(URL, 43)}"


def pem(kind: str = "rsa") -> str:
    """A private key."""
    style = serialization.PrivateFormat.PKCS8
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey
    if kind == "ec":
        key = ec.generate_private_key(ec.SECP256R1())
    elif kind == "openssh":
        key, style = ed25519.Ed25519PrivateKey.generate(), serialization.PrivateFormat.OpenSSH
    else:
        key = rsa.generate_private_key(65537, 2048)
        style = serialization.PrivateFormat.TraditionalOpenSSL if kind == "pkcs1" else style
    return key.private_bytes(serialization.Encoding.PEM, style, serialization.NoEncryption()).decode()


def made_up() -> tuple[Made, ...]:
    """One of each kind."""
    aws, sql, amqp, mongo = drawn(B64, 40), drawn(ALNUM, 20), drawn(ALNUM, 18), drawn(ALNUM, 20)
    redis, smtp, mysql = drawn(HEX, 32), drawn(ALNUM, 16), drawn(ALNUM, 22)
    azure, bus = f"{drawn(B64, 86)}==", f"{drawn(B64, 43)}="
    account = pem()
    google = json.dumps(
        {
            "type": "service_account",
            "project_id": "shop-prod",
            "private_key_id": drawn(HEX, 40),
            "private_key": account,
            "client_email": "api@shop-prod.iam.gserviceaccount.com",
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
        }
    )
    hook = f"T{drawn(UPPER, 9)}/B{drawn(UPPER, 10)}/{drawn(ALNUM, 24)}"
    discord = f"{drawn(DIGITS, 18)}/{drawn(URL, 68)}"
    bot = (
        base64.b64encode(b"9" + drawn(DIGITS, 17).encode()).decode().rstrip("=")
        + f".{drawn(ALNUM, 6)}.{drawn(ALNUM, 38)}"
    )
    openssh = pem("openssh")
    plain = [
        ("aws", "AWS_SECRET_ACCESS_KEY", aws),
        ("aws id", "AWS_ACCESS_KEY_ID", f"AKIA{drawn(BASE32, 16)}"),
        ("cloudflare", "CLOUDFLARE_API_TOKEN", drawn(URL, 40)),
        ("digitalocean", "DIGITALOCEAN_TOKEN", f"dop_v1_{drawn(HEX, 64)}"),
        ("stripe", "STRIPE_SECRET_KEY", f"sk_live_{drawn(ALNUM, 24)}"),
        ("stripe restricted", "STRIPE_KEY", f"rk_live_{drawn(ALNUM, 99)}"),
        ("paypal", "PAYPAL_CLIENT_SECRET", f"E{drawn(URL, 78)}7"),
        ("adyen", "ADYEN_API_KEY", f"AQEyhm{drawn(ALNUM, 40)}/{drawn(ALNUM, 20)}-{drawn(B64, 43)}=-{drawn(ALNUM, 16)}"),
        ("square", "SQUARE_ACCESS_TOKEN", f"EAAA{drawn(URL, 59)}3"),
        ("sendgrid", "SENDGRID_API_KEY", f"SG.{drawn(URL, 22)}.{drawn(URL, 42)}4"),
        ("mailgun", "MAILGUN_API_KEY", f"{drawn(HEX, 32)}-{drawn(HEX, 8)}-{drawn(HEX, 8)}"),
        ("mailgun old", "MAIL_KEY", f"key-{drawn(HEX, 32)}"),
        ("postmark", "POSTMARK_SERVER_TOKEN", uuid()),
        ("resend", "RESEND_API_KEY", f"re_{drawn(ALNUM, 8)}_{drawn(ALNUM, 24)}"),
        ("slack", "SLACK_BOT_TOKEN", f"xoxb-{drawn(DIGITS, 12)}-{drawn(DIGITS, 13)}-{drawn(ALNUM, 24)}"),
        ("telegram", "TELEGRAM_BOT_TOKEN", f"1{drawn(DIGITS, 9)}:AA{drawn(URL, 32)}9"),
        ("discord bot", "DISCORD_BOT_TOKEN", bot),
        ("openai", "OPENAI_API_KEY", f"sk-proj-{drawn(URL, 74)}T3BlbkFJ{drawn(URL, 73)}8"),
        ("openai old", "OPENAI_KEY", f"sk-{drawn(ALNUM, 20)}T3BlbkFJ{drawn(ALNUM, 20)}"),
        ("anthropic", "ANTHROPIC_API_KEY", f"sk-ant-api03-{drawn(URL, 93)}AA"),
        ("gemini", "GEMINI_API_KEY", f"AIza{drawn(ALNUM, 35)}"),
        ("groq", "GROQ_API_KEY", f"gsk_{drawn(ALNUM, 52)}"),
        ("mistral", "MISTRAL_API_KEY", drawn(ALNUM, 32)),
        ("hugging face", "HF_TOKEN", f"hf_{''.join(secrets.choice(string.ascii_letters) for _ in range(34))}"),
        ("replicate", "REPLICATE_API_TOKEN", f"r8_{drawn(ALNUM, 37)}"),
        ("github", "GITHUB_TOKEN", checked("ghp_")),
        ("github fine-grained", "GH_TOKEN", f"github_pat_{drawn(ALNUM, 22)}_{drawn(ALNUM, 59)}"),
        ("gitlab", "GITLAB_TOKEN", f"glpat-{drawn(ALNUM, 20)}"),
        ("npm", "NPM_TOKEN", checked("npm_")),
        ("pypi", "PYPI_TOKEN", f"pypi-AgEIcHlwaS5vcmc{drawn(URL, 119)}7"),
        ("docker hub", "DOCKERHUB_TOKEN", f"dckr_pat_{drawn(ALNUM, 27)}"),
        ("sentry", "SENTRY_AUTH_TOKEN", f"sntryu_{drawn(HEX, 64)}"),
        ("datadog", "DD_API_KEY", drawn(HEX, 32)),
        ("new relic", "NEW_RELIC_API_KEY", f"NRAK-{drawn(UPPER, 27)}"),
        ("supabase", "SUPABASE_SERVICE_ROLE_KEY", token({"iss": "supabase", "ref": drawn(LOWER, 20), "role": "service_role", "exp": 2100000000})),
        ("vercel", "VERCEL_TOKEN", drawn(ALNUM, 24)),
        ("netlify", "NETLIFY_AUTH_TOKEN", f"nfp_{drawn(ALNUM, 36)}"),
        ("twilio", "TWILIO_AUTH_TOKEN", drawn(HEX, 32)),
        ("algolia", "ALGOLIA_ADMIN_KEY", drawn(HEX, 32)),
        ("firebase", "FCM_SERVER_KEY", f"AAAA{drawn(ALNUM, 7)}:APA91b{drawn(URL, 133)}5"),
        ("shopify", "SHOPIFY_TOKEN", f"shpat_{drawn(HEX, 32)}"),
        ("jwt secret", "JWT_SECRET", hashlib.sha256(secrets.token_bytes(9)).hexdigest()),
        ("app secret", "SECRET_KEY", drawn(B64, 48)),
    ]  # fmt: skip
    parts = [
        Made("google", "GOOGLE_APPLICATION_CREDENTIALS_JSON", google, body(account)),
        Made("azure storage", "AZURE_STORAGE_CONNECTION_STRING", f"DefaultEndpointsProtocol=https;AccountName=shopfiles;AccountKey={azure};EndpointSuffix=core.windows.net", azure),
        Made("azure bus", "SERVICEBUS", f"Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={bus}", bus),
        Made("slack hook", "ALERT_URL", f"https://hooks.slack.com/services/{hook}", hook),
        Made("discord hook", "NOTIFY_URL", f"https://discord.com/api/webhooks/{discord}", discord),
        Made("postgres", "DATABASE_URL", f"postgres://shop:{sql}@db.shop-prod.io:5432/shop", sql),
        Made("mysql", "MYSQL_URL", f"mysql://shop:{mysql}@10.3.0.7:3306/shop", mysql),
        Made("mongodb", "MONGO_URL", f"mongodb+srv://shop:{mongo}@cluster0.ab1cd.mongodb.net/shop", mongo),
        Made("redis", "REDIS_URL", f"rediss://default:{redis}@cache.shop-prod.io:6380/0", redis),
        Made("amqp", "BROKER_URL", f"amqps://shop:{amqp}@mq.shop-prod.io/shop", amqp),
        Made("smtp", "SMTP_URL", f"smtps://post%40shop.io:{smtp}@smtp.shop-prod.io:465", smtp),
        Made("ssh key", "DEPLOY_KEY", openssh, body(openssh)),
    ]  # fmt: skip
    return (*(Made(kind, name, value, value) for kind, name, value in plain), *parts)


def body(text: str) -> str:
    """A line in the middle of a key: however it is wrapped or escaped, it stays whole."""
    return text.strip().splitlines()[2]
