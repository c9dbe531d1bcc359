"""What a file says beside its letters: other encodings, base64, escapes; and names that engines pass over."""

import base64
import gzip
import json
import textwrap

import pytest

from launchready.observe.secrets.places.gather import Gatherer
from tests.observe.secrets import made_up
from tests.observe.secrets.places.looking import ENGINE, key, passed, places


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-8-sig"])
def test_other_encodings_are_read(encoding: str) -> None:
    value = key()

    assert places("settings.ini", f"[café]\ntoken={value}\n".encode(encoding), value) == ["settings.ini:2"]


@pytest.mark.parametrize("name", ["static/swagger-ui-bundle.js", "plotly.min.js", "vendor/jquery.min.js", "a.svg"])
def test_no_name_is_passed_over(name: str) -> None:
    value = key()
    minified = f"!function(){{var a=1;{'b=2;' * 5000}var t='{value}';}}()"

    assert places(name, minified.encode(), value) == [f"{name}:1"]


def test_a_secret_behind_base64_is_told_at_its_line() -> None:
    value = key()
    held = base64.b64encode(f"export TOKEN={value}\n".encode()).decode()

    assert places("cloud-init.yaml", f"write_files:\n  - content: {held}\n".encode(), value) == ["cloud-init.yaml:2"]


def test_a_secret_behind_wrapped_and_packed_base64_is_found() -> None:
    value = key()
    held = base64.b64encode(gzip.compress(f"release: 1\ntoken: {value}\n".encode() * 3)).decode()
    text = "data:\n  release: |\n" + textwrap.indent("\n".join(textwrap.wrap(held, 60)), "    ") + "\nkind: Other\n"

    assert places("release.yaml", text.encode(), value) == ["release.yaml!content:3"]


def test_a_secret_behind_an_escape_of_json_is_found_at_its_line() -> None:
    value = key()
    state = {"outputs": {"script": f"#!/bin/sh\n{value}\n", "json": json.dumps({"a": f"x\n{value}"})}}

    assert places("prod.tfstate", json.dumps(state, indent=1).encode(), value) == ["prod.tfstate:3"]


@pytest.mark.parametrize("kind", ["rsa", "ec", "openssh"])
def test_a_private_key_in_json_is_one_finding(kind: str) -> None:
    pem = made_up.pem(kind)
    text = json.dumps({"tls": {"key": pem}}, indent=1)

    gathered = Gatherer(ENGINE)
    gathered.data("keys.json", text.encode())

    assert [one.kind for one in gathered.found.values()] == ["private key"]


def test_pictures_and_hashes_are_no_text() -> None:
    lock = "\n".join(f'"integrity": "sha512-{base64.b64encode(bytes(range(n, n + 64))).decode()}"' for n in range(90))

    assert places("package-lock.json", lock.encode()) == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "a pointer of Git LFS, whose content is not here"),
        (b"\0GITCRYPT\0" + bytes(range(64)), "encrypted by git-crypt"),
        (b"age-encryption.org/v1\n-> X25519 abc\n", "encrypted by age"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n3866\n", "encrypted by Ansible Vault"),
        (b"\xfe\xed\xfe\xed\0\0\0\x02", "a locked key store of Java"),
    ],
    ids=["lfs", "git-crypt", "age", "ansible", "java"],
)  # fmt: skip
def test_what_cannot_be_read_by_its_nature_is_told(data: bytes, why: str) -> None:
    assert passed("deploy/secrets", data) == [f"deploy/secrets: {why}"]


def test_more_base64_than_is_read_is_told() -> None:
    run = base64.b64encode(b"nothing that anybody would keep").decode()
    data = ("kind: Secret\ndata:\n" + f"  words: {run}\n" * 2001).encode()

    assert passed("k8s.yaml", data) == ["k8s.yaml: of what stands there as base64, the first 2000 runs are read"]
    assert passed("k8s.yaml", data[: -len(run)]) == []
