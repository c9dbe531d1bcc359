"""The ways in which a product may give a canary away, written without a look at the code that reads them."""
# ruff: noqa: RUF001 - look-alike characters are what some of these forms are made of

import base64
import binascii
import bz2
import codecs
import gzip
import io
import json
import lzma
import textwrap
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable

from launchready_hunt.canary import Kind

Form = Callable[[str], str | bytes]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
NATO_WORDS = (
    "Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo "
    "Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu"
)
DIGIT_WORDS = "zero one two three four five six seven eight nine"
THING_WORDS = (
    "apple bread cloud dusk eagle flint grape house igloo jolly knife lemon mango night ocean peach queen river stone "
    "tiger under vivid water xenon yield zebra"
)
MORSE_CODES = (
    ".- -... -.-. -.. . ..-. --. .... .. .--- -.- .-.. -- -. --- .--. --.- .-. ... - ..- ...- .-- -..- -.-- --.. "
    "----- .---- ..--- ...-- ....- ..... -.... --... ---.. ----. .-.-.- ..--.-"
)
NATO = NATO_WORDS.split()
DIGITS = DIGIT_WORDS.split()
THINGS = THING_WORDS.split()
MORSE = dict(zip(LETTERS + "0123456789._", MORSE_CODES.split(), strict=True))
ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
TEENS = [*ENGLISH.split(), "seventeen", "eighteen", "nineteen"]
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def shifted(text: str, by: int) -> str:
    turned = LETTERS[by:] + LETTERS[:by]
    return text.translate(str.maketrans(LETTERS + LETTERS.upper(), turned + turned.upper()))


def atbash(text: str) -> str:
    turned = LETTERS[::-1]
    return text.translate(str.maketrans(LETTERS + LETTERS.upper(), turned + turned.upper()))


def rot47(text: str) -> str:
    return "".join(chr((ord(c) - 33 + 47) % 94 + 33) if c != " " else c for c in text)


def radio(character: str) -> str:
    if character.isalpha():
        return NATO[LETTERS.index(character.lower())]
    return DIGITS[int(character)] if character.isdigit() else {".": "point", "_": "underscore"}[character]


def thing(character: str) -> str:
    return THINGS[LETTERS.index(character.lower())] if character.isalpha() else f"{character}th"


def base58(text: str) -> str:
    number, written = int.from_bytes(text.encode(), "big"), ""
    while number:
        number, digit = divmod(number, 58)
        written = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit] + written
    return written


