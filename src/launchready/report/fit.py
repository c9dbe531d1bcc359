"""Breaks text into lines that surely fit a width, whatever font the reader has."""

import unicodedata

from launchready.report.words import one_line

BREAKS = " ./-:_@,?&="
NARROW = frozenset("ijltfrI.,:;'|!()[]/ ")
WIDE = frozenset("mwMW@%")


def wrap(text: str, room: float, size: float, *, mono: bool) -> list[str]:
    """Text in lines that surely fit a room: broken after spaces, dots and slashes where it can be, else anywhere."""
    lines, line = [], ""
    for char in one_line(text):
        if line and measure(line + char, size, mono=mono) > room:
            cut = max((line.rfind(mark) for mark in BREAKS), default=-1) + 1
            cut = cut if cut > len(line) // 3 else len(line)
            lines.append(line[:cut].rstrip())
            line = line[cut:]
        line += char
    return [part for part in (*lines, line.rstrip()) if part]


def measure(text: str, size: float, *, mono: bool) -> float:
    """More than the width that the text takes in any usual font."""
    return size * sum(_width(char, mono=mono) for char in text)


def _width(char: str, *, mono: bool) -> float:
    if unicodedata.east_asian_width(char) in {"W", "F"}:
        return 1.1
    if mono:
        return 0.62 if char.isascii() else 0.9
    if char in NARROW:
        return 0.42
    if char in WIDE:
        return 1.02
    return 0.78 if char.isupper() or not char.isascii() else 0.65
