"""What was exported of certificate transparency is read in whatever form it was exported; what is no name is none."""

import json
from pathlib import Path

import pytest

from launchready.observe.net.transparency import exported

CRT_SH = [
    {
        "issuer_ca_id": 295815,
        "issuer_name": "C=US, O=Let's Encrypt, CN=R11",
        "common_name": "shop.test",
        "name_value": "old.shop.test\n*.dev.shop.test\nanna@shop.test",
        "not_after": "2024-02-01T00:00:00",
    },
    {"common_name": "Beta.Shop.test", "name_value": "Beta.Shop.test\nnotshop.test\nshop.test.evil.test"},
]
NAMES = {"shop.test", "old.shop.test", "dev.shop.test", "beta.shop.test"}
TABLE = (
    "crt.sh ID,Logged At,Not Before,Not After,Common Name,Matching Identities,Issuer Name\n"
    '1,2024-01-01,2023-11-01,2024-02-01,shop.test,"old.shop.test\n*.dev.shop.test\nanna@shop.test","C=US, O=A"\n'
    '2,2024-01-01,2023-11-01,2024-02-01,Beta.Shop.test,Beta.Shop.test,"C=US, O=shop.test and more, CN=R11"\n'
)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(CRT_SH),
        "\n".join(json.dumps(one) for one in CRT_SH),
        "\ufeff" + TABLE,
        json.dumps([{"id": "7", "dns_names": ["shop.test", "old.shop.test", "*.dev.shop.test", "beta.shop.test"]}]),
        "shop.test\nold.shop.test\nDNS:*.dev.shop.test, DNS:beta.shop.test.\n",
    ],
    ids=["crt.sh's JSON", "JSON by line", "crt.sh's CSV", "another search's JSON", "a list"],
)
def test_every_form_gives_the_same_names(text: str, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(text, encoding="utf-8")

    found = exported(path, "shop.test")

    assert set(found.names) == NAMES
    assert found.why == ""


@pytest.mark.parametrize(
    ("text", "why"), [(None, "No such file"), ("", "holds no name"), ("<html>Bad Gateway</html>", "holds no name")]
)
def test_what_cannot_be_read_is_told(text: str | None, why: str, tmp_path: Path) -> None:
    path = tmp_path / "export"
    if text is not None:
        path.write_text(text, encoding="utf-8")

    assert why in exported(path, "shop.test").why


def test_a_large_export_is_read_fast(tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(json.dumps([{"name_value": f"h{at}.shop.test"} for at in range(20_000)]), encoding="utf-8")

    assert len(exported(path, "shop.test").names) == 20_000
