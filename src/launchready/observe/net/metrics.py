"""Reads metrics as Prometheus writes them for what a stranger must not see: customers, and addresses of the inside."""

import re

from launchready.observe.secrets.inside import is_internal

SERIES = re.compile(r"^[a-zA-Z_:][\w:]*\{([^}\n]*)\}\s+[-+\dNI]", re.MULTILINE)
LABEL = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')
TYPE = re.compile(r"^# TYPE [\w:]+ (?:counter|gauge|histogram|summary|untyped)\b", re.MULTILINE)
PERSON = re.compile(
    r"^(user|username|user_?id|user_?email|email|customer|customer_?id|tenant|tenant_?id|account|account_?id|org_?id)$",
    re.IGNORECASE,
)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
NOBODY = frozenset({"", "-", "none", "null", "unknown", "anonymous", "default", "true", "false"})


def private_metrics(body: str) -> tuple[str, ...] | None:
    """The labels that tell of customers or of the inside; None where none does, or where it is no page of metrics.

    How busy a process is harms nobody: open metrics are a finding where somebody is named in them.
    """
    if not TYPE.search(body):
        return None
    told: dict[str, None] = {}
    for series in SERIES.finditer(body):
        for name, value in LABEL.findall(series[1]):
            if EMAIL.search(value):
                told[f"{name} (an e-mail address)"] = None
            elif PERSON.match(name) and value.lower() not in NOBODY:
                told[f"{name} (a customer)"] = None
            elif is_internal(_host(value)):
                told[f"{name} (an address of the inside)"] = None
    return tuple(told) or None


def _host(value: str) -> str:
    return re.sub(r"^\w+://", "", value).partition("/")[0].rpartition("@")[2].partition(":")[0]
