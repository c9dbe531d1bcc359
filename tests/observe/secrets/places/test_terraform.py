"""A state's own schema says which values were drawn as secrets; what was drawn as a name is none."""

import json

import pytest

from launchready.observe.secrets.places.gather import Gatherer
from tests.observe.secrets import made_up
from tests.observe.secrets.places.looking import ENGINE, passed, places

SIGNS = made_up.ALNUM + "!@#$%*()-_=+[]{}:?"


def drawn(length: int = 20) -> str:
    return "a<B>9&" + made_up.drawn(SIGNS, length)


def resource(kind: str, attribute: str, *values: str, mode: str = "managed") -> dict[str, object]:
    instances = [{"schema_version": 3, "attributes": {"id": "none", attribute: value}} for value in values]
    return {
        "mode": mode,
        "type": kind,
        "name": "db",
        "provider": 'provider["registry.terraform.io/hashicorp/random"]',
        "instances": instances,
    }


def state(*resources: dict[str, object]) -> bytes:
    text = json.dumps({"version": 4, "terraform_version": "1.9.8", "resources": resources}, indent=2)
    for sign, written in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, written)
    return text.encode()


@pytest.mark.parametrize("name", ["prod.tfstate", "state/pulled.json"])
def test_a_drawn_password_counts_whole_and_once_an_instance(name: str) -> None:
    one, other = drawn(), drawn(12)
    data = state(resource("random_pet", "id", "able-cat"), resource("random_password", "result", one, other))
    lines = [number for number, line in enumerate(data.split(b"\n"), 1) if b'"result"' in line]

    assert places(name, data, one, other) == [f"{name}:{line}" for line in lines]


def test_it_gates_and_in_a_sample_it_warns() -> None:
    data, weak = state(resource("random_password", "result", drawn())), Gatherer(ENGINE)
    gathered = Gatherer(ENGINE)

    gathered.data("prod.tfstate", data)
    weak.data("tests/prod.tfstate", data)

    assert [one.kind for one in gathered.found.values()] == ["secret in terraform's state"]
    assert weak.found == {}


def test_older_formats_and_what_show_prints_are_read() -> None:
    old, shown = drawn(), drawn()
    v3 = {
        "version": 3,
        "terraform_version": "0.11.14",
        "modules": [
            {
                "resources": {
                    "random_password.db": {"type": "random_password", "primary": {"attributes": {"result": old}}}
                }
            }
        ],
    }
    told = {"type": "random_password", "mode": "managed", "values": {"result": shown}}
    tree = {
        "format_version": "1.0",
        "terraform_version": "1.9.8",
        "values": {"root_module": {"child_modules": [{"resources": [told]}]}},
    }

    assert places("old.tfstate", json.dumps(v3).encode(), old) == ["old.tfstate:1"]
    assert places("show.json", json.dumps(tree).encode(), shown) == ["show.json:1"]


def test_the_key_of_tls_private_key_counts() -> None:
    gathered = Gatherer(ENGINE)

    gathered.data("prod.tfstate", state(resource("tls_private_key", "private_key_pem", made_up.pem("ec"))))

    assert [one.kind for one in gathered.found.values()] == ["private key"]


@pytest.mark.parametrize(
    "data",
    [
        state(resource("random_string", "result", made_up.drawn(made_up.ALNUM, 24))),
        state(resource("random_id", "base64", made_up.drawn(made_up.ALNUM, 24))),
        state(resource("tls_private_key", "public_key_openssh", made_up.drawn(made_up.ALNUM, 64))),
        state(resource("random_password", "result", "REDACTED-in-this-export")),
        state(resource("random_password", "result", made_up.drawn(made_up.ALNUM, 24), mode="data")),
        state(resource("random_password", "bcrypt_hash", "$2a$10$" + made_up.drawn(made_up.ALNUM, 53))),
        state(resource("random_password", "result", made_up.drawn(made_up.ALNUM, 24))).replace(
            b'"terraform_version"', b'"tool_version"'
        ),
        state(resource("random_password", "result", made_up.drawn(made_up.ALNUM, 24)))[:-20],
    ],
)
def test_what_is_no_secret_by_its_schema_does_not_gate(data: bytes) -> None:
    assert passed("prod.tfstate", data) == []
