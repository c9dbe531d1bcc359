"""Real images, made by hand: `docker save` and OCI layouts, as a tar and as a folder."""

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from launchready.observe.secrets.places.gather import Gatherer
from launchready.observe.secrets.places.images import read_image
from tests.observe.secrets.places.looking import ENGINE, key

Files = dict[str, bytes]


def tar_of(files: Files) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return held.getvalue()


def blob(data: bytes) -> tuple[str, str]:
    digest = hashlib.sha256(data).hexdigest()
    return f"blobs/sha256/{digest}", f"sha256:{digest}"


def config_of(env: list[str], steps: list[str]) -> bytes:
    history = [{"created_by": step} for step in steps]
    return json.dumps({"config": {"Env": env, "Labels": {"a": "b"}}, "history": history}).encode()


def docker_save(*layers: Files, env: tuple[str, ...] = (), steps: tuple[str, ...] = ()) -> Files:
    parts: Files = {f"{number:064x}/layer.tar": tar_of(layer) for number, layer in enumerate(layers)}
    names = list(parts)
    parts["config.json"] = config_of(list(env), list(steps))
    manifest = [{"Config": "config.json", "RepoTags": ["app:1"], "Layers": names}]
    return parts | {"manifest.json": json.dumps(manifest).encode()}


def oci(*layers: bytes, env: tuple[str, ...] = (), kind: str = "tar+gzip") -> Files:
    parts: Files = {"oci-layout": b'{"imageLayoutVersion": "1.0.0"}'}

    def kept(data: bytes, media: str) -> dict[str, object]:
        name, digest = blob(data)
        parts[name] = data
        return {"mediaType": media, "digest": digest, "size": len(data)}

    config = kept(config_of(list(env), []), "application/vnd.oci.image.config.v1+json")
    held = [kept(layer, f"application/vnd.oci.image.layer.v1.{kind}") for layer in layers]
    manifest = kept(
        json.dumps({"config": config, "layers": held}).encode(), "application/vnd.oci.image.manifest.v1+json"
    )
    inner = kept(json.dumps({"manifests": [manifest]}).encode(), "application/vnd.oci.image.index.v1+json")
    return parts | {"index.json": json.dumps({"manifests": [inner]}).encode()}


def as_folder(files: Files, top: Path) -> Path:
    for name, data in files.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_bytes(data)
    return top


def as_file(files: Files, top: Path) -> Path:
    (top / "app.tar").write_bytes(tar_of(files))
    return top / "app.tar"


def read(path: Path) -> Gatherer:
    gathered = Gatherer(ENGINE)
    read_image("app.tar", path, gathered, set())
    return gathered


def places(gathered: Gatherer) -> list[str]:
    return [one.place for one in gathered.found.values()]


def test_a_deleted_file_of_a_lower_layer_is_found_and_said_to_be_deleted(tmp_path: Path) -> None:
    value = key()
    layers = ({"srv/.env": f"A=1\nTOKEN={value}\n".encode()}, {"srv/.wh..env": b""}, {"srv/app.py": b"pass\n"})

    gathered = read(as_file(docker_save(*layers), tmp_path))

    assert places(gathered) == ["app.tar layer 1 srv/.env, deleted by a later layer:2"]
    assert set(gathered.found) == {ENGINE.fingerprint(value)}
    assert gathered.missed == []


def test_a_folder_that_is_emptied_or_deleted_hides_what_lay_in_it(tmp_path: Path) -> None:
    layers = (
        {
            "srv/a/.env": f"TOKEN={key()}\n".encode(),
            "srv/b/c/.env": f"TOKEN={key()}\n".encode(),
            "x.env": f"T={key()}".encode(),
        },
        {"srv/a/.wh..wh..opq": b"", "srv/.wh.b": b"", "x.env": b"T="},
    )

    told = {place.partition(" layer 1 ")[2] for place in places(read(as_file(docker_save(*layers), tmp_path)))}

    assert told == {
        "srv/a/.env, deleted by a later layer:1",
        "srv/b/c/.env, deleted by a later layer:1",
        "x.env, overwritten by a later layer:1",
    }


def test_the_environment_and_the_steps_of_the_build_are_read(tmp_path: Path) -> None:
    in_env, in_step = key(), key()
    steps = ("/bin/sh -c #(nop) ADD file in /", f"|1 TOKEN={in_step} /bin/sh -c pip install -r requirements.txt")

    gathered = read(as_file(docker_save({"a": b"a"}, env=("PATH=/bin", f"TOKEN={in_env}"), steps=steps), tmp_path))

    assert set(gathered.found) == {ENGINE.fingerprint(in_env), ENGINE.fingerprint(in_step)}
    assert places(gathered) == ["app.tar environment:2", "app.tar step 2:1"]


@pytest.mark.parametrize("keep", [as_file, as_folder])
def test_an_oci_layout_is_read_through_its_indexes(tmp_path: Path, keep: Callable[[Files, Path], Path]) -> None:
    value = key()
    layers = [gzip.compress(tar_of({"etc/a": b"a"})), gzip.compress(tar_of({"srv/key": value.encode()}))]

    assert places(read(keep(oci(*layers), tmp_path))) == ["app.tar layer 2 srv/key:1"]


def test_a_layer_packed_with_zstandard_is_read(tmp_path: Path) -> None:
    layer = zstandard.ZstdCompressor().compress(tar_of({"srv/key": key().encode()}))

    assert places(read(as_folder(oci(layer, kind="tar+zstd"), tmp_path))) == ["app.tar layer 1 srv/key:1"]


def test_what_is_not_whole_is_missed(tmp_path: Path) -> None:
    files = docker_save({"a": b"a"}, {"b": b"b"})
    del files[f"{1:064x}/layer.tar"]
    broken = docker_save({"a": b"a" * 4000})
    broken[f"{0:064x}/layer.tar"] = broken[f"{0:064x}/layer.tar"][:1000]

    (gone,) = read(as_folder(files, tmp_path / "1")).missed
    (cut,) = read(as_folder(broken, tmp_path / "2")).missed

    assert "layer 2" in gone
    assert "layer 1" in cut


def test_what_is_no_image_is_missed(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tar_of({"a": b"a"}))
    (tmp_path / "b.tar").write_bytes(b"no tar at all")
    (tmp_path / "c").mkdir()

    told = [read(tmp_path / name).missed for name in ("a.tar", "b.tar", "c")]

    assert ["no image" in told[0][0], len(told[1]), "no image" in told[2][0]] == [True, 1, True]


def test_layers_that_two_images_share_are_read_once(tmp_path: Path) -> None:
    gathered, seen = Gatherer(ENGINE), set[bytes]()
    path = as_file(docker_save({"etc/a": b"a" * 100}), tmp_path)

    read_image("one", path, gathered, seen)
    before = gathered.looked_at
    read_image("two", path, gathered, seen)

    assert gathered.looked_at - before < before
