"""Writes what the documentation takes from the shapes: the JSON Schema, and the table of keys in the guide."""

import sys
from pathlib import Path

from launchready.declare import schema

SCHEMA = "launch.schema.json"
GUIDE = "launch.md"
BEGIN = "<!-- keys: made by `python -m launchready.declare.publish docs` -->\n"
END = "<!-- end of keys -->"


def published(docs: Path) -> dict[Path, str]:
    """The files that should be, and what should stand in them.

    Raises:
        ValueError: the guide has lost the marks between which the keys stand.
    """
    guide = (docs / GUIDE).read_text(encoding="utf-8")
    before, begin, rest = guide.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{docs / GUIDE} needs the lines {BEGIN.strip()} and {END}")
    keys = f"\n{schema.table_of_keys()}\n"
    return {docs / SCHEMA: schema.text(), docs / GUIDE: f"{before}{begin}{keys}{end}{after}"}


def main() -> None:
    """Writes them into the folder that the command names."""
    for path, text in published(Path(sys.argv[1])).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
