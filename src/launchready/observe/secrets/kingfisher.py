"""What the Kingfisher engine finds, in this process and offline, and what each of its hits is worth."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from kingfisher_sdk import Finding
from kingfisher_sdk.inputs import ScanInput

from launchready.observe.secrets.forms.form import Tier
from launchready.observe.secrets.forms.named import PUBLIC_NAME, SECRET_NAME
from launchready.observe.secrets.looks import is_machine_made, is_placeholder, is_sample_place
from launchready.observe.secrets.own import Mark
from launchready.observe.secrets.rules import rules, scanner

SURE = {"veles.secrets/sendgrid": "sendgrid key"}
"""Rules that the engine trusts less and whose form leaves no doubt."""
NO_SECRETS = re.compile(
    r"[.-](id|url|host|name|pub-key|public-key|public-api-token|browser-api-token|organization|domain|client-key|client-sdk-key|"
    r"mobile-sdk-key|sdk-key|sdk-key-extended|key-id|access-id|address|repository|token-name)(\.\d+)?$"
    r"|posthog-project|gcp-api-key|mapbox-api-token|flutterwave-public|adobe-client-id|algolia-api-key|contentful-delivery"
)
"""Rules of ids, addresses and keys for browsers: no secrets, or not to be told from what is none."""
OTHERS = re.compile(
    r"generic|connection-string|curl-auth|kubernetes-secret|jwt|credentials|private-key|access-token$(?<=bitly-access-token)"
)
"""Rules of forms that we read ourselves, or that see any name with a value: they only warn."""
NEAR_A_NAME = r"[ \t\w.-]{0,20}"
"""Stands in the engine's expressions for a vendor's name before a value of no special form."""
NAME = re.compile(r"[a-z][a-z0-9_.-]{2,}")
BEFORE = 80
KEPT_NAMES = frozenset({".yaml", ".yml", ".tf", ".html", ".css"})
"""Endings that the engine's rules ask for. Of all else it is not told: it passes over whole files by their names."""


BORDER = b"\n" + b'"}{/)\n' * 40
"""Stands between texts that are read as one: no expression of a secret that counts reaches across."""
Hit = tuple[Mark, int]
"""What was found, and its line."""


@cache
def _asks_for_a_name(rule: str) -> bool:
    return NEAR_A_NAME in str(rules().detail(rule)["pattern"])


def look(data: bytes, place: str, *, decode: bool) -> Iterator[Hit]:
    """The engine's hits; with `decode`, also in base64."""
    for hit in _hits(data, _ending(place), decode=decode):
        if hit.visible:
            tier = _worth(hit.rule_id, hit.confidence, hit.secret, place)
            if tier is Tier.SURE and _asks_for_a_name(hit.rule_id) and not _is_named_secret(hit.secret, data):
                tier = Tier.WEAK
            yield Mark(kind_of(hit.rule_id), hit.secret, hit.secret, 0, tier), int(hit.location["line"])


def look_at_all(texts: Sequence[tuple[bytes, str, bool]]) -> list[tuple[Hit, ...]]:
    """The hits of each of many texts (bytes, place, whether to decode): read as one, and by itself only where there are any."""
    found: list[tuple[Hit, ...]] = [()] * len(texts)
    together: dict[tuple[str, bool], list[int]] = {}
    for number, (data, place, decode) in enumerate(texts):
        # A text that is no text may be read in another way than its neighbours.
        alone = f"\0{number}" if b"\0" in data else _ending(place)
        together.setdefault((alone, decode), []).append(number)
    for (ending, decode), numbers in together.items():
        several = len(numbers) > 1
        if several and not _hits(BORDER.join(texts[number][0] for number in numbers), ending, decode=decode):
            continue
        for number in numbers:
            data, place, _ = texts[number]
            found[number] = tuple(look(data, place, decode=decode))
    return found


def _ending(place: str) -> str:
    dot = place.rfind(".")
    ending = place[dot:].lower() if dot >= 0 else ""
    return ending if ending in KEPT_NAMES else ""


def _hits(data: bytes, ending: str, *, decode: bool) -> list[Finding]:
    reader, lock = scanner(decode=decode)
    with lock:
        return reader.scan_input(ScanInput(path=f"text{ending}", data=data))


def _worth(rule: str, confidence: str, value: str, place: str) -> Tier:
    """Sure where the form is; a value that only a name speaks for must look drawn, and stand where a program reads it."""
    if is_placeholder(value) or NO_SECRETS.search(rule):
        return Tier.NOTHING
    if OTHERS.search(rule) or (confidence != "high" and rule not in SURE):
        return Tier.WEAK
    if _asks_for_a_name(rule) and (is_sample_place(place) or not is_machine_made(value)):
        return Tier.WEAK
    return Tier.SURE


def _is_named_secret(value: str, data: bytes) -> bool:
    """Whether the name before a value speaks of a secret, and not of an id: the engine asks for the vendor alone."""
    start = data.find(value.encode())
    names = NAME.findall(data[max(0, start - BEFORE) : max(0, start)].decode("latin-1").lower())
    return bool(names and SECRET_NAME.search(names[-1]) and not PUBLIC_NAME.search(names[-1]))


def kind_of(rule: str) -> str:
    """A rule's name as a reader sees it."""
    bare = re.sub(r"\.\d+$", "", rule)
    return SURE.get(rule) or bare.rpartition(".")[2].rpartition("/")[2].replace("-", " ")
