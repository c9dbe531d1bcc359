"""Builds the image that a deploy ships, as `docker save` writes it: layers, settings and steps in one tar."""

import gzip
import hashlib
import io
import json
import tarfile
from dataclasses import dataclass
from pathlib import Path

from bazaar.town import leaked
from bazaar.town.history import Tree
from bazaar.town.names import DOMAIN

FILE = "dist/bazaar.tar"
WHEN = "2026-11-23T00:00:00Z"
SEED = 1_794_000_000
HOME = "srv/bazaar"
SYSTEM: Tree = {
    "etc/os-release": b'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nNAME="Debian GNU/Linux"\nVERSION_ID="13"\n',
    "etc/passwd": b"root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
    "etc/ssl/openssl.cnf": b"openssl_conf = openssl_init\n[openssl_init]\nssl_conf = ssl_sect\n",
}
"""What stands for the base image."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One step of the build, and the files that it brought."""

    step: str
    files: Tree


def write(folder: Path, code: Tree, faults: frozenset[str]) -> None:
    """Writes the image of this code into a repository's folder, where git ignores it."""
    layers = _layers(code, faults)
    tars = [_tar(layer.files) for layer in layers]
    digests = [hashlib.sha256(tar).hexdigest() for tar in tars]
    config = {
        "architecture": "amd64",
        "os": "linux",
        "created": WHEN,
        "config": {
            "User": "nobody",
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "PYTHON_VERSION=3.11.14"],
            "WorkingDir": f"/{HOME}",
            "Cmd": ["uvicorn", "--factory", "serve:create", "--host", "127.0.0.1", "--port", "8000"],
            "Labels": {"org.opencontainers.image.source": f"https://code.{DOMAIN}/bazaar"},
        },
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{digest}" for digest in digests]},
        "history": [{"created": WHEN, "created_by": layer.step} for layer in layers],
    }
    settings = json.dumps(config).encode()
    name = f"blobs/sha256/{hashlib.sha256(settings).hexdigest()}"
    packed = [gzip.compress(tar, mtime=SEED) for tar in tars]
    parts = {f"blobs/sha256/{hashlib.sha256(blob).hexdigest()}": blob for blob in packed}
    manifest = [{"Config": name, "RepoTags": ["bazaar:latest"], "Layers": list(parts)}]
    whole = _tar(parts | {name: settings, "manifest.json": json.dumps(manifest).encode()})
    (folder / FILE).parent.mkdir()
    (folder / FILE).write_bytes(whole)


def _layers(code: Tree, faults: frozenset[str]) -> list[Layer]:
    layers = [
        Layer("/bin/sh -c #(nop) ADD file:trixie in /", SYSTEM),
        Layer("COPY requirements.txt . # buildkit", {f"{HOME}/requirements.txt": code["requirements.txt"]}),
    ]
    if "dep-secret-in-image" in faults:
        # Copied in for the build and removed in the next step: it is in the image for good.
        settings = f"PAYMENTS_KEY={leaked.payments()}\n".encode()
        layers.append(Layer("COPY .env . # buildkit", {f"{HOME}/.env": settings}))
        layers.append(Layer("RUN /bin/sh -c rm .env # buildkit", {f"{HOME}/.wh..env": b""}))
    product = {f"{HOME}/{name}": content for name, content in code.items() if name.startswith("bazaar/")}
    layers.append(Layer("COPY bazaar ./bazaar # buildkit", product))
    layers.append(Layer("COPY serve.py . # buildkit", {f"{HOME}/serve.py": code["serve.py"]}))
    return layers


def _tar(files: Tree) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size, member.mtime, member.mode = len(content), SEED, 0o644
            tar.addfile(member, io.BytesIO(content))
    return held.getvalue()
