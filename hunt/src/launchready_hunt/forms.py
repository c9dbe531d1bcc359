"""How makers write their keys: letters of their own, then so many of a kind. The one list of such forms.

Redaction takes them out of texts, and a scanner judges by them. Only what nobody writes by chance is here; whose form says less
is known by its name, which is a scanner's work.
"""

from dataclasses import dataclass

BEFORE, AFTER = r"(?<![A-Za-z0-9_])", r"(?![A-Za-z0-9_])"


@dataclass(frozen=True, slots=True)
class KeyForm:
    """One way in which one kind of key is written."""

    kind: str
    """`gitlab token`."""
    hints: tuple[str, ...]
    """Small letters of which one stands in every key: a quick look before the expression."""
    pattern: str
    """With a group `secret`, and the borders of a word."""


def key_form(kind: str, hints: str, pattern: str) -> KeyForm:
    """A form; without a group, the whole match is the secret."""
    whole = pattern if "(?P<secret>" in pattern else f"(?P<secret>{pattern})"
    return KeyForm(kind, tuple(hints.split()), f"{BEFORE}{whole}{AFTER}")


FORMS = (
    key_form("gitlab token", "glpat- gldt- glrt- glptt- glcbt- glsoat- glimt- glagent- gloas- glft- glffct-", r"gl(?:pat|dt|rt|ptt|cbt|soat|imt|agent|oas|ft|ffct)-[\w-]{20,300}(?:\.[0-9a-z]{2}\.?[0-9a-z]{7,9})?"),
    key_form("npm token", "npm_", r"npm_[A-Za-z0-9]{36}"),
    key_form("pypi token", "pypi-agei", r"pypi-AgEI(?:cHlwaS5vcmc|dGVzdC5weXBpLm9yZw)[\w-]{50,}"),
    key_form("rubygems key", "rubygems_", r"rubygems_[0-9a-f]{48}"),
    key_form("docker hub token", "dckr_", r"dckr_(?:pat|oat)_[\w-]{27,32}"),
    key_form("sentry token", "sntrys_ sntryu_", r"sntrys_eyJ[A-Za-z0-9+/=]{20,}_[A-Za-z0-9+/]{43}|sntryu_[0-9a-f]{64}"),
    key_form("new relic key", "nrak- nrii- nraa-", r"NRAK-[A-Z0-9]{27}|NRII-[\w-]{32}|NRAA-[0-9a-f]{27}"),
    key_form("datadog key", "ddapi_ ddapp_ ddpat_", r"dd(?:api|app|pat)_[A-Za-z0-9_]{30,}"),
    key_form("netlify token", "nfp_ nfo_ nfu_ nfb_ nfc_", r"nf[poubc]_[A-Za-z0-9]{36}"),
    key_form("supabase secret key", "sb_secret_", r"sb_secret_[\w-]{31,40}"),
    key_form("supabase access token", "sbp_", r"sbp_(?:v0_)?[0-9a-f]{40}"),
    key_form("heroku key", "hrku-", r"HRKU-[\w-]{36,64}"),
    key_form("fly.io token", "fo1_ fm1_ fm2_", r"fo1_[\w-]{43}|fm[12]_[A-Za-z0-9+/=]{100,}"),
    key_form("planetscale password", "pscale_", r"pscale_(?:pw|tkn|oauth)_[\w=.-]{32,64}"),
    key_form("doppler token", "dp.pt. dp.st. dp.ct. dp.sa.", r"dp\.(?:pt|ct|sa|st(?:\.[a-z0-9_-]{2,35})?)\.[A-Za-z0-9]{40,44}"),
    key_form("vault token", "hvs. hvb.", r"hv[sb]\.[\w-]{24,300}"),
    key_form("pulumi token", "pul-", r"pul-[0-9a-f]{40}"),
    key_form("databricks token", "dapi", r"dapi[0-9a-f]{32}(?:-\d)?"),
    key_form("postman key", "pmak-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    key_form("linear key", "lin_api_ lin_oauth_", r"lin_(?:api|oauth)_[A-Za-z0-9]{40,64}"),
    key_form("notion token", "ntn_", r"ntn_[0-9]{11}[A-Za-z0-9]{35}"),
    key_form("grafana token", "glsa_ glc_", r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}"),
    key_form("posthog personal key", "phx_", r"phx_[A-Za-z0-9]{40,50}"),
    key_form("figma token", "figd_", r"figd_[\w-]{40,}"),
    key_form("sourcegraph token", "sgp_", r"sgp_(?:[0-9a-f]{16}_)?[0-9a-f]{40}"),
    key_form("atlassian token", "atatt3", r"ATATT3[\w=-]{180,}"),
    key_form("prefect key", "pnu_", r"pnu_[A-Za-z0-9]{36}"),
    key_form("aws bedrock key", "absk bedrock-api-key-", r"ABSK[A-Za-z0-9+/]{109,269}={0,2}|bedrock-api-key-Ym[\w=-]{30,}"),
    key_form("azure storage key", "accountkey=", r"AccountKey=(?P<secret>[A-Za-z0-9+/]{86}==)"),
    key_form("cloudflare token", "cfat_ cfut_ cfk_ v1.0-", r"cf(?:at|ut|k)_[A-Za-z0-9]{40,48}|v1\.0-[0-9a-f]{24}-[0-9a-f]{146}"),
    key_form("google gemini key", "aq.ab8rn6", r"AQ\.Ab8RN6[\w-]{44}"),
    key_form("digitalocean token", "dop_v1_ doo_v1_ dor_v1_", r"do[opr]_v1_[0-9a-f]{64}"),
    key_form("mongodb atlas secret", "mdb_sa_sk_", r"mdb_sa_sk_[\w-]{40}"),
    key_form("neon key", "napi_", r"napi_[a-z0-9]{64}"),
    key_form("tailscale key", "tskey-", r"tskey-(?:api|auth|client|scim|webhook)-[A-Za-z0-9]{8,}-[A-Za-z0-9]{20,}"),
    key_form("age secret key", "age-secret-key-1", r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"),
    key_form("paypal access token", "access_token$production$", r"access_token\$production\$[0-9a-z]{16}\$[0-9a-f]{32}"),
    key_form("square token", "eaaa sq0csp- sq0atp-", r"sq0(?:csp|atp)-[\w-]{22,43}|EAAA[A-Za-z0-9_-]{60}"),
    key_form("shopify token", "shpat_ shpca_ shppa_ shpss_", r"shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}"),
    key_form("flutterwave secret key", "flwseck-", r"FLWSECK-[0-9a-z]{32}-(?:[0-9a-z]{11}vt-)?X"),
    key_form("paddle key", "pdl_live_", r"pdl_live_apikey_[a-z0-9]{26}_[A-Za-z0-9]{22}_[A-Za-z0-9]{3}"),
    key_form("resend key", "re_", r"re_[A-Za-z0-9]{8}_[A-Za-z0-9]{24}"),
    key_form("brevo key", "xkeysib- xsmtpsib-", r"x(?:keysib|smtpsib)-[0-9a-f]{64}-[A-Za-z0-9]{16}"),
    key_form("mailersend token", "mlsn.", r"mlsn\.[0-9a-f]{64}"),
    key_form("easypost key", "ezak", r"EZAK[A-Za-z0-9]{54}"),
    key_form("openrouter key", "sk-or-", r"sk-or-v1-[0-9a-f]{64}"),
    key_form("groq key", "gsk_", r"gsk_[A-Za-z0-9]{52}"),
    key_form("hugging face token", "hf_ api_org_", r"(?:hf|api_org)_[A-Za-z]{34}"),
    key_form("replicate token", "r8_", r"r8_[A-Za-z0-9]{37}"),
    key_form("perplexity key", "pplx-", r"pplx-[A-Za-z0-9]{48,56}"),
    key_form("xai key", "xai-", r"xai-[A-Za-z0-9]{70,100}"),
    key_form("cerebras key", "csk-", r"csk-[a-z0-9]{48}"),
    key_form("pinecone key", "pcsk_", r"pcsk_[A-Za-z0-9]{5,6}_[A-Za-z0-9]{60,66}"),
    key_form("langsmith key", "lsv2_", r"lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}"),
    key_form("langfuse secret key", "sk-lf-", r"sk-lf-[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"),
    key_form("elevenlabs key", "sk_", r"sk_[0-9a-f]{48}"),
    key_form("nvidia key", "nvapi-", r"nvapi-[\w-]{60,70}"),
    key_form("mapbox secret token", "sk.eyj", r"sk\.eyJ[\w-]{40,}\.[\w-]{20,}"),
)  # fmt: skip
"""Those with letters of their own. What `keys` has rules for is not here: redaction takes such keys broken off and wrongly made too."""
