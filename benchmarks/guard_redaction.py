"""What it costs to keep people's data out of a log, and what gets through: our cleaner, Presidio and scrubadub on the same lines."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP))

from launchready_guard.cleaning import Cleaner  # noqa: E402 - the top of the repository comes first on the path

PEERS = {
    "Presidio": ("presidio", ("presidio-analyzer", "presidio-anonymizer")),
    "scrubadub": ("scrubadub", ("scrubadub", "setuptools")),
}
LINES = 4_000
ROUNDS = 3
PATIENCE = 400
"""Seconds for which a peer is waited for."""

ORDINARY = (
    "2026-11-{day:02} 10:{n:02}:07,123 INFO request_id=req_{hex16} GET /orders/{id} 200 {ms}ms",
    "2026-11-{day:02}T10:{n:02}:07Z WARN worker-{n} retry {n} of 5, order {id}, sum {sum} EUR",
    'File "/srv/app/orders.py", line {ms}, in pay: ValueError: order {id} is {n}',
    "trace {hex32} span {hex16} took 0.{id}s, released 10.4.{n}.{day}",
    "build {hex40} of image shop:{n}.{day}.{ms} pushed, {id} bytes",
    "uuid {hex8}-1b2c-4d3e-8f4a-{hex12} cached for {ms} s; id {id}{id}",
)
PLANTED = {
    "email": (
        "mail to {value} bounced after {ms} ms",
        'payload {{"user": "{value}", "order": "{id}"}}',
        "signed in as <{value}> from Berlin",
    ),
    "phone": (
        "customer said: call me at {value} tomorrow",
        "sms to {value} failed, order {id}",
        "tel:{value}, asked again",
    ),
    "card": ("paid with {value}, order {id}", "card number {value} refused", 'form {{"number": "{value}", "cvc": ""}}'),
}

PRESIDIO = """
import json, logging, sys, time, warnings
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import SpacyNlpEngine
from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, EmailRecognizer, PhoneRecognizer
from presidio_anonymizer import AnonymizerEngine

class Blank(SpacyNlpEngine):
    def __init__(self):
        super().__init__()
        self.nlp = {"en": spacy.blank("en")}
    def load(self):
        pass

registry = RecognizerRegistry(recognizers=[EmailRecognizer(), PhoneRecognizer(), CreditCardRecognizer()])
analyzer = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
anonymizer = AnonymizerEngine()
def clean(line):
    return anonymizer.anonymize(line, analyzer.analyze(line, language="en")).text
"""
SCRUBADUB = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import scrubadub
scrubber = scrubadub.Scrubber(locale="en_US", detector_list=[
    scrubadub.detectors.EmailDetector(locale="en_US"), scrubadub.detectors.PhoneDetector(locale="en_US"),
    scrubadub.detectors.CreditCardDetector(locale="en_US")])
clean = scrubber.clean
"""
RUN = """
lines = json.load(sys.stdin)
clean(lines[0])
best = float("inf")
for _ in range(int(sys.argv[1])):
    began = time.perf_counter()
    cleaned = [clean(line) for line in lines]
    best = min(best, time.perf_counter() - began)
print(json.dumps([best, cleaned]))
"""


def run() -> list[dict[str, object]]:
    """Speed, what was found of what is there, and ordinary lines that were changed; a row for each with each peer."""
    planted = lines()
    texts = [text for text, _, _ in planted]
    cleaner = Cleaner(b"benchmark")
    ours = _scored(planted, *_best(cleaner, texts))
    rows: list[dict[str, object]] = []
    for name, (folder, packages) in PEERS.items():
        theirs = _scored(planted, *_theirs(folder, packages, PRESIDIO if name == "Presidio" else SCRUBADUB, texts))
        for what, goal in (
            ("MB/s", "faster"),
            *((f"recall of {kind}, %", "no worse") for kind in PLANTED),
            ("ordinary lines changed, %", "none"),
        ):
            rows.append(
                {
                    "name": f"guard: redaction beside {name}, {what}",
                    "ours": ours[what],
                    "theirs": theirs[what],
                    "peer": f"{name}, its e-mail, phone and card recognizers",
                    "unit": what.rpartition(" ")[2],
                    "ratio": round(ours[what] / theirs[what], 2) if theirs[what] else None,
                    "goal": goal,
                }
            )
    return rows


