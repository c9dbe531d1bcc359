"""Live-looking secrets are found whatever they are wrapped in; placeholders, public keys and samples are not."""

import base64
import json
import secrets
import string

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from launchready.observe.secrets.found import Engine, plain_log

LETTERS = string.ascii_letters + string.digits


def made_up(prefix: str, length: int) -> str:
    return prefix + "".join(secrets.choice(LETTERS) for _ in range(length))


def a_private_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return pem.decode()


def a_token(payload: dict[str, str]) -> str:
    def part(value: dict[str, str]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(payload)}.{made_up('', 43)}"


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine("shop.test")


@pytest.mark.parametrize(
    "value",
    [
        made_up("ghp_", 36),
        made_up("sk_live_", 24),
        made_up("SG.", 22) + made_up(".", 43),
        made_up("npm_", 36),
        a_token({"role": "service_role", "iss": "supabase"}),
    ],
    ids=["github", "stripe", "sendgrid", "npm", "supabase"],  # the values differ from run to run
)
def test_a_key_is_found_and_its_value_is_not_told(engine: Engine, value: str) -> None:
    sight = engine.look(f"first line\nKEY = '{value}'\n", "src/pay.py")

    assert [found.place for found in sight.sure] == ["src/pay.py:2"]
    assert value not in repr(sight)


def test_a_private_key_counts_in_the_code_and_not_in_a_test(engine: Engine) -> None:
    pem = a_private_key()

    assert len(engine.look(pem, "deploy/tls.key").sure) == 1
    assert engine.look(pem, "tests/fixtures/tls.key").sure == ()


def test_a_password_in_an_address_counts_only_where_it_looks_made_by_a_machine(engine: Engine) -> None:
    sure = engine.look(f"DATABASE_URL=postgres://app:{made_up('q7', 22)}@db.shop.test:5432/app", "settings.py").sure
    meek = engine.look("DATABASE_URL=postgres://app:password@localhost:5432/app", "settings.py").sure

    assert len(sure) == 1
    assert meek == ()


@pytest.mark.parametrize(
    "text",
    [
        made_up("pk_live_", 24),
        made_up("phc_", 43),
        made_up("sk_test_", 24),
        "AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "STRIPE_KEY=sk_live_xxxxxxxxxxxxxxxxxxxxxxxx",
        "GITHUB_TOKEN=ghp_YOUR_TOKEN_HERE",
        "GITHUB_TOKEN=${{ secrets.GITHUB_TOKEN }}",
        a_token({"role": "anon", "iss": "supabase"}),
        a_token({"sub": "1234567890", "name": "John Doe"}),
        "sha256:" + "".join(secrets.choice("0123456789abcdef") for _ in range(64)),
        "integrity sha512-" + made_up("", 86) + "==",
    ],
    ids=lambda text: text[:4],  # the rest differs from run to run
)
def test_what_nobody_could_use_is_no_finding(engine: Engine, text: str) -> None:
    assert engine.look(text, "README.md").sure == ()


def test_a_declared_secret_is_found_by_its_value_whatever_it_looks_like() -> None:
    value = "correct horse battery staple"
    engine = Engine("shop.test", frozenset({value, "short"}))

    sight = engine.look(f"# short\n\nadmin: {value}\n", "notes.txt")

    assert [(found.place, found.kind) for found in sight.sure] == [("notes.txt:3", "declared secret")]


def test_one_value_has_one_fingerprint_and_another_product_has_another(engine: Engine) -> None:
    text = made_up("ghp_", 36)

    one, again = engine.look(text, "a.py").sure[0], engine.look(text, "b.py").sure[0]
    elsewhere = Engine("other.test").look(text, "a.py").sure[0]

    assert one.fingerprint == again.fingerprint
    assert one.fingerprint != elsewhere.fingerprint


@pytest.mark.parametrize("escape", ["\x1b[1;32m", "\x1b[0m", "\x1b[38;5;208m", "\x1b]8;;http://x\x07"])
def test_a_log_is_read_through_its_colours(engine: Engine, escape: str) -> None:
    value = made_up("ghp_", 36)
    coloured = f"step 1\n+ export TOKEN={value[:10]}{escape}{value[10:]}\n"

    assert engine.look(coloured, "build.log").sure == ()
    assert [found.place for found in engine.look(plain_log(coloured), "build.log").sure] == ["build.log:2"]


def test_a_log_of_json_lines_is_read_through_its_escapes(engine: Engine) -> None:
    value = made_up("ghp_", 36)
    line = json.dumps({"log": f'a\n\x1b[36mTOKEN\x1b[0m="{value[:8]}\x1b[1m{value[8:]}"\n'})

    sight = engine.look(plain_log(f"{{}}\n{line}\n"), "build.log")

    assert [found.place for found in sight.sure] == ["build.log:2"]


def test_the_control_proves_that_the_engine_sees(engine: Engine) -> None:
    assert engine.control()
    assert engine.control(coloured=True)
