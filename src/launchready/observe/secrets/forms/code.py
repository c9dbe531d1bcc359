"""Forms of tokens of those who host code, packages, builds, errors and sites."""

import re

from launchready.observe.secrets.forms import named
from launchready.observe.secrets.forms.form import Form, Tier, by_form, form, in_earnest, known
from launchready.observe.secrets.looks import has_base62_crc, is_sample_place


def _with_checksum(value: str, place: str) -> Tier:
    """The right checksum leaves no doubt; without it, a test's token is made up."""
    return by_form(value, place) if has_base62_crc(value) else in_earnest(value, place)


DRAWN = "\x01drawn by a resource:"
"""What places/terraform.py puts before a value that a state's resource drew; nothing else holds it."""
TAKEN_OUT = re.compile(
    r"(?i)redacted|removed|hidden|sensitive|masked|example|placeholder|change_?me|secret|passw|x{5}|\*{4}"
)


def _drawn(value: str, place: str) -> Tier:
    """All signs may stand in it, also those of placeholders."""
    if TAKEN_OUT.search(value):
        return Tier.NOTHING
    return Tier.WEAK if is_sample_place(place) else Tier.SURE


FORMS = (
    form("github token", "ghp_ gho_ ghu_ ghs_ ghr_", r"gh[pousr]_[A-Za-z0-9]{36}", _with_checksum),
    form("github token", "ghs_", r"ghs_[A-Za-z0-9]{1,20}_eyJ[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}"),
    form("github fine-grained token", "github_pat_", r"github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
    *known("gitlab token"),
    *known("npm token", _with_checksum),
    form("npm registry password", "_authtoken= _auth= _password=", r"_(?:authToken|auth|password)\s?=\s?\"?(?P<secret>[A-Za-z0-9+/=-]{20,})", in_earnest),
    *known("pypi token"),
    *known("rubygems key"),
    *known("docker hub token"),
    *known("sentry token"),
    *known("new relic key", in_earnest),
    *known("datadog key"),
    form("vercel token", "vcp_ vci_ vca_ vcr_ vck_", r"vc[piark]_[A-Za-z0-9]{24,60}", in_earnest),
    *known("netlify token"),
    *known("supabase secret key"),
    *known("supabase access token"),
    *known("heroku key"),
    *known("fly.io token"),
    form("render key", "rnd_", r"rnd_[A-Za-z0-9]{28,36}", in_earnest),
    form("railway token", "railway_", r"railway_[A-Za-z0-9_-]{30,}", in_earnest),
    *known("planetscale password"),
    *known("doppler token"),
    *known("vault token"),
    Form(named.IN_STATE, (DRAWN.encode(),), DRAWN.encode() + rb"(?P<secret>[^\r\n]{8,1000})", _drawn),
    form("terraform cloud token", ".atlasv1.", r"[A-Za-z0-9]{14}\.atlasv1\.[\w=-]{60,70}", by_form, 14),
    *known("pulumi token"),
    *known("databricks token"),
    *known("postman key"),
    *known("linear key"),
    *known("notion token"),
    *known("grafana token"),
    *known("posthog personal key"),
    *known("figma token"),
    *known("sourcegraph token"),
    *known("atlassian token"),
    *known("prefect key"),
    form("clerk or paystack secret key", "sk_live_", r"sk_live_[0-9a-f]{40}"),
)  # fmt: skip
