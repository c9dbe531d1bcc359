"""Forms of tokens of those who host code, packages, builds, errors and sites."""

from launchready.observe.secrets.forms.form import Tier, by_form, form, in_earnest
from launchready.observe.secrets.looks import has_base62_crc


def _with_checksum(value: str, place: str) -> Tier:
    """The right checksum leaves no doubt; without it, a test's token is made up."""
    return by_form(value, place) if has_base62_crc(value) else in_earnest(value, place)


FORMS = (
    form("github token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36}", _with_checksum),
    form("github token", "ghs_", r"ghs_[A-Za-z0-9]{1,20}_eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}"),
    form("github fine-grained token", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    form(
        "gitlab token",
        "glpat- gldt- glrt- glptt- glcbt- glsoat- glimt- glagent- gloas- glft- glffct-",
        r"gl(?:pat|dt|rt|ptt|cbt|soat|imt|agent|oas|ft)-[\w-]{20,300}(?:\.[0-9a-z]{2}\.?[0-9a-z]{7,9})?",
    ),
    form("npm token", "npm_", r"npm_[A-Za-z0-9]{36}", _with_checksum),
    form("npm registry password", "_authtoken= _auth= _password=", r"_(?:authToken|auth|password)\s?=\s?\"?(?P<secret>[A-Za-z0-9+/=-]{20,})", in_earnest),
    form("pypi token", "pypi-agei", r"pypi-AgEI(?:cHlwaS5vcmc|dGVzdC5weXBpLm9yZw)[\w-]{50,}"),
    form("rubygems key", "rubygems_", r"rubygems_[0-9a-f]{48}"),
    form("docker hub token", "dckr_", r"dckr_(?:pat|oat)_[\w-]{27,32}"),
    form("sentry token", "sntrys_ sntryu_", r"sntrys_eyJ[A-Za-z0-9+/=]{20,}_[A-Za-z0-9+/]{43}|sntryu_[0-9a-f]{64}"),
    form("new relic key", "nrak- nrii- nraa-", r"NRAK-[A-Z0-9]{27}|NRII-[\w-]{32}|NRAA-[0-9a-f]{27}", in_earnest),
    form("datadog key", "ddapi_ ddapp_ ddpat_", r"dd(?:api|app|pat)_[A-Za-z0-9_]{30,}"),
    form("vercel token", "vcp_ vci_ vca_ vcr_ vck_", r"vc[piark]_[A-Za-z0-9]{24,60}", in_earnest),
    form("netlify token", "nfp_ nfo_ nfu_ nfb_ nfc_", r"nf[poubc]_[A-Za-z0-9]{36}"),
    form("supabase secret key", "sb_secret_", r"sb_secret_[\w-]{31,40}"),
    form("supabase access token", "sbp_", r"sbp_(?:v0_)?[0-9a-f]{40}"),
    form("heroku key", "hrku-", r"HRKU-[\w-]{36,64}"),
    form("fly.io token", "fo1_ flyv1 fm2_", r"fo1_[\w-]{43}|fm[12]_[A-Za-z0-9+/=]{100,}"),
    form("render key", "rnd_", r"rnd_[A-Za-z0-9]{28,36}", in_earnest),
    form("railway token", "railway_", r"railway_[A-Za-z0-9_-]{30,}", in_earnest),
    form("planetscale password", "pscale_", r"pscale_(?:pw|tkn|oauth)_[\w=.-]{32,64}"),
    form("doppler token", "dp.pt. dp.st. dp.ct. dp.sa.", r"dp\.(?:pt|ct|sa|st(?:\.[a-z0-9_-]{2,35})?)\.[A-Za-z0-9]{40,44}"),
    form("vault token", "hvs. hvb.", r"hv[sb]\.[\w-]{24,300}"),
    form("terraform cloud token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}", by_form, 14),
    form("pulumi token", "pul-", r"pul-[0-9a-f]{40}"),
    form("databricks token", "dapi", r"dapi[0-9a-f]{32}(?:-\d)?"),
    form("postman key", "pmak-", r"PMAK-[0-9a-f]{24}-[0-9a-f]{34}"),
    form("linear key", "lin_api_ lin_oauth_", r"lin_(?:api|oauth)_[A-Za-z0-9]{40,64}"),
    form("notion token", "ntn_", r"ntn_[0-9]{11}[A-Za-z0-9]{35}"),
    form("grafana token", "glsa_ glc_", r"glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}|glc_[A-Za-z0-9+/]{32,400}={0,2}"),
    form("posthog personal key", "phx_", r"phx_[A-Za-z0-9]{40,50}"),
    form("figma token", "figd_", r"figd_[\w-]{40,}"),
    form("sourcegraph token", "sgp_", r"sgp_(?:[0-9a-f]{16}_)?[0-9a-f]{40}"),
    form("atlassian token", "atatt3", r"ATATT3[\w=-]{180,}"),
    form("prefect key", "pnu_", r"pnu_[A-Za-z0-9]{36}"),
    form("clerk or paystack secret key", "sk_live_", r"sk_live_[0-9a-f]{40}"),
)  # fmt: skip
