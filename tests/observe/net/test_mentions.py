"""Names are read out of texts, headers, files and records; what only looks like one is none."""

import subprocess
from pathlib import Path

import pytest

from launchready.observe.net.mentions import in_files, in_text


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("<a href='https://Linked.shop.test/x'>", ["linked.shop.test"]),
        (
            "default-src 'self' https://cdn.shop.test; connect-src wss://*.live.shop.test:8443",
            ["cdn.shop.test", "live.shop.test"],
        ),
        ('"https:\\u002F\\u002Fapi.shop.test\\u002Fv1"', ["api.shop.test"]),
        ('"https:\\/\\/api.shop.test\\/v1"', ["api.shop.test"]),
        ("next=https%3A%2F%2Flogin.shop.test%2F", ["login.shop.test"]),
        ("printf('hosts:\\nold.shop.test\\n')", ["old.shop.test"]),
        ("write to anna@mail.shop.test", []),
        ("notshop.test shop.test.evil.example a.shop.tests a.shop.test-x", []),
        ("https://${tenant}.shop.test/ and {name}.shop.test", []),
        ("see a.shop.test.", ["a.shop.test"]),
    ],
)
def test_names_in_a_text(text: str, names: list[str]) -> None:
    assert in_text(text, "shop.test") == names


def test_names_in_files_are_told_with_their_first_place(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "hosts.yml").write_text("# hosts\nold: old.shop.test\n", encoding="utf-8")
    (tmp_path / "z.md").write_text("old.shop.test and new.shop.test\n", encoding="utf-8")
    (tmp_path / "image.bin").write_bytes(b"\0\0hidden.shop.test")
    (tmp_path / "ignored.env").write_text("ignored.shop.test", encoding="utf-8")
    (tmp_path / ".gitignore").write_text("*.env\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q", tmp_path], check=True)

    assert dict(in_files(tmp_path, "shop.test", "repo")) == {
        "old.shop.test": "repo: deploy/hosts.yml, line 2",
        "new.shop.test": "repo: z.md, line 1",
    }
