"""Small tools for text that readers see: hostile characters made visible, counts, first sentences."""

import re
import unicodedata

from launchready.events import Waived

SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(`\"])")
VARIATION_SUPPLEMENT = range(0xE0100, 0xE01F0)
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that a reader cannot see, or that move what they see."""


def visible(text: str) -> str:
    """The text with every control, bidi and invisible character spelled out; line feeds and tabs stay.

    Evidence is text that strangers wrote: it must not colour a terminal, turn a line around or hide a part of itself.
    """
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(_shown(char) for char in text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The text made visible, on one line."""
    return visible(" ".join(text.split()))


def first_sentence(text: str) -> str:
    """What a text says first, on one line."""
    return SENTENCE.split(one_line(text), maxsplit=1)[0]


def ended(lapsed: Waived) -> str:
    """Says of a finding that its waiver has ended."""
    return f"its waiver ended on {one_line(lapsed.until)} ({one_line(lapsed.owner)}: {one_line(lapsed.reason)})"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 finding`, `1,204 requests`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def shell_lines(command: str, width: int) -> list[str]:
    """A command broken at spaces outside quotes, with the backslashes that let a shell read it as one.

    A part that is wider than the width stays whole: a broken command would not run.
    """
    lines: list[str] = []
    for part in _parts(" ".join(command.split("\n"))):
        if lines and len(lines[-1]) + len(part) + len("  \\") <= width:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return [f"{line} \\" for line in lines[:-1]] + lines[-1:]


def _parts(command: str) -> list[str]:
    """A command's words, quotes and all."""
    parts, quote = [""], ""
    for place, char in enumerate(command):
        escaped = place > 0 and command[place - 1] == "\\" and quote != "'"
        if char == quote and not escaped:
            quote = ""
        elif not quote and char in "'\"" and not escaped:
            quote = char
        if char == " " and not quote and not escaped:
            parts.append("")
        else:
            parts[-1] += char
    return list(filter(None, parts))


def _shown(char: str) -> str:
    if char in "\n\t":
        return char
    if unicodedata.category(char) in HIDDEN or ord(char) in VARIATION_SUPPLEMENT:
        return f"⟨U+{ord(char):04X}⟩"
    return char
