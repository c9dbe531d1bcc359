"""Characters dressed as others: homoglyphs, invisible characters, other scripts and encodings of text."""
# ruff: noqa: RUF001 - the look-alikes are the point of this file

import re
import unicodedata
from collections.abc import Iterator

from launchready_hunt.views import Piece, view

_NON_ASCII = rb"[\x80-\xff]"
# What looks like a Latin letter or digit and has no other tie to it in Unicode's tables.
_LOOK_ALIKES_OF = {
    "a": "АаΑαɑᎪ", "b": "ВЬвьΒβᏴ", "c": "СсᏟϲ", "d": "ԁԀᎠժ", "e": "ЕеєΕεᎬ℮", "f": "ғϝք", "g": "ɡԌցᏀ", "h": "НнһΗհᎻ",
    "i": "ІіΙιıɩᎥ", "j": "ЈјȷյᎫ", "k": "КкΚκᏦ", "l": "ӏӀℓլԼᏞǀ", "m": "МмΜᎷ", "n": "пПΝηռո", "o": "ОоΟοօՕסഠଠ०൦", "p": "РрΡρᏢ",
    "q": "ԛԚգ", "r": "гГᎡᏒ", "s": "ЅѕՏꜱᏚ", "t": "ТтΤτᎢ", "u": "υսՍᑌ", "v": "ѵѴνᏙ", "w": "ԝԜωѡᎳ", "x": "ХхΧχ", "y": "УуүҮΥγʏ",
    "z": "ΖᏃᴢ", "1": "Ɩ", "2": "ƧƨᒿՂ", "3": "ЗзƷʒƐɛ", "4": "Чч", "5": "Ƽƽ", "6": "б", ".": "·•∙⋅●◦・。․", "-": "−", "'": "‘’ʼ", '"': "“”",
}  # fmt: skip
_NAMED_LETTER = re.compile(
    r"(?:LATIN (?:SMALL |CAPITAL )?LETTER (?:SMALL CAPITAL |TURNED |REVERSED |SCRIPT |INVERTED |SIDEWAYS |INSULAR |DOTLESS )*"
    r"|(?:NEGATIVE )?(?:CIRCLED|SQUARED|PARENTHESIZED) LATIN (?:SMALL|CAPITAL) LETTER |MODIFIER LETTER (?:SMALL|CAPITAL) "
    r"|COMBINING LATIN (?:SMALL )?LETTER (?:SMALL )?(?:CAPITAL )?|REGIONAL INDICATOR SYMBOL LETTER )([A-Z])(?: WITH .*)?"
)
_TAGS = range(0xE0020, 0xE007F)
_TAGS_BEGIN = 0xE0000
_ASCII = 128


class _Fold(dict[int, str]):
    """What each code point reads as; worked out at its first use, since the whole table is 150,000 rows."""

    def __missing__(self, point: int) -> str:
        read = self[point] = _reads_as(chr(point))
        return read


def _reads_as(character: str) -> str:
    point = ord(character)
    if point < _ASCII:
        return character
    if point in _TAGS:
        return chr(point - _TAGS_BEGIN)
    if named := _NAMED_LETTER.fullmatch(unicodedata.name(character, "")):
        return named[1].lower()
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKD", character)
    if plain != character:
        return "".join(_FOLD[ord(part)] for part in plain)
    match unicodedata.category(character):
        case "Cf" | "Mn" | "Me" | "Co" | "Cs":
            return ""
        case "Pd":
            return "-"
        case "Zs":
            return " "
    return character


_FOLD = _Fold({ord(alike): latin for latin, alikes in _LOOK_ALIKES_OF.items() for alike in alikes})

_UPSIDE_DOWN = str.maketrans(
    "ɐqɔpǝɟƃɓɥᴉıɾʞʃlɯuodbɹsʇnʌʍxʎzƖᄅƐㄣϛ9ㄥ860∀ꓭƆꓷƎℲ⅁פHIſꓘ˥WNOԀꓤS┴∩ΛMX⅄Z",
    "abcdefgghiijkllmnopqrstuvwxyz1234567890abcdefgghijklmnoprstuvwxyz",
)

_CYRILLIC = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфхцыэі", "abvgdezijklmnoprstufhcyei", strict=True))
    | {
        "ё": "e",
        "ж": "zh",
        "ч": "ch",
        "ш": "sh",
        "щ": "sch",
        "ю": "yu",
        "я": "ya",
        "ь": "",
        "ъ": "",
        "є": "e",
        "ґ": "g",
    }
)
_GREEK_PAIRS = (("μπ", "b"), ("ντ", "d"), ("ου", "u"), ("γκ", "g"))
_GREEK = str.maketrans("αβγδεζηικλμνοπρσςτυφχω", "avgdeziiklmnoprsstyfho")

