"""Every kind of secret is found wherever people write it; what only looks like one is not."""

import base64
import json
import re
from collections.abc import Callable

import pytest

from launchready.observe.secrets.forms.form import Tier
from launchready.observe.secrets.found import Engine
from launchready.observe.secrets.kingfisher import kind_of
from launchready.observe.secrets.own import FORMS, forms
from tests.observe.secrets import made_up as made

MADE = made.made_up()


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine("shop.test")


def written(one: made.Made) -> dict[str, str]:
    """The same secret, as the kinds of files hold it."""
    value, line, quoted = one.value, one.value.replace("\n", "\\n"), json.dumps(one.value)
    return {
        "env": f"A=1\n{one.name}={line if line == value else quoted}\n",
        "python": f"{one.name} = {value!r}\n",
        "json": json.dumps({one.name: value, "b": 1}),
        "yaml": f"env:\n  - name: {one.name}\n    value: {quoted}\n",
        "javascript": f"const a=()=>1,{one.name.lower()}={quoted};export default a",
        "docker": f"FROM x\nENV {one.name} {line}\n",
        "xml": f'<add key="{one.name}" value="{line.replace(chr(34), "&quot;")}" />\n',
        "notebook": json.dumps({"cells": [{"source": [f"{one.name} = {quoted}\n"]}]}),
        "shell": f"Run this:\n\n    export {one.name}={line}\n",
        "terraform": f'variable "x" {{\n}}\n{one.name.lower()} = "{line}"\n',
        "terraform variable": f'variable "{one.name.lower()}" {{\n  type    = string\n  default = {quoted}\n}}\n',
        "properties": f"{one.name.lower().replace('_', '.')}={line}\n",
        "xml element": f"<a><{one.name}>{line.replace(chr(34), '&quot;')}</{one.name}></a>",
    }


@pytest.mark.parametrize("one", MADE, ids=lambda one: one.kind)
def test_a_secret_is_found_in_whatever_file_it_stands(engine: Engine, one: made.Made) -> None:
    missed = [file for file, text in written(one).items() if not engine.look(text, "src/settings.txt").sure]

    assert missed == []


@pytest.mark.parametrize("kind", ["rsa", "pkcs1", "ec", "openssh"])
def test_a_private_key_without_its_first_line_is_one(engine: Engine, kind: str) -> None:
    whole = made.pem(kind)
    body = "\n".join(line for line in whole.splitlines() if not line.startswith("-----"))

    bare = engine.look(f"key: |\n  {body.replace(chr(10), chr(10) + '  ')}\n", "deploy.yaml").sure

    assert [found.kind for found in bare] == ["private key"]
    assert bare[0].fingerprint == engine.look(json.dumps({"key": whole}), "key.json").sure[0].fingerprint


@pytest.mark.parametrize(
    "write",
    [
        lambda name, text: f"kind: Secret\nmetadata:\n  name: shop\ndata:\n  {name}: {text}\n",
        lambda name, text: f'const {name} = atob("{text}")',
        lambda name, text: f"{name} = base64.b64decode('{text}').decode()",
    ],
    ids=["kubernetes", "javascript", "python"],
)
def test_base64_is_read_where_a_file_says_that_it_holds_some(engine: Engine, write: Callable[[str, str], str]) -> None:
    wanted = [one for one in MADE if "\n" not in one.value]

    missed = [
        one.kind
        for one in wanted
        if not engine.look(write(one.name, base64.b64encode(one.value.encode()).decode()), "k8s/shop.yaml").sure
    ]

    assert missed == []


