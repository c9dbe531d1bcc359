"""SPF, DKIM keys and DMARC as a real DNS server tells them; silence is never absence."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from launchready.declare.model import MailSurface, Network
from launchready.observe.errors import CannotLook
from launchready.observe.mail.dmarc import DmarcOf
from launchready.observe.mail.records import DkimKeyOf, SpfOf, key_in, tags
from launchready.observe.mail.selectors import USUAL_SELECTORS, DkimKeys, DkimKeysOf
from launchready.observe.net.dns import State
from launchready.observe.question import Question
from tests.observe.small_world import declared, visited, zone

AnswerT = TypeVar("AnswerT")


def public_key(bits: int) -> str:
    key = rsa.generate_private_key(65537, bits).public_key()
    return base64.b64encode(
        key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    ).decode()


KEY = public_key(2048)
RECORDS = f"""
shop.test. IN TXT "v=spf1 ip4:192.0.2.1 -all"
shop.test. IN TXT "google-site-verification=x"
two.test. IN TXT "v=spf1 -all"
two.test. IN TXT "v=spf1 a -all"
away.test. IN TXT "v=spf1 redirect=open.test"
open.test. IN TXT "v=spf1 a +all"
wide.test. IN TXT "v=spf1 ip4:0.0.0.0/0 -all"
bare.test. IN TXT "v=spf1 a"
lost.test. IN TXT "v=spf1 redirect=x.broken.test"
none.test. IN A 127.0.0.1
spf10.test. IN TXT "v=spf10 -all"
s1._domainkey.shop.test. IN TXT "v=DKIM1; k=rsa; " "p={KEY[:200]}" "{KEY[200:]}"
old._domainkey.shop.test. IN TXT "v=DKIM1; p="
odd._domainkey.shop.test. IN TXT "v=DKIM1; p=!!!"
_dmarc.shop.test. IN TXT "v=DMARC1; p=reject; sp=none; adkim=s"
_dmarc.two.test. IN TXT "v=DMARC1; p=none"
_dmarc.two.test. IN TXT "v=DMARC1; p=reject"
_dmarc.bare.test. IN TXT "v=DMARC1; rua=mailto:x@bare.test"
_dmarc.away.test. IN TXT "v=DMARC1; p=quarantine; t=y"
_dmarc.test. IN TXT "v=DMARC1; p=reject; psd=y"
"""


USUAL = f'google._domainkey.usual.test. IN TXT "v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"\n'

Ask = Callable[[Question[AnswerT]], AnswerT]


@pytest.fixture(scope="module")
def resolver() -> Iterator[str]:
    with zone(RECORDS) as address:
        yield address


@pytest.fixture
def ask(resolver: str, tmp_path: Path) -> Ask:  # type: ignore[type-arg]  # whatever is asked for
    def asked(question: Question[AnswerT]) -> AnswerT:
        async def go() -> AnswerT:
            async with visited(declared(tmp_path, network=Network(resolver=resolver))) as world:
                return await world.ask(question)

        return asyncio.run(go())

    return asked


@pytest.mark.parametrize(
    ("domain", "state", "records", "last"),
    [
        ("shop.test", State.FOUND, 1, "-"),
        ("two.test", State.FOUND, 2, ""),
        ("away.test", State.FOUND, 1, "+"),
        ("bare.test", State.FOUND, 1, ""),
        ("none.test", State.NO_DATA, 0, ""),
        ("spf10.test", State.FOUND, 0, ""),
        ("gone.test", State.NXDOMAIN, 0, ""),
        ("x.broken.test", State.FAILED, 0, ""),
        ("lost.test", State.FAILED, 1, ""),
    ],
)
def test_spf_is_read_to_its_end(domain: str, state: State, records: int, last: str, ask: Ask) -> None:
    spf = ask(SpfOf(domain))

    assert (spf.state, len(spf.records), spf.all) == (state, records, last)


def test_a_range_that_holds_the_internet_is_noticed(ask: Ask) -> None:
    assert ask(SpfOf("wide.test")).open_to == ("ip4:0.0.0.0/0",)


def test_a_key_in_several_strings_is_one_key(ask: Ask) -> None:
    key = ask(DkimKeyOf("shop.test", "s1"))

    assert (key.state, key.kind, key.bits) == (State.FOUND, "rsa", 2048)


@pytest.mark.parametrize(
    ("selector", "state", "words"),
    [
        ("old", State.FOUND, "the key was revoked: p= is empty"),
        ("odd", State.FOUND, "the key cannot be read"),
        ("gone", State.NXDOMAIN, ""),
    ],
)
def test_a_key_that_cannot_be_used_says_why(selector: str, state: State, words: str, ask: Ask) -> None:
    key = ask(DkimKeyOf("shop.test", selector))

    assert (key.state, key.kind) == (state, "")
    assert words in key.words


@pytest.mark.parametrize(
    ("domain", "records", "policy", "at"),
    [
        ("shop.test", 1, "reject", "_dmarc.shop.test"),
        ("mail.shop.test", 1, "none", "_dmarc.shop.test"),
        ("two.test", 2, "none", "_dmarc.two.test"),
        ("bare.test", 1, "none", "_dmarc.bare.test"),
        ("none.test", 0, "", "_dmarc.none.test"),
    ],
)
def test_dmarc_is_looked_for_up_the_tree_and_not_at_a_registry(
    domain: str, records: int, policy: str, at: str, ask: Ask
) -> None:
    dmarc = ask(DmarcOf(domain))

    assert (len(dmarc.records), dmarc.policy, dmarc.at) == (records, policy, at)


def test_a_policy_under_test_and_a_strict_one_are_told(ask: Ask) -> None:
    assert ask(DmarcOf("away.test")).testing
    assert ask(DmarcOf("shop.test")).adkim == "s"


def test_a_failing_server_is_not_a_missing_record(ask: Ask) -> None:
    assert ask(DmarcOf("x.broken.test")).state is State.FAILED


def test_a_short_key_tells_its_bits() -> None:
    assert key_in(f"p={public_key(1024)}") == ("rsa", 1024, "")


def test_the_first_of_a_tag_counts_and_spaces_do_not() -> None:
    assert tags("v=DMARC1 ; p = none;p=reject; pct") == {"v": "DMARC1", "p": "none"}


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (f"v=DKIM2; p={KEY}", "another version"),
        (f"k=rsa; v=DKIM1; p={KEY}", "must come first"),
        (f"v=DKIM1; h=sha1; p={KEY}", "h=sha1 alone"),
        (f"v=DKIM1; s=tlsrpt; p={KEY}", "not for mail"),
        (f"v=DKIM1; k=dsa; p={KEY}", "no kind of key"),
        (f"v=DKIM1; h=sha1:sha256; s=email; k=rsa; t=s; p={KEY}", ""),
        (f"p={KEY}", ""),
    ],
)
def test_a_key_for_another_use_is_none(record: str, words: str) -> None:
    kind, _, why = key_in(record)

    assert (kind, words in why) == ("" if words else "rsa", True)


def keys_of(folder: Path, domain: str, *selectors: str) -> DkimKeys:
    async def go(resolver: str) -> DkimKeys:
        at = MailSurface("mail", None, "production", None, 7, domain, selectors)
        async with visited(declared(folder, at, network=Network(resolver=resolver))) as world:
            return await world.ask(DkimKeysOf("mail"))

    with zone(RECORDS + USUAL) as resolver:
        return asyncio.run(go(resolver))


def test_where_no_selector_is_declared_the_usual_ones_are_tried(tmp_path: Path) -> None:
    guessed, declared_one = keys_of(tmp_path, "usual.test"), keys_of(tmp_path, "usual.test", "gone")

    assert [key.name for key in guessed.keys] == ["google._domainkey.usual.test"]
    assert (guessed.guessed, declared_one.guessed) == (True, False)
    assert [key.state for key in declared_one.keys] == [State.NXDOMAIN]


def test_that_no_usual_selector_leads_anywhere_proves_nothing(tmp_path: Path) -> None:
    with pytest.raises(CannotLook, match=f"none of the {len(USUAL_SELECTORS)} usual ones"):
        keys_of(tmp_path, "none.test")
