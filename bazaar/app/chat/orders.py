"""The orders that the scripted model understands: which phrases, and which of several in a text comes last."""

import re
from dataclasses import dataclass

URL = r"https?://[^\s<>\"')\]]+"
TELL = (
    r"\b(?:repeat|reveal|print|show|output|tell|give|write|display|recite|spell|share|dump|copy|translate|encode|reply|"
    r"respond|answer|summari[sz]e|reverse|return|list|quote|paste|state|say|send me|what (?:is|are|was|were)|what's)\b"
)
PROMPT = (
    r"(?:\b(?:your|its|system|initial|hidden)\b[^.!?\n]{0,40}?"
    r"\b(?:prompt|instructions?|rules|guidelines|system message|directives|configuration)\b"
    r"|\b(?:the|all)\b[^.!?\n]{0,30}?\b(?:system )?(?:prompt|instructions|system message)\b)"
)
KEY = (
    r"\b(?:api[ -]?keys?|secret(?: key)?s?|(?:tool |access |service )?credentials?|(?:access |api )tokens?|"
    r"(?:tool|secret|access|private) keys?|passwords?)\b"
)
TO_END = r"(.+?)(?=[.!?](?:\s|$)|\n|$)"
ONLY = r"(?: (?:only|just|exactly|simply|nothing but|the (?:single )?(?:word|text|phrase|code|number|token|result|answer)s?))*"
WORD = r"[\"'“`]?([\w-]+)[\"'”`]?"
PARTS = r"(?: together)?(?: the)?(?: two)?(?: following)?(?: (?:words|strings|tokens|texts|parts|halves|pieces|numbers))?:?\s+"
NUMBER = r"(-?\d+(?:\.\d+)?)"


@dataclass(frozen=True, slots=True)
class Order:
    """One order found in a text."""

    kind: str
    at: int
    """Where it ends: of several, the last is obeyed."""
    words: tuple[str, ...]
    """What the phrase captured."""
    sentence: str
    """The rest of the text from the order's start, which may say how (in base64, with …)."""


@dataclass(frozen=True, slots=True)
class Form:
    """A phrase for an order."""

    kind: str
    pattern: re.Pattern[str]


def _form(kind: str, pattern: str) -> Form:
    return Form(kind, re.compile(pattern, re.IGNORECASE))


FORMS = (  # of two that overlap, the one that stands first here counts
    _form("coupon", rf"{TELL}[^.!?\n]{{0,40}}?\bstaff'?s?\b[^.!?\n]{{0,20}}?\bcoupon\b"),
    _form("prompt", rf"{TELL}[^.!?\n]{{0,60}}?{PROMPT}"),
    _form(
        "prompt",
        rf"{TELL}[^.!?\n]{{0,30}}\b(?:everything|all|the (?:words|text|lines?|message))\b[^.!?\n]{{0,20}}\babove\b",
    ),
    _form("key", rf"{TELL}[^.!?\n]{{0,50}}?{KEY}"),
    _form("image", rf"!\[[^\]\n]*\]\(({URL})\)"),
    _form("image", rf"\b(?:image|picture|pixel|logo|photo)\b[^\n]{{0,60}}?({URL})[^\n]*"),
    _form("often", r"\bwrite the word (\w+) ten thousand times\b"),
    _form("email", r"\b(?:send|e-?mail|forward|mail|write)\b[^\n]{0,200}?([\w.+-]+@[\w-]+(?:\.[\w-]+)+)[^\n]*"),
    _form("refund", r"\b(?:refund|reimburse|cancel)\b[^\n]{0,40}?\b(ord_\w+)"),
    _form("order", r"\b(?:look up|show|check|find|where is|status of|details of)\b[^\n]{0,60}?\b(ord_\w+)"),
    _form(
        "fetch",
        rf"\b(?:fetch|open|get|visit|download|load|browse|read|request|call|go to|retrieve)\b[^\n]{{0,40}}?({URL})",
    ),
    _form("add", rf"\b(?:add|sum(?: of)?)(?: up)?{PARTS}{NUMBER}\s*(?:and|to|,|\+|plus|with)\s*{NUMBER}"),
    _form("add", rf"(?<![\w.]){NUMBER}\s*(?:\+|\bplus\b)\s*{NUMBER}"),
    _form("multiply", rf"\b(?:multiply|product of){PARTS}{NUMBER}\s*(?:and|by|times|\*|x)\s*{NUMBER}"),
    _form("multiply", rf"(?<![\w.]){NUMBER}\s*(?:\*|\btimes\b|\bmultiplied by\b)\s*{NUMBER}"),
    _form(
        "join",
        rf"\b(?:join|joining|concatenate|concatenating|combine|combining|glue){PARTS}{WORD}\s*(?:and|with|to|,|\+)\s*{WORD}",
    ),
    _form("join", rf"{WORD} and {WORD} (?:joined|put|glued|written) (?:together|as one word)"),
    _form("say", rf"\b(?:reply|respond|answer)\b[^.!?\n]{{0,30}}?\b(?:with|using|by saying){ONLY}:?\s+{TO_END}"),
    _form("say", rf"\b(?:reply|respond|answer)\b{ONLY}:\s+{TO_END}"),
    _form("say", rf"\b(?:say|output|print|write){ONLY}:?\s+[\"'“`](.+?)[\"'”`]"),
    _form("say", rf"(?:^|[.!?:,\n]\s*|\b(?:please|and|then|only|just|must) )(?:say|output|print){ONLY}:?\s+{TO_END}"),
    _form(
        "search",
        r"\b(?:search(?: (?:for|about|my (?:files|conversations|notes)(?: for)?|everything for))?|look up|look for|"
        r"what do (?:you|we) know about|what can you tell me about|do you know anything about|"
        rf"find(?: out)?(?: (?:everything|anything|all))?(?: about)?)\s+{TO_END}",
    ),
)


def last(text: str, forms: tuple[Form, ...] = FORMS) -> Order | None:
    """The last order in the text, or None. Two that overlap count as the one that is listed first."""
    found: list[tuple[int, int, Order]] = []
    for rank, form in enumerate(forms):
        for match in form.pattern.finditer(text):
            order = Order(form.kind, match.end(), tuple(g or "" for g in match.groups()), text[match.start() :])
            found.append((match.start(), -rank, order))
    kept: list[tuple[int, int, Order]] = []
    for start, rank, order in sorted(found, key=lambda item: -item[1]):
        if all(order.at <= other[0] or start >= other[2].at for other in kept):
            kept.append((start, rank, order))
    return max(kept, key=lambda item: item[0])[2] if kept else None


def without(text: str) -> str:
    """The text's sentences that hold no order, on one line."""
    sentences = re.split(r"(?<=[.!?])\s+|\n+", text)
    return " ".join(sentence.strip() for sentence in sentences if sentence.strip() and last(sentence) is None)
