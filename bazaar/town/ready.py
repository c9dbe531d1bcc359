"""Where a running town can be found, and the file that says so."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ready:
    """All that a client needs; written as JSON when everything answers."""

    declaration: str
    dir: str
    dns: str
    http: int
    https: int
    smtp: int
    catcher: int
    edge_api: int
    ca: str
    repo: str
    log: str
    mailbox: str
    pid: int

    def write(self, path: Path) -> None:
        """Puts the file in place at once: nobody ever reads half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{self.pid}")
        half.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        half.replace(path)


def told(folder: Path, *, dns: int, http: int, https: int, smtp: int, catcher: int, edge_api: int) -> Ready:
    """What is ready in a folder, at these ports."""
    return Ready(
        declaration=str(folder / "launch.toml"),
        dir=str(folder),
        dns=f"127.0.0.1:{dns}",
        http=http,
        https=https,
        smtp=smtp,
        catcher=catcher,
        edge_api=edge_api,
        ca=str(folder / "root.crt"),
        repo=str(folder / "repo"),
        log=str(folder / "app.log"),
        mailbox=str(folder / "mail"),
        pid=os.getpid(),
    )