def lines() -> list[tuple[str, str, str]]:
    """Lines with the value that must go and its kind, both empty for an ordinary one: three in five."""
    chance = random.Random(7)
    found = []
    for number in range(LINES):
        kind = chance.choice(list(PLANTED)) if number % 5 < 2 else ""
        value = _value(kind, chance) if kind else ""
        form = chance.choice(PLANTED[kind] if kind else ORDINARY)
        found.append((form.format(value=value, **_facts(chance)), value, kind))
    return found


def _facts(chance: random.Random) -> dict[str, object]:
    digits = {f"hex{size}": "".join(chance.choices("0123456789abcdef", k=size)) for size in (8, 12, 16, 32, 40)}
    return {
        **digits,
        "day": chance.randint(1, 28),
        "n": chance.randint(10, 59),
        "id": chance.randint(10**6, 10**7),
        "ms": chance.randint(1, 900),
        "sum": f"{chance.randint(1, 999)}.{chance.randint(10, 99)}",
    }


def _value(kind: str, chance: random.Random) -> str:
    name = "".join(chance.choices("abcdefghklmnoprstu", k=7))
    if kind == "email":
        return chance.choice((f"{name}@shop.example.com", f"{name}.{name[:3]}+x@mail.co.uk", f"{name.upper()}@Web.de"))
    if kind == "phone":
        last = "".join(chance.choices("23456789", k=4))
        return chance.choice(
            (
                f"+49 30 90{last}7",
                f"+1 (415) 555-{last}",
                f"+44 20 7946 {last}",
                f"(212) 736-{last}",
                f"+4915123{last}12",
            )
        )
    digits = [4, *(chance.randint(0, 9) for _ in range(14))]
    doubled = sum(sum(divmod(digit * 2, 10)) for digit in digits[::2]) + sum(digits[1::2])
    number = "".join(map(str, [*digits, -doubled % 10]))
    return chance.choice(
        (
            number,
            " ".join(number[at : at + 4] for at in range(0, 16, 4)),
            "-".join(number[at : at + 4] for at in range(0, 16, 4)),
        )
    )


def _best(cleaner: Cleaner, texts: list[str]) -> tuple[float, list[str]]:
    best, cleaned = float("inf"), []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        cleaned = [cleaner.text(text) for text in texts]
        best = min(best, time.perf_counter() - began)
    return best, cleaned


def _theirs(folder: str, packages: tuple[str, ...], program: str, texts: list[str]) -> tuple[float, list[str]]:
    peer = TOP / ".bench" / folder
    if not (peer / "bin" / "python").exists():
        subprocess.run([sys.executable, "-m", "venv", str(peer)], check=True)
        subprocess.run(
            [str(peer / "bin" / "python"), "-m", "pip", "install", "--quiet", *packages], check=True, timeout=900
        )
    words = [str(peer / "bin" / "python"), "-c", program + RUN, str(ROUNDS)]
    done = subprocess.run(words, input=json.dumps(texts), capture_output=True, text=True, check=False, timeout=PATIENCE)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    best, cleaned = json.loads(done.stdout)
    return best, cleaned


def _scored(planted: list[tuple[str, str, str]], seconds: float, cleaned: list[str]) -> dict[str, float]:
    pairs = list(zip(planted, cleaned, strict=True))
    size = sum(len(text.encode()) for text, _, _ in planted)
    ordinary = [text != after for (text, value, _), after in pairs if not value]
    found: dict[str, float] = {"MB/s": round(size / 1e6 / seconds, 3)}
    for kind in PLANTED:
        gone = [value not in after for (_, value, held), after in pairs if held == kind]
        found[f"recall of {kind}, %"] = round(100 * sum(gone) / len(gone), 1)
    found["ordinary lines changed, %"] = round(100 * sum(ordinary) / len(ordinary), 1)
    return found
