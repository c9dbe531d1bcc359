"""Redaction: secrets go, everything else stays, and canaries stay."""

import base64
import html
import json
import re
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from launchready_hunt.canary import Mint
from launchready_hunt.engine import presence
from launchready_hunt.forms import AFTER, BEFORE, FORMS, KeyForm
from launchready_hunt.keys import Redactor, find_keys, redact

# Put together here, so that no scanner takes this file for a leak.
SECRETS = {
    "aws-key-id": "AKIA" + "IOSFODNN7EXAMPLE",
    "stripe-key": "sk_" + "live_4eC39HqLyjWDarjtT1zdp7dc",
    "webhook-secret": "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "github-token": "ghp_" + "0123456789abcdefghijABCDEFGHIJ456789",
    "slack-token": "xoxb-" + "123456789012-abcdefABCDEF",
    "openai-key": "sk-" + "proj-abcdefghijklmnopqrstuvwx",
    "anthropic-key": "sk-" + "ant-api03-abcdefghijklmnopqrst",
    "google-key": "AIza" + "SyA1234567890abcdefghijklmnopqrstuv",
    "sendgrid-key": "SG." + "abcdefghijklmnopqrstuv.ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg",
    "twilio-key": "SK" + "0123456789abcdef0123456789abcdef",
    "jwt": "eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
    "private-key": "-----BEGIN RSA "
    "PRIVATE KEY-----\nMIIBOgIBAAJBAKj34GkxFhD90vcN\nLYLInFEX6Ppy1tPf\n-----END RSA PRIVATE KEY-----",
}
MARK = re.compile("\u2039secret [0-9a-f]{8}\u203a")
GIVEN = 'pa"ss wörd/+%7'


@pytest.mark.parametrize(("kind", "secret"), SECRETS.items())
def test_a_known_form_is_replaced_whole(kind: str, secret: str) -> None:
    redacted = Redactor(b"key").redact(f"before {secret} after")

    assert re.fullmatch(f"before {MARK.pattern} after", redacted)
    assert kind in {span.kind for span in find_keys(f"before {secret} after")}


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abcdefgh12345678", "abcdefgh12345678"),
        ('{"authorization": "Basic dXNlcjpwYXNz"}', "dXNlcjpwYXNz"),
        ("Cookie: session=abcdef123; theme=darkest", "abcdef123"),
        ("Set-Cookie: sid=s%3Aabcdef; Path=/; HttpOnly", "s%3Aabcdef"),
        ("postgres://app:hunter22@db.internal/shop", "hunter22"),
        ("aws_secret_access_key = " + "wJalrXUtnFEMI/K7MDENG" + "/bPxRfiCYEXAMPLEKEY", "bPxRfiCY"),
        ('{"k": "-----BEGIN ' + 'PRIVATE KEY-----\\nMIIBOgIBAAJBAKj34GkxFhD9\\n-----END PRIVATE KEY-----"}', "MIIBOg"),
    ],
)
def test_a_secret_in_its_place_is_replaced(text: str, secret: str) -> None:
    redacted = redact(text)

    assert secret not in redacted
    assert MARK.search(redacted)


@pytest.mark.parametrize("written", [
    GIVEN, quote(GIVEN), quote(GIVEN, safe=""), json.dumps(GIVEN), json.dumps(GIVEN, ensure_ascii=False), html.escape(GIVEN),
    GIVEN.encode().hex(), GIVEN.encode().hex().upper(),
    *(base64.b64encode(b"x" * n + GIVEN.encode() + b"yz").decode() for n in range(4)),
    base64.urlsafe_b64encode(GIVEN.encode()).decode(),
])  # fmt: skip
def test_a_given_secret_is_replaced_in_every_form_under_one_fingerprint(written: str) -> None:
    redactor = Redactor(b"key", [GIVEN])

    redacted = redactor.redact(f"log {written} end")

    assert f"\u2039secret {redactor.fingerprint(GIVEN)}\u203a" in redacted


def test_a_fingerprint_depends_on_the_key() -> None:
    assert Redactor(b"one").fingerprint("secret") == Redactor(b"one").fingerprint("secret")
    assert Redactor(b"one").fingerprint("secret") != Redactor(b"two").fingerprint("secret")


@given(text=st.text(max_size=200))
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    redactor = Redactor(b"key", [GIVEN])
    once = redactor.redact(
        f"{text} Cookie: sid={SECRETS['stripe-key']}; {GIVEN} Authorization: Bearer {SECRETS['jwt']}"
    )

    assert once == redactor.redact(once)


def test_canaries_stay() -> None:
    mint = Mint(b"key")
    token, key = mint.token("a").value, mint.key("b").value
    text = f"Authorization: Bearer {key}\nCookie: sid={token}\nhttps://u:{token}@x.test/ {key}"

    assert text == Redactor(b"key", [token, key]).redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3.4 of 2026-11-24T10:00:00Z",
        "basic authentication and bearer tokens are explained below",
        "class sk-circle-fade-dot-animation-delay-long",
        "publishable pk_" + "live_abcdefghijklmnop",
        "https://example.test/a:b@c",
        'os.environ["STRIPE_KEY"]',
        "Authorization: Bearer {token}",
        "Authorization: Bearer $TOKEN",
        "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0B\n-----END PUBLIC KEY-----",
        "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert text == redact(text)


def test_a_short_secret_is_replaced_as_a_word_only() -> None:
    redacted = redact("abc abcd xabc (abc)", ["abc"])

    assert re.fullmatch(rf"{MARK.pattern} abcd xabc \({MARK.pattern}\)", redacted)


def test_a_redactor_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a key"):
        Redactor(b"")


@pytest.mark.parametrize(
    "unit", ["-----BEGIN PRIVATE KEY-----", "eyJ", "a:", "Cookie: a=", "://a:", "aws secret ", "A", " "]
)
def test_a_hostile_text_takes_no_longer_than_its_length(unit: str) -> None:
    assert isinstance(redact(unit * (200_000 // len(unit))), str)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.kind)
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_a_maker_s_own_form_holds_one_of_its_hints_and_is_replaced(form: KeyForm, data: st.DataObject) -> None:
    # Written by the expression itself, so that none is ever somebody's.
    whole = form.pattern.removeprefix(BEFORE).removesuffix(AFTER)
    written = data.draw(st.from_regex(re.compile(whole, re.ASCII), fullmatch=True))

    hits = [span for span in find_keys(f"key = '{written}' # end") if span.kind == form.kind.replace(" ", "-")]

    assert [span.value in written for span in hits] == [True]
    assert any(hint in written.lower() for hint in form.hints)
    assert hits[0].value not in redact(f"key = '{written}' # end")


def test_the_engines_agree_on_what_is_there() -> None:
    values = [b"glpat-", b"sk-", b"pypi-agei", b"-age", b"://"]
    texts = [b"", b"GLPAT-x sk-", b"pypi-AgEI://", b"none"]

    fast, slow = presence(values, "auto"), presence(values, "re")

    assert [fast.which(text) for text in texts] == [slow.which(text) for text in texts]
    assert fast.which(b"pypi-AgEI://") == {2, 3, 4}