_BRAILLE = dict(zip("⠁⠃⠉⠙⠑⠋⠛⠓⠊⠚⠅⠇⠍⠝⠕⠏⠟⠗⠎⠞⠥⠧⠺⠭⠽⠵", "abcdefghijklmnopqrstuvwxyz", strict=True))
_BRAILLE_DIGITS = dict(zip("⠚⠁⠃⠉⠙⠑⠋⠛⠓⠊", "0123456789", strict=True))
_BRAILLE_NUMBER = "⠼"

_INVISIBLE_BITS = re.compile(
    "[\u200b-\u200d\u2060-\u2064\ufeff]{40,}|(?:[\u200b-\u200d\u2060\ufeff].?){40,}", re.DOTALL
)
_VARIATIONS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_FIRST_VARIATION = 0xFE00
_FIRST_FURTHER_VARIATION = 0xE0100
_FURTHER = 16


def _lines(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines that are not plain ASCII."""
    at = 0
    for line in data.splitlines(keepends=True):
        if not line.isascii():
            yield at, line.decode("utf-8", "replace")
        at += len(line)


@view(_NON_ASCII, copies=True)
def unicode(data: bytes) -> Iterator[Piece]:
    """NFKC, confusables, tags, circled and mathematical letters; invisible characters and accents taken out."""
    for at, line in _lines(data):
        yield at, line.translate(_FOLD).encode("utf-8", "replace")


@view(_NON_ASCII, copies=True)
def upside_down(data: bytes) -> Iterator[Piece]:
    """Letters turned upside down; they read from the right."""
    for at, line in _lines(data):
        yield at, line.translate(_UPSIDE_DOWN)[::-1].encode("utf-8", "replace")


@view(rb"[\xce-\xd2][\x80-\xbf][\xce-\xd2]", copies=True)
def transliterated(data: bytes) -> Iterator[Piece]:
    """Cyrillic and Greek letters by their sound, as a translated text writes a name."""
    for at, line in _lines(data):
        text = line.lower()
        paired = text
        for pair, read in _GREEK_PAIRS:
            paired = paired.replace(pair, read)
        for written in dict.fromkeys((text, paired)):
            yield at, written.translate(_CYRILLIC).translate(_GREEK).encode("utf-8", "replace")


@view(rb"\xe2[\xa0-\xa3]", copies=True)
def braille(data: bytes) -> Iterator[Piece]:
    """Braille's letters and numbers."""
    for at, line in _lines(data):
        read: list[str] = []
        digits = False
        for character in line:
            if character == _BRAILLE_NUMBER:
                digits = True
            elif digits and character in _BRAILLE_DIGITS:
                read.append(_BRAILLE_DIGITS[character])
            else:
                digits = False
                read.append(_BRAILLE.get(character, character))
        yield at, "".join(read).encode("utf-8", "replace")


@view(rb"\xe2\x80[\x8b-\x8d]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf")
def invisible_bits(data: bytes) -> Iterator[Piece]:
    """Two invisible characters as 0 and 1, either way round."""
    text = data.decode("utf-8", "replace")
    for found in _INVISIBLE_BITS.finditer(text):
        signs = [
            character for character in found[0] if character in "\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff"
        ]
        at = len(text[: found.start()].encode())
        kinds = sorted(set(signs))
        for one in kinds:
            # A third kind only sets the bytes apart.
            for zero in kinds:
                bits = "".join("1" if sign == one else "0" for sign in signs if sign in (one, zero))
                if one != zero and len(bits) >= len(signs) // 2:
                    yield at, bytes(int(bits[n : n + 8], 2) for n in range(0, len(bits) - 7, 8))


@view(rb"\xef\xb8[\x80-\x8f]\xef\xb8[\x80-\x8f]|\xf3\xa0[\x84-\x87]")
def variation_selectors(data: bytes) -> Iterator[Piece]:
    """Bytes that hang unseen on an emoji as variation selectors."""
    text = data.decode("utf-8", "replace")
    points = [ord(found[0]) for found in _VARIATIONS.finditer(text)]
    yield 0, bytes(p - _FIRST_VARIATION if p < _TAGS_BEGIN else p - _FIRST_FURTHER_VARIATION + _FURTHER for p in points)


@view(rb"[ -~]\x00[ -~]\x00[ -~]\x00[ -~]|\x00[ -~]\x00[ -~]\x00[ -~]\x00", binary=True)
def utf16(data: bytes) -> Iterator[Piece]:
    """Text with two bytes to the character, in either order."""
    for offset in range(2):
        yield offset, data[offset : len(data) - (len(data) - offset) % 2].decode("utf-16-le", "replace").encode()
