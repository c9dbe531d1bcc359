"""Writes paths as launch.toml does, from its own folder: a report then names no folder of this machine."""

import json
import re
from pathlib import Path


def near(text: str, root: Path) -> str:
    """The text (JSON or words) with every path below a folder made relative to it, and the folder itself made `.`."""
    if root == Path(root.anchor):
        return text
    name = re.escape(json.dumps(str(root), ensure_ascii=False)[1:-1])
    within = re.sub(rf"(?<![\w.-]){name}/(?=[\w.*{{-])", "", text)
    return re.sub(rf"(?<![\w.-]){name}(?![\w-]|\.\w)", ".", within)
