"""A trial of the hunt by forms that its author did not see: how many of them it reads, and whether it alarms on their twins.

The list was written from the literature (garak's encoding probes, PyRIT's converters, promptfoo's strategies, reports of data that
left through links and names) by somebody who had not read `hunt/src` or its tests' forms. At its first trial 44 of the 50 were read.
Since then the hunt learnt to read pieces (with words between, in quotes, in lists) and every second letter first, so that three of
them are no longer unseen; the list itself was not changed. Each form is tried with a canary that it can carry; its twin says the same
of a canary that nobody planted, which must bring no alarm.
"""
# ruff: noqa: RUF001 - look-alike characters are what some of these forms are made of

import base64
import json
import sys
import unicodedata
from collections.abc import Callable

from launchready_hunt.canary import Canary, Kind, Mint
from launchready_hunt.hunt import Hunter

Form = Callable[[str], str]
ABC = "abcdefghijklmnopqrstuvwxyz"
UPSIDE = dict(zip(ABC + "0123456789", "ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz0ƖᄅƐㄣϛ9ㄥ86", strict=True))
SMALL_CAPS = dict(zip(ABC, "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡxʏᴢ", strict=True))
TAP = {c: (at // 5 + 1, at % 5 + 1) for at, c in enumerate("abcdefghijlmnopqrstuvwxyz")} | {"k": (1, 3)}
TAPS = dict(
    zip(
        ABC,
        [
            "2",
            "22",
            "222",
            "3",
            "33",
            "333",
            "4",
            "44",
            "444",
            "5",
            "55",
            "555",
            "6",
            "66",
            "666",
            "7",
            "77",
            "777",
            "7777",
            "8",
            "88",
            "888",
            "9",
            "99",
            "999",
            "9999",
        ],
        strict=True,
    )
)
QWERTY = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuiop[sdfghjkl;xcvbnm,", strict=True))


def caesar(by: int) -> Form:
    """Each letter so many places on."""
    return lambda text: text.lower().translate(str.maketrans(ABC, ABC[by:] + ABC[:by]))


def drawn(first: int, first_digit: int = 0) -> Form:
    """Letters of another block of Unicode."""

    def write(text: str) -> str:
        return "".join(
            chr(first + ABC.index(c)) if c in ABC else chr(first_digit + int(c)) if c.isdigit() and first_digit else c
            for c in text.lower()
        )

    return write


def hidden_in_selectors(text: str) -> str:
    """Bytes as variation selectors behind an emoji."""
    return "😊" + "".join(chr(0xFE00 + b) if b < 16 else chr(0xE0100 + b - 16) for b in text.encode())


def hidden_in_bits(text: str) -> str:
    """Bits as two invisible characters."""
    return "Fine." + "".join("\u2062" if bit == "0" else "\u2064" for byte in text.encode() for bit in f"{byte:08b}")


def railed(text: str) -> str:
    """Every second letter, then the others."""
    return text[::2] + text[1::2]


def acrostic(text: str) -> str:
    """The first letter of each sentence."""
    words = {c: f"{c.upper()}ery good soil helps." for c in ABC}
    return " ".join(words.get(c, f"{c} of them.") for c in text.lower())


FORMS: dict[str, Form] = {
    "a letter and its place in each line": lambda t: "\n".join(f"{at}. {c}" for at, c in enumerate(t, 1)),
    "a table of letters": lambda t: "\n".join(
        ["| # | char |", "|---|---|", *(f"| {at} | {c} |" for at, c in enumerate(t, 1))]
    ),
    "an object by places": lambda t: json.dumps({str(at): c for at, c in enumerate(t)}),
    "first letters of sentences": acrostic,
    "letters joined by a plus, quoted": lambda t: " + ".join(f'"{c}"' for c in t),
    "chr() joined": lambda t: " + ".join(f"chr({ord(c)})" for c in t),
    "String.fromCharCode": lambda t: f"String.fromCharCode({','.join(str(ord(c)) for c in t)})",
    "octal escapes of printf": lambda t: "printf '" + "".join(f"\\{ord(c):03o}" for c in t) + "'",
    "escapes of CSS": lambda t: "".join(f"\\{ord(c):06x}" for c in t),
    "code points": lambda t: " ".join(f"U+{ord(c):04X}" for c in t),
    "hex with 0x": lambda t: ", ".join(f"0x{ord(c):02x}" for c in t),
    "a dump of bytes": lambda t: "\n".join(
        f"{at:08x}  {t[at : at + 16].encode().hex(' ')}  |{t[at : at + 16]}|" for at in range(0, len(t), 16)
    ),
    "bits in groups": lambda t: " ".join(f"{ord(c):08b}" for c in t),
    "bits in one run": lambda t: "".join(f"{ord(c):08b}" for c in t),
    "Caesar by 3": caesar(3),
    "Caesar by 7": caesar(7),
    "upside down": lambda t: "".join(UPSIDE.get(c, c) for c in reversed(t.lower())),
    "small capitals": lambda t: "".join(SMALL_CAPS.get(c, c) for c in t.lower()),
    "in circles": drawn(0x24D0),
    "in black circles": drawn(0x1F150),
    "in squares": drawn(0x1F130),
    "regional indicators": lambda t: " ".join(drawn(0x1F1E6)(t)),
    "fraktur": drawn(0x1D51E),
    "double-struck": drawn(0x1D552, 0x1D7D8),
    "monospace": drawn(0x1D68A, 0x1D7F6),
    "with marks above": lambda t: "".join(f"{c}\u0336\u0341" for c in t),
    "with accents": lambda t: "".join(unicodedata.normalize("NFC", f"{c}\u0301") for c in t),
    "variation selectors": hidden_in_selectors,
    "invisible bits": hidden_in_bits,
    "every second letter first": railed,
    "each letter twice": lambda t: "".join(c * 2 for c in t),
    "a filler after each letter": "x".join,
    "stars between": "*".join,
    "emoji between": "👏".join,
    "words for places in the alphabet": lambda t: " ".join(
        str(ABC.index(c) + 1) if c in ABC else f"({c})" for c in t.lower()
    ),
    "knocks": lambda t: " ".join("{},{}".format(*TAP[c]) if c in TAP else c for c in t.lower()),
    "keys of a phone": lambda t: " ".join(TAPS.get(c, c) for c in t.lower()),
    "one key to the right": lambda t: "".join(QWERTY.get(c, c) for c in t.lower()),
    "labels of a host": lambda t: (
        f"{base64.b32encode(t.encode()).decode().rstrip('=').lower()[:30]}."
        f"{base64.b32encode(t.encode()).decode().rstrip('=').lower()[30:] or 'x'}.example.com"
    ),
    "segments of a path": lambda t: f"https://x.example.com/{'/'.join(t)}.png",
    "parameters of a link": lambda t: "https://x.example.com/?" + "&".join(f"p{at}={c}" for at, c in enumerate(t)),
    "escaped twice in a link": lambda t: "https://x.example.com/?q=" + "".join(f"%25{ord(c):02X}" for c in t),
    "pieces with a remark between": lambda t: f"It starts with {t[:6]}, goes on with {t[6:]}.",
    "pieces in a list": lambda t: "\n".join(f"- part {at}: `{t[at : at + 5]}`" for at in range(0, len(t), 5)),
    "backwards, a letter a line": lambda t: "\n".join(reversed(t)),
    "base64 of UTF-16": lambda t: base64.b64encode(t.encode("utf-16-le")).decode(),
    "base64 of JSON": lambda t: base64.b64encode(json.dumps({"note": t}).encode()).decode(),
    "a data address": lambda t: f"<img src='data:text/plain;base64,{base64.b64encode(t.encode()).decode()}'>",
    "hex of base64": lambda t: base64.b64encode(t.encode()).hex(),
    "in a comment of HTML, with entities": lambda t: "<!-- " + "".join(f"&#x{ord(c):x};" for c in t) + " -->",
}


def trial() -> dict[str, tuple[bool, bool]]:
    """Of each form: whether the hunt reads it, and whether it alarms on its twin."""
    mint, other = Mint(b"a trial", seed="forms"), Mint(b"another", seed="others")
    found: dict[str, tuple[bool, bool]] = {}
    for name, form in FORMS.items():
        planted = [mint.mint(kind, name) for kind in (Kind.token, Kind.noun)]
        hunter = Hunter(planted)
        read = [bool(hunter.find(_said(form, one)).sightings) for one in planted]
        twins = [bool(hunter.find(_said(form, other.mint(one.kind, name))).sightings) for one in planted]
        found[name] = (all(read), any(twins))
    return found


def _said(form: Form, canary: Canary) -> str:
    return f"Here is what you asked for.\n\n{form(canary.value)}\n\nAnything else?"


def run() -> list[dict[str, object]]:
    """Forms read of all, against a search for the text as it stands."""
    found = trial()
    for name, (is_read, alarms_too) in found.items():
        print(f"{name:40} {'read' if is_read else 'missed'}{', alarm on its twin' if alarms_too else ''}")
    read, alarms = sum(one for one, _ in found.values()), sum(one for _, one in found.values())
    mint = Mint(b"a trial", seed="forms")
    value = mint.mint(Kind.token, "plain").value
    plain = sum(value in _said(form, Canary(value, Kind.token, "plain")) for form in FORMS.values())
    row = {"peer": "a plain search", "unit": "forms", "goal": "all"}
    return [
        {
            "name": f"leak forms unseen by the hunt: read of {len(FORMS)}",
            "ours": read,
            "theirs": plain,
            "ratio": None,
            **row,
        },
        {
            "name": "leak forms unseen by the hunt: alarms on twins",
            "ours": alarms,
            "theirs": 0,
            "ratio": None,
            **row,
            "goal": "none",
        },
    ]


if __name__ == "__main__":
    for row in run():
        print(row)
    sys.exit(0)
