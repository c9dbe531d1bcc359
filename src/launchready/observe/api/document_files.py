"""Reads an OpenAPI document from a file, with the files that it refers to."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import anyio.to_thread


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder of launch.toml; what a document refers to is read from below it alone."""

    root: Path

    @classmethod
    def of(cls, root: Path) -> "Folder":
        """The folder, by its one true path."""
        return cls(root.resolve())

    def first(self, path: Path) -> tuple[str, str, str]:
        """The declared file: what people call it, where its references start, and its text.

        Raises:
            OSError: it cannot be read.
            UnicodeDecodeError: it is not UTF-8.
        """
        whole = path.resolve()
        name = str(whole.relative_to(self.root)) if whole.is_relative_to(self.root) else path.name
        return name, whole.as_uri(), whole.read_text(encoding="utf-8")

    async def fetch(self, target: str) -> tuple[str | None, str]:
        """The text at a `file:` address, or None and the reason."""
        return await anyio.to_thread.run_sync(self._read, target)

    def _read(self, target: str) -> tuple[str | None, str]:
        path = Path(url2pathname(urlsplit(target).path)).resolve()
        if not path.is_relative_to(self.root):
            return None, "it is not below the folder of launch.toml"
        try:
            return path.read_text(encoding="utf-8"), ""
        except (OSError, UnicodeDecodeError) as error:
            return None, error.strerror or str(error) if isinstance(error, OSError) else str(error)
