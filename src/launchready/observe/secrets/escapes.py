"""Takes away the escapes behind which pages hide the state they carry: of JavaScript, of HTML, of addresses, of base64."""

import base64
import binascii
import html
import json
import re
from urllib.parse import unquote

CODED = re.compile(r"\\(?:u00|x)([2-7][0-9a-fA-F])|\\+([\"'/])|&(quot|apos|amp|lt|gt|#\d{2,3}|#x[2-7][0-9a-fA-F]);")
ANGULAR = re.compile(r"[{[,:]&q;")
"""State as Angular wrote it until version 16: `{&q;user&q;:…`."""
ANGULARS = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}
PERCENT = re.compile(r"%(?:7B|5B)(?:%[0-9A-Fa-f]{2}|[\w.~!*'()-]){8,}")
"""JSON as `encodeURIComponent` writes it."""
BASE64 = re.compile(r"""(["'])((?:eyJ|W3si|WyJ)[A-Za-z0-9+/_-]{24,}={0,2})\1""")
"""JSON as `atob` takes it; a token has a dot behind this part."""


def plain(text: str) -> str:
    """A text without escapes, so that addresses and keys in it read as they are; lines stay lines."""
    if "%7B" in text or "%5B" in text:
        text = PERCENT.sub(lambda match: _one_line(unquote(match[0])), text)
    if "eyJ" in text or "W3si" in text or "WyJ" in text:
        text = BASE64.sub(_decoded, text)
    if "&q;" in text and ANGULAR.search(text):
        for name, meant in ANGULARS.items():
            text = text.replace(name, meant)
    return CODED.sub(_meant, text) if "\\" in text or "&" in text else text


def _meant(match: re.Match[str]) -> str:
    if match[1]:
        return _one_line(chr(int(match[1], 16)))
    return match[2] or _one_line(html.unescape(match[0]))


def _decoded(match: re.Match[str]) -> str:
    """The JSON in base64; as it stands where it is none."""
    whole = match[2].replace("-", "+").replace("_", "/").rstrip("=")
    try:
        found = base64.b64decode(whole + "=" * (-len(whole) % 4)).decode()
        json.loads(found)
    except (ValueError, binascii.Error):
        return match[0]
    return _one_line(found)


def _one_line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", " ")