def test_a_key_that_a_text_shows_the_beginning_of_is_none(engine: Engine) -> None:
    begun = made.pem("pkcs1")[:100]

    sight = engine.look(f"the key, for example `{begun}.\n-----END RSA PRIVATE KEY-----`", "docs.py")

    assert sight.sure == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"pk_live_{made.drawn(made.ALNUM, 24)}", "stripe publishable key"),
        (f"NEXT_PUBLIC_POSTHOG_KEY=phc_{made.drawn(made.ALNUM, 43)}", "posthog project key"),
        (f"Sentry.init({{dsn: 'https://{made.drawn(made.HEX, 32)}@o4501.ingest.sentry.io/4502'}})", "sentry dsn"),
        (f"apiKey: 'AIza{made.drawn(made.ALNUM, 35)}'", "google browser key"),
        (f"mapboxgl.accessToken = 'pk.eyJ{made.drawn(made.ALNUM, 60)}.{made.drawn(made.ALNUM, 22)}'", "mapbox public token"),
        (f"ALGOLIA_SEARCH_API_KEY={made.drawn(made.HEX, 32)}", "algolia search key"),
        (f'<div data-sitekey="6L{made.drawn(made.ALNUM, 38)}">', "recaptcha site key"),
        (f"anon = '{made.token({'iss': 'supabase', 'role': 'anon'})}'", "json web token"),
        (f"sb_publishable_{made.drawn(made.ALNUM, 31)}", "supabase publishable key"),
    ],
    ids=lambda text: text.replace(" ", "-") if len(text) < 26 else "",  # the texts differ from run to run
)  # fmt: skip
def test_a_key_for_browsers_is_told_and_is_no_finding(engine: Engine, text: str, kind: str) -> None:
    sight = engine.look(text, "src/app.js")

    assert sight.sure == ()
    assert [found.kind for found in sight.public] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "DATABASE_URL=postgres://postgres:postgres@db:5432/app",
        "DATABASE_URL=postgres://app:${DB_PASSWORD}@db.shop.io/app",
        "DATABASE_URL=postgresql://user:s3cr3tPassw0rd@localhost/app",
        f"SECRET_KEY = 'django-insecure-{made.drawn(made.ALNUM, 50)}'",
        "JWT_SECRET=your-super-secret-jwt-key-change-in-production-2024",
        "JWT_SECRET=my-very-long-and-wordy-signing-key-for-shop-1",
        "API_KEY=abcd1234",
        "aws_secret_access_key = settings.AWS_SECRET_ACCESS_KEY",
        f"commit {made.drawn(made.HEX, 40)}",
        f"cloudflare_zone_id = {made.drawn(made.HEX, 32)}",
        f"datadog_monitor_id: {made.uuid()}",
        f'"integrity": "sha512-{made.drawn(made.B64, 86)}=="',
        f"password_hash = '{made.drawn(made.HEX, 64)}'",
        f"csrf_token = '{made.drawn(made.ALNUM, 64)}'",
        f"DefaultEndpointsProtocol=http;AccountKey=Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50{made.drawn(made.B64, 47)}==",
        "const token = tokenizer.nextToken(a1, b2, c3)",
        f"twilio_account_sid = 'AC{made.drawn(made.HEX, 32)}'",
        "proxy = http://user:pass1234word@proxy.example.com:8080",
    ],
    ids=lambda text: re.split(r"[ =:\['{]", text, maxsplit=1)[0][:20],  # the rest differs from run to run
)
def test_what_looks_like_one_does_not_gate(engine: Engine, text: str) -> None:
    assert engine.look(text, "src/settings.py").sure == ()


@pytest.mark.parametrize(
    "place", ["tests/test_pay.py", "src/pay.test.ts", ".env.example", "examples/app/.env", "a.zip!tests/x.py"]
)
def test_a_sample_of_a_secret_that_its_name_alone_speaks_for_warns(engine: Engine, place: str) -> None:
    text = f"JWT_SECRET={made.drawn(made.HEX, 64)}\nTWILIO_AUTH_TOKEN={made.drawn(made.HEX, 32)}\n"

    sight = engine.look(text, place)

    assert sight.sure == ()
    assert {found.kind for found in sight.weak} == {"signing key", "twilio auth token"}


@pytest.mark.parametrize("before", ['/** @example "', ">>> key = '", "a password, e.g. '"])
def test_what_a_text_calls_an_example_warns(engine: Engine, before: str) -> None:
    key = made.pem("pkcs1").replace("\n", "\\n")
    address = f"postgres://shop:{made.drawn(made.ALNUM, 20)}@db.shop.io/shop"

    sights = [engine.look(f"{before}{one}'\n", "src/types.ts") for one in (key, address)]

    assert [len(one.sure) for one in sights] == [0, 0]
    assert [len(one.weak) for one in sights] == [1, 1]


def test_the_checksum_tells_a_real_token_from_a_made_up_one_in_a_test(engine: Engine) -> None:
    real, false = made.checked("ghp_"), f"ghp_{made.drawn(made.ALNUM, 36)}"

    sight = engine.look(f"a = '{real}'\nb = '{false}'\n", "tests/test_pay.py")

    assert [found.place for found in sight.sure] == ["tests/test_pay.py:1"]
    assert [found.place for found in sight.weak] == ["tests/test_pay.py:2"]