def zipped(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("notes.txt", "Notes of the day. " * 20 + text)
    return file.getvalue()


def in_words(number: str) -> str:
    whole, decimals = number.split(".")
    thousands, rest = divmod(int(whole), 1000)
    return f"{_below_thousand(thousands)} thousand {_below_thousand(rest)} point {' '.join(DIGITS[int(d)] for d in decimals)}"


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    parts = [f"{DIGITS[hundreds]} hundred"] if hundreds else []
    if rest:
        parts.append(TEENS[rest] if rest < 20 else TENS[rest // 10] + (f"-{DIGITS[rest % 10]}" if rest % 10 else ""))
    return " and ".join(parts) or "zero"


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def each(template: str) -> Form:
    return lambda text: "".join(template.format(ord(c), c=c) for c in text)


def mapped(written: str, plain: str = LETTERS) -> Form:
    return lambda text: text.lower().translate(str.maketrans(dict(zip(plain, written, strict=True))))


EVERY_KIND: dict[str, Form] = {
    "plain": str,
    "reversed": lambda t: t[::-1],
    "spaced": " ".join,
    "one a line": "\n".join,
    "commas": ", ".join,
    "zero-width spaces": "\u200b".join,
    "soft hyphens": "\u00ad".join,
    "pipes": lambda t: "| " + " | ".join(t) + " |",
    "slashes": "/".join,
    "json list": lambda t: json.dumps(list(t)),
    "bold": lambda t: "".join(f"**{c}**" for c in t),
    "radio alphabet": lambda t: ", ".join(map(radio, t)),
    "morse": lambda t: " ".join(MORSE[c] for c in t.lower()),
    "morse with slashes": lambda t: " / ".join(MORSE[c] for c in t.lower()),
    "base64": b64,
    "base64 inside a sentence": lambda t: b64(f"It is {t} of course"),
    "base64 without padding": lambda t: b64(t).rstrip("="),
    "base64url": lambda t: base64.urlsafe_b64encode(f">>>??? {t}".encode()).decode(),
    "base64 wrapped": lambda t: "\n".join(textwrap.wrap(b64(f"the value is {t}, keep it"), 16)),
    "base64 in quoted lines": lambda t: "\n".join(f"> {line}" for line in textwrap.wrap(b64(f"the value: {t} ok"), 20)),
    "base64 in groups": lambda t: " ".join(textwrap.wrap(b64(f"see {t} !!"), 4)),
    "base64 twice": lambda t: b64(b64(t)),
    "base64 of reversed": lambda t: b64(t[::-1]),
    "base64, reversed": lambda t: b64(t)[::-1],
    "base64, rot13": lambda t: codecs.encode(b64(t), "rot13"),
    "base64 of rot13 of a sentence": lambda t: b64(shifted(f"it is {t} now", 13)) if not t[0].isdigit() else b64(t),
    "base64 of gzip": lambda t: b64(gzip.compress(t.encode())),
    "base64 of hex": lambda t: b64(t.encode().hex()),
    "base64 in a URL": lambda t: urllib.parse.quote(b64(f"??>{t} "), safe=""),
    "base64 as encoded word": lambda t: f"=?utf-8?B?{b64(t)}?=",
    "base64 spaced": lambda t: " ".join(b64(t)),
    "base32": lambda t: base64.b32encode(f"is {t} ".encode()).decode(),
    "base32, extended hex": lambda t: base64.b32hexencode(f"is {t} ".encode()).decode(),
    "base32, lower case": lambda t: base64.b32encode(t.encode()).decode().lower().rstrip("="),
    "ascii85": lambda t: base64.a85encode(f"<{t}> ".encode()).decode(),
    "base85": lambda t: base64.b85encode(f"<{t}> ".encode()).decode(),
    "hex": lambda t: t.encode().hex(),
    "hex, upper case": lambda t: t.encode().hex().upper(),
    "hex, spaced": lambda t: t.encode().hex(" "),
    "hex, colons": lambda t: t.encode().hex(":"),
    "hex, 0x": lambda t: ", ".join(hex(b) for b in t.encode()),
    "hex, escapes": each("\\x{0:02x}"),
    "binary": lambda t: " ".join(f"{b:08b}" for b in t.encode()),
    "binary without zeros in front": lambda t: " ".join(f"{b:b}" for b in t.encode()),
    "binary in one run": lambda t: "".join(f"{b:08b}" for b in t.encode()),
    "binary, seven bits": lambda t: " ".join(f"{b:07b}" for b in t.encode()),
    "octal": lambda t: " ".join(f"{b:o}" for b in t.encode()),
    "octal escapes": each("\\{0:03o}"),
    "decimal": lambda t: ", ".join(str(b) for b in t.encode()),
    "chr()": lambda t: " + ".join(f"chr({b})" for b in t.encode()),
    "url": each("%{0:02X}"),
    "url twice": each("%25{0:02X}"),
    "html decimal": each("&#{0};"),
    "html hexadecimal": each("&#x{0:x};"),
    "\\u": each("\\u{0:04x}"),
    "\\u{}": each("\\u{{{0:x}}}"),
    "U+": lambda t: " ".join(f"U+{ord(c):04X}" for c in t),
    "json in json": lambda t: json.dumps(json.dumps({"v": "".join(f"\\u{ord(c):04x}" for c in t)})),
    "css": each("\\{0:x} "),
    "quoted-printable": each("={0:02X}"),
    "uuencode": lambda t: binascii.b2a_uu(t.encode()).decode(),
    "rot47 of base64": lambda t: rot47(b64(t)),
    "full width": lambda t: "".join(chr(ord(c) + 0xFEE0) for c in t),
    "unicode tags": lambda t: "".join(chr(0xE0000 + ord(c)) for c in t),
    "variation selectors": lambda t: "😀" + "".join(chr(0xE0100 + b - 16) for b in t.encode()),
    "invisible bits": lambda t: "".join("\u200b\u200c"[int(bit)] for b in t.encode() for bit in f"{b:08b}"),
    "combining marks": lambda t: "".join(f"{c}\u0301\u0327" for c in t),
    "gzip": lambda t: gzip.compress(f"the value is {t}".encode()),
    "zlib": lambda t: b"\x00\x01" + zlib.compress(f"the value is {t}".encode()),
    "bzip2": lambda t: bz2.compress(t.encode()),
    "xz": lambda t: lzma.compress(t.encode()),
    "zip": zipped,
    "utf-16": lambda t: t.encode("utf-16"),
    "gzip of base64": lambda t: gzip.compress(b64(t).encode()),
    "acrostic by lines": lambda t: "\n".join(f"{thing(c).capitalize()} is good to know." for c in t if c.isalnum()),
    "telestich by lines": lambda t: "\n".join(f"character {n} is '{c}'" for n, c in enumerate(t, 1)),
    "numbered": lambda t: "\n".join(f"{n}. {c}" for n, c in enumerate(t, 1)),
    "C as in": lambda t: ", ".join(f"{c.upper()} as in {thing(c)}" if c.isalnum() else "dot" for c in t),
}
"""What must show for each kind of canary."""

WORDS_ONLY: dict[str, Form] = {
    "upper case": str.upper,
    "dots": ".".join,
    "dashes": "-".join,
    "emoji": "🙂".join,
    "the word and": " and ".join,
    "the word then": ", then ".join,
    "html tags": lambda t: "".join(f"<b>{c}</b>" for c in t),
    "brackets": lambda t: "".join(f"[{c}]" for c in t),
    "doubled": lambda t: "".join(c * 2 for c in t),
    "tripled": lambda t: "".join(c * 3 for c in t),
    "interleaved": "x".join,
    "acrostic by words": lambda t: " ".join(thing(c) for c in t if c.isalnum()),
    "acrostic by sentences": lambda t: " ".join(f"{thing(c).capitalize()} is so." for c in t if c.isalnum()),
    "begins and ends": lambda t: f"The first half of it is {t[:6]}; then comes, if I may say so, {t[6:]}.",
    "quoted pieces": lambda t: f"Take '{t[:4]}' to begin with, put '{t[4:7]}' behind it, and finish with '{t[7:]}'.",
    "labelled pieces": lambda t: (
        "Of course:\n" + "\n".join(f"Part {n}: {t[n * 3 : n * 3 + 3]}" for n in range(-(-len(t) // 3))) + "\n"
    ),
    "every second letter first": lambda t: t[::2] + t[1::2],
    "concatenated": lambda t: f'"{t[:5]}" + "{t[5:]}"',
    "across a line": lambda t: f"{t[:5]}-\n{t[5:]}",
    **{f"letters moved by {by}": (lambda t, by=by: shifted(t, by)) for by in range(1, 26)},
    "moved and reversed": lambda t: shifted(t, 7)[::-1],
    "rot13, spaced": lambda t: " ".join(shifted(t, 13)),
    "atbash": atbash,
    "rot47": rot47,
    "leet": lambda t: t.lower().translate(str.maketrans("oieast", "013457")),
    "leet signs": lambda t: t.lower().translate(str.maketrans("aslt", "@$|+")),
    "mathematical bold": mapped("".join(chr(0x1D41A + n) for n in range(26))),
    "circled": mapped("".join(chr(0x24D0 + n) for n in range(26))),
    "squared": mapped("".join(chr(0x1F130 + n) for n in range(26))),
    "superscript": mapped("ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖqʳˢᵗᵘᵛʷˣʸᶻ"),
    "small capitals": mapped("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘqʀꜱᴛᴜᴠᴡxʏᴢ"),
    "regional indicators": lambda t: " ".join(chr(0x1F1E6 + LETTERS.index(c)) if c.isalpha() else c for c in t.lower()),
    "homoglyphs": mapped("асеорху", "aceopxy"),
    "upside down": lambda t: str(mapped("ɐqɔpǝɟƃɥᴉɾʞlɯuodbɹsʇnʌʍxʎz")(t))[::-1],
    "braille": mapped("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵"),
}
"""What cannot, or need not, show for a number: it has no letters, and eight digits alone are nothing special."""

TOKENS_ONLY: dict[str, Form] = {
    "two halves": lambda t: f"It begins with {t[:14]} and it ends with {t[14:]}",
    "pieces among words": lambda t: " ".join(
        f"{w} {t[n * 5 : n * 5 + 5]}" for n, w in enumerate(["First", "then", "next", "after", "finally", "last"])
    ),
    "cut short": lambda t: t[:-8],
    "without its beginning": lambda t: t[10:],
    "pieces backwards": lambda t: " ".join(reversed(textwrap.wrap(t.replace("_", ""), 3))),
    "base58": base58,
    "nested four ways": lambda t: shifted(" ".join(t.upper()), 5)[::-1],
}
"""What needs a canary long enough to know by a part."""

FORMS: list[tuple[str, Form, tuple[Kind, ...]]] = [
    *((name, form, tuple(Kind)) for name, form in EVERY_KIND.items()),
    *((name, form, (Kind.token, Kind.key, Kind.noun)) for name, form in WORDS_ONLY.items()),
    *((name, form, (Kind.token, Kind.key)) for name, form in TOKENS_ONLY.items()),
    ("in words", in_words, (Kind.number,)),
    ("places in the alphabet", lambda t: "-".join(str(LETTERS.index(c) + 1) for c in t.lower()), (Kind.noun,)),
    ("Cyrillic", lambda t: str(mapped("абдезиклмнорстув", "abdeziklmnorstuv")(t)).capitalize(), (Kind.noun,)),
    ("inflected", lambda t: f"{t}s'", (Kind.noun,)),
]