@pytest.mark.parametrize("name", ["api_key", "DB_PASSWORD", "userPassword", "access-token"])
def test_a_generic_assignment_warns_and_never_gates(engine: Engine, name: str) -> None:
    sight = engine.look(f"{name} = '{made.drawn(made.ALNUM, 20)}'", "src/settings.py")

    assert sight.sure == ()
    assert len(sight.weak) == 1


def state(**attributes: str) -> str:
    instance = {"attributes": {"address": "db", **attributes}}
    return json.dumps({"version": 4, "resources": [{"type": "aws_db_instance", "instances": [instance]}]}, indent=2)


@pytest.mark.parametrize("place", ["infra/terraform.tfstate", "terraform.tfstate.backup", "infra.zip!prod.tfstate"])
def test_what_terraform_wrote_into_its_state_is_in_use(engine: Engine, place: str) -> None:
    text = state(password=made.drawn(made.ALNUM, 24), admin_token=made.drawn(made.HEX, 32))

    assert [found.kind for found in engine.look(text, place).sure] == ["secret in terraform's state"] * 2
    assert engine.look(text, "settings.json").sure == ()
    assert engine.look(text, f"tests/{place}").sure == ()


def test_what_is_no_value_in_a_state_does_not_gate(engine: Engine) -> None:
    text = state(
        password="changeme-changeme1",
        secret_arn=f"arn:aws:secretsmanager:eu-central-1:1:secret:{made.drawn(made.ALNUM, 12)}",
        password_version=made.drawn(made.ALNUM, 24),
        encrypted_password=made.drawn(made.ALNUM, 64),
        secret_id=made.drawn(made.ALNUM, 24),
        token_endpoint=f"https://id.shop.io/{made.drawn(made.ALNUM, 24)}",
    )

    assert engine.look(text, "terraform.tfstate").sure == ()


LETTERS_ALONE = ("rUHuRnhTmWqsZcjW", "EElOpAglVPeUxfBwXC", "RYSXiFXqjPyFmJnNqaxWhCiY")


@pytest.mark.parametrize("word", LETTERS_ALONE)
def test_a_password_of_drawn_letters_alone_counts_in_an_address(engine: Engine, word: str) -> None:
    assert len(engine.look(f"postgres://shop:{word}@db.shop.io/shop", "src/settings.py").sure) == 1


@pytest.mark.parametrize(
    "word", ["CorrectHorseBatteryStaple", "myShopDatabaseUser", "databasepassphrase", "MYSHOPDATABASE"]
)
def test_words_are_no_drawn_password(engine: Engine, word: str) -> None:
    assert engine.look(f"postgres://shop:{word}@db.shop.io/shop", "src/settings.py").sure == ()


def test_a_vendors_name_does_not_hide_a_file(engine: Engine) -> None:
    value = made.checked("ghp_")

    found = [
        engine.look(f"x='{value}'", name).sure
        for name in ("swagger-ui.js", "plotly.min.js", "node_modules/a/x.js", "go.sum")
    ]

    assert [len(one) for one in found] == [1, 1, 1, 1]


def test_every_hint_is_in_small_letters_and_meets_its_form() -> None:
    assert all(hint == hint.lower() for form in FORMS for hint in form.hints)


@pytest.mark.parametrize(
    "unit",
    [
        "://a:",
        "eyJ",
        "-----BEGIN PRIVATE KEY-----",
        "MIIEvQIBADANBgkqhkiG9w0BAQEF",
        "secret=",
        "token: '",
        "AQEyhm",
        "basic ",
    ],
)
def test_a_hostile_file_takes_no_longer_than_its_length(unit: str) -> None:
    data = (unit * (400_000 // len(unit))).encode()

    assert all(mark.tier is not Tier.SURE for mark in forms().look(data, "x").marks)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (f"ZENDESK_SECRET_KEY={made.drawn(made.LOWER, 40)}", ["zendesk secret key"]),
        (f"POSTMARK_MESSAGE_ID={made.uuid()}", []),
        (f"zendesk_ticket = {made.drawn(made.LOWER, 40)}", []),
    ],
    ids=["a secret", "an id", "a project"],
)
def test_a_vendor_that_the_engine_knows_gates_where_the_name_speaks_of_a_secret(
    engine: Engine, text: str, kinds: list[str]
) -> None:
    assert [found.kind for found in engine.look(f"{text}\n", "settings.env").sure] == kinds


def test_the_kind_of_a_rule_reads_like_a_kind() -> None:
    assert kind_of("betterleaks.resend-api-key.1") == "resend api key"
